import { type Sample, Tally } from '../../observe/metrics.ts';
import type { Decision } from '../evaluate.ts';

/** Rules counted by name; policies that change for months would otherwise leave one series for each name they ever had. */
const MAX_SERIES = 1_000;

/** Drift that policies made no finding of, by rule: nothing is dropped unseen. */
export class Silenced {
  readonly #counts = { allowed: new Tally('policy', 'rule'), ignored: new Tally('policy', 'rule') };
  readonly #known = new Set<string>();

  add(by: NonNullable<Decision['silenced']>, policy: string, rule: string): void {
    const key = `${by}\u0000${policy}\u0000${rule}`;
    if (this.#known.size < MAX_SERIES) this.#known.add(key);
    if (this.#known.has(key)) this.#counts[by].add(1, policy, rule);
    else this.#counts[by].add(1, 'other', 'other');
  }

  samples(by: NonNullable<Decision['silenced']>): Iterable<Sample> {
    return this.#counts[by].samples();
  }
}
