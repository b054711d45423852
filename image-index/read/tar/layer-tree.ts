import { IndexError } from '../../error.ts';
import { childKey, ROOT_KEY } from '../../format/key.ts';
import type { LayerManifestWriter } from '../../format/layer.ts';
import type { Owner, PathRecord } from '../../format/record.ts';
import { MAX_CAPABILITY_BYTES, MAX_LAYER_ENTRIES, MAX_PATH_BYTES, MAX_SYMLINKS } from '../../limits.ts';
import type { Content } from '../content.ts';
import { malformed } from './header.ts';
import type { TarEntry } from './reader.ts';

/** A file's inode: names that are hardlinked share one. */
type FileInode = Owner & {
  readonly type: 'file';
  readonly content: Content;
  readonly capabilities?: Buffer;
  /** Numbered when the second name comes. */
  link: number;
};

type Inode =
  | FileInode
  | (Owner & { readonly type: 'symlink'; readonly target: Buffer })
  | (Owner & { readonly type: 'special' })
  | { readonly type: 'hardlink'; readonly target: Buffer };

type Directory = Owner & {
  readonly type: 'directory';
  readonly children: Map<string, Node>;
  opaque: boolean;
  implied: boolean;
};

/** One name in a directory. `whiteout` acts on lower layers and so can stand beside an entry of this layer. */
type Node = { entry: Inode | Directory | undefined; whiteout: boolean };

const IMPLIED: Owner = { mode: 0o755, uid: 0, gid: 0 };
const WHITEOUT = Buffer.from('.wh.');
/** `.wh..wh.` names aufs's own files; only the opaque mark means something. */
const WHITEOUT_META = Buffer.from('.wh..wh.');
const OPAQUE = '.wh..wh..opq';

/**
 * What unpacking a tar archive into an empty directory leaves, with OCI's whiteouts as marks (OCI image specification, layer.md).
 *
 * Later entries replace earlier ones; directories merge. Symlinks that this layer made are followed on the way to an entry, those
 * of lower layers are not, because engines that mount overlay unpack each layer on its own.
 */
export class LayerTree {
  readonly #root: Directory = directory(IMPLIED, true);
  #nodes = 0;
  #links = 0;

  /** `content` belongs to files. Throws `malformed` or `too_large`. */
  add(entry: TarEntry, content: Content | undefined): void {
    const names = components(entry.name);
    const last = names.pop();
    if (last === undefined) {
      if (entry.type !== 'directory') throw malformed(`the root is a ${entry.type}`);
      Object.assign(this.#root, ownerOf(entry), { implied: false });
      return;
    }
    const parent = this.#enter(names);
    if (last.subarray(0, WHITEOUT.length).equals(WHITEOUT)) this.#mark(parent, last);
    else this.#put(parent, last, entry, content);
  }

  write(to: LayerManifestWriter): void {
    to.add(ROOT_KEY, directoryRecord(this.#root, false));
    writeChildren(this.#root, ROOT_KEY, to);
  }

  #mark(parent: Directory, name: Buffer): void {
    if (name.toString('latin1') === OPAQUE) {
      parent.opaque = true;
    } else if (!name.subarray(0, WHITEOUT_META.length).equals(WHITEOUT_META)) {
      const hidden = name.subarray(WHITEOUT.length);
      if (hidden.length === 0 || hidden.equals(Buffer.from('.')) || hidden.equals(Buffer.from('..'))) {
        throw malformed('a whiteout without a name');
      }
      this.#node(parent, hidden.toString('latin1')).whiteout = true;
    }
  }

  #put(parent: Directory, name: Buffer, entry: TarEntry, content: Content | undefined): void {
    // A link's target is looked up before its own name is replaced.
    const inode = entry.type === 'hardlink' ? this.#linked(entry) : undefined;
    const node = this.#node(parent, name.toString('latin1'));
    const owner = ownerOf(entry);
    switch (entry.type) {
      case 'directory':
        if (node.entry?.type === 'directory') Object.assign(node.entry, owner, { implied: false });
        else node.entry = directory(owner, false);
        return;
      case 'file':
        if (content === undefined) throw new TypeError('a file without content');
        node.entry = { type: 'file', ...owner, content, link: 0, ...capabilitiesOf(entry) };
        return;
      case 'symlink':
        if (entry.linkName.length > MAX_PATH_BYTES) throw new IndexError('too_large', 'a symlink target');
        node.entry = { type: 'symlink', ...owner, target: entry.linkName };
        return;
      case 'special':
        node.entry = { type: 'special', ...owner };
        return;
      case 'hardlink':
        node.entry = inode;
    }
  }

  /** The inode that a hardlink names: in this layer, or a mark that `flatten` resolves in the lower ones. */
  #linked(entry: TarEntry): Inode {
    const names = components(entry.linkName);
    const found = this.#find(names);
    if (found === undefined) return { type: 'hardlink', target: names.reduce<Buffer>(childKey, ROOT_KEY) };
    if (found.type === 'directory')
      throw malformed(`a hardlink to the directory ${JSON.stringify(entry.linkName.toString())}`);
    if (found.type === 'file' && found.link === 0) found.link = ++this.#links;
    return found;
  }

  #find(names: readonly Buffer[]): Inode | Directory | undefined {
    const last = names.at(-1);
    if (last === undefined) return this.#root;
    const parent = this.#walk(names.slice(0, -1), false);
    return parent?.children.get(last.toString('latin1'))?.entry;
  }

