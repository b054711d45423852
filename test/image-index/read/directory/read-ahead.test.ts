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
import { AheadSlots, type ReadFile, WINDOW } from '../../../../image-index/read/directory/ahead-slots.ts';
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
const names = (count: number) => Array.from({ length: count }, (_, at) => Buffer.from(`file-${at}`));

describe('a window of files that two threads read', () => {
  test('has each file read once, by whoever came first', () => {
    const slots = new AheadSlots();
    const other = new AheadSlots(slots.buffer);
    slots.offer(5, names(WINDOW));
    const taken = Array.from({ length: 100 }, (_, at) => slots.take(at, 0));
    expect(taken.every((each) => each === undefined)).toBe(true);
    const served: string[] = [];
    other.serve((fd, name) => {
      served.push(`${fd} ${name}`);
      return file(String(name));
    });
    expect(served).toEqual(Array.from({ length: WINDOW - 100 }, (_, at) => `5 file-${WINDOW - 1 - at}`));
    for (let at = 100; at < WINDOW; at++) expect(slots.take(at, 0)).toEqual(file(`file-${at}`));
  });

  test('leaves to the first thread what the other one cannot say: scripts, and what it could not read', () => {
    const slots = new AheadSlots();
    slots.offer(5, names(3));
    new AheadSlots(slots.buffer).serve((_, name) => {
      const known = file(String(name));
      if (name.equals(Buffer.from('file-1'))) return undefined;
      return name.equals(Buffer.from('file-2')) ? { ...known, content: { ...known.content, kind: 'script' } } : known;
    });
    expect([0, 1, 2].map((at) => slots.take(at, 0))).toEqual([file('file-0'), undefined, undefined]);
  });

  test('does not wait for ever for a file that the other thread has claimed', () => {
    const slots = new AheadSlots();
    slots.offer(5, names(2));
    const seen: unknown[] = [];
    new AheadSlots(slots.buffer).serve((_, name) => {
      if (seen.length === 0) seen.push(slots.take(0, 1), slots.take(1, 1));
      return file(String(name));
    });
    expect(seen).toEqual([undefined, 'lost']);
  });

  test('can follow another one while the other thread is still at work, also with fewer files', () => {
    const slots = new AheadSlots();
    const other = new AheadSlots(slots.buffer);
    const [a, b] = [names(10), names(4).map((name) => Buffer.concat([Buffer.from('next-'), name]))];
    slots.offer(5, a);
    let offered = false;
    other.serve((fd, name) => {
      if (offered || !name.equals(Buffer.from('file-7'))) return file(`${fd} ${name}`);
      return undefined;
    });
    for (let at = 0; at < 10; at++) slots.take(at, 0);
    slots.offer(6, b);
    offered = true;
    other.serve((fd, name) => file(`${fd} ${name}`));
    expect(b.map((_, at) => slots.take(at, 0))).toEqual(b.map((name) => file(`6 ${name}`)));
  });
});

test('a second thread reads files of a large directory, as they are', async () => {
  await using temp = tempDir('ahead');
  const all = names(WINDOW);
  for (const name of all) writeFileSync(join(temp.path, name.toString()), `content of ${name}`, { mode: 0o640 });
  const fd = openSync(temp.path, 'r');
  const ahead = new ReadAhead();
  try {
    let read: ReadFile | undefined;
    for (let tries = 0; tries < 200 && read === undefined; tries++) {
      if (!ahead.offer(fd, all)) continue;
      await sleep(50);
      const taken = all.map((_, at) => ahead.take(at));
      read = taken.at(-1);
    }
    const content = `content of ${all.at(-1)}`;
    expect(read).toMatchObject({
      mode: 0o640,
      content: { size: content.length, sha256: digest(content), kind: 'other' },
    });
  } finally {
    ahead.close();
    closeSync(fd);
  }
});

test('names that the shared memory has no room for are left to the first thread', () => {
  const ahead = new ReadAhead();
  try {
    // Some filesystems in user space have longer names than other filesystems' 255 bytes.
    const long = [...names(WINDOW - 1), Buffer.alloc(300, 'n')];
    const offered = Array.from({ length: 8 }, () => ahead.offer(0, long));
    expect(offered).not.toContain(true);
    expect(ahead.offer(0, names(WINDOW))).toBe(true);
  } finally {
    ahead.close();
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
