import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  encodeRecord,
  type Found,
  HEADER_BYTES,
  MAX_PAYLOAD_BYTES,
  type RecordMeta,
  recordAt,
  scanRecords,
} from '../../../../sensor/forward/spool/record.ts';

const meta = fc.record({
  severity: fc.integer({ min: 0, max: 5 }),
  container: fc.integer({ min: 0, max: 0xffff_ffff }),
  revision: fc.integer({ min: 0, max: 0xffff_ffff }),
  ageMs: fc.integer({ min: 0, max: 2 ** 48 - 1 }),
  id: fc.integer({ min: 0, max: 2 ** 52 - 1 }),
});
const texts = fc.array(fc.tuple(meta, fc.string({ unit: 'binary', maxLength: 60 })), { minLength: 1, maxLength: 12 });

type Frames = { readonly metas: RecordMeta[]; readonly frames: Buffer[] };

function framesOf(of: readonly (readonly [Omit<RecordMeta, 'seq' | 'length'>, string])[]): Frames {
  const payloads = of.map(([, text]) => Buffer.from(text));
  const metas = of.map(([each], i) => ({ ...each, seq: i + 1, length: payloads[i]?.length ?? 0 }));
  return { metas, frames: metas.map((each, i) => encodeRecord(each, payloads[i] ?? Buffer.alloc(0))) };
}

const recordsOf = (found: Iterable<Found>): RecordMeta[] =>
  [...found].flatMap((each) => (each.kind === 'record' ? [each.meta] : []));

test('what was written is read, field by field', () => {
  fc.assert(
    fc.property(texts, (of) => {
      const { metas, frames } = framesOf(of);
      expect(recordsOf(scanRecords(Buffer.concat(frames)))).toEqual(metas);
    }),
  );
});

test('whatever happens to some bytes, all records beside them are found and none is invented', () => {
  const damage = fc.record({
    at: fc.nat(),
    remove: fc.integer({ min: 0, max: 80 }),
    insert: fc.uint8Array({ maxLength: 80 }),
  });
  fc.assert(
    fc.property(texts, damage, (of, { at, remove, insert }) => {
      const { metas, frames } = framesOf(of);
      const whole = Buffer.concat(frames);
      const start = at % whole.length;
      const end = Math.min(whole.length, start + remove);
      const bytes = Buffer.concat([whole.subarray(0, start), insert, whole.subarray(end)]);
      const found = recordsOf(scanRecords(bytes));
      let offset = 0;
      const untouched = metas.filter((_, i) => {
        const from = offset;
        offset += frames[i]?.length ?? 0;
        return offset <= start || from >= end + (remove === 0 && insert.length > 0 && from < start ? 1 : 0);
      });
      const inside = metas.filter((each) => !untouched.includes(each) || found.some((f) => f.seq === each.seq));
      for (const each of untouched) expect(found).toContainEqual(each);
      for (const each of found) expect([...untouched, ...inside]).toContainEqual(each);
    }),
    { numRuns: 500 },
  );
});

test('a record within the text of another one is not found behind damage', () => {
  // A container chooses its texts; bytes that are no UTF-8 become U+FFFD before they are written.
  const forged = encodeRecord(
    { seq: 9, length: 2, severity: 4, container: 1, id: 1, revision: 1, ageMs: 0 },
    Buffer.from('{}'),
  );
  const carrier = Buffer.from(JSON.stringify({ path: forged.toString('utf8') }));
  const base = { severity: 3, container: 1, id: 2, revision: 1, ageMs: 0 };
  const frame = encodeRecord({ ...base, seq: 1, length: carrier.length }, carrier);
  frame.writeUInt8(frame.readUInt8(0) ^ 1, 0);
  const after = encodeRecord({ ...base, seq: 2, length: 2 }, Buffer.from('{}'));
  expect(recordsOf(scanRecords(Buffer.concat([frame, after]))).map(({ seq }) => seq)).toEqual([2]);
});

test('a length beyond the bound is damage, whatever its checksum says', () => {
  const base = { seq: 1, severity: 0, container: 0, id: 0, revision: 0, ageMs: 0 };
  const fits = encodeRecord({ ...base, length: MAX_PAYLOAD_BYTES }, Buffer.alloc(MAX_PAYLOAD_BYTES, 0x20));
  expect(recordAt(fits, 0)?.length).toBe(MAX_PAYLOAD_BYTES);
  const over = encodeRecord({ ...base, length: MAX_PAYLOAD_BYTES + 1 }, Buffer.alloc(MAX_PAYLOAD_BYTES + 1, 0x20));
  expect(recordAt(over, 0)).toBeUndefined();
});

test('a record that ends too soon is damage to the end', () => {
  const frame = encodeRecord(
    { seq: 1, length: 5, severity: 0, container: 0, id: 0, revision: 0, ageMs: 0 },
    Buffer.from('12345'),
  );
  for (let cut = 1; cut < HEADER_BYTES + 5; cut++) {
    expect([...scanRecords(frame.subarray(0, cut))]).toEqual([{ kind: 'damage', offset: 0, bytes: cut, toEnd: true }]);
  }
});
