import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { ImageIndex, Resolved } from '../../image-index/lookup.ts';
import { type TempDir, tempDir } from '../support/temp.ts';
import { indexOf } from './support/image.ts';
import { sha256 } from './support/layout.ts';

let temp: TempDir;
let index: ImageIndex;
const CAPABILITIES = Buffer.from('0100000200200000000000000000000000000000', 'hex');

beforeAll(async () => {
  temp = tempDir('lookup');
  const many = Array.from({ length: 40 }, (_, at) => ({ name: `same/${at}`, content: Buffer.from('same') }));
  const chain = Array.from({ length: 41 }, (_, at) => ({
    name: `chain${at}`,
    type: '2',
    linkName: at === 40 ? 'usr/bin/sh' : `chain${at + 1}`,
  }));
  index = await indexOf(temp.path, [
    [
      {
        name: 'usr/bin/sh',
        content: Buffer.from('#!/bin/x -y\n'),
        mode: 0o4755,
        uid: 5,
        gid: 6,
        pax: [['SCHILY.xattr.security.capability', CAPABILITIES]],
      },
      { name: 'bin', type: '2', linkName: 'usr/bin' },
      { name: 'abs', type: '2', linkName: '/bin/./../bin/sh' },
      { name: 'up', type: '2', linkName: '../../../usr/../bin/sh' },
      { name: 'self', type: '2', linkName: 'self' },
      { name: 'broken', type: '2', linkName: 'nowhere/x' },
      { name: 'null', type: '3' },
      { name: 'caf\xe9', content: Buffer.from('é') },
      ...chain,
      ...many,
    ],
  ]);
});

afterAll(async () => {
  index.close();
  await temp.remove();
});

test('an entry says all that the layer said', () => {
  expect(index.byPath(Buffer.from('/usr/bin/sh'))).toEqual({
    path: Buffer.from('/usr/bin/sh'),
    sha256: sha256(Buffer.from('#!/bin/x -y\n')).slice(7),
    size: 12,
    mode: 0o4755,
    uid: 5,
    gid: 6,
    kind: 'script',
    layer: index.layers[0],
    capabilities: CAPABILITIES,
    interpreter: Buffer.from('/bin/x -y'),
  });
});

test('byPath takes canonical paths of regular files only', () => {
  for (const path of [
    '/bin/sh',
    '/usr/bin',
    '/usr/bin/',
    'usr/bin/sh',
    '/usr//bin/sh',
    '/usr/./bin/sh',
    '/',
    '',
    '/null',
    '/usr/bin/sh\0',
    '/usr\0bin\0sh',
    `/${'x'.repeat(5000)}`,
  ]) {
    expect(index.byPath(Buffer.from(path)), path).toBeUndefined();
  }
  expect(index.byPath(Buffer.from('/caf\xe9', 'latin1'))?.size).toBe(2);
  expect(index.byPath(Buffer.from('/café'))).toBeUndefined();
});

describe('resolve', () => {
  const resolve = (path: string): string => {
    const found: Resolved = index.resolve(Buffer.from(path));
    return found.found === 'loop' ? 'loop' : `${found.found} ${found.path.toString()}`;
  };
  test.each([
    ['/bin/sh', 'file /usr/bin/sh'],
    ['/abs', 'file /usr/bin/sh'],
    ['/up', 'file /usr/bin/sh'],
    ['//bin/../bin//sh', 'file /usr/bin/sh'],
    ['/../../bin/sh', 'file /usr/bin/sh'],
    ['/bin/sh/', 'nothing /usr/bin/sh'],
    ['/bin/sh/x', 'nothing /usr/bin/sh'],
    ['/bin/sh/..', 'nothing /usr/bin/sh'],
    ['/bin', 'directory /usr/bin'],
    ['/', 'directory /'],
    ['/null', 'special /null'],
    ['/broken', 'nothing /nowhere'],
    ['/self', 'loop'],
    ['/chain1', 'file /usr/bin/sh'],
    ['/chain0', 'loop'],
  ])('%s leads to %s', (path, expected) => {
    expect(resolve(path)).toBe(expected);
  });
});

test('bySha256 gives every file with these bytes up to its limit, and nothing for what is no digest', () => {
  const hex = sha256(Buffer.from('same')).slice(7);
  expect(index.bySha256(hex)).toHaveLength(16);
  expect(index.bySha256(hex, 39)).toHaveLength(39);
  const all = index.bySha256(hex, 41).map(({ path }) => path.toString());
  expect(new Set(all).size).toBe(40);
  expect(index.bySha256('0'.repeat(64))).toEqual([]);
  expect(index.bySha256(hex.slice(1))).toEqual([]);
  expect(index.bySha256(hex.toUpperCase())).toEqual([]);
});

test('every file is found by its path and its digest, and again from the cache', () => {
  for (let round = 0; round < 2; round++) {
    for (const { path, entry } of index.entries()) {
      expect(index.byPath(path)).toEqual(entry);
      if (entry !== undefined) expect(index.bySha256(entry.sha256, 100)).toContainEqual(entry);
    }
  }
});

test('entries below a directory are its whole subtree and nothing beside it', () => {
  const below = [...index.entries(Buffer.from('/usr'))].map(({ path }) => path.toString());
  expect(below).toEqual(['/usr', '/usr/bin', '/usr/bin/sh']);
});
