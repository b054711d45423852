import { closeSync, constants, fsyncSync, mkdirSync, openSync, renameSync, unlinkSync, writeSync } from 'node:fs';
import { dirname } from 'node:path';
import { threadId } from 'node:worker_threads';
import type { BlockSink } from './tree-writer.ts';

/** 256 KiB: large enough for sequential writing, small enough to forget about. */
const BUFFER_BYTES = 1 << 18;

let counter = 0;

/**
 * A file that appears under its name complete or not at all: written under a name of its own in the same directory,
 * fsynced, renamed, and the directory fsynced. Of several writers the last rename wins; all wrote the same.
 */
export class AtomicFile implements BlockSink {
  readonly path: string;
  readonly #temporary: string;
  #fd: number;
  #offset: number;
  readonly #buffer = Buffer.allocUnsafe(BUFFER_BYTES);
  #buffered = 0;

  /** `reserve` bytes at the start are left for `commit`'s header. */
  constructor(path: string, reserve: number) {
    mkdirSync(dirname(path), { recursive: true, mode: 0o755 });
    this.path = path;
    this.#temporary = `${path}.${process.pid}.${threadId}.${counter++}.tmp`;
    const flags = constants.O_WRONLY | constants.O_CREAT | constants.O_EXCL | constants.O_NOFOLLOW;
    this.#fd = openSync(this.#temporary, flags, 0o644);
    this.#offset = reserve;
  }

  get offset(): number {
    return this.#offset;
  }

  get scratchPath(): string {
    return this.#temporary.replace(/\.tmp$/, '.scratch.tmp');
  }

  append(bytes: Buffer): void {
    if (this.#buffered + bytes.length > BUFFER_BYTES) this.#flush();
    if (bytes.length > BUFFER_BYTES) {
      writeAll(this.#fd, bytes, this.#offset);
    } else {
      this.#buffer.set(bytes, this.#buffered);
      this.#buffered += bytes.length;
    }
    this.#offset += bytes.length;
  }

  commit(header: Buffer): void {
    this.#flush();
    writeAll(this.#fd, header, 0);
    fsyncSync(this.#fd);
    closeSync(this.#fd);
    this.#fd = -1;
    renameSync(this.#temporary, this.path);
    const directory = openSync(dirname(this.path), constants.O_RDONLY | constants.O_DIRECTORY);
    try {
      fsyncSync(directory);
    } finally {
      closeSync(directory);
    }
  }

  /** Does nothing after `commit`. */
  abandon(): void {
    if (this.#fd < 0) return;
    closeSync(this.#fd);
    this.#fd = -1;
    unlinkSync(this.#temporary);
  }

  #flush(): void {
    if (this.#buffered === 0) return;
    writeAll(this.#fd, this.#buffer.subarray(0, this.#buffered), this.#offset - this.#buffered);
    this.#buffered = 0;
  }
}

function writeAll(fd: number, bytes: Buffer, offset: number): void {
  let done = 0;
  while (done < bytes.length) done += writeSync(fd, bytes, done, bytes.length - done, offset + done);
}
