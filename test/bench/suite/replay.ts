/** Events per second and core through the pipeline, from a recording that a live sensor made. */
import { spawn } from 'node:child_process';
import { copyFileSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { busyboxRootfs } from '../../support/busybox.ts';
import { program } from '../../support/cc.ts';
import { run, terminate, waitFor } from '../../support/command.ts';
import { startRunc } from '../../support/runc.ts';
import { type Bench, median, round, type Setting } from './suite.ts';

const EXECS = 60_000;
/** The recording, so many times over: what Node compiles while it reads the first is not what an event costs. */
const COPIES = 5;

export const replay: Bench = {
  name: 'replay',
  async run(setting) {
    setting.progress('replay, recording');
    const file = await recordSome(setting);
    // What Node and the modules cost to start is not the pipeline's.
    const empty = join(setting.dir, 'empty-recording');
    const [header, ...lines] = readFileSync(file, 'utf8').trimEnd().split('\n');
    writeFileSync(empty, `${header}\n`);
    // Other containers of this machine are recorded as well.
    const execs = lines.filter((line) => line.startsWith('{"x"')).length * COPIES;
    const body = lines.filter((line) => !line.startsWith('{"end"')).join('\n');
    const long = join(setting.dir, 'long-recording');
    writeFileSync(long, `${header}\n${Array.from({ length: COPIES }, () => body).join('\n{"reset":true}\n')}\n`);
    const seconds: number[] = [];
    for (let i = 0; i < setting.rounds; i++) {
      setting.progress(`replay, round ${i + 1} of ${setting.rounds}`);
      const start = await replaySeconds(setting, empty);
      seconds.push((await replaySeconds(setting, long)) - start);
    }
    const values = {
      'events per CPU second': round(execs / median(seconds), 0),
      'bytes/event': round(statSync(long).size / execs, 0),
    };
    return [
      {
        bench: 'replay',
        what: `drift-sensor replay of a recording of ${EXECS} execs, ${COPIES} times over, above its start`,
        values,
        goal: '>= 300,000/s',
      },
    ];
  },
};

/** CPU time of all threads; the shell's `times` prints its own, then its children's: `0m0.72s 0m0.17s`. */
async function replaySeconds(setting: Setting, file: string): Promise<number> {
  const stdout = await run(['sh', '-c', '"$0" replay "$1" >/dev/null 2>&1; times', setting.launcher, file], {
    timeoutMs: 600_000,
  });
  const [user = '', system = ''] = stdout.trim().split('\n').at(-1)?.split(' ') ?? [];
  return [user, system].reduce(
    (sum, time) => sum + Number(time.split('m')[0]) * 60 + Number.parseFloat(time.split('m')[1] ?? ''),
    0,
  );
}

/** Nothing is answered in the kernel while it records. */
async function recordSome(setting: Setting): Promise<string> {
  const file = join(setting.dir, 'recording');
  const state = join(setting.dir, 'record-state');
  const flags = ['--state-dir', state, '--metrics', 'off', '--findings', join(setting.dir, 'record-findings')];
  const sensor = spawn(setting.launcher, ['record', file, ...flags], { stdio: 'ignore' });
  const status = async () =>
    JSON.parse(await run([setting.launcher, 'status', '--json', '--state-dir', state]).catch(() => '{}'));
  await waitFor('the sensor', async () => (await status()).canary?.state === 'ok', 60_000);
  const image = await busyboxRootfs(join(setting.dir, 'replay'));
  copyFileSync(await program('exec-loop'), join(image, 'usr/local/bin/exec-loop'));
  await using box = await startRunc({ dir: setting.dir, rootfs: { lower: [image] } });
  await box.exec(['/usr/local/bin/exec-loop', String(EXECS), '/bin/busybox', 'true'], { timeoutMs: 600_000 });
  await new Promise((resolve) => setTimeout(resolve, 3_000));
  await terminate(sensor);
  return file;
}
