import { randomBytes } from 'node:crypto';
import { gzipSync, zstdCompressSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { decompress } from '../../../image-index/read/decompress.ts';

async function* inChunks(bytes: Buffer, size: number): AsyncGenerator<Buffer> {
  for (let at = 0; at < bytes.length; at += size) yield Buffer.from(bytes.subarray(at, at + size));
}

async function all(bytes: Buffer, size = 65_536): Promise<Buffer> {
  const parts: Buffer[] = [];
  for await (const part of decompress(inChunks(bytes, size))) parts.push(Buffer.from(part));
  return Buffer.concat(parts);
}

function skippable(content: Buffer): Buffer {
  const header = Buffer.alloc(8);
  header.writeUInt32LE(0x184d2a5e, 0);
  header.writeUInt32LE(content.length, 4);
  return Buffer.concat([header, content]);
}

const text = Buffer.from('some text that repeats itself '.repeat(3000));
const noise = randomBytes(700_000);

test('bytes that are not compressed pass, also very few of them', async () => {
  expect(await all(text, 100)).toEqual(text);
  expect(await all(Buffer.from('ab'), 1)).toEqual(Buffer.from('ab'));
  expect(await all(Buffer.alloc(0))).toHaveLength(0);
});

test('all members of a gzip file are read', async () => {
  const members = Buffer.concat([gzipSync(text), gzipSync(Buffer.alloc(0)), gzipSync(noise)]);
  for (const size of [7919, 1 << 20])
    expect((await all(members, size)).equals(Buffer.concat([text, noise]))).toBe(true);
});

test('all frames of a zstd file are read, small, large, empty, with checksums, between skippable ones', async () => {
  const checksum = zstdCompressSync(text, { params: { 201: 1 } });
  const frames = [
    skippable(randomBytes(300_000)),
    zstdCompressSync(text),
    zstdCompressSync(noise),
    skippable(Buffer.alloc(0)),
    checksum,
    zstdCompressSync(Buffer.alloc(0)),
    zstdCompressSync(Buffer.alloc(40_000_000)),
    skippable(noise),
  ];
  const expected = Buffer.concat([text, noise, text, Buffer.alloc(40_000_000)]);
  for (const size of [4099, 1 << 20]) expect((await all(Buffer.concat(frames), size)).equals(expected)).toBe(true);
  expect((await all(Buffer.concat(frames.slice(0, 2)), 1)).length).toBe(text.length);
});

test('compression that is broken or breaks off is malformed', async () => {
  const broken = { code: 'malformed' };
  for (const compressed of [gzipSync(noise), zstdCompressSync(noise), zstdCompressSync(text)]) {
    await expect(all(compressed.subarray(0, compressed.length - 20))).rejects.toMatchObject(broken);
  }
  const changed = zstdCompressSync(text);
  changed[10] = (changed[10] ?? 0) ^ 0xff;
  await expect(all(changed)).rejects.toMatchObject(broken);
  await expect(all(Buffer.concat([zstdCompressSync(text), Buffer.from('garbage')]))).rejects.toMatchObject(broken);
  await expect(all(skippable(text).subarray(0, 100))).rejects.toMatchObject(broken);
});

test('bzip2 and xz are named as what they are', async () => {
  await expect(all(Buffer.from('BZh91AY&SY'))).rejects.toMatchObject({ code: 'unsupported' });
  await expect(all(Buffer.from('fd377a585a0000', 'hex'))).rejects.toMatchObject({ code: 'unsupported' });
});

test('a reader that stops early leaves nothing running', async () => {
  let ended = false;
  async function* source(): AsyncGenerator<Buffer> {
    try {
      const bytes = gzipSync(randomBytes(5_000_000));
      yield* inChunks(bytes, 65_536);
    } finally {
      ended = true;
    }
  }
  for await (const _ of decompress(source())) break;
  await new Promise((resolve) => setImmediate(resolve));
  expect(ended).toBe(true);
});
