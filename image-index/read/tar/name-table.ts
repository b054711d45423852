import { PagedBytes, PagedNumbers } from './paged.ts';

/** Fields of a node. */
const DIRECTORY = 0;
const NAME = 1;
const LENGTH = 2;
const NEXT = 3;
const INODE = 4;
const FIELDS = 5;

/** The highest bit of the length: no name has 2 GiB. */
const WHITEOUT = 0x80000000;

/**
 * The names in all directories of a layer, numbered from 1 (0: none). A node takes 20 bytes, its name, and 4 to 8 bytes of a hash
 * table: a tree of objects took ten times as much.
 */
export class NameTable {
  readonly #nodes = new PagedNumbers();
  readonly #names = new PagedBytes();
  #slots = new Uint32Array(1024);
  #count = 0;
  /** Where the name that `find` did not find belongs. */
  #free = 0;

  get count(): number {
    return this.#count;
  }

  /** The node called `name` in the directory (an inode's number); 0: none. */
  find(directory: number, name: Buffer): number {
    this.#free = this.#slotOf(directory, name);
    return this.#slots[this.#free] as number;
  }

  /** Adds the name that `find` was just asked for in vain. */
  insert(directory: number, name: Buffer, next: number): number {
    if ((this.#count + 1) * 2 > this.#slots.length) {
      this.#grow();
      this.#free = this.#slotOf(directory, name);
    }
    const node = ++this.#count;
    this.#slots[this.#free] = node;
    this.#set(node, DIRECTORY, directory);
    this.#set(node, NAME, this.#names.append(name));
    this.#set(node, LENGTH, name.length);
    this.#set(node, NEXT, next);
    return node;
  }

  /** The next node of the same directory; 0: none. */
  next(node: number): number {
    return this.#get(node, NEXT);
  }

  inode(node: number): number {
    return this.#get(node, INODE);
  }

  setInode(node: number, inode: number): void {
    this.#set(node, INODE, inode);
  }

  isWhiteout(node: number): boolean {
    return (this.#get(node, LENGTH) & WHITEOUT) !== 0;
  }

  setWhiteout(node: number): void {
    this.#set(node, LENGTH, (this.#get(node, LENGTH) | WHITEOUT) >>> 0);
  }

  /** A view. */
  name(node: number): Buffer {
    return this.#names.get(this.#get(node, NAME), this.#length(node));
  }

  /** Orders nodes by their names' bytes. */
  compare(a: number, b: number): number {
    return this.#names.compare(this.#get(a, NAME), this.#length(a), this.#get(b, NAME), this.#length(b));
  }

  #length(node: number): number {
    return this.#get(node, LENGTH) & ~WHITEOUT;
  }

  /** Where the name is, or the free slot where it belongs. */
  #slotOf(directory: number, name: Buffer): number {
    const slots = this.#slots;
    const mask = slots.length - 1;
    for (let slot = hash(directory, name) & mask; ; slot = (slot + 1) & mask) {
      const node = slots[slot] as number;
      if (node === 0 || (this.#get(node, DIRECTORY) === directory && this.name(node).equals(name))) return slot;
    }
  }

  #grow(): void {
    this.#slots = new Uint32Array(this.#slots.length * 2);
    const mask = this.#slots.length - 1;
    for (let node = 1; node <= this.#count; node++) {
      let slot = hash(this.#get(node, DIRECTORY), this.name(node)) & mask;
      while (this.#slots[slot] !== 0) slot = (slot + 1) & mask;
      this.#slots[slot] = node;
    }
  }

  #get(node: number, field: number): number {
    return this.#nodes.get(node * FIELDS + field);
  }

  #set(node: number, field: number, value: number): void {
    this.#nodes.set(node * FIELDS + field, value);
  }
}

/**
 * Spreads directories and names over the table, salted per process: a layer made to collide would otherwise take quadratic time.
 * FNV-1a with murmur3's last steps.
 */
function hash(directory: number, name: Buffer): number {
  let h = (Math.imul(directory, 0x9e3779b1) ^ SALT) | 0;
  for (let at = 0; at < name.length; at++) h = Math.imul(h ^ (name[at] as number), 0x01000193);
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return (h ^ (h >>> 16)) >>> 0;
}

const SALT = Math.floor(Math.random() * 2 ** 32) | 0;
