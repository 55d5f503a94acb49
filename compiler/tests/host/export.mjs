export default async (host) => {
  host.print('status', await host.start());
  const e = host.exports;
  host.print(e.add(-3, 1n << 40n), e.half(3, 0.25, 0), e.half(3, 0.25, 1), e.even(4), e.even(7));
  for (const v of [1, 2, 3]) e.send(v);
  host.print(e.finish());
  const at = e.room();
  new TextEncoder().encodeInto('banana', new Uint8Array(e.memory.buffer, at, 64));
  host.print(e.letters(at, 6, 97), e.index(1));
  const s = e.make(1, 2);
  host.print(e.churn(50000));
  const t = e.swap(s);
  host.print(t === s, ...new Int32Array(e.memory.buffer, s, 2));
  try {
    e.index(64);
    host.print('no panic');
  } catch (error) {
    host.print('panicked');
  }
};
