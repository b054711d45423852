import { renameSync, rmSync, statSync } from 'node:fs';
import type { Format } from './format/format.ts';
import { LineOutput } from './lines.ts';
import { type Ack, Outgoing, type Output } from './output.ts';

export type FileOptions = {
  readonly name: string;
  readonly path: string;
  /** From this size on the file is renamed to `.1`; undefined: never. */
  readonly rotateBytes: number | undefined;
  /** Renamed files that are kept: `.1` is the newest. */
  readonly keep: number;
};

/** Lines in a file that is rotated by us, or by somebody else: a file that was renamed or deleted is opened anew. */
export class FileOutput implements Output {
  readonly name: string;
  readonly #options: FileOptions;
  readonly #format: Format;
  #lines: LineOutput | undefined;

  /** Throws the errno of open(2). */
  constructor(options: FileOptions, deps: { format: Format }) {
    this.name = options.name;
    this.#options = options;
    this.#format = deps.format;
    this.#lines = LineOutput.file(options.path);
  }

  async write(batch: readonly Outgoing[]): Promise<Ack> {
    try {
      const lines = await this.#current();
      return await lines.write(inFormat(batch, this.#format));
    } catch (error) {
      return { accepted: 0, error: error instanceof Error ? error : new Error(String(error)) };
    }
  }

  async close(): Promise<void> {
    await this.#lines?.close();
    this.#lines = undefined;
  }

  async #current(): Promise<LineOutput> {
    const { path, rotateBytes } = this.#options;
    const there = statSync(path, { throwIfNoEntry: false });
    // In the middle of a line the file is the one that has its beginning.
    if (this.#lines !== undefined && !this.#lines.insideLine) {
      const full = rotateBytes !== undefined && there?.isFile() === true && there.size >= rotateBytes;
      if (full) this.#rotate();
      if (full || there === undefined || !this.#lines.isFile(there)) await this.close();
    }
    this.#lines ??= LineOutput.file(path);
    return this.#lines;
  }

  #rotate(): void {
    const { path, keep } = this.#options;
    if (keep === 0) rmSync(path);
    for (let n = keep; n >= 1; n--) {
      const from = n === 1 ? path : `${path}.${n - 1}`;
      if (statSync(from, { throwIfNoEntry: false }) !== undefined) renameSync(from, `${path}.${n}`);
    }
  }
}

/** Standard output in any format. */
export class StdoutOutput implements Output {
  readonly name: string;
  readonly #format: Format;
  readonly #lines = LineOutput.stdout();

  constructor(name: string, deps: { format: Format }) {
    this.name = name;
    this.#format = deps.format;
  }

  write(batch: readonly Outgoing[]): Promise<Ack> {
    return this.#lines.write(inFormat(batch, this.#format));
  }

  close(): Promise<void> {
    return this.#lines.close();
  }
}

function inFormat(batch: readonly Outgoing[], format: Format): readonly Outgoing[] {
  if (format.name === 'native') return batch;
  return batch.map(({ record }) => new Outgoing(Buffer.from(format.text(record))));
}
