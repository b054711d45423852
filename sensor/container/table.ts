import { isEngineId } from './cgroup.ts';
import type { Container, ContainerDescription, ContainerRuntime, RuntimeType } from './container.ts';
import { keptBy } from './keeper.ts';

export type ContainerTableOptions = {
  /** How long an ended container is still found, for events that were under way when it ended. */
  readonly lingerMs: number;
  readonly maxEnded: number;
  /** Live ones; one more ends the one that was longest not updated. */
  readonly maxContainers: number;
};

export type ContainerTableDeps = {
  readonly nowMs: () => number;
  /** Tells the source which cgroup is whose; slot 0n takes it back. */
  readonly registerSlot: (cgroupId: bigint, slot: bigint) => void;
  /** A container is new, or more became known of it (same slot). */
  readonly onContainer?: ((container: Container) => void) | undefined;
  readonly onEnded?: ((container: Container) => void) | undefined;
};

/** One container and who reported it. `endedMs` undefined: it lives. */
export type Entry = { readonly key: string; container: Container; owner: Owner; endedMs: number | undefined };
export type Owner = Pick<ContainerRuntime, 'type' | 'label' | 'kubelets' | 'keeper'>;

/** runc's own state is read for containers that a higher engine runs through it, too: that engine knows more. */
const RANK = {
  canary: 2,
  simulation: 2,
  docker: 1,
  containerd: 1,
  'cri-o': 1,
  podman: 1,
  runc: 0,
} as const satisfies Record<RuntimeType, number>;

export function outranks(a: RuntimeType, b: RuntimeType): boolean {
  return RANK[a] > RANK[b];
}

/** Whose word counts for a container that both describe. */
export function knowsBetter(a: Omit<Owner, 'label'>, b: Omit<Owner, 'label'>): boolean {
  if ((a.keeper === undefined) !== (b.keeper === undefined)) return a.keeper === undefined;
  if (a.kubelets === b.kubelets) return outranks(a.type, b.type);
  return a.kubelets === true && b.type !== 'canary';
}

/** Containers by slot, by cgroup and by name, live ones and, for a while, ended ones. Slots are never reused. */
export class ContainerTable {
  #options: ContainerTableOptions;
  #deps: ContainerTableDeps;
  #nextSlot = 1n;
  #entries = new Map<string, Entry>();
  #bySlot = new Map<bigint, Entry>();
  #byCgroup = new Map<bigint, Entry>();
  #byId = new Map<string, Entry>();
  /** Those that share a root, in the order in which they were heard of. */
  #byRoot = new Map<string, Set<Entry>>();
  #ended = new Set<Entry>();

  constructor(options: ContainerTableOptions, deps: ContainerTableDeps) {
    this.#options = options;
    this.#deps = deps;
  }

  bySlot(slot: bigint): Entry | undefined {
    return this.#bySlot.get(slot);
  }

  byCgroup(id: bigint): Entry | undefined {
    return id === 0n ? undefined : this.#byCgroup.get(id);
  }

  byId(id: string): Entry | undefined {
    return this.#byId.get(id);
  }

  /** Live containers that have this root, the one that was heard of last first. */
  byRoot(dev: number, ino: bigint): readonly Entry[] {
    const sharing = this.#byRoot.get(rootKey(dev, ino)) ?? [];
    const live = [...sharing].filter(({ endedMs }) => endedMs === undefined).reverse();
    return live.toSorted((a, b) => Number(isUsers(a)) - Number(isUsers(b)));
  }

