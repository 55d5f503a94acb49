// Runs a module built with `burrow build --event-loop` in node's event loop: eventloop.mjs MODULE [EVENT...]
// The events, numbers, are told one after the other, a while apart.
import { readFileSync, writeSync } from 'node:fs';
import { start } from '../../examples/browser/burrow.mjs';
import { stack } from './stack.mjs';

const [file, ...events] = process.argv.slice(2);
const program = await start(readFileSync(file), { env: stack, write: (fd, text) => writeSync(fd, text) });
// Whatever the program does meanwhile, node does not end before it.
const awake = setInterval(() => {
  if (events.length > 0) program.event(events.shift());
}, 50);
process.exitCode = await program.exited;
clearInterval(awake);
