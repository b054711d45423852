/**
 * A recording: everything that verdicts rest on, so that they can be given again without kernel, engine or index.
 *
 * UTF-8 text, one JSON value a line, appended only: a cut tail loses no more than its last line. The first line is the header.
 * Every further line is an object with exactly one of these keys first:
 *
 *   {"s": N, "v": VALUE}      defines shared value N (from 0 on): a file's facts, a container, an index answer, …
 *   {"x": EXEC, …}            one judged file of one exec; other members refer to shared values by number
 *   {"host": {…}}             the host's identity, from here on
 *   {"tick": MS}              the sensor's folding looked for repeats at this time of its monotonic clock
 *   {"gap": {…}}              what a source lost
 *   {"dropped": COUNT}        judged files that were not recorded, because the disk was too slow
 *   {"reset": true}           all shared values are forgotten; numbering goes on
 *   {"end": "stopped"|"full"} the last line of a recording that was closed; `full`: it reached its greatest size
 */
import * as z from 'zod';
import type { Gap, HostIdentity } from '../bridge.ts';

const RECORDING_SCHEMA = 'drift-sensor.recording/1';

/** Longest line that is read: an exec has some 10 KiB of text at most. */
export const MAX_LINE_BYTES = 1 << 20;
/** Shared values at a time; the writer resets when it has so many. */
export const MAX_SHARED = 65_536;

const count = z.number().int().min(0);

export const headerSchema = z.looseObject({
  schema: z.literal(RECORDING_SCHEMA),
  /** RFC 3339. */
  created: z.string(),
  version: z.string(),
  node: z.string(),
  cluster: z.string().optional(),
  /** Arguments and working directories left out, names of containers and pods replaced. */
  redacted: z.boolean(),
});
export type RecordingHeader = z.output<typeof headerSchema>;

export const hostSchema = z.object({
  mntNs: count,
  rootDev: count,
  rootIno: z.bigint(),
}) satisfies z.ZodType<HostIdentity>;

export const gapSchema = z.object({
  place: z.string().max(64),
  lost: count,
  timeNs: z.bigint(),
  sweep: z.boolean(),
}) satisfies z.ZodType<Gap>;

export type RecordingErrorCode = 'unreadable' | 'not_a_recording' | 'version';

/** The file as a whole cannot be used. Damage within it is counted, not thrown. */
export class RecordingError extends Error {
  readonly code: RecordingErrorCode;
  constructor(code: RecordingErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'RecordingError';
    this.code = code;
  }
}
