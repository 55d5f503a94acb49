// Runs app.wasm in the page, then in a worker.
import { start } from './burrow.mjs';

async function run() {
  let said = '';
  try {
    const program = await start(fetch('app.wasm'), { write: (_fd, text) => (said += text) });
    return `exited with ${await program.exited}: ${said}`;
  } catch (error) {
    return `${said}${error.stack}`;
  }
}

if (typeof document === 'undefined') {
  postMessage(await run());
} else {
  const write = (id, text) => (document.getElementById(id).textContent += text);
  write('output', `page ${await run()}\n`);
  const worker = new Worker('both.mjs', { type: 'module' });
  const fail = (error) => ({ data: `failed: ${error.message}` });
  const { data } = await new Promise((resolve) => {
    worker.onmessage = resolve;
    worker.onerror = (error) => resolve(fail(error));
  });
  write('output', `worker ${data}\n`);
  write('state', 'done');
}
