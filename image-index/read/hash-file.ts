import { type BigIntStats, closeSync, constants, fstatSync, openSync, readSync } from 'node:fs';
import { IndexError } from '../error.ts';
import { type Content, ContentReader } from './content.ts';
import type { ReadControl } from './layer-source.ts';

/** 1 MiB: measured 1.1 to 1.3 GB/s, as fast as OpenSSL in C; larger buffers gain nothing. */
const BUFFER_BYTES = 1 << 20;

const ATTEMPTS = 3;

/** O_NONBLOCK keeps a FIFO that took the file's place from blocking. */
const FLAGS = constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK;

/** Reads files one after another with one buffer. */
export class FileHasher {
  readonly #buffer = Buffer.allocUnsafe(BUFFER_BYTES);
  readonly #content = new ContentReader();

  /** The content of the regular file at `path`, which must be the inode that `expected` describes. */
  read(path: Buffer, expected: BigIntStats, control: ReadControl): Content {
    for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
      const content = this.#readOnce(path, expected, control);
      if (content !== undefined) return content;
    }
    throw new IndexError('changed', `${path.toString()} changed while it was read, ${ATTEMPTS} times`);
  }

  #readOnce(path: Buffer, expected: BigIntStats, control: ReadControl): Content | undefined {
    const fd = openSync(path, FLAGS);
    try {
      const before = fstatSync(fd, { bigint: true });
      if (!before.isFile() || before.ino !== expected.ino || before.dev !== expected.dev) return undefined;
      const buffer = this.#buffer;
      this.#content.begin();
      for (;;) {
        const got = readSync(fd, buffer, 0, buffer.length, null);
        if (got === 0) break;
        this.#content.feed(buffer.subarray(0, got));
        control.check();
        control.progress(0, got);
      }
      const after = fstatSync(fd, { bigint: true });
      const same = before.size === after.size && before.ctimeNs === after.ctimeNs;
      return same && BigInt(this.#content.size) === after.size ? this.#content.finish() : undefined;
    } finally {
      closeSync(fd);
    }
  }
}
