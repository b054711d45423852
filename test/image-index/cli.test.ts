import { appendFileSync, chmodSync, copyFileSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { tryRun } from '../support/command.ts';
import { type TempDir, tempDir } from '../support/temp.ts';
import { sha256, writeLayout } from './support/layout.ts';
import { tar } from './support/tar.ts';

const BIN = new URL('../../bin/image-index', import.meta.url).pathname;
let temp: TempDir;
let config: string;
let v1: string;
let v2: string;
let link: string;

const layer = (script: string) => {
  const blob = tar([
    { name: 'bin/tool', content: Buffer.from(script), mode: 0o755 },
    { name: 'etc/conf', content: Buffer.from(script) },
    { name: 'bin/link', type: '2', linkName: 'tool' },
    { name: 'bad\xff\nname', content: Buffer.from('x') },
  ]);
  return { blob, diffId: sha256(blob) };
};

const cli = (...args: string[]) => tryRun([link, ...args], { cwd: '/', env: { XDG_STATE_HOME: temp.path } });
const withIndex = (...args: string[]) => cli(...args, '--index-dir', join(temp.path, 'index'));
const lines = (stdout: string) =>
  stdout
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as Record<string, unknown>);

beforeAll(async () => {
  temp = tempDir('cli');
  link = join(temp.path, 'called-through-a-link');
  symlinkSync(BIN, link);
  const layout = join(temp.path, 'layout');
  ({ config } = writeLayout(layout, 'v1', [layer('#!/bin/sh\n1\n')]));
  v1 = `oci:${layout}:v1`;
  v2 = `oci:${layout}2:v2`;
  writeLayout(`${layout}2`, 'v2', [layer('#!/bin/sh\n2\n')]);
  const { code, stderr } = await withIndex('build', v1, v2);
  expect(stderr).toBe('');
  expect(code).toBe(0);
});

afterAll(() => temp.remove());

test('show --json has one object a line with the fields of the contract, bytes of a strange name apart', async () => {
  const { stdout, code } = await withIndex('show', config, '--json');
  expect(code).toBe(0);
  const { diffId } = layer('#!/bin/sh\n1\n');
  const digest = sha256(Buffer.from('#!/bin/sh\n1\n')).slice(7);
  expect(lines(stdout)).toEqual([
    expect.objectContaining({
      path: '/bad\ufffd\nname',
      path_base64: Buffer.from('/bad\xff\nname', 'latin1').toString('base64'),
    }),
    expect.objectContaining({
      path: '/bin/tool',
      sha256: digest,
      size: 12,
      mode: '755',
      kind: 'script',
      layer: diffId,
    }),
    expect.objectContaining({ path: '/etc/conf', kind: 'script', mode: '644' }),
  ]);
  const table = (await withIndex('show', config)).stdout.trimEnd().split('\n');
  expect(table).toHaveLength(3);
});

test('an image is found by its reference, its digest and the beginning of one', async () => {
  for (const name of [v1, config, config.slice(0, 19), config.slice(7, 15)]) {
    const { stdout, code } = await withIndex('show', name, '/bin/*', '--json');
    expect(code, name).toBe(0);
    expect(lines(stdout).map(({ path }) => path)).toEqual(['/bin/tool']);
  }
  expect((await withIndex('show', 'sha256:0123456789')).code).toBe(1);
});

test.each([
  ['/bin/*', 1],
  ['/**/conf', 1],
  ['conf', 1],
  ['/*/????', 2],
  ['/bin/[s-u]ool', 1],
  ['/bin/[!t]ool', 0],
  ['/*', 1],
  ['/**', 3],
  ['/bin/.ool', 0],
])('the glob %s matches %d files', async (glob, count) => {
  const { stdout, code } = await withIndex('show', config, glob, '--json');
  expect(stdout === '' ? 0 : lines(stdout).length).toBe(count);
  expect(code).toBe(count === 0 ? 1 : 0);
});

