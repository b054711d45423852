import {
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { IndexStore, imageKey } from '../../image-index/store.ts';
import { tempDir } from '../support/temp.ts';
import { sha256, writeLayout } from './support/layout.ts';
import { tar } from './support/tar.ts';

function makeDirs(root: string, names: readonly string[]): string[] {
  return names.map((name) => {
    const dir = join(root, name);
    mkdirSync(join(dir, 'sub'), { recursive: true });
    writeFileSync(join(dir, name), name);
    writeFileSync(join(dir, 'sub', 'same'), name);
    return dir;
  });
}

test('layers that images share are read once', async () => {
  await using temp = tempDir('store');
  const [a = '', b = '', c = ''] = makeDirs(temp.path, ['a', 'b', 'c']);
  const store = new IndexStore({ dir: join(temp.path, 'index') });
  const read = async (dirs: string[]) => {
    let files = 0;
    const source = { kind: 'lower_dirs', dirs } as const;
    const index = await store.build(
      { key: imageKey(source), source },
      {
        onProgress: (count) => {
          files = count;
        },
      },
    );
    const names = [...index.entries()].filter(({ entry }) => entry !== undefined).map(({ path }) => path.toString());
    index.close();
    return { files, names };
  };
  expect(await read([b, a])).toEqual({ files: 4, names: ['/a', '/b', '/sub/same'] });
  expect(await read([c, b, a])).toEqual({ files: 2, names: ['/a', '/b', '/c', '/sub/same'] });
  expect(await read([a, b])).toEqual({ files: 0, names: ['/a', '/b', '/sub/same'] });
});

test('two builds of one image at the same time read each layer once and both succeed', async () => {
  await using temp = tempDir('store');
  const dirs = makeDirs(temp.path, ['a', 'b']);
  const source = { kind: 'lower_dirs', dirs } as const;
  let files = 0;
  const builds = Array.from({ length: 4 }, async () => {
    let own = 0;
    const store = new IndexStore({ dir: join(temp.path, 'index') });
    const index = await store.build(
      { key: imageKey(source), source },
      {
        onProgress: (count) => {
          own = count;
        },
      },
    );
    files += own;
    const { fileCount } = index;
    index.close();
    return fileCount;
  });
  expect(await Promise.all(builds)).toEqual([3, 3, 3, 3]);
  expect(files).toBe(4);
  const left = ['layers', 'images'].flatMap((name) => readdirSync(join(temp.path, 'index', name)));
  expect(left.filter((name) => !/\.(layer|idx)$/.test(name))).toEqual([]);
});

test('the lock of a builder that died is taken over', async () => {
  await using temp = tempDir('store');
  const dirs = makeDirs(temp.path, ['a']);
  const source = { kind: 'lower_dirs', dirs } as const;
  const store = new IndexStore({ dir: join(temp.path, 'index') });
  (await store.build({ key: imageKey(source), source })).close();
  const layers = join(temp.path, 'index', 'layers');
  const [name = ''] = readdirSync(layers);
  rmSync(join(layers, name));
  writeFileSync(join(layers, `${name}.lock`), '');
  utimesSync(join(layers, `${name}.lock`), 1, 1);
  (await store.build({ key: imageKey(source), source })).close();
  expect(readdirSync(layers)).toEqual([name]);
});

test('a damaged or foreign index is not opened, and a build puts it and its layers right', async () => {
  await using temp = tempDir('store');
  const dirs = makeDirs(temp.path, ['a', 'b']);
  const source = { kind: 'lower_dirs', dirs } as const;
  const key = imageKey(source);
  const store = new IndexStore({ dir: join(temp.path, 'index') });
  (await store.build({ key, source })).close();
  const files = ['images', 'layers'].flatMap((folder) =>
    readdirSync(join(temp.path, 'index', folder)).map((name) => join(temp.path, 'index', folder, name)),
  );
  for (const file of files) {
    const bytes = readFileSync(file);
    // Inside a block: opening does not see it.
    bytes[150] = (bytes[150] ?? 0) ^ 0xff;
    writeFileSync(file, bytes);
  }
  expect([...store.verify()].map(({ fault }) => fault?.code)).toEqual(['damaged', 'damaged', 'damaged']);
  (await store.build({ key, source })).close();
  expect([...store.verify()].map(({ fault }) => fault)).toEqual([undefined, undefined, undefined]);

  const [image = ''] = files;
  writeFileSync(image, readFileSync(image).subarray(0, 200));
  expect(store.open(key)).toBeUndefined();
  (await store.build({ key, source })).close();
  const opened = store.open(key);
  expect(opened?.fileCount).toBe(3);
  opened?.close();
  store.discard(key);
  expect(store.open(key)).toBeUndefined();
  store.discard(key);
});

test('an index made without extended attributes says so and is made again once they can be read', async () => {
  await using temp = tempDir('store');
  const source = { kind: 'lower_dirs', dirs: makeDirs(temp.path, ['a']) } as const;
  const key = imageKey(source);
  const dir = join(temp.path, 'index');
  const without = await new IndexStore({ dir }).build({ key, source });
  expect(without.xattrsUnread).toBe(true);
  without.close();
  const helper = join(temp.path, 'helper');
  writeFileSync(helper, "#!/bin/sh\nprintf 'caps\\000a\\00001ff\\000opaque\\000sub\\000end\\0002\\000'\n", {
    mode: 0o755,
  });
  const store = new IndexStore({ dir, helperPath: helper });
  expect(store.open(key)).toBeUndefined();
  const index = await store.build({ key, source });
  expect(index.xattrsUnread).toBe(false);
  expect(index.byPath(Buffer.from('/a'))?.capabilities).toEqual(Buffer.from('01ff', 'hex'));
  index.close();
});

test.each([
  ['a redirect', 'redirect\\000x\\000/y\\000end\\0001\\000', 'unsupported'],
  ['metacopy', 'metacopy\\000x\\000end\\0001\\000', 'unsupported'],
  ['a list that breaks off', 'opaque\\000sub\\000', 'malformed'],
  ['a list with another count', 'opaque\\000sub\\000end\\0002\\000', 'malformed'],
  ['capabilities that are no bytes', 'caps\\000a\\000xyz\\000end\\0001\\000', 'malformed'],
])('%s from the helper is refused', async (_what, output, code) => {
  await using temp = tempDir('store');
  const helperPath = join(temp.path, 'helper');
  writeFileSync(helperPath, `#!/bin/sh\nprintf '${output}'\n`, { mode: 0o755 });
  const source = { kind: 'lower_dirs', dirs: makeDirs(temp.path, ['a']) } as const;
  await expect(
    new IndexStore({ dir: join(temp.path, 'index'), helperPath }).build({ key: imageKey(source), source }),
  ).rejects.toMatchObject({ code });
});

test('a baseline leaves out what changed since, is read anew each time and follows no symlink out', async () => {
  await using temp = tempDir('store');
  const [dir = ''] = makeDirs(temp.path, ['root']);
  symlinkSync('/etc', join(dir, 'out'));
  const sinceNs = statSync(join(dir, 'sub', 'same'), { bigint: true }).ctimeNs + 1n;
  while (BigInt(Date.now()) * 1_000_000n < sinceNs + 20_000_000n)
    await new Promise((resolve) => setTimeout(resolve, 5));
  writeFileSync(join(dir, 'late'), 'late');
  const store = new IndexStore({ dir: join(temp.path, 'index') });
  const source = { kind: 'rootfs_baseline', dir, sinceNs } as const;
  expect(imageKey(source, `sha256:${'a'.repeat(64)}`)).toMatch(/^source:/);
  expect(imageKey(source)).not.toBe(imageKey({ ...source, sinceNs: sinceNs + 1n }));
  const names = async (since: bigint) => {
    const request = { kind: 'rootfs_baseline', dir, sinceNs: since } as const;
    const index = await store.build({ key: imageKey(request), source: request });
    const found = [...index.entries()].map(({ path }) => path.toString());
    expect(index.provenance).toBe('rootfs_baseline');
    index.close();
    return found;
  };
  expect(await names(sinceNs)).not.toContain('/late');
  expect(await names(sinceNs)).toContain('/sub/same');
  expect(await names(2n ** 62n)).toEqual(['/', '/late', '/out', '/root', '/sub', '/sub/same']);
  rmSync(join(dir, 'sub', 'same'));
  expect(await names(2n ** 62n)).not.toContain('/sub/same');
});

test('a key that could name another directory is refused, and a config digest is its own key', () => {
  const store = new IndexStore({ dir: '/nonexistent' });
  for (const key of ['../../etc/passwd', 'sha256:../x', '', 'sha256:', `sha256:${'A'.repeat(64)}`])
    expect(() => store.open(key)).toThrow('no name of an index');
  const id = `sha256:${'a'.repeat(64)}`;
  const source = { kind: 'lower_dirs', dirs: ['/x'] } as const;
  expect(imageKey(source, id)).toBe(id);
  expect(imageKey(source, 'not a digest')).toMatch(/^source:[0-9a-f]{64}$/);
  expect(store.open(id)).toBeUndefined();
  expect([...store.list()]).toEqual([]);
});

test('an aborted build says so and leaves nothing behind', async () => {
  await using temp = tempDir('store');
  const source = { kind: 'lower_dirs', dirs: makeDirs(temp.path, ['a', 'b']) } as const;
  const store = new IndexStore({ dir: join(temp.path, 'index') });
  const signal = { aborted: false };
  const onProgress = () => {
    signal.aborted = true;
  };
  await expect(store.build({ key: imageKey(source), source }, { signal, onProgress })).rejects.toMatchObject({
    code: 'aborted',
  });
  expect(readdirSync(join(temp.path, 'index', 'layers'))).toEqual([]);
});

test('what a dead builder left is removed after a day, not before, and nothing else is', async () => {
  await using temp = tempDir('store');
  const layers = join(temp.path, 'layers');
  mkdirSync(layers);
  for (const name of ['old.tmp', 'new.tmp', 'old.layer']) writeFileSync(join(layers, name), '');
  const now = Date.now();
  for (const name of ['old.tmp', 'old.layer']) utimesSync(join(layers, name), now / 1000 - 86_401, now / 1000 - 86_401);
  utimesSync(join(layers, 'new.tmp'), now / 1000 - 86_399, now / 1000 - 86_399);
  expect(new IndexStore({ dir: temp.path }).tidy(now)).toBe(1);
  expect(readdirSync(layers).sort()).toEqual(['new.tmp', 'old.layer']);
});

test('a digest that does not hold is a refusal that names both', async () => {
  await using temp = tempDir('store');
  const archive = tar([{ name: 'a', content: Buffer.from('x') }]);
  const wrong = `sha256:${'1'.repeat(64)}`;
  const build = async (name: string, prepare: (layout: string) => { readonly config: string }, key?: string) => {
    const layout = join(temp.path, name);
    const { config } = prepare(layout);
    const source = { kind: 'oci_layout', dir: layout, tag: 'test' } as const;
    const store = new IndexStore({ dir: join(temp.path, `${name}.index`) });
    return store.build({ key: key ?? config, source, ...(key === undefined ? undefined : { id: key }) });
  };
  const good = { blob: gzipSync(archive), diffId: sha256(archive) };
  (await build('good', (layout) => writeLayout(layout, 'test', [good]))).close();

  const diffId = build('diff-id', (layout) => writeLayout(layout, 'test', [{ ...good, diffId: wrong }]));
  await expect(diffId).rejects.toMatchObject({ code: 'mismatch', message: expect.stringContaining(wrong) });
  await expect(diffId).rejects.toThrow(good.diffId);

  const blobPath = (layout: string) => join(layout, 'blobs', 'sha256', sha256(good.blob).slice(7));
  const blob = build('blob', (layout) => {
    const written = writeLayout(layout, 'test', [good]);
    // The same length and the same content, but another byte in gzip's header (the operating system).
    const changed = Buffer.from(good.blob);
    changed[9] = (changed[9] ?? 0) ^ 1;
    writeFileSync(blobPath(layout), changed);
    return written;
  });
  await expect(blob).rejects.toMatchObject({ code: 'mismatch', message: expect.stringContaining(sha256(good.blob)) });

  const manifest = build('manifest', (layout) => {
    const written = writeLayout(layout, 'test', [good]);
    const path = join(layout, 'blobs', 'sha256', written.manifest.slice(7));
    writeFileSync(path, readFileSync(path, 'utf8').replace('schemaVersion":2', 'schemaVersion":3'));
    return written;
  });
  await expect(manifest).rejects.toMatchObject({ code: 'mismatch' });

  const other = build('other', (layout) => writeLayout(layout, 'test', [good]), wrong);
  await expect(other).rejects.toMatchObject({ code: 'mismatch', message: expect.stringContaining(wrong) });
});
