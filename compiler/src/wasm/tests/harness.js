// A runtime small enough to be checked by eye: one goroutine, a trampoline, a stack that moves at every park.
// usage: node harness.js CONFIG.json
const fs = require('fs');
const c = JSON.parse(fs.readFileSync(process.argv[2]));
const GUARD = 0, SUSPENDED = 4, FUEL = 8, FP = 12, BARRIER = 16, ENTRY = 32, RESULT = 288;
let mem, table, dv;
const m = c.m0;
const u32 = (a) => dv.getUint32(a, true), put = (a, v) => dv.setUint32(a, v, true);
let heap = c.heap, refused = false, parks = 0, out = [];
const suspend = (fp, why) => { put(m + FP, fp); put(m + SUSPENDED, why); parks++; };
// Each runtime call that may suspend does so each second time.
let toggle = false;
const again = () => c.mode.park && (toggle = !toggle);
const alloc = (n) => { heap = (heap + 7) & ~7; const p = heap; heap += Number(n); return p; };
const rt = {
  burrow_refuse: (_, fp) => { refused = true; suspend(fp, 4); },
  burrow_poll: (_, fp) => { put(m + FUEL, c.mode.poll ? 0 : 1000); out.polls = (out.polls || 0) + 1; if (c.mode.poll) suspend(fp, 3); },
  burrow_new: (_, fp, ty) => { if (again()) { suspend(fp, 5); return 0; } return alloc(16); },
  burrow_new_noscan: (_, fp, n) => { if (again()) { suspend(fp, 5); return 0; } return alloc(n); },
  burrow_chan_recv: (_, fp, ch, at) => {
    const v = ch * 2 + 1;
    if (again()) { put(m + RESULT, v); suspend(fp, 1); return 0xdead; }
    return v;
  },
  burrow_panic_rt: (_, fp, kind, a, b) => {
    suspend(fp, 6);
    out.push(`panic ${kind} ${a} ${b} in ${u32(fp)} at ${u32(fp + 4)}`);
  },
  burrow_panic: (_, fp, t, d) => { suspend(fp, 6); out.push(`panic(${t}, ${d}) in ${u32(fp)} at ${u32(fp + 4)}`); },
  burrow_print_int: (_, n) => { out.push(String(n)); },
  burrow_write_barrier: (_, slot, v) => { out.push(`barrier ${u32(slot)} ${v}`); },
  burrow_defer_push: (_, fp, f) => { out.push(`defer in ${u32(fp)}`); },
};

// Pointer maps, as stacks/src/maps.rs describes them.
const number = (p) => { let n = 0, s = 0; for (;;) { const b = dv.getUint8(p.at++); n |= (b & 127) << s; s += 7; if (b < 128) return n; } };
const bit = (at, i) => dv.getUint8(at + (i >> 3)) >> (i & 7) & 1;
function pointers(info, point) {
  const p = { at: u32(info + 8) };
  const head = number(p), extra = number(p), stride = head >> 2, objects = head & 2;
  const body = p.at, list = [];
  let map = 0;
  if (stride) {
    const q = { at: body }, n = number(q);
    map = q.at + (n > 1 ? (head & 1 ? dv.getUint16(q.at + n * stride + 2 * point, true) : dv.getUint8(q.at + n * stride + point)) : 0) * stride;
  }
  let first = stride * 8, found = [];
  if (extra) {
    const q = { at: body + extra - 1 };
    const words = number(q);
    q.at += (words + 7) >> 3;
    if (objects) {
      first = number(q);
      const count = number(q);
      for (let i = 0; i < count; i++) {
        const o = { offset: number(q), elements: number(q), words: number(q) };
        o.at = q.at;
        q.at += (o.words + 7) >> 3;
        found.push(o);
      }
    }
  }
  for (let i = 0; i < first && i < stride * 8; i++) if (map && bit(map, i)) list.push(8 + 4 * i);
  found.forEach((o, i) => {
    if (!bit(map, first + i)) return;
    for (let e = 0; e < o.elements; e++) for (let w = 0; w < o.words; w++) if (bit(o.at, w)) list.push(4 * (o.offset + e * o.words + w));
  });
  return list;
}

