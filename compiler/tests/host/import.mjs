export default async (host) => {
  host.imports.env = {
    show: (p, n, flag, x, i) => {
      host.print(host.text(p, n), flag, x, i);
      return 1;
    },
    fill: (p, n) => {
      new Int32Array(host.exports.memory.buffer, p, n).fill(7);
    },
  };
  host.print('status', await host.start());
};
