// A host for programs with //go:wasmimport and //go:wasmexport: host.mjs MODULE SCRIPT. The script has the instance's `exports`, its
// `memory`, `text(pointer, length)`, and `imports`, to which it adds modules before the instance is made by `start()`.
import { readFile } from 'node:fs/promises';
import { WASI } from 'node:wasi';

const [file, script] = process.argv.slice(2);
const wasi = new WASI({ version: 'preview1', args: ['host'], returnOnExit: true });
const module = await WebAssembly.compile(await readFile(file));
const host = {
  imports: wasi.getImportObject(),
  text: (pointer, length) => Buffer.from(host.exports.memory.buffer, pointer, length).toString(),
  print: (...list) => console.log(...list),
  /** Makes the instance and runs `_start`, or `_initialize` where there is that. */
  async start() {
    const instance = await WebAssembly.instantiate(module, host.imports);
    host.exports = instance.exports;
    if (instance.exports._initialize) {
      wasi.initialize(instance);
      return 0;
    }
    return wasi.start(instance);
  },
};
const run = (await import(new URL(script, import.meta.url))).default;
await run(host);
