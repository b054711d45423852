import type { PathRecord } from '../../format/record.ts';
import { PagedNumbers } from './paged.ts';

/** What a name stands for. A directory's inode is also what its names are filed under. */
export type Inode = {
  readonly type: PathRecord['type'];
  /** Of its record; 0 for an implied directory. */
  readonly record: number;
};

const INODE_TYPES = ['file', 'directory', 'symlink', 'special', 'hardlink', 'whiteout'] as const;
const FLAG_OPAQUE = 8;

/** Inodes, numbered from 1: type and marks, the record's address, and `aux`: a directory's last name, a file's link number. */
export class InodeTable {
  readonly #fields = new PagedNumbers();
  #count = 0;

  add({ type, record }: Inode): number {
    const inode = ++this.#count;
    this.#fields.set(inode * 3, INODE_TYPES.indexOf(type));
    this.#fields.set(inode * 3 + 1, record);
    return inode;
  }

  type(inode: number): PathRecord['type'] {
    return INODE_TYPES[this.#fields.get(inode * 3) & 7] ?? 'special';
  }

  isOpaque(inode: number): boolean {
    return (this.#fields.get(inode * 3) & FLAG_OPAQUE) !== 0;
  }

  setOpaque(inode: number): void {
    this.#fields.set(inode * 3, this.#fields.get(inode * 3) | FLAG_OPAQUE);
  }

  record(inode: number): number {
    return this.#fields.get(inode * 3 + 1);
  }

  setRecord(inode: number, record: number): void {
    this.#fields.set(inode * 3 + 1, record);
  }

  aux(inode: number): number {
    return this.#fields.get(inode * 3 + 2);
  }

  setAux(inode: number, value: number): void {
    this.#fields.set(inode * 3 + 2, value);
  }
}
