import fc from 'fast-check';
import { expect, test } from 'vitest';
import { fitRecord } from '../../../sensor/forward/fit.ts';
import { safeJson } from '../../../sensor/forward/json.ts';
import { sampleFinding } from './support/finding.ts';

const texts = fc.array(fc.string({ unit: 'binary', maxLength: 4000 }), { maxLength: 30 });

test('a record that fits is not touched', () => {
  expect(JSON.parse(fitRecord(sampleFinding(1), 65_536)?.toString() ?? '')).toEqual(sampleFinding(1));
});

test('one that is too long stays whole JSON within the bound, says so, and keeps what it is about', () => {
  fc.assert(
    fc.property(texts, fc.integer({ min: 2500, max: 20_000 }), (args, maxBytes) => {
      const { process, pod } = sampleFinding(1);
      const labels = Object.fromEntries(args.map((arg, at) => [`label-${at}`, arg.slice(0, 60)]));
      const record = sampleFinding(1, { process: { ...process, args }, ...(pod && { pod: { ...pod, labels } }) });
      const bytes = fitRecord(record, maxBytes);
      expect(bytes?.length).toBeLessThanOrEqual(maxBytes);
      const { id, revision, verdict, container } = record;
      const value = JSON.parse(bytes?.toString() ?? '');
      expect(value).toMatchObject({
        id,
        revision,
        verdict,
        container,
        file: { path: record.file.path, sha256: record.file.sha256 },
      });
      expect(value.shortened).toBe(JSON.stringify(record) === JSON.stringify(value) ? undefined : true);
    }),
  );
});

test('one that can never be small enough is refused', () => {
  expect(fitRecord(sampleFinding(1), 100)).toBeUndefined();
});

test('JSON without control characters reads back as the same value', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (text) => {
      const json = safeJson({ [text]: text });
      expect(json).not.toMatch(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u);
      expect(JSON.parse(json)).toEqual({ [text]: text });
    }),
    { numRuns: 1000 },
  );
});
