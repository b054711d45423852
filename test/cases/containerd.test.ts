/** What the sensor must find in containers of plain containerd (`ctr`), seen with the real kernel. */
import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { busyboxRootfs } from '../support/busybox.ts';
import { waitFor } from '../support/command.ts';
import { type Containerd, sharedContainerd } from '../support/containerd.ts';
import { writeElf } from '../support/elf.ts';
import { describeIf, need } from '../support/need.ts';
import { imageArchive, ociImage } from '../support/oci.ts';
import { type Sensor, startSensor } from '../support/sensor.ts';
import { type TempDir, tempDir } from '../support/temp.ts';

const REF = 'example.test/drift/light:1';
const needs = [need.root(), need.btf(), need.bridge(), need.engine('containerd', 'busybox', 'umoci', 'skopeo')];

describeIf(needs, 'in a containerd container', () => {
  let temp: TempDir;
  let containerd: Containerd;
  let sensor: Sensor;
  let image: { digest: string; id: string };

  beforeAll(async () => {
    temp = tempDir('light-containerd');
    containerd = await sharedContainerd();
    const rootfs = await busyboxRootfs(join(temp.path, 'rootfs'));
    const oci = await ociImage({ layout: join(temp.path, 'layout'), tag: 'light', layers: [rootfs] });
    const archive = await imageArchive(oci, 'oci-archive', join(temp.path, 'light.tar'), REF);
    await containerd.ctr(['images', 'import', archive]);
    const digest = /sha256:[0-9a-f]{64}/.exec(await containerd.ctr(['images', 'ls', `name==${REF}`]))?.[0] ?? '';
    const manifest = JSON.parse(await containerd.ctr(['content', 'get', digest]));
    image = { digest, id: manifest.config.digest };
    await containerd.start(REF, 'before');
    sensor = await startSensor({ args: ['--runtime', `containerd=${containerd.address}`] });
    await containerd.start(REF, 'after');
  });

  afterAll(async () => {
    for (const id of ['before', 'after']) await containerd?.remove(id);
    await sensor?.stop();
    await temp?.remove();
  });

  const clean = () => sensor.metric('drift_sensor_verdicts_total', { verdict: 'in_image', object: 'binary' });

  for (const id of ['before', 'after']) {
    test(`one started ${id} the sensor: a new ELF is added, with its image; its own programs are quiet`, async () => {
      const before = await clean();
      for (const args of [
        ['/bin/busybox', 'true'],
        ['/bin/ls', '/'],
        ['/bin/sh', '-c', '/bin/cat /etc/passwd'],
      ]) {
        expect((await containerd.exec(id, args)).code).toBe(0);
      }
      await waitFor('clean verdicts', async () => (await clean()) >= before + 4, 30_000);
      const own = () => sensor.findings().filter((finding) => finding.container.id === id);
      expect(own()).toEqual([]);

      const file = join(temp.path, `new-${id}`);
      const bytes = writeElf(file, { sleepMs: 30 });
      const sha256 = createHash('sha256').update(bytes).digest('hex');
      await containerd.copyIn(id, file, '/tmp/new');
      await containerd.exec(id, ['/tmp/new', 'one']);
      const finding = await sensor.waitForFinding((f) => f.file?.sha256 === sha256, 30_000);
      expect(finding).toMatchObject({
        verdict: 'added',
        object: 'binary',
        origin: 'writable_layer',
        source: 'ebpf',
        severity: 'high',
        file: { path: '/tmp/new' },
        process: { args: ['/tmp/new', 'one'] },
        container: {
          id,
          name: id,
          runtime: 'containerd',
          image: { ref: REF, ...image, provenance: expect.stringMatching(/^(?:content_store|lower_dirs)$/) },
        },
      });
    });
  }

  test('of twenty --rm containers that live 50 ms each drift is found, with its image, and nothing else', async () => {
    const file = join(temp.path, 'payload');
    const bytes = writeElf(file, { sleepMs: 50 });
    const sha256 = createHash('sha256').update(bytes).digest('hex');
    const mount = `type=bind,src=${file},dst=/payload,options=rbind:ro`;
    const ids = Array.from({ length: 20 }, (_, i) => `brief-${i}`);
    for (const id of ids) {
      await containerd.ctr(['run', '--rm', '--mount', mount, REF, id, '/bin/sh', '-c', '/payload; /bin/true']);
    }
    const brief = () => sensor.findings().filter((f) => f.file?.sha256 === sha256 || ids.includes(f.container.id));
    await waitFor('twenty findings', () => brief().length >= ids.length, 30_000);
    for (const finding of brief()) {
      expect(finding).toMatchObject({
        verdict: 'added',
        origin: 'volume',
        file: { path: '/payload', sha256 },
        container: {
          runtime: 'containerd',
          image: { ref: REF, ...image, provenance: expect.stringMatching(/^(?:content_store|lower_dirs)$/) },
        },
      });
    }
    expect(new Set(brief().map((f) => f.container.id))).toEqual(new Set(ids));
  });
});
