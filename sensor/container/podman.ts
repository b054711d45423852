import { stat } from 'node:fs/promises';
import type { ImageSource } from '../../image-index/read/source.ts';
import { sleep } from '../runtime/abort.ts';
import type { Logger } from '../runtime/log.ts';
import { isEngineId } from './cgroup.ts';
import type {
  ContainerDescription,
  ContainerRuntime,
  LookupHint,
  RootedProcess,
  RuntimeCallbacks,
} from './container.ts';
import { keeperOf } from './keeper.ts';
import { rfc3339Ns } from './pod.ts';
import { type ProcessFacts, processFacts, readBounded, rootIdentity, startTicks } from './proc.ts';
import { rootLayer, rootLowerDirs } from './root-mount.ts';
import { plainRoot, Storage } from './storage.ts';
import { type ContainerConfig, parseMetadata, type StorageContainer } from './storage-schema.ts';
import { watchDir } from './watch-dir.ts';

export type PodmanRuntimeOptions = {
  /** containers/storage's `graphroot`; default /var/lib/containers/storage. Also serves CRI-O, which keeps its own there. */
  readonly storageRoot?: string;
  /** `runroot`; default: beside the default storage, a rootless user's, or what the containers' mounts name. */
  readonly runRoot?: string;
  /** How often the processes of containers are looked at; containers that are made or removed are seen at once. */
  readonly rescanMs?: number;
};

/** Of those that are there at the start. */
const MAX_IMAGES = 500;

const DEFAULT_ROOT = '/var/lib/containers/storage';

/** What was last said about a container. `over`: it ran and stopped; the version of its configuration tells a new start. */
type Known = {
  readonly pid: number | undefined;
  readonly startTicks: bigint | undefined;
  readonly over: string | undefined;
  /** Since when (monotonic ms) it is known to be configured and no process of it was seen. */
  readonly idleSince: number | undefined;
};

/** Between writing a container's configuration and its pid file an engine sets up mounts and network. */
const START_MS = 5_000;

/** Podman and CRI-O containers from their storage directory: no socket, no service and no `podman` are needed. */
export class PodmanRuntime implements ContainerRuntime {
  readonly type = 'podman';
  readonly label: string;
  keeper: number | undefined;
  #storage: Storage;
  #runRoot: string | undefined;
  #rescanMs: number;
  #log: Logger;
  #known = new Map<string, Known>();
  #images = new Set<string>();

  constructor(options: PodmanRuntimeOptions, deps: { readonly log: Logger }) {
    const root = options.storageRoot ?? DEFAULT_ROOT;
    this.label = `podman ${root}`;
    this.#storage = new Storage(root);
    this.keeper = keeperOf(root);
    this.#runRoot = options.runRoot ?? (root === DEFAULT_ROOT ? '/run/containers/storage' : undefined);
    this.#rescanMs = options.rescanMs ?? 1_000;
    this.#log = deps.log;
  }

