import { execFileSync } from 'node:child_process';
import {
  chmodSync,
  copyFileSync,
  linkSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { LayerManifest } from '../../../image-index/format/layer.ts';
import type { ImageIndex } from '../../../image-index/lookup.ts';
import { IndexStore, imageKey } from '../../../image-index/store.ts';
import { busyboxRootfs } from '../../support/busybox.ts';
import { run, waitFor } from '../../support/command.ts';
import { describeIf, need, testIf } from '../../support/need.ts';
import { mountOverlay, overlayLayer } from '../../support/overlay.ts';
import { tempDir } from '../../support/temp.ts';
import { HELPER, needHelper } from '../support/helper.ts';
import { differences, listDirectory, listIndex } from '../support/tree.ts';

async function withIndex<T>(
  dir: string,
  dirs: string[],
  use: (index: ImageIndex) => T,
  helperPath?: string,
): Promise<T> {
  const source = { kind: 'lower_dirs', dirs } as const;
  const options = { dir: join(dir, 'index'), ...(helperPath === undefined ? undefined : { helperPath }) };
  const index = await new IndexStore(options).build({ key: imageKey(source), source });
  try {
    return use(index);
  } finally {
    index.close();
  }
}

test('hardlinks are read once and numbered, holes are read as zeros, and the mode does not matter', async () => {
  await using temp = tempDir('lower');
  const layer = join(temp.path, 'layer');
  mkdirSync(layer);
  writeFileSync(join(layer, 'one'), 'linked');
  linkSync(join(layer, 'one'), join(layer, 'two'));
  writeFileSync(join(layer, 'holes'), 'x');
  truncateSync(join(layer, 'holes'), 30_000_000);
  writeFileSync(join(layer, 'secret'), 's');
  chmodSync(join(layer, 'secret'), 0);
  symlinkSync('/etc/passwd', join(layer, 'passwd'));
  execFileSync('mkfifo', [join(layer, 'fifo')]);
  await withIndex(temp.path, [layer], (index) => {
    expect(differences(listDirectory(layer), listIndex(index))).toEqual([]);
    expect(index.byPath(Buffer.from('/passwd'))).toBeUndefined();
    const manifest = LayerManifest.open(join(temp.path, 'index', 'layers', `${index.layers[0]}.layer`));
    expect(manifest.get(Buffer.from('one'))).toMatchObject({ link: 1 });
    expect(manifest.get(Buffer.from('two'))).toMatchObject({ link: 1 });
    expect(manifest.get(Buffer.from('holes'))).toMatchObject({ link: 0 });
    manifest.close();
  });
});

test('a directory that went before it was read is said to have', async () => {
  await using temp = tempDir('lower');
  const dir = join(temp.path, 'gone');
  const store = new IndexStore({ dir: join(temp.path, 'index') });
  const source = { kind: 'rootfs_baseline', dir, sinceNs: 1n } as const;
  await expect(store.build({ key: imageKey(source), source })).rejects.toThrow(`${dir} went before it was indexed`);
});

test('a path as deep as the kernel allows is indexed, although its absolute path is longer', async () => {
  await using temp = tempDir('lower');
  const layer = join(temp.path, 'layer');
  mkdirSync(layer);
  // 2,040 directories with names of one byte; a shell can go where no absolute path reaches.
  await run([
    'sh',
    '-c',
    'cd "$1" && i=0; while [ $i -lt 2040 ]; do mkdir d && cd -P d || exit 1; i=$((i+1)); done; echo deep > f',
    'sh',
    layer,
  ]);
  const path = Buffer.from(`${'/d'.repeat(2040)}/f`);
  await withIndex(temp.path, [layer], (index) => expect(index.byPath(path)?.size).toBe(5));
  await run(['rm', '-rf', layer]);
});

testIf([need.root()], 'a mount inside a layer is not entered, as overlay does not see it', async () => {
  await using temp = tempDir('lower');
  const layer = join(temp.path, 'layer');
  mkdirSync(join(layer, 'mounted'), { recursive: true });
  await run(['mount', '-t', 'tmpfs', 'tmpfs', join(layer, 'mounted')]);
  writeFileSync(join(layer, 'mounted', 'foreign'), 'x');
  writeFileSync(join(layer, 'own'), 'x');
  await withIndex(temp.path, [layer], (index) => {
    expect([...index.entries()].map((entry) => entry.path.toString())).toEqual(['/', '/mounted', '/own']);
  });
});

describeIf([need.root(), need.engine('busybox'), needHelper()], 'with extended attributes', () => {
  test('file capabilities are those that setcap wrote', async () => {
    await using temp = tempDir('lower');
    const layer = join(temp.path, 'layer');
    mkdirSync(layer);
    copyFileSync('/bin/true', join(layer, 'ping'));
    // VFS_CAP_REVISION_2 with CAP_NET_RAW permitted and effective (linux/capability.h), as setcap would write it.
    const value = '0x0100000200200000000000000000000000000000';
    await run([
      'python3',
      '-c',
      'import os,sys; os.setxattr(sys.argv[1], "security.capability", bytes.fromhex(sys.argv[2][2:]))',
      join(layer, 'ping'),
      value,
    ]);
    await withIndex(
      temp.path,
      [layer],
      (index) => expect(index.byPath(Buffer.from('/ping'))?.capabilities?.toString('hex')).toBe(value.slice(2)),
      HELPER,
    );
  });

  test('a busybox image with directories replaced, deleted and made again equals what overlay mounts', async () => {
    await using temp = tempDir('lower');
    const base = await busyboxRootfs(join(temp.path, 'base'), { applets: 'hardlink' });
    const second = await overlayLayer(
      join(temp.path, 'second'),
      [base],
      (merged) =>
        void execFileSync(
          'sh',
          [
            '-c',
            'rm -rf usr/bin && mkdir usr/bin && cp bin/busybox usr/bin/only && mv etc/passwd etc/moved && rm -r sbin && ln -s bin sbin && chmod 4755 bin/su',
            'sh',
          ],
          { cwd: merged },
        ),
    );
    const third = await overlayLayer(
      join(temp.path, 'third'),
      [second, base],
      (merged) =>
        void execFileSync(
          'sh',
          [
            '-c',
            'rm sbin && mkdir sbin && echo x > sbin/new && rm -r etc && mkdir etc && cp bin/busybox bin/cat.new && mv bin/cat.new bin/cat',
          ],
          { cwd: merged },
        ),
    );
    const lower = [third, second, base];
    const merged = join(temp.path, 'merged');
    await mountOverlay(merged, { lower });
    await withIndex(
      temp.path,
      lower,
      (index) => {
        expect(differences(listDirectory(merged), listIndex(index))).toEqual([]);
        expect(index.fileCount).toBeGreaterThan(50);
        expect(index.byPath(Buffer.from('/usr/bin/only'))?.kind).toBe('elf_exec');
      },
      HELPER,
    );
  });
});

/** A helper that says this some time after all files were read. */
function slowHelper(dir: string, script: string): string {
  const path = join(dir, 'helper');
  writeFileSync(path, `#!/bin/sh\n${script}\n`, { mode: 0o755 });
  return path;
}

test('files are read while their attributes are asked for, and what comes late still counts for all of them', async () => {
  await using temp = tempDir('lower');
  const layer = join(temp.path, 'layer');
  mkdirSync(join(layer, 'bin'), { recursive: true });
  for (let at = 0; at < 300; at++) writeFileSync(join(layer, `bin/tool-${at}`), `tool ${at}`);
  const fields = ['caps', 'bin/tool-7', '0a0b', 'whiteout', 'bin/tool-8', 'opaque', 'bin', 'end', '3', ''];
  const says = `sleep 0.5; printf '${fields.join('\\000')}'`;
  const helper = slowHelper(temp.path, says);
  await withIndex(
    temp.path,
    [layer],
    (index) => {
      const entryAt = (at: number) => index.byPath(Buffer.from(`/bin/tool-${at}`));
      expect(entryAt(7)?.capabilities).toEqual(Buffer.from('0a0b', 'hex'));
      expect(entryAt(6)?.capabilities).toBeUndefined();
      expect(entryAt(8)).toBeUndefined();
      expect(index.fileCount).toBe(299);
      const manifest = LayerManifest.open(join(temp.path, 'index', 'layers', `${index.layers[0]}.layer`));
      expect(manifest.get(Buffer.from('bin'))).toMatchObject({ type: 'directory', opaque: true });
      expect(manifest.get(Buffer.from('bin\0tool-8'))).toEqual({ type: 'whiteout' });
      manifest.close();
    },
    helper,
  );
});

describe('a helper that takes longer than the files', () => {
  const build = (dir: string, script: string, onProgress = () => {}) => {
    const layer = join(dir, 'layer');
    mkdirSync(layer);
    writeFileSync(join(layer, 'file'), 'x');
    const source = { kind: 'lower_dirs', dirs: [layer] } as const;
    const store = new IndexStore({ dir: join(dir, 'index'), helperPath: slowHelper(dir, script) });
    return store.build({ key: imageKey(source), source }, { onProgress });
  };

  test('and fails then fails the build', async () => {
    await using temp = tempDir('lower');
    await expect(build(temp.path, 'sleep 0.3; exit 1')).rejects.toMatchObject({ code: 'io' });
  });

  test('and is no longer wanted is ended', async () => {
    await using temp = tempDir('lower');
    const giveUp = () => {
      throw new Error('enough');
    };
    await expect(build(temp.path, `exec sleep 300.${process.pid}`, giveUp)).rejects.toThrow('enough');
    const left = (pid: string) => readProc(`${pid}/cmdline`).includes(`300.${process.pid}`);
    const scripts = (pid: string) => readProc(`${pid}/cmdline`).includes(temp.path);
    const pids = () => readdirSync('/proc').filter((name) => /^[0-9]+$/.test(name));
    await waitFor('the end of the helper', () => !pids().some((pid) => left(pid) || scripts(pid)));
  });
});

function readProc(name: string): string {
  try {
    return readFileSync(`/proc/${name}`, 'latin1');
  } catch {
    return '';
  }
}
