export default async (host) => {
  host.print('status', await host.start());
  try {
    host.exports.one();
    host.print('returned');
  } catch {
    host.print('stopped');
  }
};
