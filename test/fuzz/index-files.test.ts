import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { crc32 } from 'node:zlib';
import { afterAll } from 'vitest';
import { IndexError } from '../../image-index/error.ts';
import { LayerManifest } from '../../image-index/format/layer.ts';
import { ImageIndex } from '../../image-index/lookup.ts';
import { parseConfig, parseIndex, parseManifest } from '../../image-index/read/oci-json.ts';
import { TarReader } from '../../image-index/read/tar/reader.ts';
import { verifyImage, verifyLayer } from '../../image-index/verify.ts';
import { tempDir } from '../support/temp.ts';
import { fuzz, mayThrow } from './fuzz.ts';

const temp = tempDir('fuzz-index');
afterAll(() => temp.remove());

const HEADER_BYTES = 128;
const BLOCK_HEADER_BYTES = 16;
/** A hole is given as zeros, and may be terabytes long: reading on proves nothing. */
const MAX_DATA_BYTES = 64 << 20;
const promised = (error: unknown) => error instanceof IndexError;
class Enough extends Error {}

fuzz({
  name: 'image-index',
  read: async (input) => {
    for (const bytes of [input, resealed(input)]) {
      const path = join(temp.path, 'image');
      writeFileSync(path, bytes);
      verifyImage(path);
      await mayThrow(promised, () => {
        const index = ImageIndex.open(path);
        try {
          index.resolve(Buffer.from('/usr/0003'));
          index.byPath(Buffer.from('/usr/0001'));
        } finally {
          index.close();
        }
      });
    }
  },
});

fuzz({
  name: 'layer-manifest',
  read: async (input) => {
    for (const bytes of [input, resealed(input)]) {
      const path = join(temp.path, 'layer');
      writeFileSync(path, bytes);
      verifyLayer(path);
      await mayThrow(promised, () => {
        const manifest = LayerManifest.open(path);
        try {
          manifest.get(Buffer.from('usr\x000003'));
        } finally {
          manifest.close();
        }
      });
    }
  },
});

fuzz({
  name: 'layer-tar',
  tokens: [
    'ustar\x0000',
    'ustar  \0',
    'GNU.sparse.major=1\n',
    '20 path=../../etc\n',
    '././@LongLink',
    'S',
    'x',
    'g',
    '\x80',
  ],
  read: async (input) => {
    let bytes = 0;
    const data = (chunk: Buffer): void => {
      bytes += chunk.length;
      if (bytes > MAX_DATA_BYTES) throw new Enough();
    };
    const sink = { begin: () => {}, data, end: () => {} };
    await mayThrow(
      (error) => promised(error) || error instanceof Enough,
      () => {
        const reader = new TarReader(sink);
        for (let at = 0; at < input.length; at += 700) reader.write(input.subarray(at, at + 700));
        reader.finish();
      },
    );
  },
});

fuzz({
  name: 'oci-json',
  tokens: ['"layers":', '"digest":"sha256:', '"size":', '"manifests":', '"diff_ids":', 'null', '1e999', '-1', '"../'],
  read: async (input) => {
    await mayThrow(promised, () => parseIndex(input, 'index.json'));
    await mayThrow(promised, () => parseManifest(input, 'manifest'));
    await mayThrow(promised, () => parseConfig(input, 'config'));
  },
});

/** With the size and all checksums put right: noise alone would end at the first of them. */
function resealed(input: Buffer): Buffer {
  const bytes = Buffer.from(input);
  if (bytes.length < HEADER_BYTES) return bytes;
  bytes.writeBigUInt64LE(BigInt(bytes.length), 16);
  const end = Number(bytes.readBigUInt64LE(96));
  for (let at = HEADER_BYTES; at + BLOCK_HEADER_BYTES <= Math.min(end, bytes.length); ) {
    const length = BLOCK_HEADER_BYTES + bytes.readUInt32LE(at + 4);
    if (at + length > bytes.length) break;
    bytes.writeUInt32LE(crc32(bytes.subarray(at + 4, at + length)), at);
    at += length;
  }
  if (end >= HEADER_BYTES && end <= bytes.length) {
    bytes.writeUInt32LE(bytes.length - end, 104);
    bytes.writeUInt32LE(crc32(bytes.subarray(end)), 108);
  }
  bytes.writeUInt32LE(0, 12);
  bytes.writeUInt32LE(crc32(bytes.subarray(0, HEADER_BYTES)), 12);
  return bytes;
}
