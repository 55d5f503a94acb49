// Runs a module with several threads: threads.mjs [--stats FILE] MODULE [ARGS...]
// Each thread is a worker with an instance of its own; the main thread only starts them, so that it is there when one of
// them asks for another, or ends the program, while all others sleep. It also reads standard input for them, since node
// does not end a process while a worker is in a call of the system.
import { readFileSync, writeFileSync } from 'node:fs';
import { basename } from 'node:path';
import { WASI } from 'node:wasi';
import { Worker, isMainThread, parentPort, workerData } from 'node:worker_threads';
import { stack } from './stack.mjs';

if (isMainThread) {
  const args = process.argv.slice(2);
  const stats = args[0] === '--stats' ? args.splice(0, 2)[1] : undefined;
  const bytes = readFileSync(args[0]);
  const module = new WebAssembly.Module(bytes);
  const memory = new WebAssembly.Memory({ ...limits(bytes), shared: true });
  const shared = { module, memory, args, last: new Int32Array(new SharedArrayBuffer(4)) };
  const began = performance.now();
  const end = (status) => {
    const seconds = (performance.now() - began) / 1000;
    const { byteLength } = memory.buffer;
    if (stats) writeFileSync(stats, JSON.stringify({ status, seconds, compile_seconds: 0, memory: byteLength }));
    process.exit(status);
  };
  const start = (thread) => {
    const worker = new Worker(new URL(import.meta.url), { workerData: { ...shared, thread } });
    worker.on('message', (message) => {
      if ('exit' in message) end(message.exit);
      else if ('input' in message) give(message.input);
      else start(message);
    });
    worker.on('error', (error) => {
      console.error(`node: ${error.stack}`);
      end(2);
    });
  };
  start();

  // Who waits for input, and what has come of it.
  const waiting = [];
  let left = Buffer.alloc(0);
  let ended;
  const serve = () => {
    const more = process.stdin.read();
    if (more) left = Buffer.concat([left, more]);
    while (waiting.length > 0 && (left.length > 0 || ended)) {
      const { bytes, state } = waiting.shift();
      const count = left.copy(bytes);
      left = left.subarray(count);
      Atomics.store(state, 1, count);
      Atomics.store(state, 0, 1);
      Atomics.notify(state, 0);
    }
  };
  function give(request) {
    waiting.push(request);
    if (ended === undefined) {
      ended = false;
      const close = () => {
        ended = true;
        serve();
      };
      process.stdin.on('readable', serve).on('end', close).on('error', close);
    }
    serve();
  }
} else {
  const { module, memory, args, last, thread } = workerData;
  const folder = process.cwd();
  const wasi = new WASI({
    version: 'preview1',
    args: [basename(args[0], '.wasm'), ...args.slice(1)],
    env: { ...stack, ...process.env, PWD: folder },
    preopens: { [folder]: folder },
    returnOnExit: true,
  });
  const exit = (status) => {
    parentPort.postMessage({ exit: status });
    // It never returns; the main thread ends the process.
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0);
  };
  const imports = wasi.getImportObject();
  // A function of ours between V8 and node's keeps to the memory as it is now: see run.mjs.
  for (const [name, call] of Object.entries(imports.wasi_snapshot_preview1)) {
    imports.wasi_snapshot_preview1[name] = (...args) => call(...args);
  }
  imports.wasi_snapshot_preview1.proc_exit = exit;
  const { fd_read: readFile } = imports.wasi_snapshot_preview1;
  imports.wasi_snapshot_preview1.fd_read = (fd, list, n, done) => {
    if (fd !== 0 || n !== 1) return readFile(fd, list, n, done);
    const [at, room] = new Uint32Array(memory.buffer, list, 2);
    const bytes = new Uint8Array(new SharedArrayBuffer(Math.min(room, 65536)));
    const state = new Int32Array(new SharedArrayBuffer(8));
    parentPort.postMessage({ input: { bytes, state } });
    Atomics.wait(state, 0, 0);
    new Uint8Array(memory.buffer).set(bytes.subarray(0, state[1]), at);
    new Uint32Array(memory.buffer, done, 1)[0] = state[1];
    return 0;
  };
  imports.env = { memory };
  imports.wasi = {
    'thread-spawn': (arg) => {
      const id = Atomics.add(last, 0, 1) + 1;
      parentPort.postMessage({ id, arg });
      return id;
    },
  };
  const { exports } = new WebAssembly.Instance(module, imports);
  // Only gives node's functions their memory.
  wasi.initialize({ exports: { memory } });
  if (thread) {
    exports.wasi_thread_start(thread.id, thread.arg);
  } else {
    exports._start();
    exit(0);
  }
}

// The limits of the memory that a module imports, in pages.
function limits(bytes) {
  let at = 8;
  const number = () => {
    let value = 0;
    for (let shift = 0; ; shift += 7) {
      const byte = bytes[at++];
      value += (byte & 127) * 2 ** shift;
      if (byte < 128) return value;
    }
  };
  for (;;) {
    const id = bytes[at++];
    const end = number() + at;
    if (id !== 2) {
      at = end;
      continue;
    }
    for (let count = number(); count > 0; count--) {
      for (let names = 0; names < 2; names++) at = number() + at;
      if (bytes[at++] === 2) {
        at++;
        return { initial: number(), maximum: number() };
      }
      number();
    }
    throw new Error('the module imports no memory');
  }
}
