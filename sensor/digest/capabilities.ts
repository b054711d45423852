/** File capabilities (`security.capability`), which Node has no call to read: asked of a helper process that is kept. */
import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';

export type CapabilitiesOptions = {
  /** Built from sensor/bridge/native. Undefined: nothing can be read. */
  readonly helperPath: string | undefined;
  /** A helper that has not answered by then is ended, and with it what waits. */
  readonly timeoutMs: number;
  readonly maxQueued: number;
};

export const defaultCapabilitiesOptions = { timeoutMs: 1_000, maxQueued: 4_096 } as const;

/** The attribute's bytes; `none`: the file has none; `unread`: nobody can say. */
export type FileCapabilities = Buffer | 'none' | 'unread';

type Waiting = { readonly path: string; readonly resolve: (answer: FileCapabilities) => void };

const NUL = 0;
/** An answer is at most 64 bytes in hexadecimal; what is longer is no answer of ours. */
const MAX_ANSWER_BYTES = 256;

export class CapabilityReader {
  readonly #options: CapabilitiesOptions;
  #child: ChildProcessWithoutNullStreams | undefined;
  #timer: NodeJS.Timeout | undefined;
  #waiting: Waiting[] = [];
  #rest: Buffer = Buffer.alloc(0);
  /** Cumulative, for metrics. */
  readonly counters = { read: 0, unread: 0 };

  constructor(options: CapabilitiesOptions) {
    this.#options = options;
  }

  /** Of what `path` leads to, symlinks followed: a path below /proc that reaches the file. Never rejects. */
  read(path: string): Promise<FileCapabilities> {
    const { helperPath, maxQueued } = this.#options;
    if (helperPath === undefined || this.#waiting.length >= maxQueued || path.includes('\0')) {
      this.counters.unread++;
      return Promise.resolve('unread');
    }
    this.#child ??= this.#start(helperPath);
    const child = this.#child;
    return new Promise((resolve) => {
      this.#waiting.push({ path, resolve });
      child.stdin.write(`${path}\0`);
      this.#timer ??= setTimeout(() => this.#end(child), this.#options.timeoutMs);
    });
  }

  /** Ends the helper; what waits is `unread`. */
  close(): void {
    if (this.#child !== undefined) this.#end(this.#child);
  }

  #start(helperPath: string): ChildProcessWithoutNullStreams {
    const child = spawn(helperPath, ['capabilities'], { stdio: 'pipe' });
    child.stdout.on('data', (chunk: Buffer) => this.#answered(child, chunk));
    child.stderr.resume();
    child.stdin.on('error', () => this.#end(child));
    child.once('error', () => this.#end(child));
    child.once('exit', () => this.#end(child));
    // It keeps nobody from ending: it ends itself with its standard input.
    child.unref();
    return child;
  }

  #answered(child: ChildProcessWithoutNullStreams, chunk: Buffer): void {
    if (child !== this.#child) return;
    const bytes = this.#rest.length === 0 ? chunk : Buffer.concat([this.#rest, chunk]);
    let from = 0;
    for (let end = bytes.indexOf(NUL); end !== -1; end = bytes.indexOf(NUL, from)) {
      this.#settle(parse(bytes.toString('latin1', from, end)));
      from = end + 1;
    }
    this.#rest = bytes.subarray(from);
    clearTimeout(this.#timer);
    this.#timer = this.#waiting.length === 0 ? undefined : setTimeout(() => this.#end(child), this.#options.timeoutMs);
    if (this.#rest.length > MAX_ANSWER_BYTES) this.#end(child);
  }

  #settle(answer: FileCapabilities): void {
    this.counters[answer === 'unread' ? 'unread' : 'read']++;
    this.#waiting.shift()?.resolve(answer);
  }

  #end(child: ChildProcessWithoutNullStreams): void {
    if (child !== this.#child) return;
    this.#child = undefined;
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#rest = Buffer.alloc(0);
    child.kill('SIGKILL');
    for (let left = this.#waiting.length; left > 0; left--) this.#settle('unread');
  }
}

function parse(text: string): FileCapabilities {
  if (text === '') return 'none';
  return /^(?:[0-9a-f]{2})+$/.test(text) ? Buffer.from(text, 'hex') : 'unread';
}
