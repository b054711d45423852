/**
 * Building an index against `sha256sum` of the same files, interleaved, medians. Run:
 *     node test/bench/index-build.ts [DIR] [ROUNDS]
 * Without DIR a tree of 400 MB is made: a third small files, a third of 1 MB, a third one file.
 */
import { spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { IndexStore, imageKey } from '../../image-index/store.ts';
import { sha256, writeLayout } from '../image-index/support/layout.ts';

const dir = mkdtempSync(join(tmpdir(), 'drift-bench-'));
try {
  const given = process.argv[2];
  const tree = given ?? makeTree(join(dir, 'tree'));
  const rounds = Number(process.argv[3] ?? 5);
  const layout = given === undefined ? makeLayout(tree) : undefined;
  const results = new Map<string, number[]>();
  let files = 0;
  let bytes = 0;
  for (let round = 0; round < rounds; round++) {
    measure('find | sha256sum', () => shell('find "$1" -type f -print0 | xargs -0 sha256sum >/dev/null', tree));
    const source = { kind: 'lower_dirs', dirs: [tree] } as const;
    await measureAsync('image-index, lower directories', async () => {
      const index = await new IndexStore({ dir: join(dir, `a${round}`) }).build({ key: imageKey(source), source });
      files = index.fileCount;
      bytes = index.counts.bytes;
      index.close();
    });
    if (layout === undefined) continue;
    measure('gzip -dc | tee >(sha256sum) | sha256sum', () =>
      shell('gzip -dc "$1" | tee >(sha256sum >/dev/null) | sha256sum >/dev/null', layout.blob),
    );
    await measureAsync('image-index, gzip layer', async () => {
      const oci = { kind: 'oci_layout', dir: layout.dir, tag: 'bench' } as const;
      const index = await new IndexStore({ dir: join(dir, `b${round}`) }).build({ key: layout.config, source: oci });
      index.close();
    });
  }
  console.log(
    `${files} files, ${(bytes / 1e6).toFixed(0)} MB, medians of ${rounds} interleaved rounds; ${process.version} ${process.arch}`,
  );
  console.log(`peak memory of a process that does nothing else: ${peakMegabytes(tree, layout)} MB\n`);
  console.log(`${''.padEnd(42)}${'s'.padStart(8)}${'MB/s'.padStart(8)}`);
  for (const [name, times] of results) {
    const median = [...times].sort((a, b) => a - b)[times.length >> 1] ?? 0;
    console.log(name.padEnd(42) + median.toFixed(2).padStart(8) + (bytes / 1e6 / median).toFixed(0).padStart(8));
  }

  function measure(name: string, work: () => void): void {
    const start = performance.now();
    work();
    note(name, start);
  }

  async function measureAsync(name: string, work: () => Promise<void>): Promise<void> {
    const start = performance.now();
    await work();
    note(name, start);
  }

  function note(name: string, start: number): void {
    const times = results.get(name) ?? [];
    times.push((performance.now() - start) / 1000);
    results.set(name, times);
  }
} finally {
  rmSync(dir, { recursive: true, force: true });
}

/** Of `image-index build`, the larger of both sources. */
function peakMegabytes(tree: string, layout: { readonly dir: string } | undefined): number {
  const cli = new URL('../../image-index/cli.ts', import.meta.url).href;
  const script = `process.argv.splice(1, 0, 'x'); await import(${JSON.stringify(cli)}); console.error('peak', process.resourceUsage().maxRSS)`;
  const peaks = [`dirs:${tree}`, ...(layout === undefined ? [] : [`oci:${layout.dir}:bench`])].map((source, at) => {
    const args = ['--input-type=module', '-e', script, 'build', source, '--index-dir', join(dir, `peak${at}`)];
    const { stderr } = spawnSync(process.execPath, args);
    return Number(/peak (\d+)/.exec(stderr.toString())?.[1]) / 1024;
  });
  return Math.round(Math.max(...peaks));
}

function shell(script: string, argument: string): void {
  const { status, stderr } = spawnSync('bash', ['-c', script, 'bash', argument]);
  if (status !== 0) throw new Error(stderr.toString());
}

function makeTree(tree: string): string {
  const text = Buffer.from('compressible text, as much of an image is; '.repeat(30_000));
  const block = Buffer.concat([randomBytes(300_000), text]).subarray(0, 1_000_000);
  for (let at = 0; at < 13_000; at++) {
    const folder = join(tree, 'small', String(at % 300));
    mkdirSync(folder, { recursive: true });
    writeFileSync(join(folder, `file-${at}`), Buffer.concat([Buffer.from(`${at}\n`), block.subarray(at, at + 10_000)]));
  }
  mkdirSync(join(tree, 'medium'));
  for (let at = 0; at < 133; at++)
    writeFileSync(join(tree, 'medium', String(at)), Buffer.concat([Buffer.from(`${at}`), block]));
  for (let at = 0; at < 133; at++) writeFileSync(join(tree, 'large'), block, { flag: 'a' });
  return tree;
}

function makeLayout(tree: string) {
  const archive = spawnSync('tar', ['-C', tree, '-cf', '-', '.'], { maxBuffer: 2 ** 31 - 1 }).stdout;
  const blob = gzipSync(archive, { level: 6 });
  const layoutDir = join(dir, 'layout');
  const { config } = writeLayout(layoutDir, 'bench', [{ blob, diffId: sha256(archive) }]);
  return { dir: layoutDir, config, blob: join(layoutDir, 'blobs', 'sha256', sha256(blob).slice(7)) };
}
