import { IndexError } from '../../error.ts';
import { malformed } from './header.ts';

/** Keyword → value bytes. Sparse maps of version 0.0 repeat their keywords: those are kept in order, apart. */
export type PaxRecords = {
  readonly values: ReadonlyMap<string, Buffer>;
  /** `GNU.sparse.offset` and `GNU.sparse.numbytes`, alternating. */
  readonly sparseNumbers: readonly number[];
};

export const NO_PAX: PaxRecords = { values: new Map(), sparseNumbers: [] };

/** Two million numbers describe a million fragments; the largest real maps have thousands. */
const MAX_SPARSE_NUMBERS = 2_000_000;

/** `LENGTH KEYWORD=VALUE\n`, where LENGTH counts the whole record (POSIX.1-2017 pax, "pax Extended Header"). Throws `malformed`. */
export function parsePax(bytes: Buffer): PaxRecords {
  const values = new Map<string, Buffer>();
  const sparseNumbers: number[] = [];
  for (let at = 0; at < bytes.length; ) {
    const blank = bytes.indexOf(0x20, at);
    const digits = blank < 0 ? '' : bytes.toString('latin1', at, blank);
    const length = /^[0-9]{1,10}$/.test(digits) ? Number(digits) : 0;
    const end = at + length;
    const equals = bytes.indexOf(0x3d, blank + 1);
    if (length === 0 || end > bytes.length || bytes[end - 1] !== 0x0a || equals < 0 || equals >= end) {
      throw malformed('an extended header record');
    }
    const keyword = bytes.toString('utf8', blank + 1, equals);
    const value = Buffer.from(bytes.subarray(equals + 1, end - 1));
    if (keyword === 'GNU.sparse.offset' || keyword === 'GNU.sparse.numbytes') {
      if (sparseNumbers.length % 2 !== (keyword === 'GNU.sparse.offset' ? 0 : 1)) throw malformed('a sparse map');
      if (sparseNumbers.length >= MAX_SPARSE_NUMBERS) throw new IndexError('too_large', 'a sparse map');
      sparseNumbers.push(decimal(value));
    } else {
      values.set(keyword, value);
    }
    at = end;
  }
  return { values, sparseNumbers };
}

/** A non-negative decimal number below 2^53. Throws `malformed`. */
export function decimal(value: Buffer): number {
  const digits = value.toString('latin1');
  const parsed = /^[0-9]{1,16}$/.test(digits) ? Number(digits) : Number.NaN;
  if (!Number.isSafeInteger(parsed)) throw malformed(`${JSON.stringify(digits.slice(0, 32))} is no number`);
  return parsed;
}

/** The keyword's value; an empty one means that the header block's field holds. */
export function paxText(pax: PaxRecords, keyword: string): Buffer | undefined {
  const value = pax.values.get(keyword);
  if (value === undefined || value.length === 0) return undefined;
  if (value.includes(0)) throw malformed(`a NUL byte in ${keyword}`);
  return value;
}

/** For uid and gid, which some writers give with a fraction or sign; undefined when absent. */
export function paxNumber(pax: PaxRecords, keyword: string): number | undefined {
  const value = paxText(pax, keyword);
  return value === undefined ? undefined : decimal(value);
}
