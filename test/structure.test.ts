import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, normalize, relative } from 'node:path';
import { expect, test } from 'vitest';

const ROOT = new URL('..', import.meta.url).pathname;

/** In the order of the flow, which is the alphabet's. */
const STAGES = ['bridge', 'container', 'digest', 'evaluate', 'finding', 'forward'];

/** Above this, a file has a second subject. Generated files do not count. */
const MAX_LINES = 300;

/** The folder that decides what a file may import: `sensor/<stage>`, `sensor` for its own files, or `image-index`. */
function area(path: string): string {
  const [top = '', second = '', third] = path.split('/');
  if (top === 'sensor') return third === undefined ? 'sensor' : `sensor/${second}`;
  return top;
}

/** Whether a file in area `from` may import one in area `to`. */
function allowed(from: string, to: string): boolean {
  if (from === to) return true;
  if (from === 'image-index') return to === 'image-index';
  if (from === 'sensor' || from === 'sensor/commands') return to.startsWith('sensor') || to === 'image-index';
  // Beside the flow: it looks at findings, policies and coverage from outside, and only what sees all stages looks at it.
  if (from === 'sensor/kubernetes') return to !== 'sensor/commands' && to.startsWith('sensor');
  if (from === 'sensor/canary') return to === 'sensor/container' || to === 'sensor/runtime';
  const stage = (name: string): number => STAGES.indexOf(name.replace('sensor/', ''));
  if (stage(from) >= 0) {
    return (
      ['sensor/runtime', 'sensor/observe', 'image-index'].includes(to) || (stage(to) >= 0 && stage(to) < stage(from))
    );
  }
  return from === 'sensor/observe' && to === 'sensor/runtime';
}

/** Relative specifiers of static, side-effect and dynamic imports and of re-exports. */
function imports(source: string): string[] {
  const pattern = /(?:\bfrom|\bimport)\s*\(?\s*(['"])(\.{1,2}\/[^'"]+)\1/g;
  return [...source.matchAll(pattern)].map((match) => match[2] ?? '');
}

function sources(): string[] {
  return ['sensor', 'image-index']
    .flatMap((dir) =>
      readdirSync(join(ROOT, dir), { recursive: true, encoding: 'utf8' }).map((name) => join(dir, name)),
    )
    .filter((path) => /\.[cm]?[jt]s$/.test(path) && !path.includes('.gen.'));
}

test('the rule itself allows the flow and refuses its reverse', () => {
  expect(allowed('sensor/digest', 'sensor/bridge')).toBe(true);
  expect(allowed('sensor/bridge', 'sensor/digest')).toBe(false);
  expect(allowed('sensor/bridge', 'sensor')).toBe(false);
  expect(allowed('sensor/digest', 'image-index')).toBe(true);
  expect(allowed('image-index', 'sensor/runtime')).toBe(false);
  expect(allowed('sensor/kubernetes', 'sensor/finding')).toBe(true);
  expect(allowed('sensor/forward', 'sensor/kubernetes')).toBe(false);
  expect(allowed('sensor/canary', 'sensor/container')).toBe(true);
  expect(allowed('sensor/canary', 'sensor/digest')).toBe(false);
  expect(allowed('sensor/observe', 'sensor/finding')).toBe(false);
  expect(imports(`import a from './a.ts';\nexport * from "../b.ts";\nawait import('./c.ts');\nimport 'zod';`)).toEqual([
    './a.ts',
    '../b.ts',
    './c.ts',
  ]);
});

test('every import goes to an earlier stage, to runtime or to observe', () => {
  const files = sources();
  expect(files.length).toBeGreaterThan(3);
  const wrong = files.flatMap((file) =>
    imports(readFileSync(join(ROOT, file), 'utf8'))
      .map((specifier) => normalize(join(dirname(file), specifier)))
      // The version stands there, and is no code.
      .filter((target) => target !== 'package.json' && !allowed(area(file), area(target)))
      .map((target) => `${file} imports ${target}`),
  );
  expect(wrong).toEqual([]);
});

test('no file leads back to itself by its imports, those of types included', () => {
  // What is imported when it is used (`await import`) is another's to load, and may know who loads it.
  const next = new Map(
    sources().map((file) => {
      const lazy = /\bimport\([^)]*\)/g;
      const found = imports(readFileSync(join(ROOT, file), 'utf8').replace(lazy, ''));
      return [file, found.map((specifier) => normalize(join(dirname(file), specifier)))];
    }),
  );
  const circles: string[] = [];
  const done = new Set<string>();
  const follow = (file: string, way: readonly string[]): void => {
    if (way.includes(file)) circles.push([...way.slice(way.indexOf(file)), file].join(' > '));
    if (done.has(file) || way.includes(file)) return;
    for (const target of next.get(file) ?? []) follow(target, [...way, file]);
    done.add(file);
  };
  for (const file of next.keys()) follow(file, []);
  expect(circles).toEqual([]);
});

test(`no source file exceeds ${MAX_LINES} lines`, () => {
  const long = sources()
    .map((file) => ({
      file: relative('.', file),
      lines: readFileSync(join(ROOT, file), 'utf8').split('\n').length - 1,
    }))
    .filter(({ lines }) => lines > MAX_LINES)
    .map(({ file, lines }) => `${file}: ${lines}`);
  expect(long).toEqual([]);
});
