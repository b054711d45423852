import { containerIdOf } from './classify.ts';
import type { Cursors } from './cursors.ts';
import type { Losses } from './losses.ts';
import { OTHER, type RecordMeta } from './record.ts';
import { DROP, FOLD } from './share.ts';

/** What the spool could not keep: lost to those outputs that had not had it yet. */
export class Toll {
  readonly #cursors: Cursors;
  readonly #losses: Losses;
  /** Superseded by a later revision of the same finding when there was no room for both. */
  folded = 0;
  /** Places of damage found in segments. */
  corrupt = 0;

  constructor(deps: { cursors: Cursors; losses: Losses }) {
    this.#cursors = deps.cursors;
    this.#losses = deps.losses;
  }

  /** Taken out because there was no room; `sample` is a payload of the same container. */
  gone(fate: number | undefined, meta: RecordMeta, sample: Buffer | undefined): void {
    if (fate === FOLD) this.folded++;
    else if (fate === DROP) this.lost('full', meta, sample);
  }

  lost(reason: 'full' | 'age', meta: RecordMeta, sample?: Buffer): void {
    let missed = false;
    for (const [output, next] of this.#cursors.entries()) {
      if (next > meta.seq) continue;
      missed = true;
      this.#losses.counts.add(1, output, reason);
    }
    if (!missed) return;
    this.#losses.add({ place: 'spool', reason, records: 1 }, meta.severity, sample && containerIdOf(sample));
  }

  /** A record that cannot be read, or a place where some were. */
  damaged(meta: RecordMeta | undefined): void {
    this.corrupt++;
    for (const [output, next] of this.#cursors.entries()) {
      if (meta === undefined || next <= meta.seq) this.#losses.counts.add(1, output, 'corrupt');
    }
    this.#losses.add({ place: 'spool', reason: 'corrupt', records: 1 }, meta?.severity ?? OTHER);
  }
}