test('an image with two names is found by both, and a name that moved finds the image that has it now', async () => {
  const archive = join(temp.path, 'archive');
  const twice = `${archive}:stable`;
  const [first, second] = [layer('#!/bin/sh\nfirst\n'), layer('#!/bin/sh\nsecond\n')];
  const { config: one } = writeLayout(archive, 'v1', [first]);
  const dir = join(temp.path, 'names');
  const named = (...args: string[]) => cli(...args, '--index-dir', dir);
  const idOf = async (name: string) => lines((await named('lookup', name, '/etc/conf', '--json')).stdout)[0]?.sha256;
  expect(await named('build', `oci:${archive}:v1`)).toMatchObject({ code: 0 });
  writeLayout(archive, 'stable', [first]);
  expect(await named('build', `oci:${twice}`)).toMatchObject({ code: 0 });
  const files = [first, second].map((_, at) => sha256(Buffer.from(`#!/bin/sh\n${['first', 'second'][at]}\n`)).slice(7));
  expect(await idOf(`oci:${archive}:v1`)).toBe(files[0]);
  expect(await idOf(`oci:${twice}`)).toBe(files[0]);
  expect(lines((await named('ls', '--json')).stdout)).toMatchObject([{ id: one, also: [`oci:${archive}:v1`] }]);
  // The tag moves to another image.
  writeLayout(archive, 'stable', [second]);
  expect(await named('build', `oci:${twice}`)).toMatchObject({ code: 0 });
  expect(await idOf(`oci:${twice}`)).toBe(files[1]);
  expect(await idOf(`oci:${archive}:v1`)).toBe(files[0]);
  // The first image is indexed again by its other name: the moved one stays where it is.
  writeLayout(archive, 'v1', [first]);
  expect(await named('build', `oci:${archive}:v1`)).toMatchObject({ code: 0 });
  expect(await idOf(`oci:${twice}`)).toBe(files[1]);
});

test('a fault is said once, with its cause', async () => {
  const { code, stderr } = await withIndex('build', `oci:${temp.path}/no-layout:v1`);
  expect(code).toBe(3);
  expect(stderr.match(/ENOENT/g)).toHaveLength(1);
});

test('a layout with several images wants one of them named', async () => {
  const layout = join(temp.path, 'several');
  writeLayout(layout, 'a', [layer('a')]);
  const index = join(layout, 'index.json');
  const { manifests } = JSON.parse(readFileSync(index, 'utf8')) as { manifests: object[] };
  const annotations = { 'org.opencontainers.image.ref.name': 'b' };
  writeFileSync(
    index,
    JSON.stringify({ schemaVersion: 2, manifests: [...manifests, { ...manifests[0], annotations }] }),
  );
  const apart = (...args: string[]) => cli(...args, '--index-dir', join(temp.path, 'several-index'));
  const unnamed = await apart('build', `oci:${layout}`);
  expect(unnamed).toMatchObject({ code: 3, stderr: expect.stringContaining('name one of: a, b') });
  expect(await apart('build', `oci:${layout}:b`)).toMatchObject({ code: 0 });
});

test('lookup follows symlinks, finds digests, and says 1 when there is nothing', async () => {
  const { stdout } = await withIndex('lookup', config, '/bin/link', '--json');
  expect(lines(stdout)[0]).toMatchObject({ path: '/bin/tool' });
  const byDigest = await withIndex('lookup', config, sha256(Buffer.from('#!/bin/sh\n1\n')), '--json');
  expect(lines(byDigest.stdout)).toHaveLength(2);
  expect((await withIndex('lookup', config, '/bin/none')).code).toBe(1);
  expect((await withIndex('lookup', config, 'bin/none')).code).toBe(2);
});

test('lookup says all files with the same bytes, however many there are', async () => {
  const many = 10_001;
  const blob = tar(Array.from({ length: many }, (_, at) => ({ name: `same/${at}` })));
  const layout = join(temp.path, 'many');
  const { config: image } = writeLayout(layout, 'v1', [{ blob, diffId: sha256(blob) }]);
  const apart = (...args: string[]) => cli(...args, '--index-dir', join(temp.path, 'many-index'));
  expect(await apart('build', `oci:${layout}:v1`)).toMatchObject({ code: 0 });
  const { stdout } = await apart('lookup', image, sha256(Buffer.alloc(0)), '--json');
  expect(new Set(lines(stdout).map(({ path }) => path)).size).toBe(many);
});

