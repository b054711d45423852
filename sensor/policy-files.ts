/**
 * Policies in files and directories, followed as they change: watched, and looked at every two seconds besides, since a watch
 * sees neither what a symlink points to nor a network filesystem. Takes in renames over a file and the swap of the `..data`
 * symlink with which kubelet updates a mounted ConfigMap.
 *
 * A file is refused whole when one of its documents is, and keeps what it had in force; a file that is gone takes its
 * policies along.
 */
import { createHash } from 'node:crypto';
import { basename, dirname } from 'node:path';
import { watchDir } from './container/watch-dir.ts';
import type { PolicyFault } from './evaluate/policy/fault.ts';
import { type LoadedPolicy, repeated } from './evaluate/policy/loaded.ts';
import { MAX_POLICY_BYTES, parsePolicies } from './evaluate/policy/parse.ts';
import type { PolicySource, PolicyUpdate } from './policies.ts';
import { isDirectory, listPolicyFiles } from './policy-listing.ts';
import { anySignal, sleep } from './runtime/abort.ts';
import { readSmallFile } from './runtime/small-file.ts';

/** Two looks this far apart must see the same file: one that is being written is not read half. */
const SETTLE_MS = 100;
const POLL_MS = 2_000;
/** Editors and some tools delete a file before they write it anew. */
const GONE_AFTER_MS = 1_000;

type FileState = {
  /** Of what was read last, so that it is read again when it changes. */
  readonly signature: string;
  readonly digest: string;
  /** A signature seen once, to be seen again before the file is read. */
  settling: string | undefined;
  goneSinceMs: number | undefined;
  /** Place in the listing: where two files use a name, the first keeps it. */
  order: number;
  readonly read: PolicyUpdate;
  inForce: readonly LoadedPolicy[];
};

const UNREAD: PolicyUpdate = { policies: [], faults: [] };

export class FilePolicySource implements PolicySource {
  readonly label: string;
  readonly #paths: readonly string[];
  readonly #files = new Map<string, FileState>();
  #listFaults: readonly PolicyFault[] = [];

  /** `paths`: files, or directories whose `.yaml`, `.yml` and `.json` files are taken. */
  constructor(paths: readonly string[]) {
    this.label = paths.join(', ');
    this.#paths = paths;
  }

  load(): PolicyUpdate {
    this.#look(true);
    return this.#update();
  }

  async run(signal: AbortSignal, on: { changed(update: PolicyUpdate): void }): Promise<void> {
    const watches = new Map<string, () => void>();
    let wake = new AbortController();
    const watch = () => {
      for (const [dir, names] of this.#directories()) {
        if (watches.has(dir)) continue;
        const close = watchDir(dir, {
          changed: (name) => {
            if (name === undefined || names === undefined || name.startsWith('..') || names.has(name)) wake.abort();
          },
          ended: () => watches.delete(dir),
        });
        if (close !== undefined) watches.set(dir, close);
      }
    };
    let waitMs = POLL_MS;
    try {
      while (!signal.aborted) {
        watch();
        await sleep(waitMs, anySignal(signal, wake.signal));
        if (wake.signal.aborted) {
          wake = new AbortController();
          if (!(await sleep(SETTLE_MS, signal))) return;
        }
        const look = this.#look(false);
        if (look.changed) on.changed(this.#update());
        waitMs = look.unsettled ? SETTLE_MS : POLL_MS;
      }
    } finally {
      for (const close of watches.values()) close();
    }
  }

  /** The directories to watch, with the names that matter there; undefined: all. */
  #directories(): Map<string, Set<string> | undefined> {
    const directories = new Map<string, Set<string> | undefined>();
    for (const path of this.#paths) {
      if (isDirectory(path)) directories.set(path, undefined);
      const parent = dirname(path);
      if (directories.has(parent)) directories.get(parent)?.add(basename(path));
      else directories.set(parent, new Set([basename(path)]));
    }
    return directories;
  }

