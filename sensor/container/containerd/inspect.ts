import { LRUCache } from 'lru-cache';
import type { ImageSource } from '../../../image-index/read/source.ts';
import { baselineOf } from '../baseline.ts';
import type { ContainerDescription } from '../container.ts';
import { processFacts, rootIdentity } from '../proc.ts';
import { rootLowerDirs } from '../root-mount.ts';
import type { ContainerdApi, ContainerdContainer, ContainerdMount, ContainerdTask } from './api.ts';
import {
  boundDirectory,
  containerdDescription,
  isDockers,
  layersOf,
  parseSpec,
  type Spec,
  sandboxId,
} from './describe.ts';
import { type ContainerdImage, ContainerdImages } from './image.ts';

export type Inspected = {
  /** As far as this engine is concerned: Docker's containers are not its. */
  readonly exists: boolean;
  /** It has a first process, also one that has ended. */
  readonly tasked: boolean;
  readonly stopped: boolean;
  /** Absent while its image's bytes cannot be told (yet). */
  readonly description?: ContainerDescription;
};

const ABSENT: Inspected = { exists: false, tasked: false, stopped: false };
const HANGING: ContainerdTask = { pid: 0, stopped: false };

/** Puts together what containerd and /proc say of one container. */
export class ContainerdInspector {
  readonly api: ContainerdApi;
  #socket: string;
  #images: ContainerdImages;
  #sandboxes = new LRUCache<string, ContainerdContainer>({ max: 1_024 });

  /** `socketPath`: where an index can be built from what the daemon has stored. */
  constructor(options: { readonly socketPath: string }, deps: { readonly api: ContainerdApi }) {
    this.#socket = options.socketPath;
    this.api = deps.api;
    this.#images = new ContainerdImages({}, deps);
  }

  /** `hintPid`: a process that was seen in the container, for as long as containerd names none. */
  async inspect(namespace: string, id: string, signal?: AbortSignal, hintPid?: number): Promise<Inspected> {
    if (isDockers(namespace)) return ABSENT;
    const [c, task] = await Promise.all([
      this.api.container(namespace, id, signal),
      // A process whose shim does not answer is there all the same; the container is described without it.
      this.api.task(namespace, id, signal).catch(() => HANGING),
    ]);
    if (c === undefined || isDockers(namespace, c)) return ABSENT;
    const stopped = task?.stopped === true;
    const state = { exists: true, tasked: task !== undefined, stopped };
    if (stopped) return state;
    const description = await this.#describe(namespace, c, task?.pid, hintPid, signal);
    return description === undefined ? state : { ...state, description };
  }

  /** What it is made of, also when its process has ended. */
  async describe(namespace: string, id: string, signal?: AbortSignal): Promise<ContainerDescription | undefined> {
    const c = await this.api.container(namespace, id, signal);
    if (c === undefined || isDockers(namespace, c)) return undefined;
    return this.#describe(namespace, c, undefined, undefined, signal);
  }

  async #describe(
    namespace: string,
    c: ContainerdContainer,
    taskPid: number | undefined,
    hintPid: number | undefined,
    signal: AbortSignal | undefined,
  ): Promise<ContainerDescription | undefined> {
    const spec = parseSpec(c.spec);
    const { snapshotKey, snapshotter } = c;
    // At once: a container that lives 50 ms is gone after a few answers.
    const [image, mounts, sandbox, facts] = await Promise.all([
      this.#image(namespace, c, signal),
      snapshotKey === '' ? undefined : this.api.mounts(namespace, snapshotter, snapshotKey, signal),
      this.#sandbox(namespace, spec, signal),
      taskPid ? processFacts(taskPid, c.id) : undefined,
    ]);
    // Before the runtime has pivoted, the process still shows the host's root.
    const inside = facts?.rootDev === undefined ? hintPid : taskPid;
    const source =
      (mounts === undefined ? undefined : await layersOf(mounts, image)) ??
      (image === undefined ? undefined : await this.#stored(namespace, c.image, image, signal)) ??
      (await rootSource(c, spec, mounts, inside));
    if (source === undefined) return undefined;
    const live = !taskPid || facts === undefined ? undefined : { pid: taskPid, facts };
    return containerdDescription(c, { namespace, spec, source, image, sandbox, live });
  }

  async #image(namespace: string, c: ContainerdContainer, signal?: AbortSignal): Promise<ContainerdImage | undefined> {
    if (c.image === '' || c.snapshotKey === '') return undefined;
    const parent = await this.api.snapshotParent(namespace, c.snapshotter, c.snapshotKey, signal);
    return parent ? this.#images.find({ namespace, ref: c.image }, parent, signal) : undefined;
  }

  /** The image itself, where the content store still has all of it: a root without layers (`native`, devmapper) is nobody's word. */
  async #stored(
    namespace: string,
    ref: string,
    { digest, blobs }: ContainerdImage,
    signal: AbortSignal | undefined,
  ): Promise<ImageSource | undefined> {
    if (!(await this.api.hasBlobs(namespace, blobs, signal))) return undefined;
    return { kind: 'containerd', ref, digest, namespace, socket: this.#socket };
  }

  async #sandbox(
    namespace: string,
    spec: Spec | undefined,
    signal?: AbortSignal,
  ): Promise<ContainerdContainer | undefined> {
    const id = sandboxId(spec);
    if (id === undefined) return undefined;
    const key = `${namespace} ${id}`;
    const cached = this.#sandboxes.get(key);
    if (cached !== undefined) return cached;
    const sandbox = await this.api.container(namespace, id, signal);
    // Its configuration is not needed, and large.
    if (sandbox !== undefined) this.#sandboxes.set(key, { ...sandbox, spec: new Uint8Array() });
    return sandbox;
  }
}

/** Of a container whose image's bytes nothing else tells; `pid`: a process below its root. */
async function rootSource(
  c: ContainerdContainer,
  spec: Spec | undefined,
  mounts: readonly ContainerdMount[] | undefined,
  pid: number | undefined,
): Promise<ImageSource | undefined> {
  // The native snapshotter's copy of the layers, or an empty snapshot.
  const bound = boundDirectory(mounts);
  if (bound !== undefined && c.createdNs !== undefined)
    return { kind: 'rootfs_baseline', dir: bound, sinceNs: c.createdNs };
  const dirs = pid === undefined ? undefined : await rootLowerDirs(pid);
  if (dirs !== undefined) return { kind: 'lower_dirs', dirs };
  if (c.createdNs === undefined) return undefined;
  // `ctr run --rootfs DIR`: no image at all.
  const dir = c.snapshotKey === '' ? spec?.root?.path : undefined;
  if (dir?.startsWith('/')) return { kind: 'rootfs_baseline', dir, sinceNs: c.createdNs };
  // Snapshotters without directories (devmapper, btrfs, zfs): the root as it was when the container was made.
  if (pid === undefined || (await rootIdentity(pid)) === undefined) return undefined;
  return baselineOf(`/proc/${pid}/root`, c.createdNs);
}