  async watch(signal: AbortSignal, on: RuntimeCallbacks): Promise<void> {
    let wake = () => {};
    let up: boolean | undefined;
    const dirs = new Map<string, () => void>();
    try {
      while (!signal.aborted) {
        const nudged = new Promise<void>((resolve) => {
          wake = resolve;
        });
        for (const dir of [this.#storage.containersDir, this.#storage.imagesDir]) {
          if (dirs.has(dir)) continue;
          const close = watchDir(dir, { changed: () => wake(), ended: () => dirs.delete(dir) });
          if (close !== undefined) dirs.set(dir, close);
        }
        const count = await this.#scan(on);
        if (up !== (count !== undefined)) {
          up = count !== undefined;
          on.state(up, up ? `${count} containers` : 'there is no storage (yet)');
        }
        await this.#announceImages(on);
        await Promise.race([sleep(this.#rescanMs, signal), nudged]);
      }
    } finally {
      for (const close of dirs.values()) close();
      this.#known.clear();
      this.#images.clear();
    }
  }

  async lookup(id: string, signal: AbortSignal, hint?: LookupHint): Promise<ContainerDescription | undefined> {
    if (!isEngineId(id)) return undefined;
    const container = (await this.#storage.containers())?.get(id);
    if (container === undefined || signal.aborted) return undefined;
    const config = (await this.#storage.config(id))?.value;
    return this.#describe(container, config, await this.#pid(container, config), hint);
  }

  async lookupProcess({ pid, rootIno }: RootedProcess, signal: AbortSignal): Promise<ContainerDescription | undefined> {
    const layer = await rootLayer(pid);
    for (const container of (await this.#storage.containers())?.values() ?? []) {
      if (signal.aborted) return undefined;
      if (layer !== undefined && layer !== container.layer) continue;
      const config = (await this.#storage.config(container.id))?.value;
      // The root of an overlay has the number of its upper directory (ovl_get_root): that tells it when the process is gone.
      if (layer === undefined && (await inodeOf(this.#storage.rootDir(container, config))) !== rootIno) continue;
      return this.#describe(container, config, pid);
    }
    return undefined;
  }

  /** Number of containers; undefined when there is no storage. */
  async #scan(on: RuntimeCallbacks): Promise<number | undefined> {
    this.keeper = keeperOf(this.#storage.root);
    const containers = await this.#storage.containers();
    for (const id of this.#known.keys()) {
      if (containers?.has(id)) continue;
      this.#known.delete(id);
      on.ended(id);
    }
    for (const container of containers?.values() ?? []) {
      try {
        await this.#look(container, on);
      } catch (error) {
        const facts = { runtime: this.label, container: container.id, error: String(error) };
        this.#log.warn(facts, 'a container cannot be read');
      }
    }
    return containers?.size;
  }

  async #look(container: StorageContainer, on: RuntimeCallbacks): Promise<void> {
    const { id } = container;
    const known = this.#known.get(id);
    const version = await this.#storage.configVersion(id);
    if (known?.over !== undefined && known.over === version) return;
    if (known?.pid !== undefined && (await startTicks(known.pid)) === known.startTicks) return;
    const config = version === undefined ? undefined : (await this.#storage.config(id))?.value;
    const pid = await this.#pid(container, config);
    if (known === undefined || pid !== undefined) {
      const description = await this.#describe(container, config, pid);
      // Without layers yet: being made.
      if (description === undefined) return;
      const ticks = pid === undefined ? undefined : await startTicks(pid);
      this.#known.set(id, { pid, startTicks: ticks, over: undefined, idleSince: undefined });
      on.appeared(description);
      return;
    }
    // It ran and stopped; or its configuration has just been written and its process is on its way.
    const idleSince = version === undefined ? undefined : (known.idleSince ?? performance.now());
    const stopped = known.pid !== undefined || (idleSince !== undefined && performance.now() - idleSince > START_MS);
    const over = stopped ? version : undefined;
    this.#known.set(id, { pid: undefined, startTicks: undefined, over, idleSince });
    if (over !== undefined) on.ended(id);
  }

  async #describe(
    container: StorageContainer,
    config: ContainerConfig | undefined,
    initPid: number | undefined,
    hint?: LookupHint,
  ): Promise<ContainerDescription | undefined> {
    const facts = initPid === undefined ? undefined : await this.#facts(initPid, container, config);
    const source = await this.#source(container, config, facts === undefined ? hint?.pid : initPid);
    if (source === undefined) return undefined;
    const meta = parseMetadata(container.metadata);
    const image = (await this.#storage.images()).find((i) => i.id === container.image);
    const ref = meta.imageName ?? image?.names[0];
    const created = rfc3339Ns(container.created);
    const name = container.names[0];
    return {
      id: container.id,
      runtime: meta.engine,
      image: {
        ...(ref === undefined ? {} : { ref }),
        ...(image?.digest === undefined ? {} : { digest: image.digest }),
        ...(container.image === '' ? {} : { id: `sha256:${container.image}` }),
        source,
      },
      labels: config?.annotations ?? {},
      cgroupIds: facts?.cgroupIds ?? [],
      mounts: config?.mounts.map((m) => m.destination) ?? [],
      ...(name === undefined ? {} : { name }),
      ...(meta.pod === undefined ? {} : { pod: meta.pod }),
      ...(created === undefined ? {} : { createdNs: created }),
      ...(initPid === undefined || facts === undefined ? {} : { initPid }),
      ...(facts?.rootDev === undefined ? {} : { rootDev: facts.rootDev }),
      ...(facts?.rootIno === undefined ? {} : { rootIno: facts.rootIno }),
    };
  }

  async #source(
    container: StorageContainer,
    config: ContainerConfig | undefined,
    pid: number | undefined,
  ): Promise<ImageSource | undefined> {
    if (container.layer !== '') {
      const layers = await this.#storage.containerLayers(container.layer);
      if (layers !== undefined) return layers;
    }
    // Other storage drivers than overlay, layers that are being made: what is mounted.
    const dirs = pid === undefined ? undefined : await rootLowerDirs(pid);
    if (dirs !== undefined) return { kind: 'lower_dirs', dirs };
    const sinceNs = rfc3339Ns(container.created);
    // `--rootfs DIR`: no image at all.
    const dir = plainRoot(container, config);
    return dir === undefined || sinceNs === undefined ? undefined : { kind: 'rootfs_baseline', dir, sinceNs };
  }

  /** The living init process. */
  async #pid(container: StorageContainer, config: ContainerConfig | undefined): Promise<number | undefined> {
    const { id } = container;
    for (const root of [this.#runRoot, await rootlessRunRoot(this.#storage.root), mountedRunRoot(id, config)]) {
      if (root === undefined) continue;
      const text = await readBounded(`${root}/overlay-containers/${id}/userdata/pidfile`, 64);
      const pid = /^\d{1,9}$/.test(text?.trim() ?? '') ? Number(text) : 0;
      if (pid > 0 && (await this.#facts(pid, container, config)) !== undefined) return pid;
    }
    return undefined;
  }

  /** By its cgroup, or where that names no container by the root that it has. */
  async #facts(
    pid: number,
    container: StorageContainer,
    config: ContainerConfig | undefined,
  ): Promise<ProcessFacts | undefined> {
    const facts = await processFacts(pid, container.id);
    if (facts !== undefined) return facts;
    const root = await rootIdentity(pid);
    const plain = plainRoot(container, config);
    const isIts =
      plain === undefined ? (await rootLayer(pid)) === container.layer : root?.rootIno === (await inodeOf(plain));
    return root !== undefined && isIts ? { cgroupIds: [], ...root } : undefined;
  }

  async #announceImages(on: RuntimeCallbacks): Promise<void> {
    if (on.imageAppeared === undefined) return;
    const images = await this.#storage.images();
    const there = new Set(images.map((i) => i.id));
    const first = this.#images.size === 0;
    for (const id of this.#images) if (!there.has(id)) this.#images.delete(id);
    for (const image of images) {
      if (this.#images.has(image.id)) continue;
      this.#images.add(image.id);
      if (first && this.#images.size > MAX_IMAGES) continue;
      const source = await this.#storage.imageLayers(image);
      if (source === undefined) continue;
      const ref = image.names[0];
      on.imageAppeared({
        ...(ref === undefined ? {} : { ref }),
        ...(image.digest === undefined ? {} : { digest: image.digest }),
        id: `sha256:${image.id}`,
        source,
      });
    }
  }
}

/** Inode number of a directory; undefined where there is none. */
async function inodeOf(dir: string | undefined): Promise<bigint | undefined> {
  try {
    return dir === undefined ? undefined : (await stat(dir, { bigint: true })).ino;
  } catch {
    return undefined;
  }
}

/** A rootless user's run root: containers/storage's own rule. */
async function rootlessRunRoot(storageRoot: string): Promise<string | undefined> {
  try {
    const { uid } = await stat(storageRoot);
    return uid === 0 ? undefined : `/run/user/${uid}/containers`;
  } catch {
    return undefined;
  }
}

/** Podman mounts files of the run root (`hostname`, `hosts`) into each container. */
function mountedRunRoot(id: string, config: ContainerConfig | undefined): string | undefined {
  const below = `/overlay-containers/${id}/userdata/`;
  const source = config?.mounts.find(
    (m) => m.destination === '/run/.containerenv' || m.destination === '/etc/hostname',
  );
  const at = source?.source.indexOf(below) ?? -1;
  return at > 0 ? source?.source.slice(0, at) : undefined;
}
