/** A rootless Podman whose containers stay in their user's cgroup, as on every node that delegates none to users. */
import { chmodSync, chownSync, copyFileSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { run } from '../support/command.ts';
import { elf } from '../support/elf.ts';
import { describeIf, need } from '../support/need.ts';
import { startPodman } from '../support/podman.ts';
import { sceneNeeds, sha256 } from '../support/scene.ts';
import { type Sensor, startSensor } from '../support/sensor.ts';
import { type TempDir, tempDir, unmountBelow } from '../support/temp.ts';

const NOBODY = 65_534;
const QUIET = ['--canary-interval-seconds', '86400'];

describeIf([...sceneNeeds(), need.engine('podman'), need.command('setpriv')], 'rootless Podman', () => {
  let temp: TempDir;
  let home: string;
  let sensor: Sensor;

  const asUser = (command: readonly string[]): Promise<string> => {
    const env = [`PATH=${process.env.PATH}`, `HOME=${home}`, `XDG_RUNTIME_DIR=${join(temp.path, 'run')}`];
    const user = ['setpriv', `--reuid=${NOBODY}`, `--regid=${NOBODY}`, '--clear-groups'];
    return run(['env', '-i', '-C', home, ...env, ...user, ...command]);
  };
  const podman = (...args: readonly string[]): Promise<string> => {
    const places = ['--root', join(home, 'storage'), '--runroot', join(temp.path, 'run/storage')];
    const ways = ['--storage-driver', 'overlay', '--runtime', 'runc', '--cgroup-manager', 'cgroupfs'];
    return asUser([
      'podman',
      ...places,
      '--tmpdir',
      join(temp.path, 'run/tmp'),
      ...ways,
      '--events-backend',
      'file',
      ...args,
    ]);
  };
  const own = () => sensor.findings().filter(({ container }) => container.name?.startsWith('rootless-') === true);

  beforeAll(async () => {
    temp = tempDir('rootless');
    chmodSync(temp.path, 0o755);
    home = join(temp.path, 'home');
    for (const dir of [home, join(temp.path, 'run'), join(home, 'image'), join(home, 'image/bin')]) {
      mkdirSync(dir);
      chownSync(dir, NOBODY, NOBODY);
    }
    copyFileSync('/bin/busybox', join(home, 'image/bin/busybox'));
    writeFileSync(join(home, 'evil'), elf({ sleepMs: 20 }), { mode: 0o755 });
    const archive = join(home, 'image.tar');
    await run(['tar', '-C', join(home, 'image'), '--owner=0', '--group=0', '-cf', archive, '.']);
    await podman('import', archive, 'example.test/rootless:1');
    sensor = await startSensor({ args: [...QUIET, '--runtime', `podman=${join(home, 'storage')}`] });
  });

  afterAll(async () => {
    await podman('rm', '--all', '--force', '--time', '0').catch(() => undefined);
    // The process that keeps the user's namespaces.
    const pause = Number(readFileSync(join(temp.path, 'run/tmp/pause.pid'), 'utf8'));
    if (pause > 1) process.kill(pause, 'SIGKILL');
    await sensor?.stop();
    unmountBelow(temp.path);
    await temp.remove();
  });

  test('its containers are known by their root: image files are quiet, drift has its name and image', async () => {
    const id = await podman(
      'run',
      '--detach',
      '--name',
      'rootless-long',
      '--network=none',
      'example.test/rootless:1',
      '/bin/busybox',
      'sleep',
      '1000',
    );
    const before = await sensor.metric('drift_sensor_verdicts_total', { verdict: 'in_image' });
    await podman('exec', 'rootless-long', '/bin/busybox', 'true');
    await podman('cp', join(home, 'evil'), 'rootless-long:/tmp-evil');
    await podman('exec', 'rootless-long', '/tmp-evil');
    const finding = await sensor.waitForFinding(({ file }) => file?.path === '/tmp-evil');
    expect(finding).toMatchObject({
      verdict: 'added',
      origin: 'writable_layer',
      container: { id: id.trim(), name: 'rootless-long', runtime: 'podman', image: { ref: 'example.test/rootless:1' } },
    });
    expect(await sensor.metric('drift_sensor_verdicts_total', { verdict: 'in_image' })).toBeGreaterThan(before);
    expect(own().map(({ verdict }) => verdict)).toEqual(['added']);
  });

  test('one that lives for a moment is known, too', async () => {
    const bytes = elf({ sleepMs: 20 });
    writeFileSync(join(home, 'brief'), bytes, { mode: 0o755 });
    const volume = `${home}:/volume:ro`;
    await podman(
      'run',
      '--rm',
      '--name',
      'rootless-brief',
      '--network=none',
      '--volume',
      volume,
      'example.test/rootless:1',
      '/volume/brief',
    );
    const finding = await sensor.waitForFinding(({ file }) => file?.sha256 === sha256(bytes));
    expect(finding).toMatchObject({
      verdict: 'added',
      origin: 'volume',
      container: { name: 'rootless-brief', runtime: 'podman' },
    });
  });

  test('those that end before anybody looks at them are known by the number of their root, one after the other', async () => {
    for (let i = 0; i < 4; i++) {
      const bytes = elf({});
      writeFileSync(join(home, `row-${i}`), bytes, { mode: 0o755 });
      const mount = ['--volume', `${home}:/volume:ro`];
      const image = 'example.test/rootless:1';
      await podman('run', '--rm', '--name', `rootless-row-${i}`, '--network=none', ...mount, image, `/volume/row-${i}`);
      const finding = await sensor.waitForFinding(({ file }) => file?.sha256 === sha256(bytes));
      expect(finding).toMatchObject({ verdict: 'added', container: { name: `rootless-row-${i}`, runtime: 'podman' } });
    }
  });

  test('one on a plain directory is known by that, and compared with what was there', async () => {
    const root = join(home, 'plain');
    await asUser(['cp', '-a', join(home, 'image'), root]);
    await podman(
      'run',
      '--detach',
      '--name',
      'rootless-plain',
      '--network=none',
      '--rootfs',
      root,
      '/bin/busybox',
      'sleep',
      '9',
    );
    const bytes = elf({ sleepMs: 20 });
    writeFileSync(join(root, 'evil'), bytes, { mode: 0o755 });
    await podman('exec', 'rootless-plain', '/bin/busybox', 'true');
    await podman('exec', 'rootless-plain', '/evil');
    const finding = await sensor.waitForFinding(({ file }) => file?.sha256 === sha256(bytes));
    expect(finding).toMatchObject({ verdict: 'added', container: { name: 'rootless-plain', runtime: 'podman' } });
    expect(own().filter(({ container }) => container.name === 'rootless-plain')).toHaveLength(1);
  });

  test('what their user calls root’s image is not what root’s containers are compared with', async () => {
    await using roots = startPodman();
    const archive = join(home, 'saved.tar');
    await podman('save', '--quiet', '--output', archive, 'example.test/rootless:1');
    // Their storage says of these bytes that they are the image's; the sensor sees that first.
    const bytes = elf({ sleepMs: 20 });
    const images = JSON.parse(readFileSync(join(home, 'storage/overlay-images/images.json'), 'utf8')) as StoredImage[];
    const layer = images[0]?.layer ?? '';
    writeFileSync(join(home, `storage/overlay/${layer}/diff/bin/tool`), bytes, { mode: 0o755 });
    await using second = await startSensor({
      args: [...QUIET, '--runtime', `podman=${join(home, 'storage')}`, '--runtime', `podman=${roots.storageRoot}`],
    });
    await podman('run', '--rm', '--name', 'rootless-liar', '--network=none', 'example.test/rootless:1', '/bin/tool');
    await roots.podman(['load', '--quiet', '--input', archive]);
    const id = await roots.start(images[0]?.id ?? '', ['/bin/busybox', 'sleep', '1000']);
    await roots.podman(['cp', join(home, `storage/overlay/${layer}/diff/bin/tool`), `${id}:/bin/tool`]);
    expect(await roots.exec(id, ['/bin/tool'])).toMatchObject({ code: 0 });
    const finding = await second.waitForFinding(({ container }) => container.id === id);
    expect(finding).toMatchObject({ verdict: 'added', file: { path: '/bin/tool', sha256: sha256(bytes) } });
  });
});

type StoredImage = { readonly id: string; readonly layer: string };
