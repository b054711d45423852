import { expect, test } from 'vitest';
import { tempDir } from '../../support/temp.ts';
import { indexOf, outline } from '../support/image.ts';
import type { TarInput } from '../support/tar.ts';

const file = (name: string, size: number): TarInput => ({ name, content: Buffer.alloc(size, 1) });
const dir = (name: string, mode = 0o755): TarInput => ({ name: `${name}/`, type: '5', mode });
const link = (name: string, linkName: string): TarInput => ({ name, type: '1', linkName });
const symlink = (name: string, linkName: string): TarInput => ({ name, type: '2', linkName });
const whiteout = (parent: string, name: string): TarInput => ({ name: `${parent}/.wh.${name}`.replace(/^\//, '') });
const opaque = (parent: string): TarInput => ({ name: `${parent}/.wh..wh..opq` });

test.each<[string, TarInput[][], Record<string, string>]>([
  [
    'a whiteout hides lower layers, also when its own layer names the path before or after it',
    [
      [file('a/x', 1), file('b/x', 1), file('c', 1)],
      [file('a/y', 2), whiteout('', 'a'), whiteout('', 'b'), file('b/y', 2), whiteout('', 'c')],
    ],
    { '/a': 'dir 755', '/a/y': '2', '/b': 'dir 755', '/b/y': '2' },
  ],
  [
    'an opaque mark acts on lower layers only, wherever it stands, and only below its directory',
    [
      [file('d/old', 1), file('d/sub/old', 1), file('d-e', 1)],
      [file('d/new', 2), opaque('d'), file('d/sub/new', 2)],
      [file('d/top', 3)],
    ],
    { '/d': 'dir 755', '/d-e': '1', '/d/new': '2', '/d/sub': 'dir 755', '/d/sub/new': '2', '/d/top': '3' },
  ],
  [
    'an opaque root hides everything below',
    [[file('old', 1)], [{ name: '.wh..wh..opq' }, file('new', 2)]],
    { '/new': '2' },
  ],
  [
    'a whiteout of a middle layer stays in force below a directory that comes back',
    [[file('d/low', 1)], [whiteout('', 'd')], [file('d/high', 3)]],
    { '/d': 'dir 755', '/d/high': '3' },
  ],
  [
    'a file in place of a directory, and a directory in place of a file, cut off what was below',
    [
      [file('a/x', 1), file('b', 1)],
      [file('a', 2), file('b/y', 2)],
      [file('a/z', 3), dir('b', 0o700)],
    ],
    { '/a': 'dir 755', '/a/z': '3', '/b': 'dir 700', '/b/y': '2' },
  ],
  [
    'a symlink in place of a directory hides it, and names below it are not followed into a lower layer',
    [[file('usr/bin/sh', 1), symlink('bin', 'usr/bin')], [symlink('usr', 'elsewhere')]],
    { '/bin': '-> usr/bin', '/usr': '-> elsewhere' },
  ],
  [
    'symlinks that the same layer made are followed on the way to an entry',
    [[dir('usr/bin'), symlink('bin', 'usr/bin'), symlink('abs', '/usr'), file('bin/sh', 1), file('abs/up', 2)]],
    {
      '/abs': '-> /usr',
      '/bin': '-> usr/bin',
      '/usr': 'dir 755',
      '/usr/bin': 'dir 755',
      '/usr/bin/sh': '1',
      '/usr/up': '2',
    },
  ],
  [
    'a hardlink takes its content from the same layer, from a lower one, or through two of them',
    [[file('a', 5)], [link('b', 'a'), file('c', 6), link('d', 'c')], [link('e', 'b'), whiteout('', 'a')]],
    { '/b': '5', '/c': '6', '/d': '6', '/e': '5' },
  ],
  [
    'a hardlink keeps the content it was made of when its target is replaced later in the layer or above',
    [[file('a', 5), link('b', 'a'), file('a', 9)], [file('a', 7)]],
    { '/a': '7', '/b': '5' },
  ],
  [
    'a hardlink to a symlink is that symlink, and one to nothing is nothing',
    [[symlink('s', 'x'), link('t', 's'), link('u', 'missing')]],
    { '/s': '-> x', '/t': '-> x' },
  ],
  [
    'a hardlink sees its target as the layers below show it, not what they hid',
    [[file('d/a', 5)], [whiteout('', 'd'), file('other', 1)], [link('b', 'd/a')]],
    { '/other': '1' },
  ],
  [
    'later entries of a layer replace earlier ones',
    [[file('a', 1), file('a', 2), file('d/x', 1), file('d', 3), symlink('e', 'x'), dir('e'), file('e/y', 4)]],
    { '/a': '2', '/d': '3', '/e': 'dir 755', '/e/y': '4' },
  ],
  [
    'names are cleaned: ./, //, a leading slash and .. below the root',
    [[file('./a//b', 1), file('/c', 2), file('../../d', 3), file('x/../e', 4)]],
    { '/a': 'dir 755', '/a/b': '1', '/c': '2', '/d': '3', '/e': '4' },
  ],
  [
    'the marks of aufs are nothing, and a name that begins with .wh without a dot is a name',
    [[{ name: '.wh..wh.aufs' }, { name: '.wh..wh.plnk/' }, file('.wha', 1)]],
    { '/.wha': '1' },
  ],
  [
    'names that sort between a directory and its content do not confuse the merge',
    [[file('a/x', 1), file('a-b', 1), file('a.c', 1), file('a b', 1)], [whiteout('', 'a')], [file('a/y', 2)]],
    { '/a': 'dir 755', '/a b': '1', '/a-b': '1', '/a.c': '1', '/a/y': '2' },
  ],
])('%s', async (_title, layers, expected) => {
  await using temp = tempDir('flatten');
  const index = await indexOf(temp.path, layers);
  expect(outline(index)).toEqual(expected);
  index.close();
});

test('a layer through a file of its own, a hardlink to a directory and a nameless whiteout are refused', async () => {
  await using temp = tempDir('flatten');
  for (const [at, layer] of [
    [file('a', 1), file('a/b', 1)],
    [dir('a'), link('b', 'a')],
    [{ name: '.wh.' }],
    [symlink('l', 'l'), file('l/x', 1)],
  ].entries()) {
    await expect(indexOf(`${temp.path}/${at}`, [layer])).rejects.toMatchObject({ code: 'malformed' });
  }
});

test('128 layers are merged, each replacing one file and adding one', async () => {
  await using temp = tempDir('flatten');
  const layers = Array.from({ length: 128 }, (_, at) => [file('same', at + 1), file(`dir/own-${at}`, at)]);
  const index = await indexOf(temp.path, layers);
  expect(index.byPath(Buffer.from('/same'))).toMatchObject({ size: 128, layer: index.layers[127] });
  expect(index.fileCount).toBe(129);
  index.close();
});
