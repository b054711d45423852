/** Says what becomes of its threads, as a program of its own: niceness cannot be taken back by everybody. */
import { readdirSync } from 'node:fs';
import { stat } from 'node:fs/promises';
import { getPriority } from 'node:os';
import { isMainThread, parentPort, Worker } from 'node:worker_threads';
import { becomeFair, becomePrompt } from '../../../sensor/runtime/priority.ts';

if (isMainThread) {
  // The thread pool has its first thread.
  await stat('/');
  const raised = becomePrompt();
  const threads = new Set(readdirSync('/proc/self/task').map((thread) => getPriority(Number(thread))));
  const worker = await new Promise((resolve) => new Worker(import.meta.filename).once('message', resolve));
  console.log(JSON.stringify({ raised, threads: [...threads], worker, main: getPriority(process.pid) }));
} else {
  const inherited = getPriority(0);
  becomeFair();
  parentPort?.postMessage([inherited, getPriority(0)]);
}
