import { spawnSync } from 'node:child_process';
import { createHash, randomBytes } from 'node:crypto';
import {
  closeSync,
  mkdirSync,
  openSync,
  readFileSync,
  readSync,
  renameSync,
  statSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { join } from 'node:path';

/** One image to be built in every way: the unpacked tree, and OCI layouts with one layer by gzip and by zstd. */
export type BenchImage = {
  readonly name: string;
  readonly tree: string;
  readonly bytes: number;
  readonly files: number;
  readonly blobs: Readonly<Record<'gzip' | 'zstd', string>>;
  readonly layouts: Readonly<Record<'gzip' | 'zstd', string>>;
};

/** `scale` 1: a Debian-like gigabyte of 100,000 files, a Node-like 60,000 small ones with a program of 100 MB, one file of 2 GB. */
export function* makeImages(dir: string, scale: number, wanted = ''): Generator<BenchImage, void, void> {
  const noise = randomBytes(1 << 20);
  const text = Buffer.from('compressible text, as much of an image is; '.repeat(30_000));
  /** A third noise, two thirds text: gzip makes it a third, as it does with real images. */
  const content = (at: number, size: number): Buffer => {
    const start = (at * 7919) % (noise.length >> 1);
    const part = Math.min(Math.ceil(size / 3), noise.length >> 1);
    return Buffer.concat([Buffer.from(`${at}\n`), noise.subarray(start, start + part), text]).subarray(0, size);
  };
  const sizes = [500, 2_000, 4_000, 8_000, 12_000, 20_000, 28_000];
  const debian = (root: string) =>
    many(
      root,
      100_000 * scale,
      (at) => content(at, sizes[at % sizes.length] ?? 0),
      (at) => `usr/share/doc/package-${at >> 7}`,
    );
  const node = (root: string) => {
    many(
      root,
      60_000 * scale,
      (at) => content(at, 3_000),
      (at) => `app/node_modules/module-${at >> 5}/lib`,
    );
    large(join(root, 'node'), 100e6 * scale);
  };
  const single = (root: string) => large(join(root, 'weights.bin'), 2e9 * scale);
  const all = { 'debian-like': debian, 'node-like': node, 'one file': single };
  for (const [name, fill] of Object.entries(all)) if (name.startsWith(wanted)) yield made(name, fill);

  function large(path: string, size: number): void {
    const fd = openSync(path, 'w');
    for (let done = 0, at = 0; done < size; at++) done += writeSync(fd, content(at, Math.min(1_000_000, size - done)));
    closeSync(fd);
  }

  function made(name: string, fill: (root: string) => void): BenchImage {
    const tree = join(dir, name.replace(' ', '-'));
    mkdirSync(tree);
    fill(tree);
    const tar = `${tree}.tar`;
    shell('tar -C "$1" -cf "$2" .', tree, tar);
    shell('pigz -6 -kf "$1" && zstd -qf -3 -T0 "$1"', tar);
    const diffId = digestOf(tar);
    const layouts = { gzip: layout(`${tar}.gz`, diffId), zstd: layout(`${tar}.zst`, diffId) };
    const blobs = { gzip: blobOf(layouts.gzip), zstd: blobOf(layouts.zstd) };
    const files = Number(shell('find "$1" -type f | wc -l', tree));
    const { size } = statSync(tar);
    shell('rm "$1"', tar);
    return { name, tree, bytes: size, files, blobs, layouts };
  }
}

function many(root: string, count: number, content: (at: number) => Buffer, folder: (at: number) => string): void {
  let last = '';
  for (let at = 0; at < count; at++) {
    const at2 = join(root, folder(at));
    if (at2 !== last) mkdirSync(at2, { recursive: true });
    last = at2;
    writeFileSync(join(at2, `file-with-some-name-${at}.txt`), content(at));
  }
}

function layout(blob: string, diffId: string): string {
  const dir = `${blob}.layout`;
  mkdirSync(join(dir, 'blobs/sha256'), { recursive: true });
  const put = (value: unknown) => {
    const bytes = Buffer.from(JSON.stringify(value));
    const digest = `sha256:${createHash('sha256').update(bytes).digest('hex')}`;
    writeFileSync(join(dir, 'blobs/sha256', digest.slice(7)), bytes);
    return { digest, size: bytes.length };
  };
  const kind = blob.endsWith('.gz') ? 'gzip' : 'zstd';
  const layer = { digest: digestOf(blob), size: statSync(blob).size };
  renameSync(blob, join(dir, 'blobs/sha256', layer.digest.slice(7)));
  const config = put({
    architecture: 'amd64',
    os: 'linux',
    config: {},
    rootfs: { type: 'layers', diff_ids: [diffId] },
  });
  const mediaType = 'application/vnd.oci.image.manifest.v1+json';
  const manifest = put({
    schemaVersion: 2,
    mediaType,
    config: { mediaType: 'application/vnd.oci.image.config.v1+json', ...config },
    layers: [{ mediaType: `application/vnd.oci.image.layer.v1.tar+${kind}`, ...layer }],
  });
  const annotations = { 'org.opencontainers.image.ref.name': 'bench' };
  writeFileSync(join(dir, 'oci-layout'), '{"imageLayoutVersion":"1.0.0"}');
  writeFileSync(
    join(dir, 'index.json'),
    JSON.stringify({ schemaVersion: 2, manifests: [{ mediaType, ...manifest, annotations }] }),
  );
  return dir;
}

function blobOf(dir: string): string {
  const read = (path: string): unknown => JSON.parse(readFileSync(path, 'utf8'));
  const { manifests: [first] = [] } = read(join(dir, 'index.json')) as { manifests: { digest: string }[] };
  const manifest = read(join(dir, 'blobs/sha256', first?.digest.slice(7) ?? '')) as { layers: { digest: string }[] };
  return join(dir, 'blobs/sha256', manifest.layers[0]?.digest.slice(7) ?? '');
}

function digestOf(path: string): string {
  const hash = createHash('sha256');
  const fd = openSync(path, 'r');
  const buffer = Buffer.alloc(1 << 20);
  for (let got = readSync(fd, buffer); got > 0; got = readSync(fd, buffer)) hash.update(buffer.subarray(0, got));
  closeSync(fd);
  return `sha256:${hash.digest('hex')}`;
}

/** Runs a bash script; throws with what it said when it fails. */
export function shell(script: string, ...args: string[]): string {
  const options = { maxBuffer: 1 << 26 };
  const { status, stdout, stderr } = spawnSync('bash', ['-euo', 'pipefail', '-c', script, 'bash', ...args], options);
  if (status !== 0) throw new Error(`${script}: ${stderr.toString()}`);
  return stdout.toString();
}
