import { createHash } from 'node:crypto';
import {
  chmodSync,
  closeSync,
  copyFileSync,
  linkSync,
  mkdirSync,
  openSync,
  readdirSync,
  statSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, test } from 'vitest';
import { AheadSlots, BATCH, BATCHES, type ReadFile } from '../../../../image-index/read/directory/ahead-slots.ts';
import { ReadAhead } from '../../../../image-index/read/directory/read-ahead.ts';
import { IndexStore, imageKey } from '../../../../image-index/store.ts';
import { tempDir } from '../../../support/temp.ts';
import { differences, listDirectory, listIndex } from '../../support/tree.ts';

const digest = (text: string) => createHash('sha256').update(text).digest();
const file = (name: string): ReadFile => ({
  mode: 0o4755,
  uid: 4_000_000_000,
  gid: 7,
  content: { size: name.length, sha256: digest(name), kind: 'elf_shared' },
});
const names = (count: number, prefix = 'file') => Array.from({ length: count }, (_, at) => `${prefix}-${at}`);
const results = (slots: AheadSlots, number: number, count: number) =>
  Array.from({ length: count }, (_, at) => slots.result(number, at));

describe('the ring of batches that two threads read', () => {
  test('has each batch read once, by whoever came first', () => {
    const slots = new AheadSlots();
    const other = new AheadSlots(slots.buffer);
    for (const number of [0, 1, 2]) expect(slots.offer(number, 5 + number, names(BATCH, `${number}`))).toBe(true);
    expect(slots.claim(0)).toBe(true);
    const served: string[] = [];
    for (const number of [0, 1]) {
      other.serve(number, (fd, name) => {
        served.push(`${fd} ${name}`);
        return file(name);
      });
    }
    expect(served).toEqual(names(BATCH, '6 1'));
    expect([0, 1, 2].map((number) => slots.isRead(number))).toEqual([false, true, false]);
    expect([0, 1, 2].map((number) => slots.claim(number))).toEqual([false, false, true]);
    expect(results(slots, 1, BATCH)).toEqual(names(BATCH, '1').map(file));
  });

  test('leaves to the first thread what the other one cannot say: scripts, and what it could not read', () => {
    const slots = new AheadSlots();
    slots.offer(0, 5, names(3));
    new AheadSlots(slots.buffer).serve(0, (_, name) => {
      if (name === 'file-1') return undefined;
      const known = file(name);
      return name === 'file-2' ? { ...known, content: { ...known.content, kind: 'script' } } : known;
    });
    expect(results(slots, 0, 3)).toEqual([file('file-0'), undefined, undefined]);
  });

  test('hands over names byte by byte, up to 255 of them', () => {
    const slots = new AheadSlots();
    const strange = ['\u00ff\n \u0080', 'x'.repeat(255), '\u00e9'.repeat(255)];
    expect(slots.offer(0, 5, strange)).toBe(true);
    expect(slots.offer(1, 5, ['x'.repeat(256)])).toBe(false);
    const seen: string[] = [];
    new AheadSlots(slots.buffer).serve(0, (_, name) => {
      seen.push(name);
      return undefined;
    });
    expect(seen).toEqual(strange);
  });

  test('does not wait for ever for a batch that the other thread has claimed', () => {
    const slots = new AheadSlots();
    slots.offer(0, 5, names(1));
    const seen: unknown[] = [];
    new AheadSlots(slots.buffer).serve(0, () => {
      slots.wait(0, 1);
      seen.push(slots.isRead(0), slots.claim(0));
      return undefined;
    });
    expect(seen).toEqual([false, false]);
    expect(slots.isRead(0)).toBe(true);
  });

  test('uses the place of a batch again, and has that one read in its stead', () => {
    const slots = new AheadSlots();
    const other = new AheadSlots(slots.buffer);
    slots.offer(0, 5, names(4, 'first'));
    expect(slots.claim(0)).toBe(true);
    slots.offer(BATCHES, 6, names(2, 'later'));
    other.serve(0, (fd, name) => file(`${fd} ${name}`));
    expect(results(slots, BATCHES, 2)).toEqual(names(2, '6 later').map(file));
  });
});

