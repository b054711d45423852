import { IndexError } from '../../error.ts';
import { childKey, ROOT_KEY } from '../../format/key.ts';
import type { LayerManifestWriter } from '../../format/layer.ts';
import type { Owner, PathRecord } from '../../format/record.ts';
import { MAX_CAPABILITY_BYTES, MAX_LAYER_ENTRIES, MAX_PATH_BYTES, MAX_SYMLINKS } from '../../limits.ts';
import type { Content } from '../content.ts';
import { malformed } from './header.ts';
import { InodeTable } from './inode-table.ts';
import { NameTable } from './name-table.ts';
import { components, DOTDOT, expectPathLength, lastName, split } from './path.ts';
import type { TarEntry } from './reader.ts';
import { RecordArena } from './record-arena.ts';

const IMPLIED: Owner = { mode: 0o755, uid: 0, gid: 0 };
const WHITEOUT = Buffer.from('.wh.');
/** `.wh..wh.` names aufs's own files; only the opaque mark means something. */
const WHITEOUT_META = Buffer.from('.wh..wh.');
const OPAQUE = '.wh..wh..opq';

/**
 * What unpacking a tar archive into an empty directory leaves, with OCI's whiteouts as marks (OCI image specification, layer.md).
 *
 * Later entries replace earlier ones; directories merge. Symlinks that this layer made are followed on the way to an entry, those
 * of lower layers are not, because engines that mount overlay unpack each layer on its own. In memory: some 60 bytes an entry and its
 * name; the rest may go to a temporary file.
 */
export class LayerTree {
  readonly #names = new NameTable();
  readonly #inodes = new InodeTable();
  readonly #records: RecordArena;
  readonly #root: number;
  #links = 0;
  /** Where the entry before lies, as it was written: an archive names the files of a directory one after another. */
  #recent: Buffer = Buffer.alloc(0);
  #recentParent = 0;

  /** `scratchPath`: where a temporary file may be made when the layer is large. */
  constructor(scratchPath: string) {
    this.#records = new RecordArena(scratchPath);
    this.#root = this.#inodes.add({ type: 'directory', record: 0 });
  }

  close(): void {
    this.#records.close();
  }

  /** `content` belongs to files. Throws `malformed` or `too_large`. */
  add(entry: TarEntry, content: Content | undefined): void {
    const start = lastName(entry.name);
    if (start !== undefined) {
      this.#addBelow(this.#parentOf(entry.name, start), entry.name.subarray(start), entry, content);
      return;
    }
    const names = components(entry.name);
    const last = names.pop();
    if (last === undefined) {
      if (entry.type !== 'directory') throw malformed(`the root is a ${entry.type}`);
      this.#inodes.setRecord(this.#root, this.#records.append(directoryRecord(entry)));
      return;
    }
    this.#addBelow(this.#enter(names), last, entry, content);
  }

