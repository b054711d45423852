import { randomBytes } from 'node:crypto';
import { closeSync, openSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { PATH_TABLE } from '../../../image-index/format/block.ts';
import { BlockFile } from '../../../image-index/format/block-file.ts';
import { TreeReader } from '../../../image-index/format/tree-reader.ts';
import { type BlockSink, TreeWriter } from '../../../image-index/format/tree-writer.ts';
import { tempDir } from '../../support/temp.ts';

class Memory implements BlockSink {
  readonly #parts: Buffer[] = [Buffer.alloc(128)];
  offset = 128;
  append(block: Buffer): void {
    this.#parts.push(Buffer.from(block));
    this.offset += block.length;
  }
  bytes(): Buffer {
    return Buffer.concat(this.#parts);
  }
}

function withTree(dir: string, entries: readonly (readonly [Buffer, Buffer])[], use: (tree: TreeReader) => void): void {
  const memory = new Memory();
  const writer = new TreeWriter(memory, PATH_TABLE);
  for (const [key, value] of entries) writer.add(key, value);
  const root = writer.finish();
  const path = join(dir, 'tree');
  writeFileSync(path, memory.bytes());
  const fd = openSync(path, 'r');
  try {
    use(new TreeReader(new BlockFile(fd, statSync(path).size, 4), PATH_TABLE, root));
  } finally {
    closeSync(fd);
  }
}

const all = (tree: TreeReader, from?: Buffer): string[] => {
  const keys: string[] = [];
  const cursor = tree.cursor(from);
  while (cursor.next()) keys.push(cursor.key.toString('hex'));
  return keys;
};

test('every key is found with its value, others are not, and a walk from any key gives the rest in order', async () => {
  await using temp = tempDir('tree');
  const keys = fc.uniqueArray(fc.uint8Array({ maxLength: 12, max: 3 }), {
    minLength: 1,
    maxLength: 600,
    selector: (key) => Buffer.from(key).toString('hex'),
  });
  fc.assert(
    fc.property(keys, fc.uint8Array({ maxLength: 12, max: 3 }), fc.nat(300), (list, other, valueBytes) => {
      const sorted = list.map((key) => Buffer.from(key)).sort(Buffer.compare);
      const entries = sorted.map((key) => [key, Buffer.concat([key, Buffer.alloc(valueBytes, 7)])] as const);
      withTree(temp.path, entries, (tree) => {
        for (const [key, value] of entries) expect(tree.find(key)?.bytes(value.length)).toEqual(value);
        const absent = Buffer.from(other);
        const index = sorted.findIndex((key) => key.compare(absent) >= 0);
        const isThere = index >= 0 && sorted[index]?.equals(absent);
        expect(tree.find(absent) !== undefined).toBe(isThere === true);
        const rest = index < 0 ? [] : sorted.slice(index).map((key) => key.toString('hex'));
        expect(all(tree, absent)).toEqual(rest);
        expect(all(tree)).toEqual(sorted.map((key) => key.toString('hex')));
      });
    }),
    { numRuns: 60 },
  );
});

test('keys and values of the greatest length fit, several to a block or not', async () => {
  await using temp = tempDir('tree');
  const entries = Array.from({ length: 40 }, (_, at) => {
    const key = Buffer.alloc(4094, 0x61);
    key.writeUInt32BE(at, at % 2 === 0 ? 0 : 4090);
    return [key, randomBytes(at % 3 === 0 ? 4300 : 10)] as const;
  }).sort(([a], [b]) => a.compare(b));
  withTree(temp.path, entries, (tree) => {
    for (const [key, value] of entries) expect(tree.find(key)?.bytes(value.length)).toEqual(value);
    expect(all(tree)).toHaveLength(40);
  });
});

test('an empty tree has nothing, and keys that do not ascend are refused', async () => {
  await using temp = tempDir('tree');
  withTree(temp.path, [], (tree) => {
    expect(tree.find(Buffer.from('a'))).toBeUndefined();
    expect(all(tree)).toEqual([]);
  });
  const writer = new TreeWriter(new Memory(), PATH_TABLE);
  writer.add(Buffer.from('b'), Buffer.alloc(0));
  expect(() => writer.add(Buffer.from('b'), Buffer.alloc(0))).toThrow('keys out of order');
  expect(() => writer.add(Buffer.from('a'), Buffer.alloc(0))).toThrow('keys out of order');
});