  /** Those that live. */
  live(): Entry[] {
    return [...this.#entries.values()].filter((e) => e.endedMs === undefined);
  }

  get size(): { readonly live: number; readonly ended: number } {
    return { live: this.#bySlot.size - this.#ended.size, ended: this.#ended.size };
  }

  appeared(owner: Owner, description: ContainerDescription): Entry {
    const d = keptBy(owner, description);
    const key = entryKey(owner, d.id, d.engineNamespace);
    const old = this.#entries.get(key);
    if (old === undefined || !isSame(old, d)) {
      if (old !== undefined) this.#end(old);
      return this.#add(key, owner, d);
    }
    if (old.endedMs !== undefined) {
      if (knowsBetter(old.owner, owner) || isOver(old.container, d)) return old;
      // Stopped and started again: its processes and cgroups are new, the container (and its slot) is not.
      this.#ended.delete(old);
      old.endedMs = undefined;
      this.#unmapCgroups(old);
      this.#change(old, owner, { ...d, slot: old.container.slot });
      this.#mapCgroups(old);
      return old;
    }
    const wins = !knowsBetter(old.owner, owner);
    const [strong, weak] = wins ? [d, old.container] : [old.container, d];
    const cgroupIds = strong.cgroupIds.length > 0 ? strong.cgroupIds : weak.cgroupIds;
    const mounts = strong.mounts.length > 0 ? strong.mounts : weak.mounts;
    this.#change(old, wins ? owner : old.owner, { ...weak, ...strong, cgroupIds, mounts, slot: old.container.slot });
    return old;
  }

  /** Only the engine that a container belongs to can end it, through whichever of its interfaces (containerd's own, CRI). */
  ended(owner: Owner, id: string, engineNamespace?: string): void {
    const entry = this.#entries.get(entryKey(owner, id, engineNamespace));
    if (entry?.owner.type === owner.type) this.#end(entry);
  }

  /** What an event showed of a live container before its engine did. */
  learn(entry: Entry, facts: Partial<Pick<Container, 'cgroupIds' | 'rootDev' | 'rootIno'>>): void {
    if (entry.endedMs === undefined) this.#change(entry, entry.owner, { ...entry.container, ...facts });
  }

  /** Forgets ended containers whose time is over. */
  prune(): void {
    const before = this.#deps.nowMs() - this.#options.lingerMs;
    for (const entry of this.#ended) {
      if (this.#ended.size <= this.#options.maxEnded && (entry.endedMs ?? 0) > before) return;
      this.#forget(entry);
    }
  }

  #add(key: string, owner: Owner, d: ContainerDescription): Entry {
    const entry: Entry = { key, owner, container: { ...d, slot: this.#nextSlot++ }, endedMs: undefined };
    this.#entries.set(key, entry);
    this.#bySlot.set(entry.container.slot, entry);
    this.#mapId(entry);
    this.#mapCgroups(entry);
    this.#deps.onContainer?.(entry.container);
    if (this.#bySlot.size - this.#ended.size > this.#options.maxContainers) {
      const oldest = this.live()[0];
      if (oldest !== undefined) this.#end(oldest);
    }
    return entry;
  }

  #change(entry: Entry, owner: Owner, next: Container): void {
    const before = entry.container;
    entry.owner = owner;
    // Re-inserting keeps the map in the order of the last news.
    this.#entries.delete(entry.key);
    this.#entries.set(entry.key, entry);
    this.#mapId(entry);
    if (sameFacts(before, next)) return;
    const gone = before.cgroupIds.filter((id) => !next.cgroupIds.includes(id));
    this.#unmapRoot(entry);
    entry.container = next;
    for (const id of gone) if (this.#byCgroup.get(id) === entry) this.#unmap(id);
    this.#mapCgroups(entry);
    this.#deps.onContainer?.(next);
  }

  #end(entry: Entry): void {
    if (entry.endedMs !== undefined) return;
    entry.endedMs = this.#deps.nowMs();
    this.#ended.add(entry);
    for (const id of entry.container.cgroupIds) {
      if (this.#byCgroup.get(id) === entry) this.#deps.registerSlot(id, 0n);
    }
    this.#deps.onEnded?.(entry.container);
    this.prune();
  }

  #forget(entry: Entry): void {
    this.#ended.delete(entry);
    this.#bySlot.delete(entry.container.slot);
    if (this.#entries.get(entry.key) === entry) this.#entries.delete(entry.key);
    if (this.#byId.get(entry.container.id) === entry) this.#byId.delete(entry.container.id);
    this.#unmapRoot(entry);
    this.#unmapCgroups(entry);
  }

  #mapId(entry: Entry): void {
    const { id } = entry.container;
    if (!yields(entry, this.#byId.get(id))) this.#byId.set(id, entry);
  }

  #mapCgroups(entry: Entry): void {
    const { rootDev, rootIno, cgroupIds } = entry.container;
    if (rootDev !== undefined && rootIno !== undefined) {
      const key = rootKey(rootDev, rootIno);
      this.#byRoot.set(key, (this.#byRoot.get(key) ?? new Set()).add(entry));
    }
    for (const id of cgroupIds) {
      const there = this.#byCgroup.get(id);
      if (there === entry || yields(entry, there)) continue;
      this.#byCgroup.set(id, entry);
      this.#deps.registerSlot(id, entry.container.slot);
    }
  }

  #unmapRoot(entry: Entry): void {
    const { rootDev, rootIno } = entry.container;
    if (rootDev === undefined || rootIno === undefined) return;
    const key = rootKey(rootDev, rootIno);
    const sharing = this.#byRoot.get(key);
    sharing?.delete(entry);
    if (sharing?.size === 0) this.#byRoot.delete(key);
  }

  #unmapCgroups(entry: Entry): void {
    for (const id of entry.container.cgroupIds) if (this.#byCgroup.get(id) === entry) this.#byCgroup.delete(id);
  }

  #unmap(id: bigint): void {
    this.#byCgroup.delete(id);
    this.#deps.registerSlot(id, 0n);
  }
}

function isUsers({ owner }: Entry): boolean {
  return owner.keeper !== undefined;
}

/** A user who says of a container of root's that it is theirs, by its id or its process, has not got it. */
function yields(entry: Entry, there: Entry | undefined): boolean {
  return there !== undefined && there.endedMs === undefined && isUsers(entry) && !isUsers(there);
}

/**
 * 256-bit ids are the same container whoever tells of it, but for users' engines; runc's own names are unique within one state
 * directory, containerd's within one of its namespaces.
 */
function entryKey(owner: Owner, id: string, engineNamespace: string | undefined): string {
  return isEngineId(id) && owner.keeper === undefined ? id : `${owner.label} ${engineNamespace ?? ''} ${id}`;
}

function rootKey(dev: number, ino: bigint): string {
  return `${dev}:${ino}`;
}

/** A name that runc gives again is another container. So is a 256-bit id, which should never come twice, for another image. */
function isSame(old: Entry, d: ContainerDescription): boolean {
  const { createdNs, image } = old.container;
  if (old.endedMs !== undefined && image.id !== undefined && d.image.id !== undefined && image.id !== d.image.id) {
    return false;
  }
  return isEngineId(d.id) || createdNs === undefined || d.createdNs === undefined || createdNs === d.createdNs;
}

/** The description of a life that has ended since: of an engine that was asked before. */
function isOver(ended: Container, { cgroupIds, initPid }: ContainerDescription): boolean {
  if (cgroupIds.length === 0 || !cgroupIds.every((id) => ended.cgroupIds.includes(id))) return false;
  return initPid === undefined || initPid === ended.initPid;
}

function sameFacts(a: Container, b: Container): boolean {
  return (
    a.runtime === b.runtime &&
    a.name === b.name &&
    a.initPid === b.initPid &&
    a.rootDev === b.rootDev &&
    a.rootIno === b.rootIno &&
    a.cgroupIds.length === b.cgroupIds.length &&
    a.cgroupIds.every((id, i) => id === b.cgroupIds[i]) &&
    JSON.stringify(described(a), bigintText) === JSON.stringify(described(b), bigintText)
  );
}

function described({ image, pod, labels, mounts, attempt, volumeImages, sandbox }: Container): unknown {
  return [image, pod, labels, mounts, attempt, volumeImages, sandbox];
}

function bigintText(_key: string, value: unknown): unknown {
  return typeof value === 'bigint' ? `${value}` : value;
}
