import { copyFileSync, existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { busyboxRootfs } from './busybox.ts';
import { program } from './cc.ts';
import { tryRun } from './command.ts';
import { sharedContainerd } from './containerd.ts';
import { debianRootfs } from './debian.ts';
import { sharedDocker } from './docker.ts';
import { elf, writeElf } from './elf.ts';
import { describeIf, need } from './need.ts';
import { imageArchive, layerDirectory, ociImage } from './oci.ts';
import { overlayLayer } from './overlay.ts';
import { startPodman } from './podman.ts';
import { startRunc } from './runc.ts';
import { tempDir } from './temp.ts';

describeIf([], 'a generated ELF', () => {
  test('runs, exits with its code, and differs from the next one', async () => {
    await using temp = tempDir('elf');
    const path = join(temp.path, 'x');
    const first = writeElf(path, { exitCode: 7 });
    expect((await tryRun([path])).code).toBe(7);
    expect(elf({ exitCode: 7 }).equals(first)).toBe(false);
  });

  test('can be given an exact size and a sleep', async () => {
    await using temp = tempDir('elf');
    const path = join(temp.path, 'x');
    expect(writeElf(path, { size: 5000, sleepMs: 1, exitCode: 3 }).length).toBe(5000);
    expect((await tryRun([path])).code).toBe(3);
    expect(() => elf({ size: 100 })).toThrow(RangeError);
  });
});

describeIf([need.compiler()], 'the C programs', () => {
  test('run from memory, overwrite with the same size, and loop', async () => {
    await using temp = tempDir('cc');
    const target = join(temp.path, 'target');
    const other = join(temp.path, 'other');
    writeElf(target, { exitCode: 0, size: 400 });
    const bytes = writeElf(other, { exitCode: 9, size: 400 });
    expect((await tryRun([await program('memfd-exec'), other])).code).toBe(9);
    expect((await tryRun([await program('exec-loop'), '20', target])).stdout).toMatch(/^20 0 \d+\n$/);
    expect((await tryRun([await program('exec-loop'), '5', other])).stdout).toMatch(/^5 5 \d+\n$/);
    expect((await tryRun([await program('distinct-exec'), '20', target, temp.path])).stdout).toMatch(/^20 0 \d+\n$/);
    expect((await tryRun([await program('same-size-overwrite'), target, other])).code).toBe(0);
    expect(readFileSync(target).equals(bytes)).toBe(true);
  });
});

describeIf([need.root(), need.engine('runc', 'busybox')], 'runc', () => {
  test('runs a container on an overlay with mounts and annotations, and leaves nothing behind', async () => {
    await using temp = tempDir('runc');
    const base = await busyboxRootfs(join(temp.path, 'base'));
    const layer = await overlayLayer(join(temp.path, 'layer'), [base], (merged) => {
      copyFileSync(join(merged, 'bin/busybox'), join(merged, 'usr/local/bin/app'));
    });
    const volume = join(temp.path, 'volume');
    layerDirectory(volume, { files: { hello: { content: 'there' } } });
    const container = await startRunc({
      dir: temp.path,
      rootfs: { lower: [layer, base] },
      mounts: [
        { type: 'tmpfs', destination: '/scratch' },
        { type: 'bind', source: volume, destination: '/volume' },
      ],
      annotations: { 'drift-sensor.io/image': 'oci:/nowhere:tag' },
    });
    expect(existsSync(`/proc/${container.pid}`)).toBe(true);
    const seen = await container.sh('cat /volume/hello; cat; touch /scratch/x /bin/new; ls /usr/local/bin', {
      stdin: 'in\n',
    });
    expect(seen).toMatchObject({ code: 0, stdout: 'therein\napp\n' });
    expect(existsSync(join(container.upper ?? '', 'bin/new'))).toBe(true);
    await container.delete();
    expect(readFileSync('/proc/self/mountinfo', 'utf8')).not.toContain(temp.path);
    expect((await tryRun(['runc', '--root', container.root, 'state', container.id])).code).not.toBe(0);
  });

  test('runs a container on a plain directory', async () => {
    await using temp = tempDir('runc');
    const base = await busyboxRootfs(join(temp.path, 'base'), { applets: 'hardlink' });
    await using container = await startRunc({ dir: temp.path, rootfs: { directory: base }, readonly: true });
    expect((await container.exec(['touch', '/x'])).code).toBe(1);
  });
});

describeIf([need.root(), need.engine('docker', 'busybox', 'umoci', 'skopeo')], 'docker', () => {
  test('runs imported and loaded images', async () => {
    await using temp = tempDir('docker-test');
    const base = await busyboxRootfs(join(temp.path, 'base'));
    const top = layerDirectory(join(temp.path, 'top'), {
      files: { 'usr/bin/app': { content: elf({ exitCode: 4 }) } },
      whiteouts: ['bin/ls'],
    });
    const image = await ociImage({ layout: join(temp.path, 'oci'), tag: 'two', layers: [base, top] });
    const archive = await imageArchive(image, 'docker-archive', join(temp.path, 'two.tar'), 'drift/two:latest');
    const daemon = await sharedDocker();
    await daemon.importRootfs(base, 'drift/one:latest', ['ENV A=b']);
    await daemon.docker(['load', '--input', archive]);
    await using one = await daemon.start('drift/one:latest');
    expect(await one.sh('echo $A; cat', { stdin: 'x' })).toMatchObject({ code: 0, stdout: 'b\nx' });
    await using two = await daemon.start('drift/two:latest');
    expect((await two.exec(['/usr/bin/app'])).code).toBe(4);
    expect((await two.sh('test -e /bin/ls')).code).toBe(1);
    writeFileSync(join(temp.path, 'f'), 'copied');
    await two.copyIn(join(temp.path, 'f'), '/f');
    expect((await two.exec(['cat', '/f'])).stdout).toBe('copied');
    expect(readFileSync('/proc/self/mountinfo', 'utf8')).not.toContain(daemon.dataRoot);
  });
});

describeIf([need.root(), need.engine('containerd', 'busybox', 'umoci', 'skopeo')], 'containerd', () => {
  test('runs an imported image', async () => {
    await using temp = tempDir('ctr-test');
    const base = await busyboxRootfs(join(temp.path, 'base'));
    const image = await ociImage({ layout: join(temp.path, 'oci'), tag: 'one', layers: [base] });
    const archive = await imageArchive(image, 'docker-archive', join(temp.path, 'one.tar'), 'drift.test/one:latest');
    const daemon = await sharedContainerd();
    await daemon.ctr(['images', 'import', archive]);
    const pid = await daemon.start('drift.test/one:latest', 'first');
    expect(existsSync(`/proc/${pid}`)).toBe(true);
    expect(await daemon.exec('first', ['echo', 'hi'])).toMatchObject({ code: 0, stdout: 'hi\n' });
    await daemon.remove('first');
    expect(await daemon.ctr(['tasks', 'ls', '--quiet'])).toBe('');
  });
});

describeIf([need.root(), need.engine('podman', 'busybox', 'umoci', 'skopeo')], 'podman', () => {
  test('runs a copied image', async () => {
    await using temp = tempDir('podman-test');
    const base = await busyboxRootfs(join(temp.path, 'base'));
    const image = await ociImage({ layout: join(temp.path, 'oci'), tag: 'one', layers: [base] });
    await using podman = startPodman();
    await podman.load(image, 'drift.test/one:latest');
    const id = await podman.start('drift.test/one:latest');
    expect(await podman.exec(id, ['cat'], { stdin: 'hi' })).toMatchObject({ code: 0, stdout: 'hi' });
  });
});

describeIf([need.root(), need.engine('debootstrap')], 'debootstrap', () => {
  test('gives a root with a dynamic shell', { timeout: 600_000 }, async () => {
    expect(readFileSync(join(await debianRootfs(), 'etc/debian_version'), 'utf8')).toMatch(/^12\./);
  });
});