test('files are read ahead by two threads, as they are, also more than the ring holds', async () => {
  await using temp = tempDir('ahead');
  const all = names(BATCH * 100);
  for (const name of all) writeFileSync(join(temp.path, name), `content of ${name}`, { mode: 0o640 });
  const fd = openSync(temp.path, 'r');
  const ahead = new ReadAhead(() => {});
  try {
    const numbers: number[] = [];
    for (let at = 0; at < all.length; at += BATCH) {
      expect(ahead.hasRoom).toBe(true);
      numbers.push(ahead.offer(fd, all.slice(at, at + BATCH)) ?? Number.NaN);
    }
    // Time for the other thread to start, and to read all of it.
    await sleep(1_000);
    const read = numbers.map((number) => {
      const batch = ahead.take(number);
      return Array.from({ length: BATCH }, (_, at) => batch(at));
    });
    const known = read.flat().flatMap((each, at) => (each === undefined ? [] : [[all[at], each] as const]));
    expect(known.length).toBeGreaterThan(BATCH);
    for (const [name, each] of known) {
      const content = `content of ${name}`;
      expect(each).toMatchObject({ mode: 0o640, content: { size: content.length, kind: 'other' } });
    }
    const last = read.at(-1)?.at(-1);
    if (last !== undefined) expect(last.content.sha256).toEqual(digest(`content of ${all.at(-1)}`));
  } finally {
    ahead.close();
    closeSync(fd);
  }
});

test('the index of a large tree is the same whoever read its files', { timeout: 60_000 }, async () => {
  await using temp = tempDir('ahead');
  const layer = join(temp.path, 'layer');
  for (let directory = 0; directory < 12; directory++) {
    const at = join(layer, `directory-${directory}`);
    mkdirSync(join(at, 'below'), { recursive: true });
    for (let number = 0; number < 300; number++) {
      const path = join(at, number % 50 === 7 ? `below/${number}` : `${number}`);
      if (number % 60 === 3) copyFileSync('/bin/true', path);
      else writeFileSync(path, number % 40 === 5 ? `#!/bin/sh\n${number}` : 'x'.repeat((number * 37) % 9000));
      chmodSync(path, number % 7 === 0 ? 0o4755 : 0o600);
      if (number % 90 === 11) linkSync(path, `${path}-linked`);
      if (number === 100) truncateSync(path, 1_500_000);
    }
    writeFileSync(Buffer.concat([Buffer.from(`${at}/`), Buffer.from([0xff, 0x0a, 0x20])]), 'no UTF-8');
  }
  const source = { kind: 'lower_dirs', dirs: [layer] } as const;
  let read = 0;
  const onProgress = (_files: number, bytes: number) => {
    read = bytes;
  };
  const store = new IndexStore({ dir: join(temp.path, 'index') });
  const index = await store.build({ key: imageKey(source), source }, { onProgress });
  try {
    // Hardlinks are read once.
    const inodes = new Map<bigint, bigint>();
    for (const entry of readdirSync(layer, { recursive: true, withFileTypes: true, encoding: 'buffer' })) {
      const { ino, size } = statSync(Buffer.concat([Buffer.from(entry.parentPath), Buffer.from('/'), entry.name]), {
        bigint: true,
      });
      if (entry.isFile()) inodes.set(ino, size);
    }
    expect(BigInt(read)).toBe([...inodes.values()].reduce((sum, size) => sum + size, 0n));
    expect(differences(listDirectory(layer), listIndex(index))).toEqual([]);
    const kinds = [...index.entries()].map(({ entry }) => entry?.kind);
    expect(kinds.filter((kind) => kind === 'script').length).toBeGreaterThan(50);
    expect(kinds.filter((kind) => kind === 'elf_exec').length).toBeGreaterThan(50);
  } finally {
    index.close();
  }
});
