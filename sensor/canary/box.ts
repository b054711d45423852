import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { rmdirSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { sleep } from '../runtime/abort.ts';
import { errnoOf } from '../runtime/errno.ts';

type Started = { readonly initPid: number; readonly rootDev: number; readonly rootIno: bigint };

export type CanaryBoxOptions = {
  readonly helperPath: string;
  /** Holds `lower` (unless that is elsewhere), `upper`, `work` and `merged`. */
  readonly directory: string;
  readonly lower?: string;
  readonly cgroup: string;
  readonly id: string;
};

/** The canary's container: an overlay in namespaces and a cgroup of its own, made by the C helper and gone with it. */
export class CanaryBox {
  readonly id: string;
  readonly cgroup: string;
  readonly initPid: number;
  readonly rootDev: number;
  readonly rootIno: bigint;
  readonly #child: ChildProcessWithoutNullStreams;
  readonly #lines: AsyncIterator<string>;
  #alive = true;

  private constructor(
    options: CanaryBoxOptions,
    child: ChildProcessWithoutNullStreams,
    lines: AsyncIterator<string>,
    started: Started,
  ) {
    this.id = options.id;
    this.cgroup = options.cgroup;
    this.#child = child;
    this.#lines = lines;
    this.initPid = started.initPid;
    this.rootDev = started.rootDev;
    this.rootIno = started.rootIno;
    child.once('exit', () => {
      this.#alive = false;
    });
  }

  /** Rejects with what the helper said when it cannot make the container. */
  static async start(options: CanaryBoxOptions, signal: AbortSignal): Promise<CanaryBox> {
    const at = (name: string) => `${options.directory}/${name}`;
    const layers = [
      '--lower',
      options.lower ?? at('lower'),
      '--upper',
      at('upper'),
      '--work',
      at('work'),
      '--merged',
      at('merged'),
    ];
    const child = spawn(options.helperPath, ['container', ...layers, '--cgroup', options.cgroup], { stdio: 'pipe' });
    // Its end is what is heard of, not that nobody reads any more.
    child.stdin.on('error', () => {});
    let stderr = '';
    child.stderr.on('data', (chunk: Buffer) => {
      stderr = (stderr + chunk.toString()).slice(-1024);
    });
    const failed = new Promise<never>((_resolve, reject) => {
      child.once('error', reject);
      child.once('close', (code) => reject(new Error(stderr.trim() || `the helper ended with ${code}`)));
    });
    // Later ends are seen by `alive`.
    failed.catch(() => {});
    const abort = () => child.kill('SIGKILL');
    signal.addEventListener('abort', abort, { once: true });
    try {
      const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
      const first = await Promise.race([lines.next(), failed]);
      return new CanaryBox(options, child, lines, parseReady(String(first.value)));
    } catch (error) {
      child.kill('SIGKILL');
      throw error;
    } finally {
      signal.removeEventListener('abort', abort);
    }
  }

  get alive(): boolean {
    return this.#alive;
  }

  /** Runs a file inside, for `lingerMs` if that is not 0; resolves when it has ended. */
  async exec(path: string, lingerMs: number): Promise<void> {
    const hex = Buffer.from(path).toString('hex');
    this.#child.stdin.write(lingerMs === 0 ? `exec ${hex}\n` : `exec ${hex} ${lingerMs}\n`);
    const { value, done } = await this.#lines.next();
    if (done === true) throw new Error('its container ended');
    if (!String(value).startsWith('done ')) throw new Error(`${path} could not be run: ${value}`);
  }

  close(): Promise<void> {
    return new Promise((resolve) => {
      if (!this.#alive) return resolve();
      const timer = setTimeout(() => this.#child.kill('SIGKILL'), 2_000);
      this.#child.once('exit', () => {
        clearTimeout(timer);
        resolve();
      });
      this.#child.stdin.end();
    });
  }
}

/** Of a container that has ended: its last process may be on its way out, and keeps it busy. */
export async function removeCgroup(path: string): Promise<void> {
  for (let tries = 0; tries < 40; tries++) {
    try {
      rmdirSync(path);
      return;
    } catch (error) {
      if (errnoOf(error) !== 'EBUSY') return;
      await sleep(50);
    }
  }
}

function parseReady(line: string): Started {
  const match = /^ready (\d+) (\d+) (\d+)$/.exec(line);
  if (match === null) throw new Error(`the helper said ${JSON.stringify(line.slice(0, 200))} instead of ready`);
  return { initPid: Number(match[1]), rootDev: Number(match[2]), rootIno: BigInt(match[3] ?? 0) };
}
