// Tries a page of examples/browser in headless Chromium: browser.mjs CHROMIUM FOLDER [SCREENSHOT]
// FOLDER holds the page and app.wasm. Chromium is driven through its DevTools pipe (file descriptors 3 and 4).
import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { extname, join } from 'node:path';

const [chromium, folder, screenshot] = process.argv.slice(2);
const types = { '.html': 'text/html', '.mjs': 'text/javascript', '.wasm': 'application/wasm' };
const server = createServer((request, response) => {
  try {
    const name = request.url === '/' ? '/index.html' : request.url;
    const body = readFileSync(join(folder, name));
    response.writeHead(200, { 'content-type': types[extname(name)] ?? 'text/plain' }).end(body);
  } catch {
    response.writeHead(404).end();
  }
});
await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));

const profile = mkdtempSync(join(tmpdir(), 'burrow-chromium-'));
const flags = ['--headless', '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run'];
flags.push('--disable-background-networking', '--disable-component-update', '--disable-sync');
flags.push('--remote-debugging-pipe', `--user-data-dir=${profile}`, '--window-size=700,600');
const browser = spawn(chromium, flags, { stdio: ['ignore', 'ignore', 'ignore', 'pipe', 'pipe'] });
const [input, output] = [browser.stdio[3], browser.stdio[4]];

let status = 1;
try {
  status = await drive();
} catch (error) {
  console.error(`browser: ${error.message}`);
} finally {
  const ended = new Promise((resolve) => browser.on('exit', resolve));
  browser.kill();
  await ended;
  server.close();
  // Its helper processes end after it, and may write until then.
  await rm(profile, { recursive: true, force: true, maxRetries: 50, retryDelay: 100 });
}
process.exit(status);

async function drive() {
  const answers = new Map();
  let number = 0;
  let rest = '';
  output.on('data', (data) => {
    const messages = (rest + data).split('\0');
    rest = messages.pop();
    for (const text of messages) {
      const message = JSON.parse(text);
      answers.get(message.id)?.(message);
    }
  });
  let session;
  const send = (method, params = {}) =>
    new Promise((resolve, reject) => {
      const id = ++number;
      answers.set(id, ({ error, result }) => (error ? reject(new Error(error.message)) : resolve(result)));
      input.write(`${JSON.stringify({ id, method, params, sessionId: session })}\0`);
    });
  const deadline = setTimeout(() => {
    console.error('browser: it takes too long');
    browser.kill();
    process.exit(1);
  }, 60_000);

  const { targetId } = await send('Target.createTarget', { url: `http://127.0.0.1:${server.address().port}/` });
  ({ sessionId: session } = await send('Target.attachToTarget', { targetId, flatten: true }));
  const evaluate = async (expression) => {
    const { result, exceptionDetails } = await send('Runtime.evaluate', { expression, returnByValue: true });
    if (exceptionDetails) throw new Error(exceptionDetails.text);
    return result.value;
  };
  const text = (id) => evaluate(`document.getElementById('${id}')?.textContent ?? ''`);
  const until = async (id, wanted) => {
    while (!(await text(id)).includes(wanted)) await new Promise((resolve) => setTimeout(resolve, 5));
  };

  await until('output', 'started');
  const before = Number(await text('frames'));
  await until('output', 'primes');
  const after = Number(await text('frames'));
  await until('output', 'tick 5');
  await evaluate(`document.getElementById('event').click()`);
  await until('output', 'event 1');
  // All goroutines wait for an event now, which is no deadlock.
  await new Promise((resolve) => setTimeout(resolve, 200));
  await evaluate(`document.getElementById('event').click()`);
  await until('output', 'event 2');
  if (screenshot) {
    const { data } = await send('Page.captureScreenshot');
    writeFileSync(screenshot, Buffer.from(data, 'base64'));
  }
  await evaluate(`document.getElementById('end').click()`);
  await until('state', 'exited');
  clearTimeout(deadline);
  console.log(JSON.stringify({ turns: after - before, output: await text('output'), state: await text('state') }));
  return 0;
}
