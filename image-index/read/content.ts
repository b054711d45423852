import { createHash, type Hash, hash } from 'node:crypto';
import type { FileKind } from '../format/record.ts';
import { isPlain, KindSniffer } from './kind.ts';

/** What a file's bytes say. */
export type Content = {
  readonly size: number;
  /** 32 bytes. */
  readonly sha256: Buffer;
  readonly kind: FileKind;
  readonly interpreter?: Buffer;
};

/** Digest, size and kind of one file after another, from their bytes in order. */
export class ContentReader {
  readonly #sniffer = new KindSniffer();
  #hash: Hash | undefined;
  #size = 0;

  begin(): void {
    this.#hash = createHash('sha256');
    this.#size = 0;
    this.#sniffer.reset();
  }

  feed(chunk: Buffer): void {
    this.#size += chunk.length;
    this.#hash?.update(chunk);
    this.#sniffer.feed(chunk);
  }

  get size(): number {
    return this.#size;
  }

  finish(): Content {
    if (this.#hash === undefined) throw new TypeError('finish without begin');
    return { size: this.#size, sha256: this.#hash.digest(), ...this.#sniffer.finish() };
  }

  /** A file that is in one piece: for a small one a Hash object would cost more than hashing it. */
  whole(bytes: Buffer): Content {
    const sha256 = Buffer.from(hash('sha256', bytes, 'latin1'), 'latin1');
    if (isPlain(bytes)) return { size: bytes.length, sha256, kind: 'other' };
    this.#sniffer.reset();
    this.#sniffer.feed(bytes);
    return { size: bytes.length, sha256, ...this.#sniffer.finish() };
  }
}
