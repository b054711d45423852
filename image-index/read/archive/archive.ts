import { closeSync, constants, fstatSync, openSync, readSync } from 'node:fs';
import { IndexError } from '../../error.ts';
import { decompress, isCompressed } from '../decompress.ts';
import { fileChunks } from '../file-chunks.ts';
import type { ReadControl } from '../layer-source.ts';
import { MAX_JSON_BYTES } from '../oci-json.ts';
import { type Spooled, spool } from '../spool.ts';
import { decodeHeader, malformed, TAR_BLOCK } from '../tar/header.ts';
import { parsePax, paxNumber, paxText } from '../tar/pax.ts';

/** Where a member's bytes lie in the archive. */
export type Member = { readonly offset: number; readonly size: number };

export type Archive = {
  readonly path: string;
  /** Throws `malformed` when it is not there. Symlinks (old `docker save` shares layers by them) are followed, at most 8. */
  member(name: string): Member;
  has(name: string): boolean;
  /** A document of at most 4 MiB. */
  document(name: string): Buffer;
  close(): void;
};

/** An image has some hundred members at most; `docker save` of many images a few thousand. */
const MAX_MEMBERS = 200_000;
const MAX_EXTENDED_BYTES = 1 << 20;
const MAX_LINKS = 8;

/**
 * Opens a tar file for reading members in any order: its headers are read, the data is skipped. A compressed one is first
 * unpacked to a temporary file in `scratchDir`, which `close` removes.
 */
export async function openArchive(path: string, scratchDir: string, control: ReadControl): Promise<Archive> {
  let spooled: Spooled | undefined;
  try {
    if (isCompressed(head(path)))
      spooled = await spool(decompress(fileChunks({ path })), scratchDir, Number.POSITIVE_INFINITY, control);
    return archiveAt(spooled?.path ?? path, () => spooled?.remove());
  } catch (error) {
    spooled?.remove();
    throw error;
  }
}

/** An archive that is a plain tar file. `remove` is what `close` does. */
export function archiveAt(path: string, remove: () => void): Archive {
  const { members, links } = scan(path);
  const find = (name: string): Member | undefined => {
    let at = clean(name);
    for (let followed = 0; followed <= MAX_LINKS; followed++) {
      const found = members.get(at);
      if (found !== undefined) return found;
      const target = links.get(at);
      if (target === undefined) return undefined;
      at = target;
    }
    return undefined;
  };
  const member = (name: string): Member => {
    const found = find(name);
    if (found === undefined) throw new IndexError('malformed', `${path}: the archive has no ${JSON.stringify(name)}`);
    return found;
  };
  return {
    path,
    member,
    has: (name) => find(name) !== undefined,
    document: (name) => {
      const { offset, size } = member(name);
      if (size > MAX_JSON_BYTES) throw new IndexError('too_large', `${path}: ${name} is ${size} bytes long`);
      return readAt(path, offset, size);
    },
    close: remove,
  };
}

function scan(path: string) {
  const members = new Map<string, Member>();
  const links = new Map<string, string>();
  const fd = openSync(path, 'r');
  try {
    const { size: end } = fstatSync(fd);
    const block = Buffer.alloc(TAR_BLOCK);
    let longName: Buffer | undefined;
    let pax = parsePax(Buffer.alloc(0));
    for (let at = 0; at + TAR_BLOCK <= end; ) {
      readFully(fd, block, at);
      const header = decodeHeader(block);
      if (header === undefined) break;
      at += TAR_BLOCK;
      const size = paxNumber(pax, 'size') ?? header.size;
      if (size > end - at) throw malformed(`${path} is cut off`);
      if (header.typeFlag === 'L' || header.typeFlag === 'x') {
        if (size > MAX_EXTENDED_BYTES) throw new IndexError('too_large', `an extended header of ${size} bytes`);
        const bytes = Buffer.alloc(size);
        readFully(fd, bytes, at);
        if (header.typeFlag === 'x') pax = parsePax(bytes);
        else longName = bytes.subarray(0, bytes.indexOf(0) < 0 ? bytes.length : bytes.indexOf(0));
      } else if (header.typeFlag !== 'g' && header.typeFlag !== 'K') {
        const name = clean((paxText(pax, 'path') ?? longName ?? header.name).toString());
        const target = (paxText(pax, 'linkpath') ?? header.linkName).toString();
        if (header.typeFlag === '\0' || header.typeFlag === '0' || header.typeFlag === '7')
          members.set(name, { offset: at, size });
        else if (header.typeFlag === '1') links.set(name, clean(target));
        else if (header.typeFlag === '2') links.set(name, clean(`${name.split('/').slice(0, -1).join('/')}/${target}`));
        if (members.size + links.size > MAX_MEMBERS)
          throw new IndexError('too_large', `${path}: more than ${MAX_MEMBERS} members`);
        pax = parsePax(Buffer.alloc(0));
        longName = undefined;
      }
      at += Math.ceil(size / TAR_BLOCK) * TAR_BLOCK;
    }
  } finally {
    closeSync(fd);
  }
  return { members, links };
}

function head(path: string): Buffer {
  return readAt(path, 0, 4);
}

function readAt(path: string, offset: number, size: number): Buffer {
  // Nobody may be about to write to a FIFO.
  const fd = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK);
  try {
    if (!fstatSync(fd).isFile()) throw new IndexError('io', `${path} is no regular file`);
    const bytes = Buffer.alloc(size);
    return bytes.subarray(0, readFully(fd, bytes, offset));
  } finally {
    closeSync(fd);
  }
}

function readFully(fd: number, into: Buffer, offset: number): number {
  let done = 0;
  while (done < into.length) {
    const got = readSync(fd, into, done, into.length - done, offset + done);
    if (got === 0) break;
    done += got;
  }
  return done;
}

/** `./a/../b/` → `b`: lexically. */
function clean(name: string): string {
  const parts: string[] = [];
  for (const part of name.split('/')) {
    if (part === '..') parts.pop();
    else if (part !== '' && part !== '.') parts.push(part);
  }
  return parts.join('/');
}
