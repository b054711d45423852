/**
 * Resolves a path as a process of a container would (openat2's RESOLVE_IN_ROOT, which Node has no call for): component by
 * component from handles (O_PATH, O_NOFOLLOW), so that nothing outside of the process's root is ever reached, whatever is
 * exchanged meanwhile. Blocks for as long as a filesystem does: for threads.
 */
import {
  type BigIntStats,
  closeSync,
  constants,
  fstatSync,
  lstatSync,
  openSync,
  readlinkSync,
  statfsSync,
  statSync,
} from 'node:fs';
import { errnoOf } from '../../runtime/errno.ts';
import { type Arrival, noFile } from './arrival.ts';
import { nameBehind } from './magic-link.ts';

const O_PATH = 0o10000000;
const HANDLE = O_PATH | constants.O_NOFOLLOW;
const PROC_MAGIC = 0x9fa0;
/** As many as path_resolution(7) allows. */
const MAX_SYMLINKS = 40;
/** Handles held at a time: a deeper path is not resolved. */
const MAX_DEPTH = 256;

export type Start = {
  /** A handle of the process's root directory; the caller's to close. */
  readonly root: number;
  readonly rootStat: BigIntStats;
  /** Where that is in the process's mount tree; empty for its top. */
  readonly prefix: string;
  readonly pid: number;
};

type Place = { readonly handle: number; readonly name: string; readonly stat: BigIntStats };

/** Never throws for what it finds; `path` is latin1, and relative paths begin at `cwd`, a path in the mount tree. */
export function walk(start: Start, cwd: string, path: string): Arrival {
  return arrive(new Way(start), (way) => (path[0] === '/' ? way.go(path) : way.goFrom(cwd, path)));
}

/** What a magic link such as `/proc/PID/fd/N` leads to. */
export function walkLink(start: Start, link: string): Arrival {
  return arrive(new Way(start), (way) => way.follow(link, []) ?? way.ended());
}

function arrive(way: Way, go: (way: Way) => Arrival): Arrival {
  try {
    return go(way);
  } catch (error) {
    return way.failed(errnoOf(error));
  } finally {
    way.close();
  }
}

class Way {
  readonly #start: Start;
  #trail: Place[] = [];
  /** Path of the bottom of the trail. */
  #prefix: string;
  #links = 0;
  #linkCtimeNs = 0n;
  /** Magic links are refused. */
  readonly #namesOnly: boolean;

  constructor(start: Start, namesOnly = false) {
    this.#start = start;
    this.#namesOnly = namesOnly;
    this.#prefix = start.prefix;
    this.#trail.push(rootPlace(start));
  }

