import { randomBytes } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { crc32 } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { IndexError } from '../../../image-index/error.ts';
import { ImageIndexWriter } from '../../../image-index/format/image.ts';
import { LayerManifest, LayerManifestWriter } from '../../../image-index/format/layer.ts';
import type { PathRecord } from '../../../image-index/format/record.ts';
import { ImageIndex } from '../../../image-index/lookup.ts';
import { verifyImage, verifyLayer } from '../../../image-index/verify.ts';
import { type TempDir, tempDir } from '../../support/temp.ts';

let temp: TempDir;
let image: Buffer;
let layer: Buffer;
const DIGEST = `sha256:${'ab'.repeat(32)}`;

function record(at: number): PathRecord {
  const owner = { mode: 0o755, uid: at, gid: 70_000 };
  if (at % 5 === 1) return { type: 'symlink', ...owner, target: Buffer.from(`target${at}`) };
  if (at % 5 === 2) return { type: 'directory', ...owner, opaque: false, implied: false };
  const extra = at % 5 === 3 ? { capabilities: randomBytes(20), interpreter: Buffer.from('/bin/sh') } : undefined;
  return { type: 'file', ...owner, size: at * 1000, sha256: randomBytes(32), kind: 'script', link: 0, ...extra };
}

beforeAll(() => {
  temp = tempDir('damage');
  const records = Array.from(
    { length: 200 },
    (_, at) => [Buffer.from(`usr\0${String(at).padStart(4, '0')}`), record(at)] as const,
  );
  const imageWriter = new ImageIndexWriter(join(temp.path, 'image'));
  const layerWriter = new LayerManifestWriter(join(temp.path, 'layer'));
  for (const [key, value] of records) {
    imageWriter.add(key, value, 0);
    layerWriter.add(key, value);
  }
  imageWriter.commit({ key: DIGEST, provenance: 'lower_dirs', layers: [DIGEST] }, false);
  layerWriter.commit({ id: DIGEST, xattrsUnread: false });
  image = readFileSync(join(temp.path, 'image'));
  layer = readFileSync(join(temp.path, 'layer'));
});

afterAll(() => temp.remove());

/** The fault that reading all of these bytes gives. */
function faultOf(bytes: Buffer, verify: typeof verifyImage): IndexError | undefined {
  const path = join(temp.path, 'damaged');
  writeFileSync(path, bytes);
  return verify(path).fault;
}

describe.each([
  ['an image index', () => image, verifyImage],
  ['a layer manifest', () => layer, verifyLayer],
] as const)('%s', (_name, original, verify) => {
  test('is good as it was written', () => {
    expect(faultOf(original(), verify)).toBeUndefined();
  });

  test('with one bit changed anywhere is damaged, or of another version, never good and never another error', () => {
    const bytes = original();
    for (let at = 0; at < bytes.length; at += at < 256 ? 1 : 5) {
      const changed = Buffer.from(bytes);
      changed[at] = (changed[at] ?? 0) ^ (1 << (at % 8));
      const fault = faultOf(changed, verify);
      expect(fault?.code, `byte ${at}`).toMatch(/^(damaged|version)$/);
    }
  });

  test('cut off or extended anywhere is damaged when it is opened', () => {
    const bytes = original();
    for (let length = 0; length < bytes.length; length += 97)
      expect(faultOf(bytes.subarray(0, length), verify)?.code).toBe('damaged');
    expect(faultOf(Buffer.concat([bytes, Buffer.alloc(1)]), verify)?.code).toBe('damaged');
  });

  test('of another version says so', () => {
    const changed = Buffer.from(original());
    changed.writeUInt16LE(2, 8);
    expect(faultOf(changed, verify)?.code).toBe('version');
  });

  test('forged with right checksums ends in an IndexError or in an answer, never in a hang or another error', () => {
    const bytes = original();
    let refused = 0;
    for (let seed = 0; seed < 1500; seed++) {
      const forged = Buffer.from(bytes);
      const blocks = blockOffsets(forged);
      const offset = blocks[seed % blocks.length] ?? 0;
      const length = forged.readUInt32LE(offset + 4);
      const at = offset + 16 + ((seed * 7919) % length);
      forged[at] = (seed * 31) % 256;
      forged.writeUInt32LE(crc32(forged.subarray(offset + 4, offset + 16 + length)), offset);
      // Throws whatever is no IndexError.
      if (faultOf(forged, verify) !== undefined) refused++;
    }
    expect(refused).toBeGreaterThan(300);
  });
});

/** Blocks lie one after another from the end of the header to the description. */
function blockOffsets(bytes: Buffer): number[] {
  const end = Number(bytes.readBigUInt64LE(96));
  const offsets: number[] = [];
  for (let at = 128; at < end; at += 16 + bytes.readUInt32LE(at + 4)) offsets.push(at);
  return offsets;
}

test('a file that is not there is missing', () => {
  expect(() => ImageIndex.open(join(temp.path, 'nothing'))).toThrow(expect.objectContaining({ code: 'missing' }));
  expect(() => LayerManifest.open(join(temp.path, 'nothing'))).toThrow(expect.objectContaining({ code: 'missing' }));
});

test('a closed index answers no questions', () => {
  const index = ImageIndex.open(join(temp.path, 'image'));
  index.close();
  expect(() => index.byPath(Buffer.from('/usr/0000'))).toThrow(IndexError);
  index.close();
});

test('a path of 4,095 bytes is taken and one of 4,096 refused', () => {
  const writer = new LayerManifestWriter(join(temp.path, 'long'));
  writer.add(Buffer.alloc(4094, 0x61), record(0));
  expect(() => writer.add(Buffer.alloc(4095, 0x62), record(0))).toThrow(expect.objectContaining({ code: 'too_large' }));
  writer.abandon();
});
