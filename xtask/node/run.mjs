// Runs a WASI preview 1 module under node: run.mjs [--stats FILE] MODULE [ARGS...]
// The statistics are those of `burrow exec`, so that both engines can be compared.
import { readFile, writeFile } from 'node:fs/promises';
import { basename } from 'node:path';
import { WASI } from 'node:wasi';
import { stack } from './stack.mjs';

const args = process.argv.slice(2);
const stats = args[0] === '--stats' ? args.splice(0, 2)[1] : undefined;
const [file, ...rest] = args;
const folder = process.cwd();
const wasi = new WASI({
  version: 'preview1',
  args: [basename(file, '.wasm'), ...rest],
  env: { ...stack, ...process.env, PWD: folder },
  preopens: { [folder]: folder },
  returnOnExit: true,
});

const bytes = await readFile(file);
let began = performance.now();
const module = await WebAssembly.compile(bytes);
const compile = performance.now() - began;
began = performance.now();
const imports = wasi.getImportObject();
// V8 calls some of node's functions without going through JavaScript, and then they use the memory as it was before it
// last grew: a function of ours between them keeps to the slow, right way.
for (const calls of Object.values(imports)) {
  for (const [name, call] of Object.entries(calls)) {
    calls[name] = (...args) => call(...args);
  }
}
const instance = await WebAssembly.instantiate(module, imports);
let status;
try {
  status = wasi.start(instance);
} catch (error) {
  console.error(`node: ${error.stack}`);
  status = 2;
}
const run = performance.now() - began;
if (stats) {
  const memory = instance.exports.memory.buffer.byteLength;
  const seconds = run / 1000;
  await writeFile(stats, JSON.stringify({ status, seconds, compile_seconds: compile / 1000, memory }));
}
process.exit(status);
