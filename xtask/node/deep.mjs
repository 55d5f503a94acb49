// Runs a module in a page and in a worker of it: deep.mjs CHROMIUM FOLDER [FLAG...]
// FOLDER holds a page with the module, which writes what it said; a flag is one of the browser's.
import { browse } from './chromium.mjs';

const [chromium, folder, ...flags] = process.argv.slice(2);
await browse({ chromium, folder, flags, seconds: 240 }, async ({ text, until }) => {
  await until('state', 'done');
  console.log(await text('output'));
});
