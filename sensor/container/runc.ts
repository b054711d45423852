import { readdir, stat } from 'node:fs/promises';
import type { ImageSource } from '../../image-index/read/source.ts';
import { sleep } from '../runtime/abort.ts';
import type { Logger } from '../runtime/log.ts';
import { baselineOf } from './baseline.ts';
import { isContainerId } from './cgroup.ts';
import type { ContainerDescription, ContainerRuntime, RuntimeCallbacks } from './container.ts';
import { podFromLabels } from './pod.ts';
import { cgroupId, pivotedRoot, readBoundedNow, readMountinfo, startTicks } from './proc.ts';
import { hasOtherRoot, lowerDirsAt } from './root-mount.ts';
import { annotatedImage, parseRuncState, type RuncState } from './runc-state.ts';
import { watchDir } from './watch-dir.ts';

export type RuncRuntimeOptions = {
  /** runc's `--root`, default /run/runc. */
  readonly stateDir?: string;
  /** Safety net behind the directory watch, and how soon a directory that appears later is seen. */
  readonly rescanMs?: number;
  readonly maxContainers?: number;
};

/** state.json of a container with hundreds of mounts and a seccomp profile has some 100 KiB. */
const MAX_STATE_BYTES = 4 * 1024 * 1024;
/** How long after a container's directory appears runc may take to write state.json into it; the rescan comes after. */
const FOLLOW_MS = 3_000;

type Known = { readonly initPid: number; readonly initStartTicks: bigint; readonly fileIno: bigint | undefined };

/** Containers of plain runc (and of whatever uses the same state directory), from its state files. */
export class RuncRuntime implements ContainerRuntime {
  readonly type = 'runc';
  readonly label: string;
  #dir: string;
  #rescanMs: number;
  #maxContainers: number;
  #log: Logger;
  #known = new Map<string, Known>();
  #reading = new Map<string, Promise<void>>();

  constructor(options: RuncRuntimeOptions, deps: { readonly log: Logger }) {
    this.#dir = options.stateDir ?? '/run/runc';
    this.label = `runc ${this.#dir}`;
    this.#rescanMs = options.rescanMs ?? 2_000;
    this.#maxContainers = options.maxContainers ?? 10_000;
    this.#log = deps.log;
  }

