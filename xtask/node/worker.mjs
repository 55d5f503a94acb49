// Runs a module as run.mjs does, in a worker: worker.mjs MODULE [ARGS...]
import { Worker } from 'node:worker_threads';

const worker = new Worker(new URL('run.mjs', import.meta.url), { argv: process.argv.slice(2) });
worker.on('error', (error) => {
  console.error(`node: ${error.stack}`);
  process.exitCode = 1;
});
worker.on('exit', (status) => {
  process.exitCode ||= status;
});
