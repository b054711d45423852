/** How far an output has come, kept beside the segments: written to a temporary file, made durable, renamed. */
import { open, readdir, readFile, rename, unlink } from 'node:fs/promises';
import { join } from 'node:path';
import { crc32 } from 'node:zlib';
import { errnoOf } from '../../runtime/errno.ts';

const SUFFIX = '.cursor';
const FILE_MODE = 0o600;
const MAX_BYTES = 4096;

export type CursorState =
  /** `next` is the first position that was not delivered. */
  | { readonly kind: 'known'; readonly next: number }
  | { readonly kind: 'absent' }
  /** There was one: whatever is kept is delivered again rather than lost. */
  | { readonly kind: 'damaged' };

/** The file's name is the output's, with everything but letters, digits, `-` and `_` escaped. */
function fileName(output: string): string {
  const safe = output.replace(/[^A-Za-z0-9_-]/g, (char) => `%${(char.codePointAt(0) ?? 0).toString(16)}`);
  // Names of files end at 255 bytes.
  return safe.length <= 150 ? safe : `${safe.slice(0, 140)}%${crc32(output).toString(16)}`;
}

export async function readCursor(dir: string, output: string): Promise<CursorState> {
  try {
    const content = await readFile(join(dir, fileName(output) + SUFFIX), 'latin1');
    const match = content.length > MAX_BYTES ? null : /^(\d{1,15}) ([0-9a-f]{1,8})\n$/.exec(content);
    if (match?.[1] === undefined || match[2] !== checksum(match[1])) return { kind: 'damaged' };
    return { kind: 'known', next: Number(match[1]) };
  } catch (error) {
    return errnoOf(error) === 'ENOENT' ? { kind: 'absent' } : { kind: 'damaged' };
  }
}

/** Rejects with the errno of writing; the old cursor is there then. */
export async function writeCursor(dir: string, output: string, next: number, sync: boolean): Promise<void> {
  const path = join(dir, fileName(output) + SUFFIX);
  const temporary = `${path}.tmp`;
  const file = await open(temporary, 'w', FILE_MODE);
  try {
    await file.writeFile(`${next} ${checksum(String(next))}\n`);
    if (sync) await file.datasync();
  } finally {
    await file.close();
  }
  await rename(temporary, path);
}

/** Deletes the cursors of outputs that are configured no more, which would hold their backlog for ever. */
export async function forgetCursors(dir: string, outputs: readonly string[]): Promise<void> {
  const wanted = new Set(outputs.map((output) => fileName(output) + SUFFIX));
  for (const name of await readdir(dir)) {
    if (name.endsWith(SUFFIX) && !wanted.has(name)) await unlink(join(dir, name));
  }
}

function checksum(text: string): string {
  return crc32(`drift-sensor cursor ${text}`).toString(16);
}
