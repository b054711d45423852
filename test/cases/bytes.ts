/** Fresh bytes for a case: no two runs of it are the same finding. */
import { createHash, randomBytes } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { elf } from '../support/elf.ts';

/** Long enough to be looked at, short enough not to be waited for. */
const SLEEP_MS = 20;

export function sha256(bytes: Buffer): string {
  return createHash('sha256').update(bytes).digest('hex');
}

/** An executable that the image does not have. */
export function freshElf(sleepMs = SLEEP_MS): Buffer {
  return elf({ sleepMs, nonce: randomBytes(32) });
}

export function writeElf(path: string): Buffer {
  const bytes = freshElf();
  writeFileSync(path, bytes, { mode: 0o755 });
  return bytes;
}

/** What follows an ELF file's own content is not loaded: it works as before and is another file. */
export function withNonce(bytes: Buffer): Buffer {
  return Buffer.concat([bytes, randomBytes(16)]);
}

export function freshName(prefix: string): string {
  return `${prefix}-${randomBytes(4).toString('hex')}`;
}
