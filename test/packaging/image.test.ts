/** The image, really built with buildah, and run by containerd as the pod of daemonset.yaml: no more rights than that has. */
import { readFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { freshElf, sha256 } from '../cases/bytes.ts';
import { busyboxRootfs } from '../support/busybox.ts';
import { run, waitFor } from '../support/command.ts';
import { type Containerd, startContainerd } from '../support/containerd.ts';
import { type CriPod, startPod } from '../support/cri.ts';
import { describeIf, need } from '../support/need.ts';
import { imageArchive, layerDirectory, ociImage } from '../support/oci.ts';
import { type TempDir, tempDir } from '../support/temp.ts';
import { type BuiltImage, buildImage, sensorImage } from './image.ts';
import { SENSOR_POD_UID, type SensorPod, startSensorPod } from './sensor-pod.ts';

const APP = 'example.test/packaging/app:1';
const PAUSE = 'registry.k8s.io/pause:3.9';
const BUILD_MS = 900_000;
const needs = [need.root(), need.compiler(), need.engine('buildah', 'debootstrap')];

let image: BuiltImage;

describeIf(needs, 'the image', () => {
  beforeAll(async () => {
    image = await sensorImage();
  }, BUILD_MS);

  test('is the same, layer by layer, when it is built again', { timeout: BUILD_MS }, async () => {
    await using temp = tempDir('rebuilt');
    const again = await buildImage(join(temp.path, 'layout'));
    expect(again.layers).toEqual(image.layers);
    expect(again.manifestDigest).toBe(image.manifestDigest);
  });

  test('says what it is', () => {
    const { version } = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8'));
    expect(image.config.config.Labels).toMatchObject({
      'org.opencontainers.image.title': 'drift-sensor',
      'org.opencontainers.image.version': version,
      'org.opencontainers.image.licenses': 'Apache-2.0',
    });
  });

  test('holds Node, the bundle, the bridge, licences and an SBOM, and neither a shell nor npm packages', async () => {
    const files = (await listFiles(image)).map((path) => path.replace(/^\.?\/?/, ''));
    const APP_FILES = [
      'bundle/drift-sensor.mjs',
      'bundle/hash-worker.mjs',
      'native/drift-bridge',
      'native/drift-helper',
    ];
    expect(files).toEqual(expect.arrayContaining(APP_FILES.map((name) => `opt/drift-sensor/${name}`)));
    expect(files).toEqual(
      expect.arrayContaining([
        'usr/local/bin/node',
        'usr/share/doc/drift-sensor/THIRD-PARTY-LICENCES.txt',
        'usr/share/doc/drift-sensor/debian/libbpf-dev.copyright',
      ]),
    );
    expect(files.filter((path) => /(^|\/)((ba|da)?sh|busybox|npm|node_modules|apt)(\/|$)/.test(path))).toEqual([]);
  });

  test('has an SBOM that names npm’s packages and what is linked into the bridge, each with a version', async () => {
    const bom = JSON.parse(await readFromImage(image, 'usr/share/doc/drift-sensor/sbom.cdx.json')) as {
      bomFormat: string;
      components: { name: string; version: string; purl: string }[];
    };
    expect(bom.bomFormat).toBe('CycloneDX');
    const { dependencies } = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8'));
    for (const [name, version] of Object.entries(dependencies)) {
      expect(bom.components).toContainEqual(expect.objectContaining({ name, version }));
    }
    for (const name of ['libbpf-dev', 'libelf-dev', 'zlib1g-dev', 'libc6-dev']) {
      expect(bom.components.find((it) => it.name === name)?.purl).toMatch(/^pkg:deb\/debian\/\S+@\S+arch=/);
    }
    expect(bom.components.filter(({ name }) => name === 'vitest')).toEqual([]);
  });
});

const podNeeds = [...needs, need.btf(), need.engine('containerd', 'busybox', 'umoci', 'skopeo')];

describeIf(podNeeds, 'the pod of daemonset.yaml', () => {
  let temp: TempDir;
  let containerd: Containerd;
  let sensor: SensorPod;
  let web: CriPod;
  let server: string;
  let url: string;

  beforeAll(async () => {
    image = await sensorImage();
    temp = tempDir('sensor-pod');
    containerd = await startContainerd({ cri: true, sandboxImage: PAUSE });
    const rootfs = await busyboxRootfs(join(temp.path, 'rootfs'));
    const pause = layerDirectory(join(temp.path, 'pause'), { files: { 'etc/pause': { content: 'pause' } } });
    for (const [i, [name, layers]] of Object.entries({ [APP]: [rootfs], [PAUSE]: [rootfs, pause] }).entries()) {
      const built = await ociImage({ layout: join(temp.path, 'layout'), tag: `t${i}`, layers });
      await importArchive(await imageArchive(built, 'oci-archive', join(temp.path, 'image.tar'), name));
    }
    const archive = join(temp.path, 'sensor.tar');
    await run(['tar', '-C', image.layout, '-cf', archive, '.']);
    await importArchive(archive);
    const port = await freePort();
    url = `http://127.0.0.1:${port}`;
    sensor = await startSensorPod(join(temp.path, 'node'), containerd, port);
    web = await startPod(containerd.socket, {
      namespace: 'shop',
      name: 'web-0',
      uid: 'c1e2d3c4-4b5a-4968-8778-695a4b3c2d1e',
    });
    server = await web.start('server', APP, ['/bin/sleep', '1000000']);
    const ready = async () => {
      if (await sensor.cri.hasExited(sensor.id)) throw new Error('it ended');
      return (await answer('/readyz')).status === 200;
    };
    await waitFor('the sensor to be ready', ready, 240_000).catch((cause: unknown) => {
      throw new Error(`the sensor's pod did not become ready:\n${sensor.words()}`, { cause });
    });
  }, BUILD_MS);

  afterAll(async () => {
    await sensor?.cri[Symbol.asyncDispose]();
    await web?.[Symbol.asyncDispose]();
    await containerd?.stop();
    await temp?.remove();
  });

  const importArchive = (path: string) => containerd.ctr(['images', 'import', path], { timeoutMs: 300_000 });

  async function answer(path: string): Promise<{ status: number; text: string }> {
    try {
      const response = await fetch(url + path);
      return { status: response.status, text: await response.text() };
    } catch {
      return { status: 0, text: '' };
    }
  }

  test('is seen by the kernel’s own events, and catches its canary in its own container', async () => {
    expect((await answer('/metrics')).text).toContain('drift_sensor_tier_info{tier="detect"} 1');
    expect((await answer('/healthz')).status).toBe(200);
    const canary = sensor.findings().find((finding) => finding.container.runtime === 'canary');
    expect(canary).toMatchObject({
      verdict: 'added',
      source: 'ebpf',
      file: { path: expect.stringMatching(/^\/tmp\/drift-sensor-canary-/) },
      container: { id: sensor.id },
      pod: { namespace: 'drift-sensor', uid: SENSOR_POD_UID },
    });
  });

  test('finds a program that kubectl exec brings into another pod, with its digest', async () => {
    const bytes = freshElf();
    const script = `printf '%s' '${bytes.toString('base64')}' | base64 -d >/tmp/brought && chmod +x /tmp/brought && /tmp/brought`;
    expect((await web.exec(server, ['/bin/sh', '-c', script])).code).toBe(0);
    const finding = await waitFor(
      'the finding',
      () => sensor.findings().find(({ file }) => file?.sha256 === sha256(bytes)),
      60_000,
    );
    expect(finding).toMatchObject({
      verdict: 'added',
      origin: 'writable_layer',
      source: 'ebpf',
      node: 'node-1',
      file: { path: '/tmp/brought', size: bytes.length },
      container: { id: server, name: 'server', image: { ref: APP } },
      pod: { namespace: 'shop', name: 'web-0' },
    });
  });

  test('knows its own programs: nothing that it runs itself is a finding but its canary', () => {
    const own = sensor.findings().filter((finding) => finding.container.id === sensor.id);
    // Before the pod is ready its own image is being indexed, which is said, not passed over.
    const drift = own.filter(({ container, verdict }) => container.runtime !== 'canary' && verdict !== 'unverified');
    expect(drift).toEqual([]);
  });

  test('answers kubectl exec -- drift-sensor status', async () => {
    const { code, stdout } = await sensor.cri.exec(sensor.id, ['/usr/local/bin/drift-sensor', 'status', '--json']);
    expect(code).toBe(0);
    const { containers } = JSON.parse(stdout) as { containers: { id: string; index: { state: string } }[] };
    expect(containers.find(({ id }) => id === server)?.index.state).toBe('ready');
  });

  test('ends with its last words when its pod is deleted', async () => {
    await sensor.cri.stop(sensor.id);
    expect(await sensor.cri.hasExited(sensor.id)).toBe(true);
  });
});

async function listFiles({ layout, layers }: BuiltImage): Promise<string[]> {
  const lists = layers.map(({ digest }) => run(['tar', '-tzf', join(layout, 'blobs', digest.replace(':', '/'))]));
  return (await Promise.all(lists)).flatMap((list) => list.split('\n'));
}

async function readFromImage({ layout, layers }: BuiltImage, path: string): Promise<string> {
  for (const { digest } of layers) {
    const blob = join(layout, 'blobs', digest.replace(':', '/'));
    const names = (await run(['tar', '-tzf', blob])).split('\n');
    const name = names.find((it) => it.replace(/^\.?\/?/, '') === path);
    if (name !== undefined) return run(['tar', '-xzOf', blob, name]);
  }
  throw new Error(`the image has no ${path}`);
}

/** Free a moment ago. */
function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => resolve(typeof address === 'object' && address !== null ? address.port : 0));
    });
  });
}
