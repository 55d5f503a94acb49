// Tries the page of examples/browser in headless Chromium: browser.mjs CHROMIUM FOLDER [SCREENSHOT]
// FOLDER holds the page and app.wasm.
import { writeFileSync } from 'node:fs';
import { browse } from './chromium.mjs';

const [chromium, folder, screenshot] = process.argv.slice(2);
await browse({ chromium, folder }, async ({ send, evaluate, text, until }) => {
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
  console.log(JSON.stringify({ turns: after - before, output: await text('output'), state: await text('state') }));
});
