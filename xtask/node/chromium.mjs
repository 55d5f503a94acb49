// Headless Chromium with a page of a folder, driven through its DevTools pipe (file descriptors 3 and 4).
import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { extname, join } from 'node:path';

const types = { '.html': 'text/html', '.mjs': 'text/javascript', '.wasm': 'application/wasm' };
const common = ['--headless', '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-sync'];
common.push('--disable-background-networking', '--disable-component-update', '--window-size=700,600');

// Opens index.html of the folder and hands `drive` what it needs to look at the page. Ends the process with status 1 when that
// fails or takes more than so many seconds.
export async function browse({ chromium, folder, flags = [], seconds = 60 }, drive) {
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
  const options = [...common, ...flags, '--remote-debugging-pipe', `--user-data-dir=${profile}`];
  const browser = spawn(chromium, options, { stdio: ['ignore', 'ignore', 'ignore', 'pipe', 'pipe'] });
  const late = new Promise((_, reject) =>
    setTimeout(() => reject(new Error('it takes too long')), seconds * 1000).unref(),
  );
  let status = 1;
  try {
    await Promise.race([late, page(browser, `http://127.0.0.1:${server.address().port}/`).then(drive)]);
    status = 0;
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
}

async function page(browser, url) {
  const [input, output] = [browser.stdio[3], browser.stdio[4]];
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
  const { targetId } = await send('Target.createTarget', { url });
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
  return { send, evaluate, text, until };
}
