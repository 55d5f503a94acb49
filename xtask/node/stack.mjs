// How many KiB of stack a module has here. It is told by BURROW_STACK, since it cannot ask: how deep its frames may be live.
import { isMainThread, resourceLimits } from 'node:worker_threads';

// V8's default on the main thread, unless node was given another; node's workers keep 192 KiB of theirs.
const flag = process.execArgv.map((flag) => /^--stack[-_]size=(\d+)$/.exec(flag)?.[1]).find(Boolean);
const size = isMainThread ? Number(flag ?? 984) : resourceLimits.stackSizeMb * 1024 - 192;

export const stack = { BURROW_STACK: String(size) };
