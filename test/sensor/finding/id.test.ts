import fc from 'fast-check';
import { expect, test } from 'vitest';
import { findingId } from '../../../sensor/finding/id.ts';
import { textFields } from '../../../sensor/finding/text.ts';
import { fileFacts } from '../support/facts.ts';

type Of = Parameters<typeof findingId>[0];

function fileOf(path: Buffer, sha256: string | undefined): Of['file'] {
  const { uid, gid } = fileFacts();
  const times = { mtime: '2026-01-01T00:00:00.000000000Z', ctime: '2026-01-01T00:00:00.000000000Z' };
  return {
    ...textFields('path', path),
    ...(sha256 !== undefined && { sha256 }),
    size: 1,
    mode: '0755',
    uid,
    gid,
    deleted: false,
    ...times,
  };
}

const drift: Of = {
  cluster: 'c',
  node: 'n',
  container: 'id',
  verdict: 'added',
  object: 'binary',
  origin: 'tmpfs',
  file: fileOf(Buffer.from('/tmp/x'), 'e'.repeat(64)),
};

test('an id is a sha256 that does not change from one version to the next', () => {
  expect(findingId(drift)).toBe('d7492492b9c95f6d5c7ae6f80e72d664bd85c94aa26d76eb07f1bb445d99f7e7');
});

test('what the id is not made of does not change it', () => {
  const file = { ...drift.file, size: 9, mode: '4755', deleted: true, mtime: 'x', ctime: 'x' };
  expect(findingId({ ...drift, file })).toBe(findingId(drift));
});

/** Small alphabets, so that separators and empty parts meet. */
const word = fc.string({ unit: fc.constantFrom('a', 'L', '8', '=', '"', ',', '/', '\u{fffd}', '\\'), maxLength: 3 });
const tuple = fc.record({
  cluster: fc.option(word, { nil: undefined }),
  node: word,
  container: word,
  verdict: fc.constantFrom('added', 'modified'),
  object: fc.constantFrom('binary', 'script'),
  origin: fc.constantFrom('tmpfs', 'volume'),
  path: fc.oneof(
    word.map((text) => Buffer.from(text)),
    fc.uint8Array({ maxLength: 3 }).map((array) => Buffer.from(array)),
    // The base64 of bytes, as a name of its own.
    fc.uint8Array({ maxLength: 3 }).map((array) => Buffer.from(Buffer.from(array).toString('base64'))),
  ),
  sha256: fc.option(word, { nil: undefined }),
});

test('two different drifts never share an id, and the same drift always does', () => {
  const idOf = ({ path, sha256, ...rest }: typeof tuple extends fc.Arbitrary<infer T> ? T : never) =>
    findingId({ ...rest, file: fileOf(path, sha256) });
  const textOf = (value: unknown) =>
    JSON.stringify(value, (_key, part) => (part === undefined ? { undefined: true } : part));
  fc.assert(
    fc.property(tuple, tuple, (a, b) => {
      expect(idOf(a) === idOf(b)).toBe(textOf(a) === textOf(b));
    }),
    { numRuns: 2_000 },
  );
});

test('a name that is another file’s bytes in base64 is another drift', () => {
  const bytes = fileOf(Buffer.from([0xff]), undefined);
  const name = fileOf(Buffer.from('/w=='), undefined);
  expect(findingId({ ...drift, file: bytes })).not.toBe(findingId({ ...drift, file: name }));
});

test('what could not be verified is one for each container and reason', () => {
  const unverified = { ...drift, verdict: 'unverified', reason: 'no_index' };
  const other = { ...unverified, origin: 'volume', file: fileOf(Buffer.from('/other'), undefined) };
  expect(findingId(other)).toBe(findingId(unverified));
  expect(findingId({ ...unverified, reason: 'vanished' })).not.toBe(findingId(unverified));
  expect(findingId({ ...unverified, container: 'id2' })).not.toBe(findingId(unverified));
});
