import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { IndexStore } from '../../image-index/store.ts';
import { ended, tryRun, waitFor } from '../support/command.ts';
import { tempDir } from '../support/temp.ts';
import { type FakeRegistry, fakeRegistry, putImage } from './support/fake-registry.ts';
import { sha256, writeLayout } from './support/layout.ts';
import { type TarInput, tar } from './support/tar.ts';

const BIN = new URL('../../bin/image-index', import.meta.url).pathname;

test('a layer that two images share is fetched once when two processes build them at the same time', async () => {
  await using temp = tempDir('processes');
  await using registry: FakeRegistry = await fakeRegistry();
  const shared = tar([{ name: 'lib/shared', content: Buffer.alloc(200_000, 'shared') }]);
  for (const tag of ['one', 'two']) putImage(registry, tag, [shared, tar([{ name: tag, content: Buffer.from(tag) }])]);
  // Slow, so that both are there while it is read.
  registry.faults.push((request, response) => {
    if (request.url?.endsWith(sha256(shared)) !== true) return false;
    response.writeHead(200, { 'content-length': shared.length });
    response.write(shared.subarray(0, 1000));
    setTimeout(() => response.end(shared.subarray(1000)), 1_500);
    return true;
  });
  const dir = join(temp.path, 'index');
  const options = ['--plain-http', '--anonymous', '--index-dir', dir];
  const results = await Promise.all(
    ['one', 'two'].map((tag) => tryRun([BIN, 'build', `docker://${registry.host}/app:${tag}`, ...options])),
  );
  expect(results).toMatchObject([
    { code: 0, stderr: '' },
    { code: 0, stderr: '' },
  ]);
  expect(registry.requests.filter(({ url }) => url.endsWith(sha256(shared)))).toHaveLength(1);
  expect([...new IndexStore({ dir }).verify()].map(({ fault }) => fault)).toEqual(Array(5).fill(undefined));
});

test('a build that is killed leaves nothing that looks complete, and the next one succeeds', async () => {
  await using temp = tempDir('processes');
  await using registry = await fakeRegistry();
  const layer = tar([{ name: 'lib/file', content: Buffer.alloc(500_000, 'x') }]);
  putImage(registry, 'v1', [layer]);
  const dir = join(temp.path, 'index');
  const command = [BIN, 'build', `docker://${registry.host}/app:v1`, '--plain-http', '--anonymous', '--index-dir', dir];
  let hang = true;
  let served = false;
  registry.faults.push((request, response) => {
    if (!hang || request.url?.endsWith(sha256(layer)) !== true) return false;
    response.writeHead(200, { 'content-length': layer.length });
    response.write(layer.subarray(0, 400_000));
    served = true;
    return true;
  });
  const child = spawn(BIN, command.slice(1), { stdio: 'ignore' });
  const lock = () =>
    existsSync(join(dir, 'layers')) && readdirSync(join(dir, 'layers')).some((name) => name.endsWith('.lock'));
  await waitFor('the layer to be read', () => served && lock());
  child.kill('SIGKILL');
  expect(await ended(child)).toBe(137);
  expect(readdirSync(dir, { recursive: true, encoding: 'utf8' }).filter((name) => /\.(layer|idx)$/.test(name))).toEqual(
    [],
  );
  hang = false;
  expect(await tryRun(command as [string, ...string[]])).toMatchObject({ code: 0, stderr: '' });
});

test('a layer of 20,000 files and long links stays within 150 MB', async () => {
  await using temp = tempDir('processes');
  const entries: TarInput[] = [];
  for (let at = 0; at < 20_000; at++) {
    entries.push({ name: `usr/share/package${at % 400}/file-with-a-name-${at}`, content: Buffer.from(`${at}`) });
  }
  // More than the arena holds in memory: 16 MB of targets.
  for (let at = 0; at < 4_000; at++) {
    const target = `${at}/`.padEnd(4_000, 'x');
    entries.push({ name: `links/${at}`, type: '2', pax: [['linkpath', target]] });
  }
  const blob = tar(entries);
  const layout = join(temp.path, 'layout');
  mkdirSync(layout);
  writeLayout(layout, 'v1', [{ blob: gzipSync(blob), diffId: sha256(blob) }]);
  const report = join(temp.path, 'report.mjs');
  // Not getrusage: what it says includes the memory of the test runner, which was shared until exec.
  writeFileSync(
    report,
    "import { readFileSync } from 'node:fs';\nprocess.on('exit', () => console.error(/VmHWM:\\s+(\\d+)/.exec(readFileSync('/proc/self/status', 'utf8'))[1]));\n",
  );
  const dir = join(temp.path, 'index');
  const env = { NODE_OPTIONS: `--import=${report}` };
  const build = (where: string) => tryRun([BIN, 'build', `oci:${layout}:v1`, '--index-dir', where], { env });
  // The first one fills the compile cache.
  await build(join(temp.path, 'first'));
  const { code, stderr } = await build(dir);
  expect(code).toBe(0);
  expect(Number(stderr.trim()) / 1024).toBeLessThan(150);
  const index = new IndexStore({ dir }).list().next().value;
  expect(index?.counts).toMatchObject({ files: 20_000, symlinks: 4_000 });
  expect(index?.stat(Buffer.from('/links/3999'))?.target?.toString()).toBe('3999/'.padEnd(4_000, 'x'));
  index?.close();
});

test('a directory of very many directories is read where few descriptors are allowed', async () => {
  await using temp = tempDir('processes');
  for (let at = 0; at < 2_000; at++) {
    mkdirSync(join(temp.path, `tree/${at}`), { recursive: true });
    writeFileSync(join(temp.path, `tree/${at}/file`), String(at));
  }
  const index = ['--index-dir', join(temp.path, 'index')];
  const result = await tryRun(['prlimit', '--nofile=128:128', BIN, 'build', `dirs:${temp.path}/tree`, ...index]);
  expect(result).toMatchObject({ code: 0, stdout: expect.stringContaining('2000 files') });
});