  close(): void {
    for (const { handle } of this.#trail.splice(0)) if (handle !== this.#start.root) closeSync(handle);
  }

  failed(errno: string): Arrival {
    return { kind: 'failed', path: this.#path(), errno };
  }

  /** At a directory. */
  ended(): Arrival {
    return noFile(this.#here().stat, this.#trail.at(-2)?.stat, this.#path(), this.#linkCtimeNs);
  }

  goFrom(cwd: string, path: string): Arrival {
    const { prefix, pid } = this.#start;
    const link = `/proc/${pid}/cwd`;
    const named = cwd[0] === '/' && `${cwd}/`.startsWith(`${prefix}/`);
    if (named && !this.#isElsewhere(cwd, link)) return this.go(`${cwd.slice(prefix.length)}/${path}`);
    // Not known, not below the root, or not to be reached by its name: where the process is now has to do.
    return this.follow(link, [path]) ?? this.go(path);
  }

  /** The process is where it was, in a directory that its name no longer leads to: removed, unmounted, or mounted over. */
  #isElsewhere(cwd: string, link: string): boolean {
    const way = new Way(this.#start);
    try {
      if (readlinkSync(link, 'latin1').replace(/ \(deleted\)$/, '') !== cwd) return false;
      const is = statSync(link, { bigint: true });
      const arrival = way.go(cwd.slice(this.#start.prefix.length));
      // Its name is a file's by now.
      if (arrival.kind === 'file') closeSync(arrival.handle);
      const { handle, stat } = way.#here();
      // What lies in a process filesystem is walked by hand.
      return (is.ino !== stat.ino || is.dev !== stat.dev) && !isProc(handle);
    } catch {
      // It has ended: the name is all that is left.
      return false;
    } finally {
      way.close();
    }
  }

  go(path: string): Arrival {
    const pending = path.split('/').reverse();
    while (pending.length > 0) {
      const name = pending.pop() ?? '';
      if (name === '' || name === '.') continue;
      if (name === '..') {
        if (this.#trail.length > 1) closeSync(this.#trail.pop()?.handle ?? -1);
        else this.#up();
        continue;
      }
      if (this.#trail.length > MAX_DEPTH) return this.failed('ELOOP');
      const arrived = this.#step(name, pending);
      if (arrived !== undefined) return arrived;
    }
    return this.ended();
  }

  /** Follows a magic link of procfs: the kernel leads to the file itself, not along its name. Undefined: to be gone on from. */
  follow(link: string, rest: readonly string[]): Arrival | undefined {
    if (this.#namesOnly) return this.failed('ELOOP');
    const text = nameBehind(link);
    const handle = openSync(link, O_PATH);
    let stat: BigIntStats;
    try {
      stat = fstatSync(handle, { bigint: true });
    } catch (error) {
      closeSync(handle);
      throw error;
    }
    if (stat.isFile() && rest.every((name) => name === '')) {
      const path = (this.#bears(text, stat) ? text : text.replace(/ \(deleted\)$/, '')).replace(/^\/(?=memfd:)/, '');
      return this.#file(handle, stat, path, stat.dev, true);
    }
    if (!stat.isDirectory() || text[0] !== '/') {
      closeSync(handle);
      return noFile(stat, undefined, this.#path(), this.#linkCtimeNs);
    }
    this.close();
    this.#prefix = text === '/' ? '' : text;
    this.#trail.push({ handle, name: '', stat });
    return undefined;
  }

  /** The kernel puts ` (deleted)` behind a name that is gone, also where the file has another; a name can end so, too. */
  #bears(name: string, { nlink, ino, dev }: BigIntStats): boolean {
    if (!name.endsWith(' (deleted)') || nlink === 0n) return nlink !== 0n;
    // What bears the name now may be a link that leads back to this descriptor.
    const path = name.slice(this.#start.prefix.length);
    const there = arrive(new Way(this.#start, true), (way) => way.go(path));
    if (there.kind === 'file') closeSync(there.handle);
    return there.kind === 'file' && there.stat.ino === ino && there.stat.dev === dev;
  }

  #step(name: string, pending: string[]): Arrival | undefined {
    const here = this.#here();
    const at = bytes(`/proc/self/fd/${here.handle}/${name}`);
    let handle: number;
    try {
      handle = openSync(at, HANDLE);
    } catch (error) {
      const errno = errnoOf(error);
      const path = `${this.#path()}/${name}`;
      if (errno !== 'ENOENT' && errno !== 'ENOTDIR') return { kind: 'failed', path, errno };
      const { ctimeNs } = here.stat;
      return { kind: 'missing', path, directoryCtimeNs: ctimeNs > this.#linkCtimeNs ? ctimeNs : this.#linkCtimeNs };
    }
    const stat = this.#statted(handle);
    if (stat.isSymbolicLink()) {
      closeSync(handle);
      return this.#symlink(at, stat, pending);
    }
    if (stat.isDirectory()) {
      this.#trail.push({ handle, name, stat });
      if (stat.dev !== here.stat.dev && isProc(handle)) return this.#procfs(handle, pending);
      return undefined;
    }
    if (stat.isFile() && pending.every((rest) => rest === '' || rest === '.')) {
      return this.#file(handle, stat, `${this.#path()}/${name}`, here.stat.dev, false);
    }
    closeSync(handle);
    return noFile(stat, here.stat, `${this.#path()}/${name}`, this.#linkCtimeNs);
  }

  #symlink(at: Buffer, stat: BigIntStats, pending: string[]): Arrival | undefined {
    if (++this.#links > MAX_SYMLINKS) return this.failed('ELOOP');
    if (stat.ctimeNs > this.#linkCtimeNs) this.#linkCtimeNs = stat.ctimeNs;
    const target = readlinkSync(at, 'latin1');
    if (target[0] === '/') this.#toRoot();
    pending.push(...target.split('/').reverse());
    return undefined;
  }

  /** To the parent of where a magic link led; the root of the process has none. */
  #up(): void {
    const { handle, stat } = this.#here();
    const { root, rootStat } = this.#start;
    if (handle === root || (stat.ino === rootStat.ino && stat.dev === rootStat.dev)) return;
    const parent = openSync(`/proc/self/fd/${handle}/..`, HANDLE);
    this.close();
    this.#prefix = this.#prefix.slice(0, Math.max(0, this.#prefix.lastIndexOf('/')));
    this.#trail.push({ handle: parent, name: '', stat: this.#statted(parent) });
  }

  /** Inside a process filesystem `self` would be ourselves, and links are magic: the rest of the way is walked by hand. */
  #procfs(mount: number, pending: string[]): Arrival | undefined {
    let at = '';
    for (let name = pending.pop(); name !== undefined; name = pending.pop()) {
      if (name === '' || name === '.') continue;
      if (name === '..') return this.failed('ENOTSUP');
      if (at === '') {
        if (name === 'self' || name === 'thread-self') at = `/proc/${this.#start.pid}`;
        else if (/^\d+$/.test(name)) at = `/proc/self/fd/${mount}/${name}`;
        else return this.failed('ENOTSUP');
        continue;
      }
      if (name === 'task' && /^\d+$/.test(pending.at(-1) ?? '')) {
        // Numbered as the container counts; threads share their descriptors, and a program begins as one of them.
        pending.pop();
        continue;
      }
      at = `${at}/${name}`;
      const stat = lstatSync(at);
      if (stat.isSymbolicLink()) {
        if (++this.#links > MAX_SYMLINKS) return this.failed('ELOOP');
        return this.follow(at, pending);
      }
      if (!stat.isDirectory()) return this.failed('ENOTSUP');
    }
    return this.ended();
  }

  #toRoot(): void {
    this.close();
    this.#prefix = this.#start.prefix;
    this.#trail.push(rootPlace(this.#start));
  }

  #file(handle: number, stat: BigIntStats, path: string, parentDev: bigint, byDescriptor: boolean): Arrival {
    return { kind: 'file', handle, stat, path, parentDev, linkCtimeNs: this.#linkCtimeNs, byDescriptor };
  }

  #statted(handle: number): BigIntStats {
    try {
      return fstatSync(handle, { bigint: true });
    } catch (error) {
      closeSync(handle);
      throw error;
    }
  }

  #here(): Place {
    const here = this.#trail.at(-1);
    if (here === undefined) throw new RangeError('a way without a beginning');
    return here;
  }

  #path(): string {
    return this.#prefix + this.#trail.map(({ name }) => (name === '' ? '' : `/${name}`)).join('');
  }
}

function rootPlace({ root, rootStat }: Start): Place {
  return { handle: root, name: '', stat: rootStat };
}

function isProc(handle: number): boolean {
  return statfsSync(`/proc/self/fd/${handle}`).type === PROC_MAGIC;
}

/** Every byte of a name is one character of latin1. */
function bytes(text: string): Buffer {
  return Buffer.from(text, 'latin1');
}
