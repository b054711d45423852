/**
 * One record in a segment of the spool. Little-endian; `crc` is CRC-32 (zlib's) over everything behind it.
 *
 *      0        4        8        12   13  14   16         20        24      30      36      44
 *      +--------+--------+--------+----+---+----+----------+---------+-------+-------+-------+---------+
 *      | magic  | length |  crc   | severity| 0 | container| revision|  seq  | ageMs |  id   | payload…|
 *      +--------+--------+--------+----+---+----+----------+---------+-------+-------+-------+---------+
 *
 * The magic holds bytes that UTF-8 never has and the payload is UTF-8, so no text that a container chose can look like the
 * beginning of a record to a reader which searches for the next good one behind damage.
 */
import { crc32 } from 'node:zlib';

export const HEADER_BYTES = 44;
const MAGIC = Buffer.from([0xff, 0xd5, 0xfe, 0x01]);
const LENGTH_AT = 4;
const CRC_AT = 8;
const BODY_AT = 12;
/** No record is longer; a length field beyond it is damage. */
export const MAX_PAYLOAD_BYTES = 1 << 20;

/** What the spool decides by, without reading the payload. */
export type RecordMeta = {
  /** Position in the spool; never used twice. */
  readonly seq: number;
  /** Length of the payload. */
  readonly length: number;
  /** Rank of the severity, or {@link OTHER} for what is no finding. */
  readonly severity: number;
  /** Hash of the container's id; 0 where there is none. */
  readonly container: number;
  /** First 52 bits of the finding's id; 0 for what is no finding. */
  readonly id: number;
  readonly revision: number;
  /** On the spool's own clock: ms for which this spool has been open, ever. Setting the wall clock does not move it. */
  readonly ageMs: number;
};

/** What the spool must know of a record beside its bytes. */
export type RecordClass = Pick<RecordMeta, 'severity' | 'container' | 'id' | 'revision'>;

/** Class of the records that are no findings. */
export const OTHER = 5;

export type Found =
  | { readonly kind: 'record'; readonly offset: number; readonly meta: RecordMeta }
  /** Bytes without a good record; `toEnd` when nothing good follows, as a write that was cut short leaves it. */
  | { readonly kind: 'damage'; readonly offset: number; readonly bytes: number; readonly toEnd: boolean };

export function encodeRecord(meta: RecordMeta, payload: Buffer): Buffer {
  const frame = Buffer.allocUnsafe(HEADER_BYTES + payload.length);
  MAGIC.copy(frame);
  frame.writeUInt32LE(payload.length, LENGTH_AT);
  frame.writeUInt8(meta.severity, 12);
  frame.fill(0, 13, 16);
  frame.writeUInt32LE(meta.container, 16);
  frame.writeUInt32LE(meta.revision, 20);
  frame.writeUIntLE(meta.seq, 24, 6);
  frame.writeUIntLE(meta.ageMs, 30, 6);
  frame.writeDoubleLE(meta.id, 36);
  payload.copy(frame, HEADER_BYTES);
  frame.writeUInt32LE(crc32(frame.subarray(BODY_AT)), CRC_AT);
  return frame;
}

/** The record at `offset`, or undefined where there is no whole and undamaged one. */
export function recordAt(bytes: Buffer, offset: number): RecordMeta | undefined {
  if (offset < 0 || offset + HEADER_BYTES > bytes.length) return undefined;
  if (bytes.compare(MAGIC, 0, MAGIC.length, offset, offset + MAGIC.length) !== 0) return undefined;
  const length = bytes.readUInt32LE(offset + LENGTH_AT);
  const end = offset + HEADER_BYTES + length;
  if (length > MAX_PAYLOAD_BYTES || end > bytes.length) return undefined;
  if (crc32(bytes.subarray(offset + BODY_AT, end)) !== bytes.readUInt32LE(offset + CRC_AT)) return undefined;
  return {
    seq: bytes.readUIntLE(offset + 24, 6),
    length,
    severity: Math.min(bytes.readUInt8(offset + 12), OTHER),
    container: bytes.readUInt32LE(offset + 16),
    revision: bytes.readUInt32LE(offset + 20),
    ageMs: bytes.readUIntLE(offset + 30, 6),
    id: bytes.readDoubleLE(offset + 36),
  };
}

/** Everything from `offset` on: good records, and the damage between them. */
export function* scanRecords(bytes: Buffer, offset = 0): Generator<Found> {
  let at = offset;
  while (at < bytes.length) {
    const meta = recordAt(bytes, at);
    if (meta !== undefined) {
      yield { kind: 'record', offset: at, meta };
      at += HEADER_BYTES + meta.length;
      continue;
    }
    const next = nextRecord(bytes, at + 1);
    yield { kind: 'damage', offset: at, bytes: (next ?? bytes.length) - at, toEnd: next === undefined };
    at = next ?? bytes.length;
  }
}

function nextRecord(bytes: Buffer, from: number): number | undefined {
  for (let at = bytes.indexOf(MAGIC, from); at >= 0; at = bytes.indexOf(MAGIC, at + 1)) {
    if (recordAt(bytes, at) !== undefined) return at;
  }
  return undefined;
}
