/** The words of a verdict, in the order in which the first that fits wins (see judge.ts). */

import type { IndexEntry } from '../../image-index/lookup.ts';
import type { UnverifiedReason } from '../digest/evidence.ts';

export const verdicts = [
  'in_image',
  'relocated',
  'modified',
  'added',
  'mode_changed',
  'sibling_image',
  'unverified',
] as const;
export type VerdictWord = (typeof verdicts)[number];

export type Judgement = {
  readonly verdict: VerdictWord;
  readonly reason?: UnverifiedReason;
  readonly masquerade: boolean;
  /** `mode_changed`: what was added; `relocated`: what the image's file of these bytes has not, if it is more than an execute bit. */
  readonly modeChange?: 'setid' | 'capability' | 'exec_bit';
  /** The image's file that this one is, or stands in place of. */
  readonly imageEntry?: IndexEntry;
};
