/** Indexes before containers need them: of images that are pulled, and signed ones from the registry, seen with the real sensor. */
import { generateKeyPairSync } from 'node:crypto';
import { copyFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { describeAnew } from '../../image-index/format/describe-anew.ts';
import type { ImageMeta } from '../../image-index/format/image.ts';
import { readPrivateKey } from '../../image-index/share/keys.ts';
import { pushIndex } from '../../image-index/share/push.ts';
import { IndexStore, readControl } from '../../image-index/store.ts';
import { type Registry, startRegistry } from '../image-index/support/registry.ts';
import { BUSYBOX, busyboxRootfs } from '../support/busybox.ts';
import { waitFor } from '../support/command.ts';
import { type Containerd, startContainerd } from '../support/containerd.ts';
import { writeElf } from '../support/elf.ts';
import { describeIf, need } from '../support/need.ts';
import { imageArchive, layerDirectory, ociImage, pushImage } from '../support/oci.ts';
import { type Podman, startPodman } from '../support/podman.ts';
import { type Sensor, startSensor } from '../support/sensor.ts';
import { type TempDir, tempDir } from '../support/temp.ts';

const engines = need.engine('containerd', 'podman', 'busybox', 'umoci', 'skopeo');
const needs = [need.root(), need.btf(), need.bridge(), engines, need.command('docker-registry')];

describeIf(needs, 'a sensor with an index key', () => {
  let temp: TempDir;
  let registry: Registry;
  let containerd: Containerd;
  let podman: Podman;
  let sensor: Sensor;
  const at = (name: string) => join(temp.path, name);

  beforeAll(async () => {
    temp = tempDir('index-keys');
    registry = await startRegistry();
    for (const name of ['good', 'attacker']) {
      const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
      writeFileSync(at(`${name}.key`), privateKey.export({ type: 'pkcs8', format: 'pem' }));
      writeFileSync(at(`${name}.pub`), publicKey.export({ type: 'spki', format: 'pem' }));
    }
    containerd = await startContainerd();
    podman = startPodman();
    writeFileSync(at('sensor.yaml'), JSON.stringify({ indexRegistry: { plainHttp: true } }));
    sensor = await startSensor({
      args: [
        ...['--config', at('sensor.yaml'), '--index-key', at('good.pub')],
        ...['--runtime', `containerd=${containerd.address}`, '--runtime', `podman=${podman.storageRoot}`],
      ],
    });
  });
  afterAll(async () => {
    await sensor?.stop();
    await podman?.[Symbol.asyncDispose]();
    await containerd?.stop();
    await registry?.stop();
    await temp?.remove();
  });

  const outcome = (name: string) => sensor.metric('drift_sensor_index_pulls_total', { outcome: name });
  const plain = { plainHttp: true, anonymous: true } as const;

  /** A busybox image with one file of its own, in the registry; gives its index as `image-index build` makes it. */
  async function inRegistry(name: string, extra?: string) {
    const rootfs = await busyboxRootfs(at(`${name}-rootfs`));
    const own = layerDirectory(at(`${name}-own`), { files: { 'etc/own': { content: name } } });
    if (extra !== undefined) copyFileSync(extra, join(own, 'payload'));
    const oci = await ociImage({ layout: at(`${name}-layout`), tag: 'v1', layers: [rootfs, own] });
    const ref = `${registry.host}/${name}:v1`;
    await pushImage(oci, ref);
    const store = new IndexStore({ dir: at(`${name}-index`), registry: plain });
    const index = await store.buildSource({ kind: 'registry', ref }, `docker://${ref}`);
    const { key } = index;
    index.close();
    return { ref, key, path: store.imagePath(key), oci };
  }

  const push = (path: string, ref: string, key: string) =>
    pushIndex(
      { path, ref, registry: plain, scratchDir: at('scratch'), signKey: readPrivateKey(at(key)) },
      readControl({}),
    );

  /** Pulls with containerd, runs a program of the image and one that is not; gives the finding about the latter. */
  async function judge(ref: string, id: string, payload: string) {
    await containerd.ctr(['images', 'pull', '--plain-http', ref]);
    await containerd.start(ref, id);
    try {
      expect((await containerd.exec(id, ['/bin/true'])).code).toBe(0);
      await containerd.copyIn(id, payload, '/payload');
      await containerd.exec(id, ['/payload']);
      return await sensor.waitForFinding((found) => found.container.id === id, 30_000);
    } finally {
      await containerd.remove(id);
    }
  }

  test('takes the index that the key signed, and names where it comes from', async () => {
    const payload = at('new-file');
    writeElf(payload, { sleepMs: 30 });
    const { ref, path, key } = await inRegistry('signed');
    await push(path, ref, 'good.key');
    expect(await judge(ref, 'signed', payload)).toMatchObject({
      verdict: 'added',
      file: { path: '/payload' },
      container: { image: { ref, id: key, provenance: 'registry' } },
    });
    expect(await outcome('pulled')).toBe(1);
    expect(sensor.findings().filter((found) => found.container.id === 'signed')).toHaveLength(1);
  });

  test("refuses an attacker's index that declares malware part of the image: the malware is found", async () => {
    const malware = at('malware');
    writeElf(malware, { sleepMs: 30 });
    const { ref, path, key } = await inRegistry('attacked');
    const evil = await inRegistry('evil', malware);
    let meta: ImageMeta | undefined;
    describeAnew(path, at('same.idx'), (own) => {
      meta = own;
      return own;
    });
    describeAnew(evil.path, at('forged.idx'), (own) => meta ?? own);
    await push(at('forged.idx'), ref, 'attacker.key');
    expect(await judge(ref, 'attacked', malware)).toMatchObject({
      verdict: 'added',
      file: { path: '/payload' },
      container: { image: { ref, id: key, provenance: expect.stringMatching(/^(?:content_store|lower_dirs)$/) } },
    });
    expect(await outcome('wrong_signature')).toBe(1);
    expect(sensor.log()).toContain('wrong_signature');
  });

  test('has indexed images before any container uses them, as they come into containerd and Podman', async () => {
    const ready = () => sensor.metric('drift_sensor_index_images', { state: 'ready' });
    const layer = (name: string) =>
      layerDirectory(at(name), { files: { 'bin/busybox': { content: BUSYBOX }, 'etc/name': { content: name } } });
    const before = await ready();
    const one = await ociImage({ layout: at('one-layout'), tag: 'v1', layers: [layer('one')] });
    const archive = await imageArchive(one, 'oci-archive', at('one.tar'), 'example.test/one:1');
    await containerd.ctr(['images', 'import', archive]);
    await waitFor('containerd’s image', async () => (await ready()) === before + 1, 60_000);
    await podman.load(
      await ociImage({ layout: at('two-layout'), tag: 'v1', layers: [layer('two')] }),
      'localhost/two:1',
    );
    await waitFor('Podman’s image', async () => (await ready()) === before + 2, 60_000);
    expect(await sensor.metric('drift_sensor_index_images', { state: 'failed' })).toBe(0);
  });
});
