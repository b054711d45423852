import { cpSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { IndexStore } from '../../image-index/store.ts';
import { run } from '../support/command.ts';
import { debianRootfs } from '../support/debian.ts';
import { describeIf, need } from '../support/need.ts';
import { startPodman } from '../support/podman.ts';
import { type TempDir, tempDir } from '../support/temp.ts';
import { HELPER, needHelper } from './support/helper.ts';
import { differences, type Listing, listDirectory, listIndex } from './support/tree.ts';

const LAYERS = 32;

/** A Debian with 32 layers: each one changes what those before it left, as a long Dockerfile does. */
async function debianWithManyLayers(temp: TempDir): Promise<string> {
  const layout = join(temp.path, 'layout');
  const image = `${layout}:v1`;
  await run(['umoci', 'init', '--layout', layout]);
  await run(['umoci', 'new', '--image', image]);
  const add = async (dir: string): Promise<void> => {
    const tar = `${dir}.tar`;
    await run(['tar', '--numeric-owner', '--xattrs', '-C', dir, '-cf', tar, '.']);
    await run(['umoci', 'raw', 'add-layer', '--image', image, tar]);
    rmSync(tar);
  };
  await add(await debianRootfs());
  for (let at = 1; at < LAYERS; at++) {
    const dir = join(temp.path, `layer${at}`);
    const put = (path: string, content: string | Buffer, mode = 0o644): void => {
      mkdirSync(join(dir, path, '..'), { recursive: true });
      writeFileSync(join(dir, path), content, { mode });
    };
    put(`opt/step-${at}/tool`, `#!/bin/sh\necho ${at}\n`, 0o755);
    put('etc/step', `${at}\n`);
    put(`usr/bin/step-${at}`, readFileSync('/bin/true'), at % 3 === 0 ? 0o4755 : 0o755);
    if (at > 1) put(`opt/.wh.step-${at - 1}`, '');
    if (at === 10) put('usr/share/doc/.wh..wh..opq', '');
    if (at === 11) put('usr/share/doc/own/copyright', 'own');
    if (at === 15) put('usr/bin/.wh.perl', '');
    if (at === 16) put('usr/bin/perl', '#!/bin/sh\n', 0o755);
    if (at === 20) cpSync(join(await debianRootfs(), 'bin/dash'), join(dir, 'usr/bin/step-dash'));
    await add(dir);
    rmSync(dir, { recursive: true });
  }
  return layout;
}

describeIf(
  [need.root(), need.engine('umoci', 'skopeo', 'podman', 'debootstrap'), needHelper()],
  `Debian's minimal system with ${LAYERS} layers`,
  () => {
    test('the index equals what umoci unpacks and what Podman mounts', { timeout: 900_000 }, async () => {
      await using temp = tempDir('real');
      const layout = await debianWithManyLayers(temp);
      const store = new IndexStore({ dir: join(temp.path, 'index'), helperPath: HELPER });
      const indexOf = async (source: Parameters<IndexStore['buildSource']>[0]) => {
        const index = await store.buildSource(source, 'test');
        const listing = listIndex(index);
        const { layers, counts } = index;
        index.close();
        return { listing, layers, counts };
      };
      const own = await indexOf({ kind: 'oci_layout', dir: layout, tag: 'v1' });
      expect(own.layers).toHaveLength(LAYERS);
      expect(own.counts.files).toBeGreaterThan(1_000);

      const bundle = join(temp.path, 'bundle');
      await run(['umoci', 'unpack', '--image', `${layout}:v1`, bundle]);
      expect(differences(listDirectory(join(bundle, 'rootfs')), own.listing)).toEqual([]);

      await using podman = startPodman();
      const name = 'localhost/real:1';
      await podman.load({ layout, tag: 'v1', ref: `oci:${layout}:v1` }, name);
      const mounted = withoutRoot(listDirectory(await podman.podman(['image', 'mount', name])));
      expect(differences(mounted, withoutRoot(own.listing))).toEqual([]);
      const fromDirectories = await indexOf({ kind: 'containers_storage', ref: name, root: podman.storageRoot });
      expect(fromDirectories.layers).toEqual(own.layers);
      expect(differences(mounted, withoutRoot(fromDirectories.listing))).toEqual([]);
      await podman.podman(['image', 'umount', name]);
    });
  },
);

/** containers/storage gives the root directory a mode of its own. */
function withoutRoot(listing: Listing): Listing {
  return new Map([...listing].filter(([path]) => path !== '/'));
}
