import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { ImageIndex } from '../../../image-index/lookup.ts';
import { IndexStore } from '../../../image-index/store.ts';
import { run, tryRun } from '../../support/command.ts';
import { sharedContainerd } from '../../support/containerd.ts';
import { sharedDocker } from '../../support/docker.ts';
import { describeIf, need } from '../../support/need.ts';
import { imageArchive, layerDirectory, type OciImage, ociImage } from '../../support/oci.ts';
import { startPodman } from '../../support/podman.ts';
import { type TempDir, tempDir } from '../../support/temp.ts';
import { HELPER, needHelper } from '../support/helper.ts';
import { differences, listDirectory, listIndex } from '../support/tree.ts';

const BIN = new URL('../../../bin/image-index', import.meta.url).pathname;
const NAME = 'localhost/drift-sources:1';
let temp: TempDir;
let image: OciImage;
let unpacked: string;
let reference: ReturnType<typeof listDirectory>;
let number = 0;

describeIf([need.root(), need.engine('umoci', 'skopeo', 'busybox'), needHelper()], 'one image in every store', () => {
  beforeAll(async () => {
    temp = tempDir('sources');
    const busybox = readFileSync('/bin/busybox');
    const base = layerDirectory(join(temp.path, 'base'), {
      files: {
        'bin/busybox': { content: busybox },
        'bin/old': { content: 'old' },
        'etc/gone': { content: 'gone', mode: 0o644 },
        'opt/dir/lower': { content: 'lower' },
      },
    });
    const top = layerDirectory(join(temp.path, 'top'), {
      files: {
        'bin/old': { content: '#!/bin/busybox sh\necho new\n' },
        'opt/dir/upper': { content: 'upper', mode: 0o4755 },
      },
      whiteouts: ['etc/gone'],
      opaque: ['opt/dir'],
    });
    const layout = join(temp.path, 'layout');
    image = await ociImage({ layout, tag: 'v1', layers: [base, top], cmd: ['/bin/busybox', 'sleep', '1000000'] });
    unpacked = join(temp.path, 'bundle');
    await run(['umoci', 'unpack', '--image', `${layout}:v1`, unpacked]);
    reference = listDirectory(join(unpacked, 'rootfs'));
  });
  afterAll(() => temp.remove());

  /** Builds with the command, as a user would; gives the index of its own new directory. */
  async function built(source: string, env: NodeJS.ProcessEnv = {}, ...options: string[]) {
    const dir = join(temp.path, `index${number++}`);
    const { code, stdout, stderr } = await tryRun([BIN, 'build', source, '--json', '--index-dir', dir, ...options], {
      env,
    });
    expect(stderr).toBe('');
    expect(code).toBe(0);
    const told = JSON.parse(stdout) as { key: string; id: string; provenance: string; layers: string[] };
    const index = new IndexStore({ dir, helperPath: HELPER }).open(told.key) as ImageIndex;
    const found = differences(reference, listIndex(index));
    index.close();
    // Nothing temporary is left.
    expect(readdirSync(dir).includes('tmp') ? readdirSync(join(dir, 'tmp')) : []).toEqual([]);
    return { ...told, found };
  }

  const config = async () => {
    const { stdout } = await tryRun(['skopeo', 'inspect', '--raw', image.ref]);
    return (JSON.parse(stdout) as { config: { digest: string } }).config.digest;
  };

  test('an OCI layout and an OCI archive, plain and compressed, have the same index', async () => {
    const id = await config();
    expect(await built(image.ref)).toMatchObject({ id, provenance: 'content_store', found: [] });
    const archive = await imageArchive(image, 'oci-archive', join(temp.path, 'oci.tar'), 'v1');
    expect(await built(`oci-archive:${archive}:v1`)).toMatchObject({ id, found: [] });
    expect(await built(`oci-archive:${archive}`)).toMatchObject({ id, found: [] });
    for (const [program, suffix] of [
      ['gzip', 'gz'],
      ['zstd', 'zst'],
    ] as const) {
      await run(['sh', '-c', `${program} -c "$1" >"$1.${suffix}"`, 'sh', archive]);
      expect(await built(`oci-archive:${archive}.${suffix}:v1`)).toMatchObject({ id, found: [] });
    }
  });

  test('a Docker archive as skopeo writes it, by name, by digest and as the only one', async () => {
    const archive = await imageArchive(image, 'docker-archive', join(temp.path, 'docker.tar'), NAME);
    const { id, found } = await built(`docker-archive:${archive}`);
    expect(found).toEqual([]);
    expect((await built(`docker-archive:${archive}:${NAME}`)).id).toBe(id);
    expect((await built(`docker-archive:${archive}:${id}`)).id).toBe(id);
    const wrong = await tryRun([
      BIN,
      'build',
      `docker-archive:${archive}:other:1`,
      '--index-dir',
      join(temp.path, 'x'),
    ]);
    expect(wrong).toMatchObject({ code: 3, stdout: '' });
    expect(wrong.stderr).toContain(`the archive has: ${NAME}`);
  });

  test('a Docker archive of the newer form, an OCI layout with manifest.json whose layers are compressed', async () => {
    const dir = join(temp.path, 'newer');
    await run(['cp', '-a', image.layout, dir]);
    const manifest = JSON.parse((await tryRun(['skopeo', 'inspect', '--raw', image.ref])).stdout) as {
      config: { digest: string };
      layers: { digest: string }[];
    };
    const blob = ({ digest }: { digest: string }) => `blobs/sha256/${digest.slice(7)}`;
    const entry = { Config: blob(manifest.config), RepoTags: [NAME], Layers: manifest.layers.map(blob) };
    writeFileSync(join(dir, 'manifest.json'), JSON.stringify([entry]));
    const file = join(temp.path, 'newer.tar');
    await run(['tar', '-C', dir, '-cf', file, '.']);
    expect(await built(`docker-archive:${file}:${NAME}`)).toMatchObject({ id: manifest.config.digest, found: [] });
  });

  test('a Docker archive whose layer was changed is refused, naming both digests', async () => {
    const archive = await imageArchive(image, 'docker-archive', join(temp.path, 'changed.tar'), NAME);
    const bytes = readFileSync(archive);
    const at = bytes.indexOf('echo new');
    bytes.write('echo NEW', at);
    writeFileSync(archive, bytes);
    const { code, stderr } = await tryRun([
      BIN,
      'build',
      `docker-archive:${archive}`,
      '--index-dir',
      join(temp.path, 'changed'),
    ]);
    expect(code).toBe(3);
    expect(stderr).toMatch(/should be sha256:[0-9a-f]{64} but is sha256:[0-9a-f]{64}/);
  });

  describeIf([need.engine('podman')], 'Podman', () => {
    test('containers-storage and a running container are read from their lower directories', async () => {
      await using podman = startPodman();
      await podman.load(image, NAME);
      const stored = await built(`containers-storage:[overlay@${podman.storageRoot}]${NAME}`);
      expect(stored).toMatchObject({ provenance: 'lower_dirs', id: await config() });
      // containers/storage gives the root directory of an image a mode of its own, and containers see it so.
      expect(stored.found.filter((line) => !line.startsWith('"/":'))).toEqual([]);
      expect(stored.layers.every((layer) => /^sha256:[0-9a-f]{64}$/.test(layer))).toBe(true);
      const id = await podman.start(NAME, ['/bin/busybox', 'sleep', '1000000']);
      const live = await built(`container:${id}`);
      expect(live.provenance).toBe('lower_dirs');
      expect(live.found.filter((line) => !line.startsWith('"/":'))).toEqual([]);
      const { code, stderr } = await tryRun([BIN, 'build', `containers-storage:[overlay@${podman.storageRoot}]no:1`]);
      expect(code).toBe(3);
      expect(stderr).toContain(NAME);
    });
  });

  describeIf([need.engine('docker')], 'Docker', () => {
    test('a daemon exports its image, a known one is not exported again, and a container has its lower directories', async () => {
      const docker = await sharedDocker();
      const archive = await imageArchive(image, 'docker-archive', join(temp.path, 'load.tar'), NAME);
      await docker.docker(['load', '--input', archive]);
      const env = { DOCKER_HOST: docker.host };
      const { id, found, layers } = await built(`docker-daemon:${NAME}`, env);
      expect(found).toEqual([]);
      expect(id).toBe(await docker.docker(['image', 'inspect', '--format', '{{.Id}}', NAME]));
      expect(layers).toHaveLength(2);
      const saved = join(temp.path, 'saved.tar');
      await docker.docker(['save', '--output', saved, NAME]);
      expect(await built(`docker-archive:${saved}:${NAME}`)).toMatchObject({ id, found: [] });
      await using container = await docker.start(NAME, ['/bin/busybox', 'sleep', '1000000']);
      const live = await built(`container:${container.id.slice(0, 12)}`);
      // The engine made mount points of its own in directories that the image has not.
      expect(live.found.filter((line) => !/got (?:directory|nothing)/.test(line))).toEqual([]);
      expect(live.layers).toHaveLength(2);
      const missing = await tryRun([BIN, 'build', 'docker-daemon:no-such'], { env });
      expect(missing).toMatchObject({ code: 3 });
      expect(missing.stderr).toContain('no such image');
    });
  });

  describeIf([need.engine('containerd')], 'containerd', () => {
    test('blobs are read from the content store, and the unpacked layers where they were discarded', async () => {
      const containerd = await sharedContainerd();
      const archive = await imageArchive(image, 'oci-archive', join(temp.path, 'ctr.tar'), NAME);
      const name = `docker.io/library/drift-sources:${process.pid}`;
      await containerd.ctr(['images', 'import', '--index-name', name, archive]);
      const env = { CONTAINERD_ADDRESS: containerd.address };
      expect(await built(`containerd:${name}`, env)).toMatchObject({
        provenance: 'content_store',
        id: await config(),
        found: [],
      });
      expect(await built(`containerd:drift-sources:${process.pid}`, env)).toMatchObject({ id: await config() });
      const { stdout } = await tryRun(['skopeo', 'inspect', '--raw', image.ref]);
      const layers = (JSON.parse(stdout) as { layers: { digest: string }[] }).layers.map(({ digest }) => digest);
      for (const digest of layers) await containerd.ctr(['content', 'rm', digest]);
      const again = await built(`containerd:${name}`, env);
      expect(again).toMatchObject({ provenance: 'lower_dirs', id: await config(), found: [] });
      expect(await containerd.ctr(['snapshots', 'ls'])).not.toContain('image-index');
      const other = await tryRun([BIN, 'build', `containerd:${name}`, '--namespace', 'moby'], { env });
      expect(other).toMatchObject({ code: 3 });
      await containerd.ctr(['images', 'rm', name]);
    });
  });
});
