import { createHash, type Hash } from 'node:crypto';
import type { FileKind } from '../format/record.ts';
import { KindSniffer } from './kind.ts';

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
  #hash: Hash = createHash('sha256');
  #size = 0;

  begin(): void {
    this.#hash = createHash('sha256');
    this.#size = 0;
    this.#sniffer.reset();
  }

  feed(chunk: Buffer): void {
    this.#size += chunk.length;
    this.#hash.update(chunk);
    this.#sniffer.feed(chunk);
  }

  get size(): number {
    return this.#size;
  }

  finish(): Content {
    return { size: this.#size, sha256: this.#hash.digest(), ...this.#sniffer.finish() };
  }
}
