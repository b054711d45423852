import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { workerUrl } from '../runtime/entry.ts';
import type { ExpectedFile, ReadLimits, ReadResult } from './read-file.ts';

export type UntrustedReadOptions = {
  readonly timeoutMs: number;
  /** Processes at a time; further files are left unread. */
  readonly maxConcurrent: number;
};

/** Reads files that may block for ever (FUSE, NFS), each in a process of its own which is killed at the deadline. */
export class UntrustedReader {
  readonly #options: UntrustedReadOptions;
  #running = 0;

  constructor(options: UntrustedReadOptions) {
    this.#options = options;
  }

  /** Undefined when the file was not read in time, or too many are being read. Never rejects. */
  read(path: string, expected: ExpectedFile, limits: ReadLimits): Promise<ReadResult | undefined> {
    if (this.#running >= this.#options.maxConcurrent) return Promise.resolve(undefined);
    this.#running++;
    const script = fileURLToPath(workerUrl(import.meta.url, 'hash-child'));
    const { ino, realIno, size, ctimeNs } = expected;
    const numbers = [ino, realIno, size, ctimeNs, limits.maxBytes, limits.maxLength].map(String);
    return new Promise((resolve) => {
      // A process that not even SIGKILL ends keeps its place, but nobody waits for it.
      const late = setTimeout(() => resolve(undefined), this.#options.timeoutMs + 250).unref();
      const done = (result: ReadResult | undefined): void => {
        clearTimeout(late);
        this.#running--;
        resolve(result);
      };
      try {
        execFile(
          process.execPath,
          ['--disable-warning=ExperimentalWarning', script, path, ...numbers],
          { timeout: this.#options.timeoutMs, killSignal: 'SIGKILL', maxBuffer: 4096 },
          (error, stdout) => done(error === null ? parseResult(stdout) : undefined),
        );
      } catch {
        // Some failures to start (ENOMEM, a name with a NUL) are thrown, not reported to the callback.
        done(undefined);
      }
    });
  }
}

/** The child is our own program; what it prints is still checked, since a killed process prints half. */
function parseResult(text: string): ReadResult | undefined {
  try {
    const raw = JSON.parse(text) as {
      kind?: unknown;
      sha256?: unknown;
      size?: unknown;
      ctimeNs?: unknown;
      changedSinceExec?: unknown;
      deleted?: unknown;
    };
    if (raw.kind !== 'hashed' || typeof raw.sha256 !== 'string') return undefined;
    return {
      kind: 'hashed',
      sha256: raw.sha256,
      size: BigInt(String(raw.size)),
      ctimeNs: BigInt(String(raw.ctimeNs)),
      changedSinceExec: raw.changedSinceExec === true,
      deleted: raw.deleted === true,
    };
  } catch {
    return undefined;
  }
}
