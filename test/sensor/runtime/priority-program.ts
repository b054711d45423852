/** Says what becomes of its threads, as a program of its own: niceness cannot be taken back by everybody. */
import { readdirSync, readFileSync } from 'node:fs';
import { stat } from 'node:fs/promises';
import { getPriority } from 'node:os';
import { isMainThread, parentPort, Worker } from 'node:worker_threads';
import { reniceSession } from '../../../image-index/autogroup.ts';
import { becomeFair, becomePrompt, PROMPT_NICENESS } from '../../../sensor/runtime/priority.ts';

if (isMainThread) {
  // The thread pool has its first thread.
  await stat('/');
  const raised = becomePrompt();
  reniceSession(process.pid, PROMPT_NICENESS);
  const threads = new Set(readdirSync('/proc/self/task').map((thread) => getPriority(Number(thread))));
  const worker = await new Promise((resolve) => new Worker(import.meta.filename).once('message', resolve));
  const session = readFileSync('/proc/self/autogroup', 'utf8').trim().split(' ').slice(1).join(' ');
  console.log(JSON.stringify({ raised, threads: [...threads], worker, main: getPriority(process.pid), session }));
} else {
  const inherited = getPriority(0);
  becomeFair();
  parentPort?.postMessage([inherited, getPriority(0)]);
}
