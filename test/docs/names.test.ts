/** What documents and messages tell people to run or to look at is there. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';

const ROOT = join(import.meta.dirname, '../..');
const DOCUMENTS = readdirSync(ROOT)
  .concat(readdirSync(join(ROOT, 'docs')).map((name) => join('docs', name)))
  .filter((name) => name.endsWith('.md'));
const SOURCES = ['sensor', 'image-index', 'setup', 'test']
  .flatMap((dir) => readdirSync(join(ROOT, dir), { recursive: true, encoding: 'utf8' }).map((name) => join(dir, name)))
  .filter((name) => /\.(ts|sh)$/.test(name) && join(ROOT, name) !== import.meta.filename);
const textOf = (name: string): string => readFileSync(join(ROOT, name), 'utf8');

/** Each once, and where it stands. */
function named(files: readonly string[], pattern: RegExp): Map<string, string> {
  return new Map(files.flatMap((file) => [...textOf(file).matchAll(pattern)].map((match) => [match[1] ?? '', file])));
}

test('every npm script that is named can be run', () => {
  const { scripts } = JSON.parse(textOf('package.json')) as { readonly scripts: object };
  const all = named([...DOCUMENTS, ...SOURCES], /\bnpm run ([a-z][a-z0-9:-]*)/g);
  expect(all.size).toBeGreaterThan(5);
  expect([...all].filter(([name]) => !(name in scripts))).toEqual([]);
});

test('every file of ours that a document names is there', () => {
  const all = named(
    DOCUMENTS,
    /(?<![\w./-])((?:sensor|image-index|setup|test|docs|deploy)\/[\w./-]*\w\/?)(?![\w*<{$])/g,
  );
  expect(all.size).toBeGreaterThan(30);
  expect([...all].filter(([path]) => !existsSync(join(ROOT, path)))).toEqual([]);
});
