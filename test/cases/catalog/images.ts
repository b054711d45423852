import { copyFileSync, mkdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { BUSYBOX } from '../../support/busybox.ts';
import { run } from '../../support/command.ts';
import { freshElf, freshName } from '../bytes.ts';
import { archives, type ImageFiles } from '../image.ts';
import type { Case } from './case.ts';

const IDLE = ['/bin/busybox', 'sleep', '1000000'];

/** B04, B09: images of every form, and several that have something in common. */
export const images: readonly Case[] = [
  {
    id: 'B04',
    technique: 'an image from scratch with one static program',
    expected: 'quiet',
    run: async ({ engine, scratch, start }) => {
      const image = await make(scratch, [scratchLayer]);
      await engine.load(image);
      const box = await start({ image: image.ref, args: IDLE });
      await box.run(['/bin/busybox', 'true']);
      await box.run(['/bin/sh', '-c', '/bin/busybox true']);
      return undefined;
    },
  },
  {
    id: 'B04',
    technique: 'an image whose layers are compressed with zstd',
    engines: ['podman', 'containerd'],
    expected: 'quiet',
    run: async ({ engine, scratch, start }) => {
      const image = await make(scratch, [scratchLayer, toolLayer]);
      const zstd = `${image.oci.replace(/:[^:]*$/, '')}-zstd:cases`;
      await run(['skopeo', '--insecure-policy', 'copy', '--quiet', '--dest-compress-format', 'zstd', image.oci, zstd]);
      rmSync(image.ociArchive);
      await run([
        'skopeo',
        '--insecure-policy',
        'copy',
        '--quiet',
        zstd,
        `oci-archive:${image.ociArchive}:${image.ref}`,
      ]);
      await engine.load({ ...image, oci: zstd });
      const box = await start({ image: image.ref, args: IDLE });
      await box.run(['/bin/tool']);
      return undefined;
    },
  },
  {
    id: 'B09',
    technique: 'rebuilt under one tag while a container of the old image runs; layers in common',
    expected: 'quiet',
    run: async ({ engine, scratch, start }) => {
      const ref = `example.test/drift/${freshName('rebuilt')}:1`;
      const old = await make(scratch, [scratchLayer, toolLayer], ref);
      await engine.load(old);
      const first = await start({ image: ref, args: IDLE });
      await first.run(['/bin/tool']);
      await engine.load(await make(scratch, [scratchLayer, toolLayer], ref));
      const second = await start({ image: ref, args: IDLE });
      await second.run(['/bin/tool']);
      await first.run(['/bin/tool']);
      return undefined;
    },
  },
  {
    id: 'B09',
    technique: 'one image under two tags',
    expected: 'quiet',
    run: async ({ engine, scratch, start }) => {
      const image = await make(scratch, [scratchLayer, toolLayer]);
      await engine.load(image);
      const again = await tagged(image, scratch);
      await engine.load(again);
      for (const ref of [image.ref, again.ref]) await (await start({ image: ref, args: IDLE })).run(['/bin/tool']);
      return undefined;
    },
  },
  {
    id: 'B09',
    technique: 'the rebuilt image’s tool, brought into a container of the old one',
    expected: 'modified/binary/writable_layer',
    run: async ({ engine, scratch, start }) => {
      const ref = `example.test/drift/${freshName('rebuilt')}:1`;
      await engine.load(await make(scratch, [scratchLayer, toolLayer], ref));
      const first = await start({ image: ref, args: IDLE });
      const bytes = freshElf();
      const rebuilt = (dir: string): void => toolLayer(dir, bytes);
      await engine.load(await make(scratch, [scratchLayer, rebuilt], ref));
      const second = await start({ image: ref, args: IDLE });
      await second.run(['/bin/tool']);
      const digest = first.put('/bin/tool', bytes);
      await first.run(['/bin/tool']);
      return { sha256: digest, container: first.id };
    },
  },
];

type Layer = (dir: string) => void;

function scratchLayer(dir: string): void {
  for (const path of ['bin', 'proc', 'sys', 'dev', 'tmp', 'data', 'cache', 'etc'])
    mkdirSync(join(dir, path), { recursive: true });
  copyFileSync(BUSYBOX, join(dir, 'bin/busybox'));
  symlinkSync('busybox', join(dir, 'bin/sh'));
}

function toolLayer(dir: string, bytes: Buffer = freshElf()): void {
  mkdirSync(join(dir, 'bin'), { recursive: true });
  writeFileSync(join(dir, 'bin/tool'), bytes, { mode: 0o755 });
}

async function make(scratch: string, layers: readonly Layer[], ref?: string): Promise<ImageFiles> {
  const name = freshName('image');
  const dir = join(scratch, name);
  const paths = layers.map((layer, i) => {
    const path = join(dir, String(i));
    mkdirSync(path, { recursive: true });
    layer(path);
    return path;
  });
  return archives(dir, paths, ref ?? `example.test/drift/${name}:1`);
}

async function tagged(image: ImageFiles, scratch: string): Promise<ImageFiles> {
  const dir = join(scratch, freshName('again'));
  mkdirSync(dir);
  return archives(dir, image.layers, `${image.ref.replace(/:1$/, '')}:2`);
}
