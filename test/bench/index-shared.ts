/**
 * What a second image costs that shares all layers but one with an image that is indexed: interleaved with the whole image, and with an
 * image that is nothing but that layer; medians, start-up of the program included. Run: node test/bench/index-shared.ts [ROUNDS] [MB A LAYER]
 */
import { spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { type LayerBlob, sha256, writeLayout } from '../image-index/support/layout.ts';
import { tar } from '../image-index/support/tar.ts';
import { median, reached, sayLoad, sayMachine } from './machine.ts';

const BIN = new URL('../../bin/image-index', import.meta.url).pathname;
const LAYERS = 10;
const FILE_BYTES = 20_000;

const rounds = Number(process.argv[2] ?? 5);
const megabytes = Number(process.argv[3] ?? 60);
const dir = mkdtempSync(join(tmpdir(), 'drift-bench-'));
try {
  const layers = Array.from({ length: LAYERS + 1 }, (_, number) => layer(number));
  const [own] = layers.slice(-1) as [LayerBlob];
  const images = {
    first: image('first', layers.slice(0, LAYERS)),
    second: image('second', [...layers.slice(0, LAYERS - 1), own]),
    single: image('single', [own]),
  };
  const seconds = { first: [] as number[], second: [] as number[], single: [] as number[], again: [] as number[] };
  for (let round = 0; round < rounds; round++) {
    const shared = join(dir, 'shared');
    seconds.first.push(build(images.first, shared));
    seconds.single.push(build(images.single, join(dir, 'single-index')));
    seconds.second.push(build(images.second, shared));
    seconds.again.push(build(images.second, shared));
    for (const name of ['shared', 'single-index']) rmSync(join(dir, name), { recursive: true, force: true });
  }
  sayMachine();
  console.log(
    `${rounds} interleaved rounds, medians; ${LAYERS} layers of ${megabytes} MB in files of ${FILE_BYTES} bytes, gzip\n`,
  );
  const rows = {
    'the first image, every layer read': seconds.first,
    'an image of the one new layer alone': seconds.single,
    'the second image: nine layers known, one new': seconds.second,
    'the second image once more: all known': seconds.again,
  };
  for (const [label, values] of Object.entries(rows)) console.log(`${label.padEnd(48)}${median(values).toFixed(2)} s`);
  const added = median(seconds.second) - median(seconds.again);
  const alone = median(seconds.single);
  console.log(
    `so the new layer adds ${added.toFixed(2)} s; its goal is what it takes alone   ${reached(added, Number(alone.toFixed(2)))}`,
  );
  console.log(`${sayLoad()} at the end`);
} finally {
  rmSync(dir, { recursive: true, force: true });
}

/** A third noise, the rest text, as images are. */
function layer(number: number): LayerBlob {
  const text = 'text, as much of an image is; '.repeat(FILE_BYTES / 30);
  const files = Array.from({ length: Math.ceil((megabytes * 1e6) / FILE_BYTES) }, (_, at) => {
    const noise = randomBytes(FILE_BYTES / 3);
    const content = Buffer.concat([noise, Buffer.from(text)]).subarray(0, FILE_BYTES);
    return { name: `layer-${number}/directory-${at >> 6}/file-${at}`, content };
  });
  const archive = tar(files);
  return {
    blob: gzipSync(archive, { level: 1 }),
    diffId: sha256(archive),
    mediaType: 'application/vnd.oci.image.layer.v1.tar+gzip',
  };
}

function image(name: string, layers: readonly LayerBlob[]): string {
  const layout = join(dir, name);
  writeLayout(layout, 'bench', layers);
  return `oci:${layout}:bench`;
}

function build(source: string, index: string): number {
  const start = performance.now();
  const { status, stderr } = spawnSync(BIN, ['build', source, '--index-dir', index]);
  if (status !== 0) throw new Error(stderr.toString());
  return (performance.now() - start) / 1000;
}
