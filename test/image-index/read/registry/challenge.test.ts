import { expect, test } from 'vitest';
import { parseChallenges } from '../../../../image-index/read/registry/challenge.ts';

const parsed = (...headers: string[]) =>
  parseChallenges(headers).map(({ scheme, parameters }) => ({ scheme, ...Object.fromEntries(parameters) }));

test('challenges are read from one header and from several, with quoted commas and tokens', () => {
  expect(parsed('Bearer realm="https://a/t?x=1,2",service="s \\"q\\"",scope=pull')).toEqual([
    { scheme: 'bearer', realm: 'https://a/t?x=1,2', service: 's "q"', scope: 'pull' },
  ]);
  expect(parsed('Basic realm="r", Bearer realm="b"')).toEqual([
    { scheme: 'basic', realm: 'r' },
    { scheme: 'bearer', realm: 'b' },
  ]);
  expect(parsed('Negotiate', 'BASIC realm = "r"')).toEqual([{ scheme: 'negotiate' }, { scheme: 'basic', realm: 'r' }]);
});

test('what cannot be read is left out, and a long header takes no time', () => {
  expect(parsed('', '=', '"', 'Bearer realm="unclosed')).toEqual([{ scheme: 'bearer' }, { scheme: 'realm' }]);
  expect(parsed(`Bearer ${'a="b",'.repeat(100_000)}`)[0]).toEqual({ scheme: 'bearer', a: 'b' });
});
