import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { IndexStore } from '../../image-index/store.ts';
import { run } from '../support/command.ts';
import { describeIf, need } from '../support/need.ts';
import { tempDir } from '../support/temp.ts';
import { type LayerBlob, sha256, writeLayout } from './support/layout.ts';
import { numberOfStacks } from './support/stack.ts';
import { type TarInput, tar } from './support/tar.ts';
import { differences, listDirectory, listIndex } from './support/tree.ts';

/** Symlinks have names of their own, which are never used as directories: engines do not agree on what is behind those. */
const DIRECTORIES = ['a', 'b', 'a-b', 'a b', '\xff'];
const FILES = ['f', 'g', 'a', 'a.', 'b', 'n\ne', '\xfe\xff', 'x'.repeat(90)];
const LINKS = ['l0', 'l1'];

const directory = fc.array(fc.constantFrom(...DIRECTORIES), { maxLength: 3 });
const mode = fc.constantFrom(0o755, 0o644, 0o600, 0o4755, 0o2755, 0o1777);
/** Not setgid: umoci makes directories that no layer names with mkdir, which inherits that bit. */
const directoryMode = fc.constantFrom(0o755, 0o700, 0o1777);
const id = fc.constantFrom(0, 1000, 65534);

const step = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({
      do: fc.constant('file' as const),
      dir: directory,
      name: fc.constantFrom(...FILES),
      content: fc.oneof(fc.string({ maxLength: 40 }), fc.constant('y'.repeat(513))),
      mode,
      id,
    }),
  },
  {
    weight: 3,
    arbitrary: fc.record({
      do: fc.constant('directory' as const),
      dir: directory,
      name: fc.constantFrom(...DIRECTORIES),
      mode: directoryMode,
      id,
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      do: fc.constant('symlink' as const),
      dir: directory,
      name: fc.constantFrom(...LINKS),
      content: fc.constantFrom('f', '/a/f', '../b', '\xff'),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      do: fc.constant('hardlink' as const),
      dir: directory,
      name: fc.constantFrom(...FILES),
      pick: fc.nat(1000),
    }),
  },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('whiteout' as const), pick: fc.nat(1000) }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('opaque' as const), pick: fc.nat(1000) }) },
);
type Step = typeof step extends fc.Arbitrary<infer T> ? T : never;

const stacks = fc.array(fc.array(step, { minLength: 1, maxLength: 14 }), { minLength: 1, maxLength: 5 });

describeIf([need.root(), need.engine('umoci')], 'layers as tar archives', () => {
  test('the index of any stack of layers equals what umoci unpacks', { timeout: 3_600_000 }, async () => {
    await using temp = tempDir('umoci');
    let number = 0;
    await fc.assert(
      fc.asyncProperty(stacks, async (layers) => {
        const dir = join(temp.path, String(number++));
        try {
          const found = await compare(dir, layersOf(layers));
          expect(found).toEqual([]);
        } finally {
          rmSync(dir, { recursive: true, force: true });
        }
      }),
      { numRuns: numberOfStacks() },
    );
  });
});

async function compare(dir: string, archives: readonly Buffer[]): Promise<string[]> {
  const layout = join(dir, 'layout');
  const { config } = writeLayout(layout, 'test', archives.map(blobOf));
  await run(['umoci', 'unpack', '--image', `${layout}:test`, join(dir, 'bundle')]);
  const store = new IndexStore({ dir: join(dir, 'index') });
  const index = await store.build({ key: config, source: { kind: 'oci_layout', dir: layout, tag: 'test' } });
  try {
    expect([...store.verify()].filter(({ fault }) => fault !== undefined)).toEqual([]);
    return differences(listDirectory(join(dir, 'bundle', 'rootfs')), listIndex(index));
  } finally {
    index.close();
  }
}

