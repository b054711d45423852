/**
 * Remembers that this bridge attached with these rights since this boot. Trying it out loads every program that the bridge then
 * loads again, half a second of the kernel's verifier each time; a restarted sensor skips the trial. The note is taken away
 * as it is read and written when the bridge has attached: a start that fails leaves none, and the next one tries first.
 */
import { readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { bootId } from './runtime/clock.ts';
import { readSmallFile } from './runtime/small-file.ts';

const MAX_NOTE_BYTES = 1_024;

export class AttachedBefore {
  readonly #path: string;
  readonly #facts: string | undefined;

  /** `path`: of the note. `bridgePath`: the bridge's binary; another inode, size or time is another bridge. */
  constructor(path: string, bridgePath: string) {
    this.#path = path;
    this.#facts = factsOf(bridgePath);
  }

  /** Whether it attached before; true once for each `keep`. */
  take(): boolean {
    const note = readSmallFile(this.#path, MAX_NOTE_BYTES);
    if (note.kind !== 'read') return false;
    try {
      rmSync(this.#path);
    } catch {
      // What cannot be taken away could hide from the next start that this one failed.
      return false;
    }
    return this.#facts !== undefined && note.bytes.toString('latin1') === this.#facts;
  }

  keep(): void {
    try {
      if (this.#facts !== undefined) writeFileSync(this.#path, this.#facts, { mode: 0o600 });
    } catch {
      // Without a note the next start tries first.
    }
  }
}

/** Undefined where something cannot be read: then nothing is remembered. */
function factsOf(bridgePath: string): string | undefined {
  try {
    const { dev, ino, size, mtimeNs } = statSync(bridgePath, { bigint: true });
    const rights = /^CapEff:\s+([0-9a-f]+)$/m.exec(readFileSync('/proc/self/status', 'latin1'))?.[1];
    return rights && [bootId(), dev, ino, size, mtimeNs, rights].join(' ');
  } catch {
    return undefined;
  }
}