  /** A name that two files use stays with the first of them; the other file keeps what it had in force. */
  #update(): PolicyUpdate {
    const taken = new Map<string, LoadedPolicy>();
    const faults: PolicyFault[] = [...this.#listFaults];
    // What is on its way out stands back: a policy that moved to another file is not refused there.
    for (const state of [...this.#files.values()].sort(byPresenceAndOrder)) {
      const free = ({ document }: LoadedPolicy) => !taken.has(document.metadata.name);
      const clash = state.read.policies.find((policy) => !free(policy));
      const first = clash && taken.get(clash.document.metadata.name);
      faults.push(...state.read.faults);
      if (clash !== undefined && first !== undefined && state.goneSinceMs === undefined)
        faults.push(repeated(clash, first));
      const good = state.read.faults.length === 0 && clash === undefined;
      state.inForce = good ? state.read.policies : state.inForce.filter(free);
      for (const policy of state.inForce) taken.set(policy.document.metadata.name, policy);
    }
    return { policies: [...taken.values()], faults };
  }

  #look(first: boolean): { changed: boolean; unsettled: boolean } {
    const { files, faults, unreadable } = listPolicyFiles(this.#paths, first);
    let changed = JSON.stringify(faults) !== JSON.stringify(this.#listFaults);
    let unsettled = false;
    this.#listFaults = faults;
    let order = 0;
    for (const [path, signature] of files) {
      const state = this.#files.get(path) ?? this.#add(path);
      state.order = order++;
      if (state.goneSinceMs !== undefined) {
        state.goneSinceMs = undefined;
        changed = true;
      }
      if (state.signature === signature) state.settling = undefined;
      else if (first || state.settling === signature) changed = this.#read(path, signature, state) || changed;
      else {
        state.settling = signature;
        unsettled = true;
      }
    }
    for (const [path, state] of this.#files) {
      if (files.has(path) || unreadable(path)) continue;
      state.goneSinceMs ??= performance.now();
      if (performance.now() - state.goneSinceMs < GONE_AFTER_MS) unsettled = true;
      else changed = this.#files.delete(path) || changed;
    }
    return { changed, unsettled };
  }

  #add(path: string): FileState {
    const state: FileState = {
      signature: '',
      digest: '',
      settling: undefined,
      goneSinceMs: undefined,
      order: 0,
      read: UNREAD,
      inForce: [],
    };
    this.#files.set(path, state);
    return state;
  }

  /** Whether anything came of it: a file that was only touched changes nothing. */
  #read(path: string, signature: string, state: FileState): boolean {
    const { digest, read, retry } = readPolicyFile(path);
    // What could not be read may be readable at the next look, although nothing about the file changed.
    const next = retry ? { signature: '', settling: signature } : { signature, settling: undefined };
    this.#files.set(path, { ...state, ...next, digest, read });
    return digest !== state.digest;
  }
}

function byPresenceAndOrder(a: FileState, b: FileState): number {
  const gone = Number(a.goneSinceMs !== undefined) - Number(b.goneSinceMs !== undefined);
  return gone === 0 ? a.order - b.order : gone;
}

/** Policies of files and directories, once, for commands. */
export function readPolicies(paths: readonly string[]): PolicyUpdate {
  return new FilePolicySource(paths).load();
}

function readPolicyFile(path: string): { digest: string; read: PolicyUpdate; retry: boolean } {
  const file = readSmallFile(path, MAX_POLICY_BYTES);
  if (file.kind === 'refused') return { digest: file.message, read: refused(path, file.message), retry: true };
  const digest = createHash('sha256').update(file.bytes).digest('hex');
  try {
    const text = new TextDecoder('utf-8', { fatal: true }).decode(file.bytes);
    return { digest, read: parsePolicies(text, path), retry: false };
  } catch {
    return { digest, read: refused(path, 'is not UTF-8 text; save it as UTF-8'), retry: false };
  }
}

function refused(file: string, message: string): PolicyUpdate {
  return { policies: [], faults: [{ file, message }] };
}
