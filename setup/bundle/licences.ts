import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

export type BundledPackage = {
  readonly name: string;
  readonly version: string;
  /** An SPDX expression. */
  readonly licence: string;
  /** The texts of its licence and notice files. */
  readonly texts: readonly string[];
};

const LICENCE_FILE = /^(licen[cs]e|copying|notice)([-.].*)?$/i;

/** The npm packages that any of the bundle's input files (paths below `root`) belong to, sorted. */
export function bundledPackages(root: string, inputs: readonly string[]): BundledPackage[] {
  const folders = new Set<string>();
  for (const input of inputs) {
    const match = /^(.*node_modules\/(?:@[^/]+\/)?[^/]+)\//.exec(input);
    if (match?.[1] !== undefined) folders.add(match[1]);
  }
  return [...folders].sort().map((folder) => readPackage(join(root, folder)));
}

/** Throws for a package that does not say its licence: such a bundle must not be given away. */
function readPackage(folder: string): BundledPackage {
  const { name, version, license } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as {
    name: string;
    version: string;
    license?: string;
  };
  if (typeof license !== 'string') throw new Error(`${folder}/package.json names no licence`);
  const files = existsSync(folder) ? readdirSync(folder).filter((file) => LICENCE_FILE.test(file)) : [];
  const texts = files.sort().map((file) => readFileSync(join(folder, file), 'utf8').trim());
  return { name, version, licence: license, texts };
}

/** One document; a text that several packages share stands once. */
export function licencesText(packages: readonly BundledPackage[]): string {
  const byText = new Map<string, BundledPackage[]>();
  for (const one of packages) {
    const text = one.texts.join('\n\n');
    byText.set(text, [...(byText.get(text) ?? []), one]);
  }
  const blocks = [...byText].map(([text, users]) => {
    const names = users.map(({ name, version, licence }) => `${name} ${version} (${licence})`).join('\n');
    return `${names}\n\n${text === '' ? 'The package brings no licence text; the expression above names it.' : text}\n`;
  });
  const rule = `\n${'-'.repeat(80)}\n\n`;
  return `This bundle contains the following packages.${rule}${blocks.join(rule)}`;
}