function results(info) {
  const p = { at: u32(info + 8) };
  const head = number(p), extra = number(p), list = [];
  if (extra) {
    p.at += extra - 1;
    const words = number(p);
    for (let i = 0; i < words; i++) if (bit(p.at, i)) list.push(4 * i);
  }
  return list;
}

// The stack: from base down. Moving copies it to the other half and poisons the old one.
const SIZE = 1 << 20, halves = [4 << 20, 6 << 20];
let half = 0;
const base = () => halves[half] + SIZE;
function move(fp, resultsOf) {
  const from = base(), used = from - fp;
  half ^= 1;
  const to = base(), shift = to - from;
  new Uint8Array(mem.buffer).copyWithin(to - used, fp, from);
  new Uint8Array(mem.buffer).fill(0xa5, from - SIZE, from);
  const adjust = (a) => { const v = u32(a); if (v >= from - SIZE && v < from) put(a, v + shift); };
  for (let f = to - used; f < to; f += u32(u32(f))) for (const o of pointers(u32(f), u32(f + 4))) adjust(f + o);
  if (resultsOf) results(resultsOf).forEach((o) => adjust(m + RESULT + o));
  return fp + shift;
}

const bytes = fs.readFileSync(c.wasm);
const mod = new WebAssembly.Module(bytes);
const imports = {};
for (const i of WebAssembly.Module.imports(mod)) {
  if (!rt[i.name]) throw new Error('no ' + i.name);
  imports[i.name] = rt[i.name];
}
const inst = new WebAssembly.Instance(mod, { rt: imports });
mem = inst.exports.memory; table = inst.exports.table;
dv = new DataView(mem.buffer);

put(m + FUEL, c.mode.poll ? 0 : 1000);
put(m + BARRIER, c.mode.barrier ? 1 : 0);
// The first frame lies parked at point 0, its parameters behind the header.
const info = c.info;
let fp = base() - u32(info), depth = 0;
put(fp, info); put(fp + 4, 0);
c.args.forEach((a) => { if (a.i64 !== undefined) dv.setBigInt64(fp + a.at, BigInt(a.i64), true); else put(fp + a.at, a.i32); });
const guard = () => put(m + GUARD, c.mode.refuse ? 0xffffffff : base() - (c.mode.small ? 600 : SIZE) + 128);
for (;;) {
  guard();
  const f = u32(fp), was = fp;
  put(m + SUSPENDED, 0);
  table.get(u32(f + 4))(fp);
  const why = u32(m + SUSPENDED);
  if (why === 6) break;
  if (why) {
    fp = u32(m + FP);
    if (refused) {
      refused = false;
      const g = u32(m + ENTRY), size = u32(g + 20) >>> 16;
      fp -= u32(g);
      // Room below, if it is short: the one thing this harness does instead of growing is to have enough.
      new Uint8Array(mem.buffer).copyWithin(fp, m + ENTRY, m + ENTRY + size);
      if (c.mode.small) c.mode.small = false;
    }
    if (c.mode.move) fp = move(fp);
    if (c.mode.exit && u32(fp + 4) === 2) put(fp + 4, u32(u32(u32(fp) + 16)));
    depth = Math.max(depth, base() - fp);
    continue;
  }
  fp = was + u32(f);
  if (fp === base()) break;
  if (c.mode.move) fp = move(fp, f);
}
const result = c.result === 'i64' ? dv.getBigInt64(m + RESULT, true) : c.result === 'i32' ? dv.getInt32(m + RESULT, true) : '';
console.log(JSON.stringify({ result: String(result), out: [...out], parks, polls: out.polls || 0 }));
