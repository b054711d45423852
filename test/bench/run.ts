/**
 * `npm run bench`: what drift-sensor costs and how fast it is, as one table. The sensor is the bundle that is shipped, made of
 * this checkout. Modes are interleaved, medians count, and every run is added to build/bench/history.ndjson.
 *
 *   npm run bench -- [overhead latency quiet flood memory replay startup lookup] [--rounds N] [--json] [--peer NAME=COMMAND]…
 *
 * --peer runs the same loads of `overhead` beside another sensor: --peer falco='falco -o json_output=true'
 */
import { appendFileSync, mkdirSync } from 'node:fs';
import { cpus, loadavg, release, totalmem } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { tryRun } from '../support/command.ts';
import { tempDir } from '../support/temp.ts';
import { flood } from './suite/flood.ts';
import { latency } from './suite/latency.ts';
import { lookup } from './suite/lookup.ts';
import { memory } from './suite/memory.ts';
import { overhead } from './suite/overhead.ts';
import { quiet } from './suite/quiet.ts';
import { replay } from './suite/replay.ts';
import { startup } from './suite/startup.ts';
import { type Bench, bundleLauncher, type Row } from './suite/suite.ts';

const BENCHES: readonly Bench[] = [overhead, latency, quiet, flood, memory, replay, startup, lookup];
const ROOT = new URL('../..', import.meta.url).pathname;

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    rounds: { type: 'string', default: '5' },
    json: { type: 'boolean', default: false },
    peer: { type: 'string', multiple: true, default: [] },
  },
});
const unknown = positionals.filter((name) => !BENCHES.some((bench) => bench.name === name));
const peers = values.peer.map((text) => ({
  name: text.slice(0, text.indexOf('=')),
  command: text.slice(text.indexOf('=') + 1),
}));
const rounds = Number(values.rounds);
if (unknown.length > 0 || !Number.isInteger(rounds) || rounds < 1 || peers.some(({ name }) => name === '')) {
  const names = BENCHES.map(({ name }) => name).join(' ');
  console.error(`usage: npm run bench -- [${names}] [--rounds N] [--json] [--peer NAME=COMMAND]…`);
  process.exit(2);
}
if (process.getuid?.() !== 0) {
  console.error('the bench starts containers and reads BPF statistics: run it as root');
  process.exit(3);
}

const machine = `${cpus().length} × ${cpus()[0]?.model ?? 'CPU'}, ${Math.round(totalmem() / 2 ** 30)} GiB, Linux ${release()}`;
const commit = (await tryRun(['git', '-C', ROOT, 'describe', '--always', '--dirty'])).stdout.trim();
const load = loadavg()[0] ?? 0;
await using temp = tempDir('bench');
const launcher = await bundleLauncher(temp.path);
const rows: Row[] = [];
for (const bench of BENCHES) {
  if (positionals.length > 0 && !positionals.includes(bench.name)) continue;
  rows.push(...(await bench.run({ rounds, peers, launcher, dir: temp.path, progress: (text) => console.error(text) })));
}

const history = join(ROOT, 'build/bench');
mkdirSync(history, { recursive: true });
const stamp = { time: new Date().toISOString(), commit, machine, load, rounds };
appendFileSync(join(history, 'history.ndjson'), `${JSON.stringify({ ...stamp, rows })}\n`);
if (values.json) for (const row of rows) console.log(JSON.stringify({ ...stamp, ...row }));
else print();

function print(): void {
  console.log(`${machine}; load ${load.toFixed(1)} before; medians of ${rounds}; ${commit}\n`);
  for (const { what, values: cells, goal } of rows) {
    const text = Object.entries(cells).map(([name, value]) => `${name} ${value.toLocaleString('en')}`);
    console.log(`${what.padEnd(52)} ${text.join('  ')}${goal === undefined ? '' : `   (goal: ${goal})`}`);
  }
}
