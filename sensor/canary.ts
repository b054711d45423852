/**
 * The sensor's proof that it works: a throw-away overlay container of its own runs one file of its image, which must be
 * quiet, and one random file, which must be found. A finding counts as the canary's only by this run's sha256: never by
 * path, name or cgroup, behind which an attacker could hide.
 */
import { createHash, randomBytes } from 'node:crypto';
import {
  chmodSync,
  copyFileSync,
  existsSync,
  mkdirSync,
  readFileSync,
  rmdirSync,
  rmSync,
  statSync,
  unlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { CanaryBox } from './canary-box.ts';
import type { CanaryRuntime } from './container/canary-runtime.ts';
import { sleep, withDeadline } from './runtime/abort.ts';
import { errnoOf } from './runtime/errno.ts';
import type { Logger } from './runtime/log.ts';

export type CanaryOptions = {
  /** Holds the canary's image and writable layer; must lie on a filesystem that can be an overlay's upper layer. */
  readonly directory: string;
  /** Where cgroup v2 is mounted. */
  readonly cgroupRoot: string;
  readonly helperPath: string;
  readonly payloadPath: string;
  readonly intervalMs: number;
  /** From the exec of the drifted file to its finding. */
  readonly deadlineMs: number;
  /** The canary's files stay alive this long: 0, or longer than the procfs source's interval. */
  readonly lingerMs: number;
};

export type CanaryState =
  | { readonly state: 'waiting'; readonly detail: string }
  | { readonly state: 'ok'; readonly detail: string; readonly latencySeconds: number }
  | { readonly state: 'failed'; readonly detail: string }
  /** It cannot run here; `detail` says what is missing. */
  | { readonly state: 'unavailable'; readonly detail: string };

const NAME = 'drift-sensor-canary';

export class Canary {
  readonly #options: CanaryOptions;
  readonly #runtime: CanaryRuntime;
  readonly #log: Logger;
  readonly #waiting = new Map<string, (what: string) => void>();
  #state: CanaryState = { state: 'waiting', detail: 'the canary has not run yet' };
  /** Runs that failed, cumulative. */
  failures = 0;
  runs = 0;

  constructor(options: CanaryOptions, deps: { runtime: CanaryRuntime; log: Logger }) {
    this.#options = options;
    this.#runtime = deps.runtime;
    this.#log = deps.log;
  }

  get state(): CanaryState {
    return this.#state;
  }

  /** Called for every verdict of a canary's container. */
  judged(sha256: string, verdict: string): void {
    this.#waiting.get(sha256)?.(verdict);
  }

  /** Runs at once and then every `intervalMs`; never rejects. */
  async run(signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      const box = await this.#open(signal);
      if (box !== undefined) {
        try {
          await this.#runIn(box, signal);
        } finally {
          await this.#close(box);
        }
      }
      if (!signal.aborted)
        await sleep(this.#state.state === 'ok' ? 0 : Math.min(this.#options.intervalMs, 5_000), signal);
    }
  }

  async #open(signal: AbortSignal): Promise<CanaryBox | undefined> {
    const { directory, helperPath, payloadPath, cgroupRoot } = this.#options;
    if (process.getuid?.() !== 0) return this.#unavailable('it needs root to mount its overlay');
    for (const program of [helperPath, payloadPath]) {
      if (!existsSync(program)) return this.#unavailable(`${program} is not built (no compiler at set-up)`);
    }
    try {
      const id = `${NAME}-${randomBytes(6).toString('hex')}`;
      const cgroup = join(cgroupRoot, id);
      prepareImage(directory, payloadPath);
      mkdirSync(cgroup);
      const description = {
        id,
        name: NAME,
        runtime: 'canary' as const,
        image: {
          ref: NAME,
          source: { kind: 'lower_dirs' as const, dirs: [join(directory, 'lower')] },
        },
        cgroupIds: [statSync(cgroup, { bigint: true }).ino],
        mounts: [],
      };
      // Known before its first exec, as an engine's container is.
      this.#runtime.appeared(description);
      const box = await CanaryBox.start({ helperPath, directory, cgroup, id }, signal);
      this.#runtime.appeared({ ...description, initPid: box.initPid, rootDev: box.rootDev, rootIno: box.rootIno });
      return box;
    } catch (error) {
      this.#failed(`its container could not be started: ${error instanceof Error ? error.message : String(error)}`);
      return undefined;
    }
  }

  async #runIn(box: CanaryBox, signal: AbortSignal): Promise<void> {
    while (!signal.aborted && box.alive) {
      await this.#once(box, signal);
      await sleep(
        this.#state.state === 'ok' ? this.#options.intervalMs : Math.min(this.#options.intervalMs, 2_000),
        signal,
      );
    }
  }

  async #once(box: CanaryBox, signal: AbortSignal): Promise<void> {
    const { payloadPath, deadlineMs, lingerMs } = this.#options;
    this.runs++;
    const payload = readFileSync(payloadPath);
    const drifted = Buffer.concat([payload, randomBytes(32)]);
    const driftPath = `/drifted-${randomBytes(6).toString('hex')}`;
    const onHost = `/proc/${box.initPid}/root${driftPath}`;
    try {
      const clean = this.#expect(sha256(payload), deadlineMs, signal);
      await box.exec('/image-file', lingerMs);
      const cleanVerdict = await clean;
      if (cleanVerdict !== 'in_image') return this.#failed(`its image's file was judged ${cleanVerdict ?? 'never'}`);

      writeFileSync(onHost, drifted, { mode: 0o755 });
      chmodSync(onHost, 0o755);
      const startedMs = performance.now();
      const found = this.#expect(sha256(drifted), deadlineMs, signal);
      await box.exec(driftPath, lingerMs);
      const verdict = await found;
      if (signal.aborted) return;
      if (verdict !== 'added') return this.#failed(`its drifted file was judged ${verdict ?? 'never'}`);
      const latencySeconds = (performance.now() - startedMs) / 1000;
      const first = this.#state.state !== 'ok';
      this.#state = { state: 'ok', latencySeconds, detail: `drift found in ${(latencySeconds * 1000).toFixed(1)} ms` };
      if (first)
        this.#log.info(
          { latency_ms: Number((latencySeconds * 1000).toFixed(1)) },
          'the canary was caught: the sensor finds drift',
        );
    } catch (error) {
      this.#failed(error instanceof Error ? error.message : String(error));
    } finally {
      removeQuietly(onHost);
    }
  }

  /** The verdict on the file with this digest, or undefined at the deadline. */
  async #expect(digest: string, ms: number, signal: AbortSignal): Promise<string | undefined> {
    const bounded = await withDeadline(
      ms,
      () => new Promise<string>((resolve) => this.#waiting.set(digest, resolve)),
      signal,
    );
    this.#waiting.delete(digest);
    return bounded.ok ? bounded.value : undefined;
  }

  async #close(box: CanaryBox): Promise<void> {
    await box.close();
    this.#runtime.ended(box.id);
    for (let attempt = 0; attempt < 20; attempt++) {
      try {
        rmdirSync(box.cgroup);
        return;
      } catch (error) {
        if (errnoOf(error) !== 'EBUSY') return;
        await sleep(50);
      }
    }
  }

  #failed(detail: string): undefined {
    this.failures++;
    this.#state = { state: 'failed', detail: `the canary failed: ${detail}` };
    this.#log.error({ detail }, 'the canary failed: the sensor does not prove that it finds drift');
  }

  #unavailable(detail: string): undefined {
    if (this.#state.state !== 'unavailable') this.#log.warn({ detail }, 'no canary on this machine');
    this.#state = { state: 'unavailable', detail: `no canary: ${detail}` };
  }
}

/** The canary's image: one layer with one file. Made once and kept, so that its index is too. */
function prepareImage(directory: string, payloadPath: string): void {
  const lower = join(directory, 'lower');
  for (const name of ['lower', 'upper', 'work', 'merged']) mkdirSync(join(directory, name), { recursive: true });
  for (const name of ['upper', 'work']) {
    rmSync(join(directory, name), { recursive: true, force: true });
    mkdirSync(join(directory, name));
  }
  const image = join(lower, 'image-file');
  mkdirSync(join(lower, 'proc'), { recursive: true });
  if (existsSync(image) && readFileSync(image).equals(readFileSync(payloadPath))) return;
  rmSync(image, { force: true });
  copyFileSync(payloadPath, image);
  chmodSync(image, 0o755);
}

function sha256(bytes: Buffer): string {
  return createHash('sha256').update(bytes).digest('hex');
}

function removeQuietly(path: string): void {
  try {
    unlinkSync(path);
  } catch {
    // Never written, or gone with the container.
  }
}