  #enter(names: readonly Buffer[]): Directory {
    const found = this.#walk(names, true);
    if (found === undefined) throw malformed(`no directory: ${JSON.stringify(Buffer.concat(names).toString())}`);
    return found;
  }

  /** Follows this layer's symlinks; makes what is missing when `make`. Undefined when the way ends or is not one of directories. */
  #walk(names: readonly Buffer[], make: boolean): Directory | undefined {
    const pending = [...names].reverse();
    const trail = [this.#root];
    let links = 0;
    for (let name = pending.pop(); name !== undefined; name = pending.pop()) {
      const here = trail.at(-1) ?? this.#root;
      if (name.equals(DOTDOT)) {
        if (trail.length > 1) trail.pop();
        continue;
      }
      const key = name.toString('latin1');
      const { entry } = (make ? this.#node(here, key) : here.children.get(key)) ?? {};
      if (entry === undefined) {
        if (!make) return undefined;
        const made = directory(IMPLIED, true);
        this.#node(here, key).entry = made;
        trail.push(made);
      } else if (entry.type === 'directory') {
        trail.push(entry);
      } else if (entry.type === 'symlink' && ++links <= MAX_SYMLINKS) {
        if (entry.target[0] === 0x2f) trail.length = 1;
        pending.push(...split(entry.target).reverse());
      } else {
        return undefined;
      }
    }
    return trail.at(-1);
  }

  #node(parent: Directory, name: string): Node {
    let node = parent.children.get(name);
    if (node === undefined) {
      if (++this.#nodes > MAX_LAYER_ENTRIES)
        throw new IndexError('too_large', `more than ${MAX_LAYER_ENTRIES} entries`);
      node = { entry: undefined, whiteout: false };
      parent.children.set(name, node);
    }
    return node;
  }
}

const DOTDOT = Buffer.from('..');

function directory(owner: Owner, implied: boolean): Directory {
  return { type: 'directory', ...owner, children: new Map(), opaque: false, implied };
}

function writeChildren(parent: Directory, key: Buffer, to: LayerManifestWriter): void {
  for (const [name, node] of [...parent.children].sort(byName)) {
    const below = childKey(key, Buffer.from(name, 'latin1'));
    const { entry } = node;
    if (entry === undefined) {
      if (node.whiteout) to.add(below, { type: 'whiteout' });
    } else if (entry.type === 'directory') {
      to.add(below, directoryRecord(entry, node.whiteout));
      writeChildren(entry, below, to);
    } else {
      to.add(below, recordOf(entry));
    }
  }
}

/** latin1 text sorts as its bytes do. */
function byName([a]: readonly [string, Node], [b]: readonly [string, Node]): number {
  return a < b ? -1 : 1;
}

function directoryRecord({ mode, uid, gid, opaque, implied }: Directory, whiteout: boolean): PathRecord {
  return { type: 'directory', mode, uid, gid, opaque: opaque || whiteout, implied: implied && !whiteout };
}

function recordOf(inode: Inode): PathRecord {
  if (inode.type !== 'file') return inode;
  const { content, capabilities, ...rest } = inode;
  return { ...rest, ...content, ...(capabilities === undefined ? undefined : { capabilities }) };
}

function ownerOf({ mode, uid, gid }: TarEntry): Owner {
  return { mode, uid, gid };
}

function capabilitiesOf({ capabilities }: TarEntry): { readonly capabilities: Buffer } | undefined {
  if (capabilities === undefined) return undefined;
  if (capabilities.length > MAX_CAPABILITY_BYTES) throw new IndexError('too_large', 'file capabilities');
  return { capabilities };
}

/** Names between slashes without empty ones and `.`; `..` stays. */
function split(path: Buffer): Buffer[] {
  const names: Buffer[] = [];
  let start = 0;
  for (let at = 0; at <= path.length; at++) {
    if (at < path.length && path[at] !== 0x2f) continue;
    const length = at - start;
    if (length > 1 || (length === 1 && path[start] !== 0x2e)) names.push(path.subarray(start, at));
    start = at + 1;
  }
  return names;
}

/** An entry's name, cleaned lexically as the engines do (Go's filepath.Clean below the root). */
function components(path: Buffer): Buffer[] {
  if (path.length > MAX_PATH_BYTES + 2) throw new IndexError('too_large', `a name of ${path.length} bytes`);
  const clean: Buffer[] = [];
  for (const name of split(path)) {
    if (name.equals(DOTDOT)) clean.pop();
    else clean.push(name);
  }
  return clean;
}
