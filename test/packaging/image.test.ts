/** The image, really built with buildah. ../cluster/deploy.test.ts runs it as the pod of daemonset.yaml. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, expect, test } from 'vitest';
import { run } from '../support/command.ts';
import { describeIf, need } from '../support/need.ts';
import { tempDir } from '../support/temp.ts';
import { type BuiltImage, buildImage, sensorImage } from './image.ts';

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