  #addBelow(parent: number, name: Buffer, entry: TarEntry, content: Content | undefined): void {
    if (startsWith(name, WHITEOUT)) this.#mark(parent, name);
    else this.#put(parent, name, entry, content);
  }

  /** Of the entry whose last name starts there. */
  #parentOf(path: Buffer, start: number): number {
    expectPathLength(path);
    if (this.#recentParent !== 0 && start === this.#recent.length && startsWith(path, this.#recent)) {
      return this.#recentParent;
    }
    const parent = this.#enter(components(path.subarray(0, start)));
    this.#recent = Buffer.from(path.subarray(0, start));
    this.#recentParent = parent;
    return parent;
  }

  /** What was a way to somewhere may lead elsewhere, or nowhere, when something else takes a name. */
  #setInode(node: number, inode: number): void {
    if (this.#names.inode(node) !== 0) this.#recentParent = 0;
    this.#names.setInode(node, inode);
  }

  write(to: LayerManifestWriter): void {
    to.add(ROOT_KEY, this.#directoryAt(this.#root, false));
    this.#writeChildren(this.#root, ROOT_KEY, to);
  }

  #writeChildren(directory: number, key: Buffer, to: LayerManifestWriter): void {
    const children: number[] = [];
    for (let node = this.#inodes.aux(directory); node !== 0; node = this.#names.next(node)) children.push(node);
    children.sort((a, b) => this.#names.compare(a, b));
    for (const node of children) {
      const below = childKey(key, this.#names.name(node));
      const inode = this.#names.inode(node);
      const whiteout = this.#names.isWhiteout(node);
      if (inode === 0) {
        if (whiteout) to.add(below, { type: 'whiteout' });
      } else if (this.#inodes.type(inode) === 'directory') {
        to.add(below, this.#directoryAt(inode, whiteout));
        this.#writeChildren(inode, below, to);
      } else {
        this.#writeOne(inode, below, to);
      }
    }
  }

  #writeOne(inode: number, key: Buffer, to: LayerManifestWriter): void {
    const address = this.#inodes.record(inode);
    const type = this.#inodes.type(inode);
    const link = type === 'file' ? this.#inodes.aux(inode) : 0;
    if (link === 0) {
      to.addEncoded(key, type, this.#records.encoded(address));
      return;
    }
    const record = this.#records.read(address);
    to.add(key, record.type === 'file' ? { ...record, link } : record);
  }

  #directoryAt(inode: number, whiteout: boolean): PathRecord {
    const address = this.#inodes.record(inode);
    const record = address === 0 ? undefined : this.#records.read(address);
    const { mode, uid, gid } = record?.type === 'directory' ? record : IMPLIED;
    const implied = address === 0 && !whiteout;
    return { type: 'directory', mode, uid, gid, opaque: this.#inodes.isOpaque(inode) || whiteout, implied };
  }

  #mark(parent: number, name: Buffer): void {
    if (name.toString('latin1') === OPAQUE) {
      this.#inodes.setOpaque(parent);
    } else if (!startsWith(name, WHITEOUT_META)) {
      const hidden = name.subarray(WHITEOUT.length);
      if (hidden.length === 0 || hidden.equals(Buffer.from('.')) || hidden.equals(Buffer.from('..'))) {
        throw malformed('a whiteout without a name');
      }
      this.#names.setWhiteout(this.#node(parent, hidden));
    }
  }

  #put(parent: number, name: Buffer, entry: TarEntry, content: Content | undefined): void {
    if (entry.type === 'hardlink') {
      // A link's target is looked up before its own name is replaced.
      const inode = this.#linked(entry);
      this.#setInode(this.#node(parent, name), inode);
      return;
    }
    const node = this.#node(parent, name);
    const record = this.#records.append(recordOf(entry, content));
    const before = this.#names.inode(node);
    if (entry.type === 'directory' && before !== 0 && this.#inodes.type(before) === 'directory') {
      this.#inodes.setRecord(before, record);
    } else {
      this.#setInode(node, this.#inodes.add({ type: entry.type, record }));
    }
  }

  /** The inode that a hardlink names: in this layer, or a mark that `flatten` resolves in the lower ones. */
  #linked(entry: TarEntry): number {
    const names = components(entry.linkName);
    const found = this.#find(names);
    if (found === 0) {
      const record: PathRecord = { type: 'hardlink', target: names.reduce<Buffer>(childKey, ROOT_KEY) };
      return this.#inodes.add({ type: 'hardlink', record: this.#records.append(record) });
    }
    const type = this.#inodes.type(found);
    if (type === 'directory')
      throw malformed(`a hardlink to the directory ${JSON.stringify(entry.linkName.toString())}`);
    if (type === 'file' && this.#inodes.aux(found) === 0) this.#inodes.setAux(found, ++this.#links);
    return found;
  }

  #find(names: readonly Buffer[]): number {
    const last = names.at(-1);
    if (last === undefined) return this.#root;
    const parent = this.#walk(names.slice(0, -1), false);
    return parent === 0 ? 0 : this.#names.inode(this.#names.find(parent, last));
  }

  #enter(names: readonly Buffer[]): number {
    const found = this.#walk(names, true);
    if (found === 0) throw malformed(`no directory: ${JSON.stringify(Buffer.concat(names).toString())}`);
    return found;
  }

  /** Follows this layer's symlinks; makes what is missing when `make`. 0 when the way ends or is not one of directories. */
  #walk(names: readonly Buffer[], make: boolean): number {
    const pending = [...names].reverse();
    const trail = [this.#root];
    let links = 0;
    for (let name = pending.pop(); name !== undefined; name = pending.pop()) {
      const here = trail.at(-1) ?? this.#root;
      if (name.equals(DOTDOT)) {
        if (trail.length > 1) trail.pop();
        continue;
      }
      const node = make ? this.#node(here, name) : this.#names.find(here, name);
      const inode = node === 0 ? 0 : this.#names.inode(node);
      const type = inode === 0 ? undefined : this.#inodes.type(inode);
      if (type === undefined) {
        if (!make) return 0;
        const made = this.#inodes.add({ type: 'directory', record: 0 });
        this.#setInode(node, made);
        trail.push(made);
      } else if (type === 'directory') {
        trail.push(inode);
      } else if (type === 'symlink' && ++links <= MAX_SYMLINKS) {
        const record = this.#records.read(this.#inodes.record(inode));
        const target = record.type === 'symlink' ? record.target : ROOT_KEY;
        if (target[0] === 0x2f) trail.length = 1;
        pending.push(...split(target).reverse());
      } else {
        return 0;
      }
    }
    return trail.at(-1) ?? this.#root;
  }

  #node(directory: number, name: Buffer): number {
    const found = this.#names.find(directory, name);
    if (found !== 0) return found;
    if (this.#names.count >= MAX_LAYER_ENTRIES)
      throw new IndexError('too_large', `more than ${MAX_LAYER_ENTRIES} entries`);
    const node = this.#names.insert(directory, name, this.#inodes.aux(directory));
    this.#inodes.setAux(directory, node);
    return node;
  }
}

function startsWith(bytes: Buffer, start: Buffer): boolean {
  if (bytes.length < start.length) return false;
  for (let at = 0; at < start.length; at++) if (bytes[at] !== start[at]) return false;
  return true;
}

function directoryRecord({ mode, uid, gid }: Owner): PathRecord {
  return { type: 'directory', mode, uid, gid, opaque: false, implied: false };
}

function recordOf(entry: TarEntry, content: Content | undefined): PathRecord {
  const { mode, uid, gid } = entry;
  switch (entry.type) {
    case 'directory':
      return directoryRecord(entry);
    case 'file':
      if (content === undefined) throw new TypeError('a file without content');
      return { type: 'file', mode, uid, gid, ...content, link: 0, ...capabilitiesOf(entry) };
    case 'symlink':
      if (entry.linkName.length > MAX_PATH_BYTES) throw new IndexError('too_large', 'a symlink target');
      return { type: 'symlink', mode, uid, gid, target: entry.linkName };
    case 'special':
      return { type: 'special', mode, uid, gid };
    case 'hardlink':
      throw new TypeError('a hardlink has no record of its own');
  }
}

function capabilitiesOf({ capabilities }: TarEntry): { readonly capabilities: Buffer } | undefined {
  if (capabilities === undefined) return undefined;
  if (capabilities.length > MAX_CAPABILITY_BYTES) throw new IndexError('too_large', 'file capabilities');
  return { capabilities };
}
