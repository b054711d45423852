/**
 * Debian's interpreters, a compiler, musl's loader and two servers as one image of a single layer: for what languages and everyday
 * workloads do. A gigabyte, so that only runc, which copies nothing, gets it; the other engines get the interpreters alone.
 */
import { createHash } from 'node:crypto';
import { copyFileSync, cpSync, mkdirSync, readFileSync, symlinkSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { busyboxRootfs } from '../support/busybox.ts';
import { run } from '../support/command.ts';
import { debianRootfs } from '../support/debian.ts';
import { madeOnce } from '../support/made-once.ts';
import { archives, filesIn, type ImageFiles } from './image.ts';

export const LANGUAGES = 'example.test/drift/languages:1';
export const INTERPRETERS = 'example.test/drift/interpreters:1';

const PACKAGES = [
  ...['python3', 'perl', 'nodejs', 'ruby', 'php-cli', 'lua5.4', 'tcl', 'gawk', 'default-jre-headless'],
  ...['musl', 'gcc', 'libc6-dev', 'nginx-light', 'postgresql'],
];
const PROGRAMS = ['node', 'ruby', 'php', 'lua5.4', 'tclsh', 'gawk'].map((name) => `/usr/bin/${name}`);
const MULTIARCH = `usr/lib/${process.arch === 'x64' ? 'x86_64' : 'aarch64'}-linux-gnu`;
/** What they read besides their libraries. */
const DIRECTORIES = [
  'usr/share/nodejs',
  'usr/share/tcltk',
  'usr/share/rubygems-integration',
  'usr/lib/ruby',
  `${MULTIARCH}/ruby`,
];

export async function languagesImage(): Promise<ImageFiles> {
  const layers = [await debianRootfs({ include: PACKAGES })];
  return { ref: LANGUAGES, layers, lowers: layers, oci: '', ociArchive: '', dockerArchive: '' };
}

/** 150 MB, made once per machine and content of this file. */
export async function interpretersImage(): Promise<ImageFiles> {
  const key = createHash('sha256')
    .update(readFileSync(import.meta.filename))
    .update(process.arch)
    .digest('hex');
  const dir = await madeOnce('interpreters-image', key, async (partial) => {
    await interpreters(await debianRootfs({ include: PACKAGES }), join(partial, 'root'));
    await archives(partial, [join(partial, 'root')], INTERPRETERS);
  });
  return filesIn(dir, INTERPRETERS, [join(dir, 'root')]);
}

async function interpreters(debian: string, root: string): Promise<void> {
  await busyboxRootfs(root);
  for (const name of ['lib', 'lib64']) {
    mkdirSync(join(root, 'usr', name), { recursive: true });
    symlinkSync(`usr/${name}`, join(root, name));
  }
  mkdirSync(join(root, 'cache'));
  // What the runner starts in every image, to see that it is indexed.
  symlinkSync('/bin/busybox', join(root, 'usr/bin/true'));
  for (const path of DIRECTORIES)
    cpSync(join(debian, path), join(root, path), { recursive: true, verbatimSymlinks: true });
  for (const program of PROGRAMS) {
    const real = (await run(['chroot', debian, 'readlink', '-f', program])).trim();
    const libraries = (await run(['chroot', debian, 'ldd', real])).matchAll(/(\/\S+) \(0x/g);
    copyFileSync(join(debian, real), join(root, program));
    for (const [, path = ''] of libraries) {
      mkdirSync(dirname(join(root, path)), { recursive: true });
      copyFileSync(join(debian, path), join(root, path));
    }
  }
}