test('directories that somebody names are read again', async () => {
  const dir = join(temp.path, 'own');
  mkdirSync(join(dir, 'etc'), { recursive: true });
  writeFileSync(join(dir, 'etc/conf'), 'before');
  const apart = (...args: string[]) => cli(...args, '--index-dir', join(temp.path, 'own-index'));
  for (const source of [`dirs:${dir}`, `rootfs:${dir}`]) {
    expect(await apart('build', source)).toMatchObject({ code: 0 });
    writeFileSync(join(dir, 'etc/conf'), `after ${source}`);
    expect(await apart('build', source)).toMatchObject({ code: 0 });
    expect(await apart('check', source, dir)).toMatchObject({ code: 0, stdout: '' });
  }
});

test('diff shows executables, with --all every file, and exits with 1 only when there is a difference', async () => {
  const { stdout, code } = await withIndex('diff', v1, v2, '--json');
  expect(code).toBe(1);
  expect(lines(stdout).map(({ change, path }) => [change, path])).toEqual([
    ['modified', '/bin/tool'],
    ['modified', '/etc/conf'],
  ]);
  expect(await withIndex('diff', v1, v1, '--all')).toMatchObject({ code: 0, stdout: '' });
});

test('check compares a directory with an image', async () => {
  const dir = join(temp.path, 'unpacked');
  mkdirSync(join(dir, 'bin'), { recursive: true });
  mkdirSync(join(dir, 'etc'));
  writeFileSync(join(dir, 'bin/tool'), '#!/bin/sh\n1\n', { mode: 0o755 });
  writeFileSync(join(dir, 'etc/conf'), '#!/bin/sh\n1\n');
  writeFileSync(Buffer.from(join(dir, 'bad\xff\nname'), 'latin1'), 'x');
  if (process.getuid?.() === 0) expect(await withIndex('check', config, dir)).toMatchObject({ code: 0, stdout: '' });
  appendFileSync(join(dir, 'etc/conf'), 'more');
  chmodSync(join(dir, 'bin/tool'), 0o4755);
  copyFileSync('/bin/true', join(dir, 'bin/evil'));
  const { stdout, code } = await withIndex('check', config, dir, '--json');
  expect(code).toBe(1);
  expect(lines(stdout).filter(({ path }) => path !== '/bad\ufffd\nname')).toMatchObject([
    { change: 'added', path: '/bin/evil', after: { mode: '755' } },
    { change: 'mode_changed', path: '/bin/tool', before: { mode: '755' }, after: { mode: '4755' } },
    { change: 'modified', path: '/etc/conf' },
  ]);
});

test('ls and verify list what is there, and verify exits with 1 on damage', async () => {
  const { stdout } = await withIndex('ls', '--json');
  expect(
    lines(stdout)
      .map(({ ref }) => ref)
      .sort(),
  ).toEqual([v1, v2].sort());
  expect(await withIndex('verify')).toMatchObject({ code: 0, stdout: '4 good, 0 damaged\n' });
  const other = join(temp.path, 'other-index');
  await cli('build', v1, '--index-dir', other);
  appendFileSync(join(other, 'images', `${config.replace(':', '-')}.idx`), 'x');
  const { code, stdout: report } = await cli('verify', '--index-dir', other);
  expect(code).toBe(1);
  expect(report).toContain('1 good, 1 damaged');
  const nowhere = await cli('verify', '--index-dir', join(temp.path, 'misspelt'));
  expect(nowhere).toMatchObject({ code: 3, stdout: '' });
  expect(nowhere.stderr).toContain('misspelt is no directory');
});

describe('exit codes', () => {
  test.each([
    [[], 2],
    [['frobnicate'], 2],
    [['show'], 2],
    [['ls', 'extra'], 2],
    [['build', 'nonsense'], 2],
    [['build', 'ftp:x'], 2],
    [['ls', '--no-such-option'], 2],
    [['build', 'oci:x', '--platform', 'amd64'], 2],
    [['build', 'oci:/no/such/layout:x'], 3],
    [['--help'], 0],
    [['help'], 0],
  ])('%j exits with %d', async (args, code) => {
    expect((await withIndex(...args)).code).toBe(code);
  });
});

test('a closed pipe ends the program quietly', async () => {
  const { code, stderr } = await tryRun([
    'sh',
    '-c',
    `"${link}" show "${config}" --index-dir "${join(temp.path, 'index')}" | true; exit 0`,
  ]);
  expect(stderr).toBe('');
  expect(code).toBe(0);
});
