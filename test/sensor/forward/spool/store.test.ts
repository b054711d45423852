import { copyFileSync } from 'node:fs';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { Payload } from '../../../../sensor/forward/spool/segment.ts';
import { SegmentStore } from '../../../../sensor/forward/spool/store.ts';
import { type TempDir, tempDir } from '../../../support/temp.ts';

let temp: TempDir;
let store: SegmentStore;

beforeEach(async () => {
  temp = tempDir('store');
  store = new SegmentStore(temp.path, 1 << 20);
  await store.open(['a']);
});
afterEach(() => temp.remove());

const entry = (seq: number): Payload => {
  const payload = Buffer.from(`{"n":${seq}}`);
  return { meta: { seq, length: payload.length, severity: 3, container: 1, id: seq, revision: 1, ageMs: 0 }, payload };
};
const seqs = ({ records }: { records: readonly Payload[] }) => records.map(({ meta }) => meta.seq);

test('a reader finds the records also while their segment is being sealed', async () => {
  await store.append([1, 2, 3].map(entry), false);
  const sealing = store.seal();
  expect(seqs(await store.read(1, 10, 1 << 20))).toEqual([1, 2, 3]);
  await sealing;
});

test('a reader goes on past what is taken out while it reads, and hears the rest', async () => {
  await store.append([1, 2, 3, 4].map(entry), false);
  await store.seal();
  await store.append([5].map(entry), false);
  const gone: number[] = [];
  const [, read] = await Promise.all([
    store.remove(
      new Map([
        [2, 2],
        [3, 2],
      ]),
      ({ seq }) => gone.push(seq),
    ),
    store.read(2, 10, 1 << 20),
  ]);
  // Before or after, but never a part of both.
  expect([[2, 3, 4], [4]]).toContainEqual(seqs(read));
  expect(gone).toEqual([2, 3]);
  expect(seqs(await store.read(1, 10, 1 << 20))).toEqual([1, 4]);
  expect(seqs(await store.read(5, 10, 1 << 20))).toEqual([5]);
});

test('two generations of a segment, as a death between writing and deleting leaves them: the newer one counts', async () => {
  await store.append([1, 2, 3].map(entry), false);
  await store.seal();
  const old = `${temp.path}/0000000000000001.0.seg`;
  copyFileSync(old, `${temp.path}/kept`);
  await store.remove(new Map([[2, 2]]), () => {});
  copyFileSync(`${temp.path}/kept`, old);
  const again = new SegmentStore(temp.path, 1 << 20);
  const recovered = await again.open(['a']);
  expect(recovered).toMatchObject({ records: 2, nextSeq: 4, holes: 0, torn: 0 });
  expect(seqs(await again.read(1, 10, 1 << 20))).toEqual([1, 3]);
});
