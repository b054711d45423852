/**
 * Building indexes with `bin/image-index`, start-up included, against the limit of each kind: interleaved, medians; of the file of 2 GB
 * one round is enough. What one would use otherwise, and the limits with another sha256, are measured once, in the first round; so is the
 * peak of memory, in builds of their own, for what reports it takes time. All files are in the page cache, and what others still had to write
 * is written before each measurement: a build waits for its own files to be on the disk. CPU: user and system time of all processes.
 * Needs pigz and zstd; skopeo and podman (as root) are left out where they are not. Run:
 *     node test/bench/index-build.ts [ROUNDS] [SCALE] [IMAGE]
 */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { unmountBelow } from '../support/temp.ts';
import { type BenchImage, makeImages, shell } from './index-images.ts';
import { median, reached, sayLoad, sayMachine } from './machine.ts';

const BIN = new URL('../../bin/image-index', import.meta.url).pathname;
const HASH_FILES = 'find "$1" -type f -print0 | xargs -0 -P 2 -n 500 sha256sum >/dev/null';
const HASH_WITH_OPENSSL = HASH_FILES.replace('sha256sum', 'openssl dgst -sha256');

/** Of issue 4. */
const GOAL_RATIO = 1.15;
const GOAL_PEAK_MB = 150;
const GOAL_FILE_BYTES = 64;

type Row = {
  readonly label: string;
  readonly limit: string | undefined;
  readonly peakMb: number | undefined;
  readonly seconds: number[];
  readonly cpuSeconds: number[];
};

const rounds = Number(process.argv[2] ?? 3);
const scale = Number(process.argv[3] ?? 1);
const dir = mkdtempSync(join(tmpdir(), 'drift-bench-'));
try {
  for (const program of ['pigz', 'zstd'])
    if (!has(program)) throw new Error(`needs ${program}: apt-get install ${program}`);
  const report = join(dir, 'report.mjs');
  writeFileSync(
    report,
    "import { readFileSync } from 'node:fs';\nprocess.on('exit', () => console.error('peak', /VmHWM:\\s+(\\d+)/.exec(readFileSync('/proc/self/status', 'utf8'))[1]));\n",
  );
  sayMachine();
  console.log(`${rounds} interleaved rounds, medians\n`);
  for (const image of makeImages(dir, scale, process.argv[4])) {
    const rows = new Map<string, Row>();
    const repeats = image.files === 1 ? 1 : rounds;
    for (let round = 0; round < repeats; round++) measureAll(image, rows, report, round === 0);
    print(image, rows);
    shell('rm -rf "$1" "$1".*', image.tree);
  }
} finally {
  unmountBelow(dir);
  rmSync(dir, { recursive: true, force: true });
}

