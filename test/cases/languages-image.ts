/**
 * Debian's interpreters, a compiler, musl's loader and two servers as one image of a single layer: for what languages and everyday
 * workloads do. A gigabyte, so that only runc, which copies nothing, gets it.
 */
import { debianRootfs } from '../support/debian.ts';
import type { ImageFiles } from './image.ts';

export const LANGUAGES = 'example.test/drift/languages:1';

const PACKAGES = [
  ...['python3', 'perl', 'nodejs', 'ruby', 'php-cli', 'lua5.4', 'tcl', 'gawk', 'default-jre-headless'],
  ...['musl', 'gcc', 'libc6-dev', 'nginx-light', 'postgresql'],
];

export async function languagesImage(): Promise<ImageFiles> {
  const layers = [await debianRootfs({ include: PACKAGES })];
  return { ref: LANGUAGES, layers, lowers: layers, oci: '', ociArchive: '', dockerArchive: '' };
}
