/** What containerd announces of its images, before any container uses them. */
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { IndexStore } from '../../../../image-index/store.ts';
import type { ContainerImage } from '../../../../sensor/container/container.ts';
import { ContainerdRuntime } from '../../../../sensor/container/containerd.ts';
import { silentLogger } from '../../../../sensor/runtime/log.ts';
import { waitFor } from '../../../support/command.ts';
import { type Containerd, startContainerd } from '../../../support/containerd.ts';
import { describeIf, need } from '../../../support/need.ts';
import { imageArchive, layerDirectory, ociImage } from '../../../support/oci.ts';
import { type TempDir, tempDir } from '../../../support/temp.ts';

describeIf([need.root(), need.engine('containerd', 'umoci', 'skopeo')], "containerd's images", () => {
  let temp: TempDir;
  let containerd: Containerd;
  const stop = new AbortController();
  const appeared: ContainerImage[] = [];
  let watching: Promise<void> | undefined;

  beforeAll(async () => {
    temp = tempDir('containerd-images');
    containerd = await startContainerd();
    await load('example.test/before:1', 'before');
    const runtime = new ContainerdRuntime({ socketPath: containerd.socket, relistMs: 200 }, { log: silentLogger });
    watching = runtime.watch(stop.signal, {
      appeared: () => {},
      ended: () => {},
      state: () => {},
      imageAppeared: (image) => void appeared.push(image),
    });
  });
  afterAll(async () => {
    stop.abort();
    await watching;
    await containerd?.stop();
    await temp?.remove();
  });

  async function load(ref: string, content: string): Promise<void> {
    const layout = join(temp.path, content);
    const layers = ['lower', 'upper'].map((name) =>
      layerDirectory(`${layout}-${name}`, { files: { [`bin/${name}-${content}`]: { content } } }),
    );
    const oci = await ociImage({ layout, tag: 'v1', layers });
    await containerd.ctr(['images', 'import', await imageArchive(oci, 'oci-archive', `${layout}.tar`, ref)]);
  }

  const announced = async (ref: string): Promise<ContainerImage> => {
    await waitFor(`${ref} to be announced`, () => appeared.some((image) => image.ref === ref), 20_000);
    return appeared.find((image) => image.ref === ref) as ContainerImage;
  };

  async function filesOf(image: ContainerImage): Promise<string[]> {
    const store = new IndexStore({ dir: join(temp.path, 'index') });
    const { id = '', ref = '' } = image;
    const index = await store.build({ key: id, id, ref, source: image.source });
    try {
      expect(index.provenance).toBe('content_store');
      expect(index.digest).toBe(image.digest);
      return [...index.entries()].filter(({ entry }) => entry !== undefined).map(({ path }) => path.toString());
    } finally {
      index.close();
    }
  }

  test('that are there at the start are announced with what they are, and can be read', async () => {
    expect(await filesOf(await announced('example.test/before:1'))).toEqual(['/bin/lower-before', '/bin/upper-before']);
  });

  test('that come later are announced before any container uses them, also while the daemon comes back', async () => {
    await load('example.test/later:1', 'later');
    expect(await filesOf(await announced('example.test/later:1'))).toEqual(['/bin/lower-later', '/bin/upper-later']);
    await containerd.restart();
    await load('example.test/again:1', 'again');
    expect(await filesOf(await announced('example.test/again:1'))).toEqual(['/bin/lower-again', '/bin/upper-again']);
    // One name that leads to another image now: announced as that.
    await load('example.test/later:1', 'moved');
    await waitFor(
      'the moved tag',
      () => new Set(appeared.filter((i) => i.ref === 'example.test/later:1').map((i) => i.id)).size === 2,
    );
  });

  test('whose blobs are gone are not announced: the containers that use them say where their layers are', async () => {
    const ref = 'example.test/discarded:1';
    const layout = join(temp.path, 'discarded');
    const layer = layerDirectory(`${layout}-layer`, { files: { 'bin/x': { content: 'discarded' } } });
    const oci = await ociImage({ layout, tag: 'v1', layers: [layer] });
    const archive = await imageArchive(oci, 'oci-archive', `${layout}.tar`, ref);
    const before = appeared.length;
    // Another namespace: content is shared between them in the store, but each sees only its own.
    const other = (...args: string[]) => containerd.tryCtr(['--namespace', 'other', ...args]);
    await other('images', 'import', archive);
    await waitFor('the image', () => appeared.slice(before).some((image) => image.ref === ref));
    const manifest = appeared.slice(before).find((image) => image.ref === ref)?.digest ?? '';
    const { layers } = JSON.parse((await other('content', 'get', manifest)).stdout) as { layers: { digest: string }[] };
    expect((await other('content', 'rm', layers[0]?.digest ?? '')).code).toBe(0);
    const seen = appeared.length;
    await other('images', 'tag', ref, 'example.test/discarded:2');
    await load('example.test/marker:1', 'marker');
    await announced('example.test/marker:1');
    expect(appeared.slice(seen).map((image) => image.ref)).not.toContain('example.test/discarded:2');
  });
});
