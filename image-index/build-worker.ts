/** The far end of build-host.ts, as a thread or as a process: builds one image after another, and says how far it is. */
import { readdirSync, writeFileSync } from 'node:fs';
import { setPriority } from 'node:os';
import { parentPort, workerData } from 'node:worker_threads';
import { ABORT_SLOT, NICENESS_SLOT } from './build-host.ts';
import type { BuildAnswer, BuildMessage, PullReport } from './build-messages.ts';
import { asIndexError } from './error.ts';
import { type BuildControl, IndexStore } from './store.ts';

/** Often enough for a progress bar. */
const PROGRESS_EVERY_MS = 200;
/** Of 1000: the kernel ends this process before others when memory is short. */
const OOM_SCORE = '600';

/** Whether the current build is to end; looked at often. */
let ended = (): boolean => false;
let answer: (answer: BuildAnswer) => void = () => {};

if (parentPort !== null) serveThread(parentPort, new Int32Array(workerData as SharedArrayBuffer));
else if (process.send !== undefined) serveProcess();

function serveThread(port: NonNullable<typeof parentPort>, control: Int32Array): void {
  let niceness = Number.NaN;
  const listen = () => {
    const wanted = Atomics.load(control, NICENESS_SLOT);
    // On Linux a "process" of setpriority(2) is a thread, and 0 is the calling one: this worker alone becomes nice.
    if (wanted !== niceness) tryTo(() => setPriority(0, wanted));
    niceness = wanted;
    return Atomics.load(control, ABORT_SLOT) !== 0;
  };
  listen();
  ended = listen;
  answer = (message) => port.postMessage(message);
  port.on('message', (message: BuildMessage) => void build(message).then(answer));
}

function serveProcess(): void {
  const niceness = Number(process.argv[2]);
  // Threads that are started later inherit it.
  tryTo(() => {
    for (const thread of readdirSync('/proc/self/task')) setPriority(Number(thread), niceness);
  });
  tryTo(() => writeFileSync('/proc/self/oom_score_adj', OOM_SCORE));
  const parent = process.ppid;
  // Who hashes a directory does not hear that the channel is closed.
  ended = () => !process.connected || process.ppid !== parent;
  answer = (message) => void process.send?.(message, undefined, undefined, () => {});
  answer({ type: 'started' });
  process.on('message', (message) => void build(message as BuildMessage).then(answer));
  process.on('disconnect', () => process.exit());
  // A terminal's interrupt is for the process that asked, which then ends this one.
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => {});
}

async function build(message: BuildMessage): Promise<BuildAnswer> {
  const totals = { files: 0, bytes: 0 };
  let reported = performance.now();
  const signal = {
    get aborted() {
      return ended();
    },
    reason: 'asked to end',
  };
  const control: BuildControl = {
    signal,
    onProgress: (files, bytes) => {
      totals.files = files;
      totals.bytes = bytes;
      const now = performance.now();
      if (now - reported < PROGRESS_EVERY_MS) return;
      reported = now;
      answer({ type: 'progress', ...totals });
    },
  };
  let pull: PullReport | undefined;
  try {
    // Also takes up the priority that the build is to have.
    ended();
    const store = new IndexStore(message.options);
    store.tidy(Date.now());
    const { maxBytes } = message;
    if (parentPort === null && maxBytes !== undefined) store.gc({ maxBytes, keepRunning: true });
    pull = await pulled(message, control);
    const index =
      (pull?.pulled === true ? store.open(message.request.key) : undefined) ??
      (await store.build(message.request, control));
    totals.files = index.fileCount;
    index.close();
    return { type: 'ready', ...totals, ...(pull && { pull }) };
  } catch (error) {
    const { code, message: text } = asIndexError(error, 'build');
    return { type: 'failed', code, message: text, ...(pull && { pull }) };
  }
}

async function pulled(
  { request, options, pull }: BuildMessage,
  control: BuildControl,
): Promise<PullReport | undefined> {
  const { ref, digest, id, key } = request;
  if (pull === undefined || ref === undefined || digest === undefined) return undefined;
  try {
    // Loaded when used: most sensors have no key, and need hold neither TLS nor Sigstore in memory.
    const { parsePublicKey } = await import('./share/keys.ts');
    const { pullTrusted } = await import('./share/pull-trusted.ts');
    const keys = pull.keys.map(({ pem, name }) => parsePublicKey(Buffer.from(pem), name));
    const { timeoutMs, registry } = pull;
    const wanted = { ref, digest, key, timeoutMs, ...(id !== undefined && { id }) };
    const outcome = await pullTrusted({ ...options, registry }, wanted, keys, control);
    if (!outcome.pulled) return outcome;
    return { pulled: true, signer: outcome.signer ?? '' };
  } catch (error) {
    // Whatever is wrong with the registry's answer, the image is here.
    return { pulled: false, reason: 'unreachable', message: error instanceof Error ? error.message : String(error) };
  }
}

function tryTo(act: () => void): void {
  try {
    act();
  } catch {
    // Without the right to change it the work is done at the priority that there is.
  }
}
