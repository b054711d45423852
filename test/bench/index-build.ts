/**
 * Building indexes with `bin/image-index`, start-up included, against the limit of each kind: interleaved, medians; of the file of 2 GB
 * one round is enough. What one would use otherwise, and the limits with another sha256, are measured once, in the first round. CPU: user and
 * system time of all processes. Needs pigz and zstd; skopeo and podman (as root) are left out where they are not. Run:
 *     node test/bench/index-build.ts [ROUNDS] [SCALE] [IMAGE]
 */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { cpus, release, tmpdir } from 'node:os';
import { join } from 'node:path';
import { unmountBelow } from '../support/temp.ts';
import { type BenchImage, makeImages, shell } from './index-images.ts';

const BIN = new URL('../../bin/image-index', import.meta.url).pathname;
const HASH_FILES = 'find "$1" -type f -print0 | xargs -0 -P 2 -n 500 sha256sum >/dev/null';
const HASH_WITH_OPENSSL = HASH_FILES.replace('sha256sum', 'openssl dgst -sha256');

type Row = {
  readonly label: string;
  readonly limit: string | undefined;
  readonly seconds: number[];
  readonly cpuSeconds: number[];
  readonly peakMb: number[];
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
  console.log(
    `${cpus().length} x ${cpus()[0]?.model}, ${process.version}; Linux ${release()}; ${rounds} interleaved rounds, medians\n`,
  );
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
    const start = performance.now();
    const cpu = childrenSeconds();
    shell(script, ...args);
    note(label, undefined, (performance.now() - start) / 1000, childrenSeconds() - cpu);
  }

  function build(label: string, source: string, against: string): void {
    const index = join(dir, 'index');
    rmSync(index, { recursive: true, force: true });
    const env = { ...process.env, NODE_OPTIONS: `--import=${report}` };
    const start = performance.now();
    const cpu = childrenSeconds();
    const { status, stderr } = spawnSync(BIN, ['build', source, '--index-dir', index], { env });
    const seconds = (performance.now() - start) / 1000;
    if (status !== 0) throw new Error(stderr.toString());
    note(label, against, seconds, childrenSeconds() - cpu, Number(/peak (\d+)/.exec(stderr.toString())?.[1]) / 1024);
  }

  function note(label: string, against: string | undefined, seconds: number, cpu: number, peakMb?: number): void {
    const row = rows.get(label) ?? { label, limit: against, seconds: [], cpuSeconds: [], peakMb: [] };
    row.seconds.push(seconds);
    row.cpuSeconds.push(cpu);
    if (peakMb !== undefined) row.peakMb.push(peakMb);
    rows.set(label, row);
  }
}

function print(image: BenchImage, rows: Map<string, Row>): void {
  console.log(`${image.name}: ${image.files} files, ${(image.bytes / 1e6).toFixed(0)} MB of tar`);
  console.log(
    `${''.padEnd(44)}${'s'.padStart(7)}${'MB/s'.padStart(7)}${'x limit'.padStart(9)}${'CPU s'.padStart(7)}${'peak MB'.padStart(9)}`,
  );
  for (const { label, limit, seconds, cpuSeconds, peakMb } of rows.values()) {
    const own = median(seconds);
    const against = limit === undefined ? '' : (own / median(rows.get(limit)?.seconds ?? [])).toFixed(2);
    const peak = peakMb.length === 0 ? '' : Math.max(...peakMb).toFixed(0);
    const rate = (image.bytes / 1e6 / own).toFixed(0);
    console.log(
      label.padEnd(44) +
        own.toFixed(2).padStart(7) +
        rate.padStart(7) +
        against.padStart(9) +
        median(cpuSeconds).toFixed(2).padStart(7) +
        peak.padStart(9),
    );
  }
  const load = readFileSync('/proc/loadavg', 'utf8').split(' ').slice(0, 2).join(' ');
  console.log(`load average of the machine at the end: ${load}\n`);
}

/** User and system time of all children that ended, theirs included: fields 16 and 17 of proc(5) stat, in ticks of 10 ms. */
function childrenSeconds(): number {
  const stat = readFileSync('/proc/self/stat', 'utf8');
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return (Number(fields[13]) + Number(fields[14])) / 100;
}

function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[values.length >> 1] ?? Number.NaN;
}

function has(program: string): boolean {
  return spawnSync('sh', ['-c', `command -v ${program}`]).status === 0;
}
