/** What the sensor holds while it reads keeps a file system busy: for no longer than the reading. */
import { closeSync, ftruncateSync, mkdirSync, openSync, readdirSync, readlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { run, waitFor } from '../support/command.ts';
import { elf } from '../support/elf.ts';
import { describeIf } from '../support/need.ts';
import type { RuncContainer } from '../support/runc.ts';
import { openScene, put, type Scene, sceneNeeds } from '../support/scene.ts';
import { bridgePid, type Sensor } from '../support/sensor.ts';

const IMAGE_BYTES = 64 << 20;

describeIf(sceneNeeds(), 'a volume on which drift ran', () => {
  let scene: Scene;
  let image: string;

  beforeAll(async () => {
    scene = await openScene('busy', { container: () => ({ privileged: true }) });
    image = join(scene.stage.temp.path, 'ext4');
    const fd = openSync(image, 'w');
    ftruncateSync(fd, IMAGE_BYTES);
    closeSync(fd);
    await run(['mkfs.ext4', '-q', '-F', image]);
  });

  afterAll(async () => {
    await scene?.[Symbol.asyncDispose]();
  });

  test('of a container can be unmounted once the finding is there', async () => {
    const { sensor, container } = scene;
    mkdirSync(join(container.rootfs, 'volume'));
    await using _loop = await loopDevice(image);
    await inside(container, `mount -t ext4 /tmp/device /volume`);
    put(container, 'tmp/drift', elf({ sleepMs: 0 }));
    await inside(container, 'cp /tmp/drift /volume/drift-on-volume; /volume/drift-on-volume; :');
    await sensor.waitForFinding((f) => f.container.id === container.id && f.file?.path === '/volume/drift-on-volume');
    await waitFor('our descriptors to be closed', () => held(sensor, 'drift-on-volume').length === 0, 5_000);
    // Other sensors on this machine may hold it still.
    await waitFor('umount', () => inside(container, 'umount /volume && echo done').then((text) => text === 'done\n'));

    async function loopDevice(file: string): Promise<AsyncDisposable> {
      const device = (await run(['losetup', '--find', '--show', file])).trim();
      const numbers = (await run(['stat', '-c', '%Hr %Lr', device])).trim();
      await inside(container, `mknod /tmp/device b ${numbers}`);
      return {
        async [Symbol.asyncDispose]() {
          await run(['losetup', '--detach', device]);
        },
      };
    }
  });

  test('of a container that nobody knows is free while engines are still asked whose it is', async () => {
    const { sensor, stage } = scene;
    const root = join(stage.temp.path, 'unknown');
    mkdirSync(join(root, 'volume'), { recursive: true });
    writeFileSync(join(stage.temp.path, 'drift'), elf({ sleepMs: 0 }), { mode: 0o755 });
    const script =
      'mount -t tmpfs none "$1/volume"; cp "$0" "$1/volume/unknown-on-volume"; exec chroot "$1" /volume/unknown-on-volume';
    await run(['unshare', '--mount', 'sh', '-c', script, join(stage.temp.path, 'drift'), root]);
    const parked = () => sensor.metric('drift_sensor_queue_depth', { queue: 'parked' });
    await waitFor('our descriptors to be closed', () => held(sensor, 'unknown-on-volume').length === 0, 5_000);
    expect(await parked()).toBeGreaterThan(0);
    await sensor.waitForFinding(
      (f) => f.reason === 'unknown_container' && f.file?.path.endsWith('/unknown-on-volume') === true,
    );
  });
});

/** In the container's mount namespace and with its root, but with the host's devices. */
function inside({ pid }: RuncContainer, script: string): Promise<string> {
  return run(['nsenter', '-t', `${pid}`, '--mount', '/bin/busybox', 'sh', '-c', script]).catch(() => '');
}

/** What the bridge of this sensor holds of a name. Of a mount that is in no namespace any more the path begins at its root. */
function held(sensor: Sensor, name: string): string[] {
  const descriptors = `/proc/${bridgePid(sensor)}/fd`;
  return readdirSync(descriptors)
    .map((fd) => {
      try {
        return readlinkSync(join(descriptors, fd));
      } catch {
        return '';
      }
    })
    .filter((link) => link.endsWith(`/${name}`));
}
