import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { IndexStore } from '../../image-index/store.ts';
import { BUSYBOX, busyboxRootfs } from '../support/busybox.ts';
import { run } from '../support/command.ts';
import { debianRootfs } from '../support/debian.ts';
import { describeIf, need } from '../support/need.ts';
import { startPodman } from '../support/podman.ts';
import { type TempDir, tempDir } from '../support/temp.ts';
import { HELPER, needHelper } from './support/helper.ts';
import { differences, type Listing, listDirectory, listIndex } from './support/tree.ts';

const LAYERS = 32;

const BASES = {
  "Debian's minimal system": () => debianRootfs(),
  'a busybox system as Alpine has it': (temp: TempDir) =>
    busyboxRootfs(join(temp.path, 'busybox'), { applets: 'hardlink' }),
  'a Node.js image': nodeRootfs,
} as const;

/** Node.js itself with its libraries, and the packages of this project as an application has them. */
async function nodeRootfs(temp: TempDir): Promise<string> {
  const dir = await busyboxRootfs(join(temp.path, 'node'));
  mkdirSync(join(dir, 'usr/local/bin'), { recursive: true });
  cpSync(process.execPath, join(dir, 'usr/local/bin/node'));
  const modules = new URL('../../node_modules', import.meta.url).pathname;
  const packages = readdirSync(modules).filter((name) => !/^[.@]|^node-linux|^typescript$|esbuild/.test(name));
  for (const name of packages.slice(0, 60)) cpSync(join(modules, name), join(dir, 'app/node_modules', name), COPY);
  return dir;
}
const COPY = { recursive: true, verbatimSymlinks: true } as const;

/** 32 layers: each one changes what those before it left, as a long Dockerfile does. */
async function imageWithManyLayers(temp: TempDir, base: string): Promise<string> {
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
  await add(base);
  const modules = join(base, 'app/node_modules');
  const [removed, emptied] = existsSync(modules) ? readdirSync(modules).filter((name) => !name.startsWith('.')) : [];
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
    if (at === 15 && existsSync(join(base, 'usr/bin/perl'))) put('usr/bin/.wh.perl', '');
    if (at === 16) put('usr/bin/perl', '#!/bin/sh\n', 0o755);
    if (at === 17 && removed !== undefined) put(`app/node_modules/.wh.${removed}`, '');
    if (at === 18 && emptied !== undefined) put(`app/node_modules/${emptied}/.wh..wh..opq`, '');
    if (at === 19) put(`app/node_modules/${removed ?? 'one'}/index.js`, 'again');
    if (at === 20) cpSync(BUSYBOX, join(dir, 'usr/bin/step-tool'));
    await add(dir);
    rmSync(dir, { recursive: true });
  }
  return layout;
}

describeIf(
  [need.root(), need.engine('umoci', 'skopeo', 'podman', 'debootstrap', 'busybox'), needHelper()],
  `images of ${LAYERS} layers`,
  () => {
    test.each(Object.entries(BASES))(
      'the index of %s equals what umoci unpacks and what Podman mounts',
      { timeout: 900_000 },
      async (_, base) => {
        await using temp = tempDir('real');
        const layout = await imageWithManyLayers(temp, await base(temp));
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
        expect(own.counts.files).toBeGreaterThan(50);

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
      },
    );
  },
);

/** containers/storage gives the root directory a mode of its own. */
function withoutRoot(listing: Listing): Listing {
  return new Map([...listing].filter(([path]) => path !== '/'));
}
