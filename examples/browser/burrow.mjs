// Runs a module that was built with `burrow build --event-loop` in a page, or wherever there is an event loop:
//
//   const program = await start(fetch('app.wasm'), { write: (fd, text) => console.log(text) });
//   program.event(1);            // host.Next() of package burrow/host returns 1
//   await program.exited;        // its exit status
//
// The page stays responsive: each turn of the event loop runs goroutines for a few milliseconds at most, or up to one
// slice of 10 ms.

const BUDGET = 4000; // microseconds
const WAITING = -1n;
const OVER = -2n;
const ENOSYS = 52;

class Exit extends Error {
  constructor(status) {
    super(`exit status ${status}`);
    this.status = status;
  }
}

export async function start(source, { args = ['app'], env = {}, write = print } = {}) {
  let exports;
  const view = () => new DataView(exports.memory.buffer);
  const wasi = system(view, args, env, write);
  const imports = { wasi_snapshot_preview1: new Proxy(wasi, { get: (calls, name) => calls[name] ?? (() => ENOSYS) }) };
  const { instance } = await instantiate(await source, imports);
  exports = instance.exports;

  let finish;
  const exited = new Promise((resolve) => (finish = resolve));
  let timer;
  let over = false;
  // A message comes sooner than a timer, which browsers delay; and what waits in the event loop comes in between.
  const { port1, port2 } = new MessageChannel();
  port1.onmessage = () => run();
  const guard = (call) => {
    if (over) return OVER;
    try {
      return call();
    } catch (error) {
      over = true;
      port1.close();
      finish(error instanceof Exit ? error.status : 2);
      if (!(error instanceof Exit)) throw error;
      return OVER;
    }
  };
  const run = () => {
    clearTimeout(timer);
    const left = guard(() => exports.burrow_run(BigInt(BUDGET)));
    if (left === OVER && !over) {
      over = true;
      port1.close();
      finish(0);
    } else if (left === 0n) {
      port2.postMessage(null);
    } else if (left !== OVER && left !== WAITING) {
      timer = setTimeout(run, Number(left) / 1000);
    }
  };
  run();
  return {
    exited,
    event(number) {
      guard(() => exports.burrow_event(BigInt(number)));
      run();
    },
  };
}

function instantiate(source, imports) {
  if (source instanceof Response) return WebAssembly.instantiateStreaming(source, imports);
  return WebAssembly.instantiate(source, imports);
}

function print(fd, text) {
  (fd === 2 ? console.error : console.log)(text.replace(/\n$/, ''));
}

// What of WASI preview 1 a page has: output, clocks, random numbers, arguments and environment.
function system(view, args, env, write) {
  const bytes = (at, length) => new Uint8Array(view().buffer, at, length);
  const decoder = new TextDecoder();
  const lists = {
    args: args.map(encode),
    environ: Object.entries(env).map(([name, value]) => encode(`${name}=${value}`)),
  };
  const sizes = (list) => (count, size) => {
    view().setUint32(count, list.length, true);
    view().setUint32(size, list.reduce((sum, text) => sum + text.length, 0), true);
    return 0;
  };
  const get = (list) => (table, at) => {
    list.forEach((text, n) => {
      view().setUint32(table + 4 * n, at, true);
      bytes(at, text.length).set(text);
      at += text.length;
    });
    return 0;
  };
  return {
    args_sizes_get: sizes(lists.args),
    args_get: get(lists.args),
    environ_sizes_get: sizes(lists.environ),
    environ_get: get(lists.environ),
    fd_write(fd, vectors, count, written) {
      let sum = 0;
      let text = '';
      for (let n = 0; n < count; n++) {
        const length = view().getUint32(vectors + 8 * n + 4, true);
        text += decoder.decode(bytes(view().getUint32(vectors + 8 * n, true), length).slice());
        sum += length;
      }
      write(fd, text);
      view().setUint32(written, sum, true);
      return 0;
    },
    clock_time_get(clock, _precision, at) {
      const now = clock === 0 ? Date.now() : performance.now();
      view().setBigUint64(at, BigInt(Math.round(now * 1e6)), true);
      return 0;
    },
    random_get(at, length) {
      const random = new Uint8Array(length);
      crypto.getRandomValues(random);
      bytes(at, length).set(random);
      return 0;
    },
    proc_exit(status) {
      throw new Exit(status);
    },
  };
}

function encode(text) {
  return new TextEncoder().encode(`${text}\0`);
}
