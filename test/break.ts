/**
 * The tests that break things, again and again: `npm run break -- [--times 10] [--kills 200] [--sensor-kills N] [PATH…]`.
 *
 * Receivers that fail in every way, disks that are full, sensors that are killed, damaged spools and journals. Ends with 1 at the
 * first run in which something failed, else with one line that says how often everything passed. `--kills` goes to the flow of
 * findings into the spool, `--sensor-kills` to the whole sensor over a container. PATHs instead of all of them.
 */
import { spawnSync } from 'node:child_process';
import { loadavg } from 'node:os';
import { parseArgs } from 'node:util';

const FILES = ['test/sensor/forward', 'test/sensor/finding/revisions.test.ts', 'test/cases/forward'];
const ROOT = new URL('..', import.meta.url).pathname;

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    times: { type: 'string', default: '1' },
    kills: { type: 'string', default: '30' },
    'sensor-kills': { type: 'string', default: '4' },
  },
});
const times = Number(values.times);
const files = positionals.length > 0 ? positionals : FILES;
const env = { ...process.env, DRIFT_KILLS: values.kills, DRIFT_SENSOR_KILLS: values['sensor-kills'] };
for (let time = 1; time <= times; time++) {
  const startMs = performance.now();
  const ran = spawnSync(process.execPath, ['test/run.ts', '--reporter=dot', ...files], {
    cwd: ROOT,
    encoding: 'utf8',
    env,
  });
  const last = ran.stdout.trimEnd().split('\n').at(-1) ?? '';
  const seconds = ((performance.now() - startMs) / 1000).toFixed(0);
  console.log(`${time} of ${times}: ${last} in ${seconds} s, load ${loadavg()[0]?.toFixed(1)}`);
  if (ran.status !== 0) {
    console.log(ran.stdout.slice(-20_000) + ran.stderr.slice(-4_000));
    process.exit(1);
  }
}
console.log(`All passed ${times} times in a row, with ${values.kills} and ${values['sensor-kills']} kills in each.`);
