import { fork } from 'node:child_process';
import { setPriority } from 'node:os';
import { Worker } from 'node:worker_threads';
import { reniceSession } from './autogroup.ts';
import type { BuildAnswer, BuildMessage } from './build-messages.ts';

/** Where builds happen, one after another: a thread, or a process of its own. */
export type BuildHost = {
  send(message: BuildMessage): void;
  /** Of the next or the current build, as nice(2) takes it. What is refused stays as it was. */
  renice(niceness: number): void;
  /** Ends the current build; a process ends with it. */
  abort(): void;
  /** Whether it keeps this process alive. */
  keep(alive: boolean): void;
  end(): Promise<void>;
};

export type BuildHostEvents = {
  answered(answer: BuildAnswer): void;
  ended(cause: unknown): void;
};

export type StartHost = (url: URL, niceness: number, events: BuildHostEvents) => BuildHost;

/** A process that hashes a file does not hear at once. */
const END_MS = 200;

/** Flattening holds a block a layer; reading a tar layer its names. */
const HEAP_MB = 1024;

/** Starts in some 30 ms, and shares the threads that decompress with the rest of this process. */
export const startThread: StartHost = (url, niceness, events) => {
  const control = new Int32Array(new SharedArrayBuffer(8));
  control[NICENESS_SLOT] = niceness;
  const worker = new Worker(url, {
    workerData: control.buffer,
    resourceLimits: { maxOldGenerationSizeMb: HEAP_MB },
  });
  worker.on('message', (answer: BuildAnswer) => events.answered(answer));
  worker.on('error', (cause) => events.ended(cause));
  worker.on('exit', () => events.ended(undefined));
  return {
    send: (message) => {
      Atomics.store(control, ABORT_SLOT, 0);
      worker.postMessage(message);
    },
    renice: (wanted) => void Atomics.store(control, NICENESS_SLOT, wanted),
    abort: () => void Atomics.store(control, ABORT_SLOT, 1),
    keep: (alive) => (alive ? worker.ref() : worker.unref()),
    end: async () => void (await worker.terminate()),
  };
};

/** Slots of what a thread and its host share. Who hashes does not read messages. */
export const ABORT_SLOT = 0;
export const NICENESS_SLOT = 1;

/**
 * Every thread of it is nice, the ones that decompress as well, and what it takes of memory is its own: the kernel ends it before the
 * process that asked. It starts in some 150 ms.
 */
export const startProcess: StartHost = (url, niceness, events) => {
  const child = fork(url, [String(niceness)], {
    serialization: 'advanced',
    // Most of what is allocated dies at once: a small young generation is as fast.
    execArgv: [`--max-old-space-size=${HEAP_MB}`, '--max-semi-space-size=4', '--disable-warning=ExperimentalWarning'],
    stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
    // A session of its own has a share of its own, which can be small.
    detached: true,
  });
  let wanted = niceness;
  const renice = () => {
    try {
      if (child.pid === undefined) return;
      setPriority(child.pid, wanted);
      reniceSession(child.pid, wanted);
    } catch {
      // It has ended, or may not be raised.
    }
  };
  // It makes itself nice as it starts, perhaps after it was to hurry.
  child.once('message', renice);
  child.on('message', (answer) => events.answered(answer as BuildAnswer));
  child.on('error', (cause) => events.ended(cause));
  child.on('exit', (code, signal) => events.ended(new Error(`it ended with ${signal ?? code}`)));
  return {
    send: (message) => {
      // The callback takes what a broken channel would throw: the process has ended, and that is reported.
      child.send(message, () => {});
    },
    renice: (value) => {
      wanted = value;
      renice();
    },
    abort: () => void child.kill('SIGKILL'),
    keep: (alive) => {
      if (alive) {
        child.ref();
        child.channel?.ref();
      } else {
        child.unref();
        child.channel?.unref();
      }
    },
    end: () =>
      new Promise((resolve) => {
        if (child.exitCode !== null || child.signalCode !== null || child.pid === undefined) {
          resolve();
          return;
        }
        // Not unref'ed: whoever waits for this end waits for nothing else.
        const timer = setTimeout(resolve, END_MS);
        child.once('exit', () => {
          clearTimeout(timer);
          resolve();
        });
        // It gives up what it does, and its locks, and ends; also when this process is gone before (see build-worker.ts).
        if (child.connected) child.disconnect();
        child.unref();
      }),
  };
};
