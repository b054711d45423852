/**
 * What it costs to see executable mappings: execs of a dynamically linked program and system calls, on the host and in a
 * container, without a sensor, with `--libraries off` and with `--libraries auto`, interleaved. Needs root, runc, debootstrap.
 *
 *   node test/bench/libraries.ts [ROUNDS]
 *
 * 2 cores of a Firecracker guest, Linux 6.18, both busy with other work (load 8), median of 5 rounds, ns:
 *
 *                                             none       off      auto
 *   host: exec of a dynamic program         634320    704131    867588
 *   host: getppid                              170       169       171
 *   host: mmap and munmap of memory           3584      3801      3786
 *   host: mmap and munmap of code             5017      3902      6092
 *   container: exec of a dynamic program    771243    869756    894502
 *   container: getppid                         177       189       174
 *   container: mmap and munmap of memory      3982      3737      3812
 *   container: mmap and munmap of code       11719      6575      8816
 *
 * The execs are noise in such company. The bridge alone, fastest of 60 loops of 200 execs each on the host: 525.7 us without,
 * 529.5 off, 552.7 with --libraries, so 23 us (4 %) for an exec with five executable mappings, most of it perf's own record
 * (d_path); on_mmap_unlock runs 55 times for each, at 30 to 80 ns with BPF statistics on.
 */
import { copyFileSync, mkdirSync, readFileSync } from 'node:fs';
import { cpus, release } from 'node:os';
import { join } from 'node:path';
import { compileC, program } from '../support/cc.ts';
import { run, waitFor } from '../support/command.ts';
import { debianRootfs } from '../support/debian.ts';
import { startRunc } from '../support/runc.ts';
import { startSensor } from '../support/sensor.ts';
import { tempDir } from '../support/temp.ts';

const EXECS = 300;
const CALLS = 200_000;
const MAPS = 20_000;
/** Of each load in each round; the fastest counts, since what else the machine does only makes it slower. */
const TRIES = 5;
const LIBRARY = '/usr/lib/x86_64-linux-gnu/libc.so.6';
const rounds = Number(process.argv[2] ?? 5);
const modes = { none: undefined, off: ['--libraries', 'off'], auto: ['--libraries', 'auto'] } as const;

await using temp = tempDir('bench-libraries');
const layer = join(temp.path, 'layer');
mkdirSync(join(layer, 'usr/local/bin'), { recursive: true });
const source = readFileSync(new URL('../support/programs/call-loop.c', import.meta.url), 'utf8');
const programs = { 'exec-loop': await program('exec-loop'), 'call-loop': await compileC(source, 'call-loop') };
for (const [name, path] of Object.entries(programs)) copyFileSync(path, join(layer, 'usr/local/bin', name));
await using container = await startRunc({ dir: temp.path, rootfs: { lower: [layer, await debianRootfs()] } });

type Load = { readonly name: keyof typeof programs; readonly args: readonly string[]; readonly count: number };
const loads: Record<string, Load> = {
  'exec of a dynamic program': { name: 'exec-loop', args: [String(EXECS), '/bin/true'], count: EXECS },
  getppid: { name: 'call-loop', args: ['getppid', String(CALLS)], count: CALLS },
  'mmap and munmap of memory': { name: 'call-loop', args: ['anonymous', String(MAPS)], count: MAPS },
  'mmap and munmap of code': { name: 'call-loop', args: ['code', String(MAPS), LIBRARY], count: MAPS },
};
const places = {
  host: (load: Load) => run([programs[load.name], ...load.args]),
  container: async (load: Load) => (await container.exec([`/usr/local/bin/${load.name}`, ...load.args])).stdout,
};

/** ns for each operation, by place and load, by mode. */
const results: Record<string, Record<string, number[]>> = {};

for (let round = 0; round < rounds; round++) {
  for (const [mode, args] of Object.entries(modes)) {
    const sensor = args && (await startSensor({ args: ['--canary-interval-seconds', '86400', ...args] }));
    if (sensor !== undefined) {
      const clean = () => sensor.metric('drift_sensor_verdicts_total', { verdict: 'in_image', object: 'binary' });
      const before = await clean();
      await container.exec(['/bin/true']);
      await waitFor('the image to be indexed', async () => (await clean()) > before, 60_000);
      await container.exec(['/usr/local/bin/exec-loop', '50', '/bin/true']);
    }
    for (const [place, start] of Object.entries(places)) {
      for (const [name, load] of Object.entries(loads)) {
        let fastest = Number.POSITIVE_INFINITY;
        for (let i = 0; i < TRIES; i++)
          fastest = Math.min(fastest, Number((await start(load)).trim().split(' ').at(-1)));
        const row = results[`${place}: ${name}`] ?? {};
        results[`${place}: ${name}`] = row;
        row[mode] = [...(row[mode] ?? []), fastest / load.count];
      }
    }
    await sensor?.stop();
  }
}

console.log(`${cpus().length} cores, Linux ${release()}, median ns for each of ${rounds} rounds\n`);
console.log(
  `${''.padEnd(40)}${Object.keys(modes)
    .map((mode) => mode.padStart(10))
    .join('')}   auto - off`,
);
for (const [name, row] of Object.entries(results)) {
  const medians = Object.keys(modes).map((mode) => median(row[mode] ?? []));
  const [, off = 0, auto = 0] = medians;
  const more = `${(auto - off).toFixed(0)} (${((auto / off - 1) * 100).toFixed(1)} %)`;
  console.log(`${name.padEnd(40)}${medians.map((ns) => ns.toFixed(0).padStart(10)).join('')}   ${more}`);
}

function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;
}