function measureAll(image: BenchImage, rows: Map<string, Row>, report: string, first: boolean): void {
  // Debian's sha256sum does not use the processor's instructions for it; OpenSSL does, as Node does.
  // The second sum is a child of the shell, which waits for it: its time counts.
  const limit = (decompress: string, sha256 = 'sha256sum') =>
    `exec 3> >(${sha256} >/dev/null); ${decompress} "$1" | tee /dev/fd/3 | ${sha256} >/dev/null; exec 3>&-; wait $!`;
  const OPENSSL = 'openssl dgst -sha256';
  external('limit: pigz -dc, 2 x sha256sum', limit('pigz -dc'), image.blobs.gzip);
  if (first) external('the same, sha256 by OpenSSL (gzip)', limit('pigz -dc', OPENSSL), image.blobs.gzip);
  build('image-index, gzip layer', `oci:${image.layouts.gzip}:bench`, 'limit: pigz -dc, 2 x sha256sum');
  external('limit: zstd -dc, 2 x sha256sum', limit('zstd -dcq'), image.blobs.zstd);
  if (first) external('the same, sha256 by OpenSSL (zstd)', limit('zstd -dcq', OPENSSL), image.blobs.zstd);
  build('image-index, zstd layer', `oci:${image.layouts.zstd}:bench`, 'limit: zstd -dc, 2 x sha256sum');
  external('limit: find, 2 x sha256sum of the files', HASH_FILES, image.tree);
  if (first) external('the same, sha256 by OpenSSL (files)', HASH_WITH_OPENSSL, image.tree);
  build('image-index, directory', `dirs:${image.tree}`, 'limit: find, 2 x sha256sum of the files');
  if (first && has('skopeo')) {
    const copy = 'rm -rf "$2"; skopeo --insecure-policy copy --quiet "oci:$1:bench" "dir:$2"';
    external('skopeo copy alone (hashes nothing inside)', copy, image.layouts.gzip, join(dir, 'copied'));
  }
  if (first && has('podman') && process.getuid?.() === 0) podman();

  function podman(): void {
    const root = join(dir, 'podman');
    const base = `podman --root ${root} --runroot ${root}-run --tmpdir ${root}-tmp --storage-driver overlay`;
    const name = 'localhost/bench:1';
    const load = `skopeo --insecure-policy copy --quiet "oci:$1:bench" "containers-storage:[overlay@${root}+${root}-run]${name}"`;
    const pull = `${load}; at=$(${base} image mount ${name}); set -- "$at"; ${HASH_FILES}`;
    external('pull to Podman, image mount, sha256sum', pull, image.layouts.gzip);
    shell(`${base} image umount --all >/dev/null`);
    // The storage driver mounts its directory on itself.
    unmountBelow(dir);
    shell(`rm -rf ${root}*`);
  }

  function external(label: string, script: string, ...args: string[]): void {
    shell('sync');
    const start = performance.now();
    const cpu = childrenSeconds();
    shell(script, ...args);
    note(label, undefined, (performance.now() - start) / 1000, childrenSeconds() - cpu);
  }

  function build(label: string, source: string, against: string): void {
    const peakMb = first ? peak(source) : undefined;
    const index = join(dir, 'index');
    rmSync(index, { recursive: true, force: true });
    shell('sync');
    const start = performance.now();
    const cpu = childrenSeconds();
    buildInto(index, source, process.env);
    note(label, against, (performance.now() - start) / 1000, childrenSeconds() - cpu, peakMb);
  }

  function peak(source: string): number {
    const index = join(dir, 'index');
    rmSync(index, { recursive: true, force: true });
    const said = buildInto(index, source, { ...process.env, NODE_OPTIONS: `--import=${report}` });
    // Threads say it as well when they end.
    const peaks = [...said.matchAll(/^peak (\d+)$/gm)].map(([, kilobytes]) => (Number(kilobytes) * 1024) / 1e6);
    return Math.max(...peaks);
  }

  function buildInto(index: string, source: string, env: NodeJS.ProcessEnv): string {
    const { status, stderr } = spawnSync(BIN, ['build', source, '--index-dir', index], { env });
    if (status !== 0) throw new Error(stderr.toString());
    return stderr.toString();
  }

  function note(label: string, against: string | undefined, seconds: number, cpu: number, peakMb?: number): void {
    const row = rows.get(label) ?? { label, limit: against, peakMb, seconds: [], cpuSeconds: [] };
    row.seconds.push(seconds);
    row.cpuSeconds.push(cpu);
    rows.set(label, row);
  }
}

function print(image: BenchImage, rows: Map<string, Row>): void {
  console.log(`${image.name}: ${image.files} files, ${(image.bytes / 1e6).toFixed(0)} MB of tar`);
  const head = ['s', 'MB/s', 'x limit', 'CPU s', 'peak MB'].map((text) => text.padStart(9)).join('');
  console.log(`${''.padEnd(44)}${head}`);
  for (const { label, limit, seconds, cpuSeconds, peakMb } of rows.values()) {
    const own = median(seconds);
    const ratio = limit === undefined ? undefined : own / median(rows.get(limit)?.seconds ?? []);
    const columns = [own.toFixed(2), (image.bytes / 1e6 / own).toFixed(0), ratio?.toFixed(2) ?? '']
      .concat(median(cpuSeconds).toFixed(2), peakMb?.toFixed(0) ?? '')
      .map((text) => text.padStart(9));
    const goal = ratio === undefined ? '' : `   ${reached(ratio, GOAL_RATIO)}`;
    console.log(`${label.padEnd(44)}${columns.join('')}${goal}`.trimEnd());
  }
  const peaks = [...rows.values()].flatMap(({ peakMb }) => peakMb ?? []);
  console.log(`highest peak ${Math.max(...peaks).toFixed(0)} MB   ${reached(Math.max(...peaks), GOAL_PEAK_MB)}`);
  const { index, path } = bytesOfAFile(image);
  const beside = `index: ${index.toFixed(1)} bytes a file, its path has ${path.toFixed(1)}`;
  // One file alone has the header to itself.
  console.log(image.files === 1 ? beside : `${beside}   ${reached(index - path, GOAL_FILE_BYTES)} beside the path`);
  console.log(`${sayLoad()} at the end\n`);
}

/** Of the image that was built last. */
function bytesOfAFile(image: BenchImage): { readonly index: number; readonly path: number } {
  const images = join(dir, 'index/images');
  const index = readdirSync(images).reduce((sum, name) => sum + statSync(join(images, name)).size, 0);
  const paths = Number(shell('find "$1" -type f -printf "/%P" | wc -c', image.tree));
  return { index: index / image.files, path: paths / image.files };
}

/** User and system time of all children that ended, theirs included: fields 16 and 17 of proc(5) stat, in ticks of 10 ms. */
function childrenSeconds(): number {
  const stat = readFileSync('/proc/self/stat', 'utf8');
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return (Number(fields[13]) + Number(fields[14])) / 100;
}

function has(program: string): boolean {
  return spawnSync('sh', ['-c', `command -v ${program}`]).status === 0;
}