  async watch(signal: AbortSignal, on: RuntimeCallbacks): Promise<void> {
    let close: (() => void) | undefined;
    let up: boolean | undefined;
    let seen: bigint | undefined;
    try {
      while (!signal.aborted) {
        const now = await inode(this.#dir);
        // A directory that was removed and made again needs a new watch.
        if (now !== seen || close === undefined) {
          close?.();
          close = watchDir(this.#dir, { changed: (name) => this.#changed(name, signal, on) });
          seen = now;
        }
        const names = now === undefined ? [] : await this.#list();
        await this.#rescan(names, signal, on);
        if (up !== (now !== undefined)) {
          up = now !== undefined;
          on.state(up, up ? `${names.length} containers` : 'its state directory does not exist (yet)');
        }
        await sleep(up ? this.#rescanMs : Math.min(this.#rescanMs, 500), signal);
      }
    } finally {
      close?.();
      await Promise.allSettled(this.#reading.values());
      this.#known.clear();
    }
  }

  /** `id`: of the container, or the name of its cgroup's last directory. */
  async lookup(id: string, signal: AbortSignal): Promise<ContainerDescription | undefined> {
    if (!isContainerId(id)) return undefined;
    const own = await this.#read(id);
    if (own !== undefined) return this.#describe(own);
    for (const name of await this.#list()) {
      if (signal.aborted) return undefined;
      const state = await this.#read(name);
      const leaf = state?.cgroupDir?.split('/').at(-1);
      if (state !== undefined && leaf === id) return this.#describe(state);
    }
    return undefined;
  }

  #file(id: string): string {
    return `${this.#dir}/${id}/state.json`;
  }

  async #list(): Promise<string[]> {
    try {
      return (await readdir(this.#dir)).filter(isContainerId).slice(0, this.#maxContainers);
    } catch {
      return [];
    }
  }

  async #rescan(names: readonly string[], signal: AbortSignal, on: RuntimeCallbacks): Promise<void> {
    const there = new Set(names);
    for (const name of names) {
      const known = this.#known.get(name);
      // A recreated container of the same id has another file (runc writes by rename).
      if (known === undefined) this.#changed(name, signal, on);
      else if (known.fileIno !== (await inode(this.#file(name)))) this.#changed(name, signal, on);
    }
    for (const id of this.#known.keys()) if (!there.has(id)) this.#end(id, on);
  }

  #changed(name: string | undefined, signal: AbortSignal, on: RuntimeCallbacks): void {
    if (name === undefined || !isContainerId(name) || this.#reading.has(name)) return;
    if (this.#reading.size < this.#maxContainers) this.#follow(name, signal, on);
  }

  #end(id: string, on: RuntimeCallbacks): void {
    if (this.#known.delete(id)) on.ended(id);
  }

  /** Reports a container as soon as its state file is there, and its end when the directory has gone. */
  #follow(id: string, signal: AbortSignal, on: RuntimeCallbacks): void {
    const work = this.#read(id)
      .then((state) => (state === undefined ? this.#await(id, signal, on) : this.#report(state, on)))
      .catch((error: unknown) => {
        this.#log.warn({ runtime: this.label, container: id, error: String(error) }, 'a container cannot be read');
      })
      .finally(() => this.#reading.delete(id));
    this.#reading.set(id, work);
  }

  async #await(id: string, signal: AbortSignal, on: RuntimeCallbacks): Promise<void> {
    const dir = `${this.#dir}/${id}`;
    let wake = () => {};
    // The rename of state.json wakes us in less time than any delay.
    const close = watchDir(dir, { changed: () => wake() });
    try {
      const end = performance.now() + FOLLOW_MS;
      for (let waitMs = 5; performance.now() < end && !signal.aborted; waitMs = Math.min(waitMs * 2, 200)) {
        const nudged = new Promise<void>((resolve) => {
          wake = resolve;
        });
        const state = await this.#read(id);
        if (state !== undefined) return await this.#report(state, on);
        if ((await inode(dir)) === undefined) return this.#end(id, on);
        await Promise.race([sleep(waitMs, signal), nudged]);
      }
      this.#log.debug({ runtime: this.label, container: id }, 'a directory without a readable state file');
    } finally {
      close?.();
    }
  }

  async #report(state: RuncState, on: RuntimeCallbacks): Promise<void> {
    const fileIno = await inode(this.#file(state.id));
    const known = this.#known.get(state.id);
    const { initPid, initStartTicks } = state;
    if (known?.initPid === initPid && known.initStartTicks === initStartTicks) {
      this.#known.set(state.id, { initPid, initStartTicks, fileIno });
      return;
    }
    const description = await this.#describe(state);
    if (description === undefined) return;
    // Known and reported in one step: a rescan in between would report the end before the beginning.
    if (this.#known.delete(state.id)) on.ended(state.id);
    this.#known.set(state.id, { initPid, initStartTicks, fileIno });
    on.appeared(description);
  }

  async #read(id: string): Promise<RuncState | undefined> {
    const text = readBoundedNow(this.#file(id), MAX_STATE_BYTES);
    const state = text === undefined ? undefined : parseRuncState(text);
    return state?.id === id ? state : undefined;
  }

  /** Undefined where an engine above knows better what this one cannot see, and where it has gone without a trace. */
  async #describe(state: RuncState): Promise<ContainerDescription | undefined> {
    const { initPid, cgroupDir } = state;
    // All is begun before anything is waited for: what is read ends with the container, perhaps within a millisecond.
    const look = [startTicks(initPid), readMountinfo(initPid), readMountinfo('self'), pivotedRoot(initPid)] as const;
    const id = cgroupDir === undefined ? undefined : await cgroupId(cgroupDir);
    const [ticks, itsMounts, ourMounts, itsRoot] = await Promise.all(look);
    const alive = ticks === state.initStartTicks;
    const root = alive ? itsRoot : undefined;
    const source = await this.#source(state, { mounts: alive ? itsMounts : undefined, ourMounts, root });
    if (source === undefined) return undefined;
    const pod = podFromLabels(state.labels);
    return {
      id: state.id,
      runtime: 'runc',
      image: { source },
      labels: state.labels,
      createdNs: state.createdNs,
      cgroupIds: id === undefined ? [] : [id],
      mounts: state.mounts,
      ...(alive ? { initPid } : {}),
      ...(root === undefined ? {} : root),
      ...(pod === undefined ? {} : { pod }),
    };
  }

  async #source(state: RuncState, { mounts, ourMounts, root }: Look): Promise<ImageSource | undefined> {
    const annotated = annotatedImage(state.labels);
    if (annotated !== undefined) return annotated;
    // Before it has pivoted, its own table says nothing.
    const pivoted = mounts !== undefined && hasOtherRoot(mounts, ourMounts ?? '');
    const dirs =
      (pivoted ? await lowerDirsAt(mounts, '/') : undefined) ??
      // The init process has gone, or its root is a bind of an overlay that the bundle's maker mounted here.
      (await lowerDirsAt(ourMounts, state.rootfs));
    if (dirs !== undefined) return { kind: 'lower_dirs', dirs };
    // A rootfs that was mounted in somebody's private namespace is another directory, or none, here.
    const there = await inode(state.rootfs);
    const elsewhere = root !== undefined && there !== root.rootIno;
    return baselineOf(elsewhere ? `/proc/${state.initPid}/root` : state.rootfs, state.createdNs);
  }
}

type Look = {
  /** Of the init process while it lives, and as the sensor sees its own. */
  readonly mounts: string | undefined;
  readonly ourMounts: string | undefined;
  /** Of the init process once it has pivoted. */
  readonly root: { rootDev: number; rootIno: bigint } | undefined;
};

/** Undefined when there is no such file. */
async function inode(path: string): Promise<bigint | undefined> {
  try {
    return (await stat(path, { bigint: true })).ino;
  } catch {
    return undefined;
  }
}