/** Each compression in turn; umoci 0.4 does not know zstd, which has tests of its own. */
function blobOf(archive: Buffer, number: number): LayerBlob {
  const diffId = sha256(archive);
  if (number % 2 === 0) return { blob: archive, diffId };
  return { blob: gzipSync(archive), diffId, mediaType: 'application/vnd.oci.image.layer.v1.tar+gzip' };
}

/**
 * Turns steps into archives that an engine can unpack: a model of what each layer leaves keeps links to files that exist,
 * whiteouts to what lower layers have, and one layer from naming one path twice.
 */
function layersOf(layers: readonly (readonly Step[])[]): Buffer[] {
  const present = new Map<string, 'file' | 'directory' | 'symlink'>();
  return layers.map((steps) => {
    const before = new Map(present);
    const touched = new Set<string>();
    const entries: TarInput[] = [{ name: './', type: '5', mode: 0o755 }];
    const isDirectory = (path: string) => path === '' || present.get(path) === 'directory';
    const removeBelow = (path: string) => {
      for (const other of [...present.keys()]) if (other.startsWith(`${path}/`) || path === '') present.delete(other);
    };
    for (const one of steps) applyStep(one);
    return tar(entries);

    function applyStep(one: Step): void {
      if (one.do === 'whiteout' || one.do === 'opaque') {
        hide(one.do, one.pick);
        return;
      }
      const parents = one.dir.map((_, at) => one.dir.slice(0, at + 1).join('/'));
      const path = [...one.dir, one.name].join('/');
      // A path that this layer already used, or a way through something that is no directory now, has no agreed meaning.
      if (touched.has(path) || parents.some((parent) => present.has(parent) && !isDirectory(parent))) return;
      if (one.do !== 'directory' && [...touched].some((other) => other.startsWith(`${path}/`))) return;
      if (one.do === 'hardlink') {
        const files = [...present].filter(([name, type]) => type === 'file' && name !== path).map(([name]) => name);
        const target = files[one.pick % Math.max(files.length, 1)];
        if (target === undefined || target.startsWith(`${path}/`)) return;
        entries.push({ name: path, type: '1', linkName: target });
      } else if (one.do === 'file') {
        entries.push({ name: path, content: Buffer.from(one.content), mode: one.mode, uid: one.id, gid: one.id });
      } else if (one.do === 'symlink') {
        entries.push({ name: path, type: '2', linkName: one.content, mode: 0o777 });
      } else {
        entries.push({ name: `${path}/`, type: '5', mode: one.mode, uid: one.id, gid: one.id });
      }
      for (const parent of parents) {
        present.set(parent, 'directory');
        touched.add(parent);
      }
      touched.add(path);
      if (one.do !== 'directory') removeBelow(path);
      present.set(path, one.do === 'hardlink' ? 'file' : one.do);
    }

    /** Only what lower layers have and this one has not named. */
    function hide(what: 'whiteout' | 'opaque', pick: number): void {
      const candidates = [...before]
        .filter(([name, type]) => (what === 'whiteout' || type === 'directory') && present.get(name) === type)
        .filter(([name]) => ![...touched].some((other) => other === name || other.startsWith(`${name}/`)))
        .filter(([name]) => parentsOf(name).every(isDirectory))
        .map(([name]) => name);
      const path = candidates[pick % Math.max(candidates.length, 1)];
      if (path === undefined) return;
      const parent = path.split('/').slice(0, -1);
      const name = path.split('/').at(-1) ?? '';
      for (const one of parentsOf(path)) touched.add(one);
      touched.add(path);
      removeBelow(path);
      if (what === 'whiteout') {
        present.delete(path);
        entries.push({ name: [...parent, `.wh.${name}`].join('/'), mode: 0 });
      } else {
        entries.push({ name: `${path}/.wh..wh..opq`, mode: 0 });
      }
    }
  });
}

function parentsOf(path: string): string[] {
  const names = path.split('/').slice(0, -1);
  return names.map((_, at) => names.slice(0, at + 1).join('/'));
}
