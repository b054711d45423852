import { constants } from 'node:fs';
import { open, readlink } from 'node:fs/promises';

export type BoundedText = { readonly bytes: Buffer; readonly truncated: boolean };

/** Reads at most `maxBytes` of a file under /proc, whose stat size says nothing. Rejects with the errno's error. */
export async function readBounded(path: string, maxBytes: number): Promise<BoundedText> {
  const file = await open(path, constants.O_RDONLY | constants.O_NOFOLLOW);
  try {
    const chunks: Buffer[] = [];
    let total = 0;
    // One byte above the bound tells "exactly full" from "cut off".
    while (total <= maxBytes) {
      const chunk = Buffer.allocUnsafe(Math.min(16 * 1024, maxBytes + 1 - total));
      const { bytesRead } = await file.read(chunk, 0, chunk.length, null);
      if (bytesRead === 0) break;
      chunks.push(chunk.subarray(0, bytesRead));
      total += bytesRead;
    }
    const bytes = Buffer.concat(chunks);
    return { bytes: bytes.subarray(0, maxBytes), truncated: total > maxBytes };
  } finally {
    await file.close();
  }
}

/** The bytes of a symbolic link. */
export function readLinkBytes(path: string): Promise<Buffer> {
  return readlink(path, { encoding: 'buffer' });
}

/** Inode number in a namespace link such as `mnt:[4026531841]`; 0 when it may not be read. */
export async function namespaceInode(pid: number, name: 'mnt' | 'pid' | 'user'): Promise<number> {
  try {
    return parseNamespace(await readlink(`/proc/${pid}/ns/${name}`));
  } catch {
    return 0;
  }
}

export function parseNamespace(link: string): number {
  const match = /^[a-z_]+:\[(\d{1,10})\]$/.exec(link);
  return match?.[1] === undefined ? 0 : Number(match[1]);
}

const DELETED = Buffer.from(' (deleted)');

/** The path without the mark that d_path adds to an unlinked file's. */
export function withoutDeletedMark(path: Buffer): { readonly path: Buffer; readonly marked: boolean } {
  const marked = path.length > DELETED.length && path.subarray(-DELETED.length).equals(DELETED);
  return { path: marked ? path.subarray(0, -DELETED.length) : path, marked };
}

/** Undoes the kernel's `\ooo` escapes (mangle_path) for bytes in `escaped`, which differ from file to file. */
export function unescapeOctal(text: Buffer, escaped: string): Buffer {
  if (!text.includes('\\')) return text;
  // latin1 keeps every byte as one character.
  const plain = text.toString('latin1').replace(/\\([0-3][0-7]{2})/g, (whole, octal: string) => {
    const byte = String.fromCharCode(Number.parseInt(octal, 8));
    return escaped.includes(byte) ? byte : whole;
  });
  return Buffer.from(plain, 'latin1');
}
