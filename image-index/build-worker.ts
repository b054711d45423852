import { setPriority } from 'node:os';
import { parentPort, workerData } from 'node:worker_threads';
import type { BuildAnswer, BuildMessage, BuildWorkerData } from './build-messages.ts';
import { asIndexError } from './error.ts';
import { IndexStore } from './store.ts';

/** Often enough for a progress bar. */
const PROGRESS_EVERY_MS = 200;

const { niceness } = workerData as BuildWorkerData;
try {
  // On Linux a "process" of setpriority(2) is a thread, and 0 is the calling one: this worker alone becomes nice.
  setPriority(0, niceness);
} catch {
  // Without the right to change it the work is done at normal priority.
}

parentPort?.on('message', (message: BuildMessage) => {
  void build(message).then((answer) => parentPort?.postMessage(answer));
});

async function build(message: BuildMessage): Promise<BuildAnswer> {
  const flag = new Int32Array(message.abort);
  const totals = { files: 0, bytes: 0 };
  let reported = performance.now();
  const signal = {
    get aborted() {
      return Atomics.load(flag, 0) !== 0;
    },
    reason: 'asked to end',
  };
  try {
    const store = new IndexStore(message.options);
    store.tidy(Date.now());
    const index = await store.build(message.request, {
      signal,
      onProgress: (files, bytes) => {
        totals.files = files;
        totals.bytes = bytes;
        const now = performance.now();
        if (now - reported < PROGRESS_EVERY_MS) return;
        reported = now;
        parentPort?.postMessage({ type: 'progress', ...totals } satisfies BuildAnswer);
      },
    });
    index.close();
    return { type: 'ready', ...totals };
  } catch (error) {
    const { code, message: text } = asIndexError(error, 'build');
    return { type: 'failed', code, message: text };
  }
}
