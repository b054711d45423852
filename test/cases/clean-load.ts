/**
 * A long mixed load without any drift (`npm run cases -- --clean 100000`): static and dynamic programs, shells and interpreters,
 * files that were copied up, exec sessions. Quiet is proved by arithmetic: contract.md, Metrics.
 */
import { randomBytes } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { waitFor } from '../support/command.ts';
import { cleanExecs, startSensor } from '../support/sensor.ts';
import { tempDir } from '../support/temp.ts';
import { freshElf, freshName, sha256 } from './bytes.ts';
import { Box, type Engine, type EngineName, openEngine } from './engines.ts';
import { casesImage } from './image.ts';
import { settled } from './settled.ts';

/** What is run, and its part of a thousand. */
const MIX: readonly (readonly [number, readonly string[]])[] = [
  [450, ['/usr/bin/true']],
  [200, ['/usr/bin/busybox', 'true']],
  // By the name of its directory before usrmerge; and a hardlink.
  [100, ['/bin/true']],
  [120, ['/usr/bin/sleep', '0']],
  [80, ['/usr/bin/dash', '-c', ':']],
  [30, ['/usr/bin/perl5.36.0', '-e', '1']],
  [20, ['/usr/bin/python3', '-c', '1']],
];
/** Copied up before, by a changed owner. */
const COPIED_UP = '/usr/bin/sleep';
/** A file is remembered when it has been at rest for a second. */
const REST_S = 1.2;
const ROUND = 10_000;

export type CleanResult = {
  readonly issued: number;
  readonly seconds: number;
  /** Execs that failed to start or to end well. */
  readonly failed: number;
  /** As the sensor counts: all containers of this machine, so no fewer than were issued. */
  readonly clean: number;
  /** Of the load's own containers; of all containers of this machine. */
  readonly unverified: number;
  readonly unverifiedAnywhere: number;
  readonly lost: number;
  readonly faults: number;
  /** Findings about the load's own containers, in words. */
  readonly findings: readonly string[];
};

export type CleanOptions = {
  readonly execs: number;
  readonly engines: readonly EngineName[];
  readonly log: (line: string) => void;
};

export async function cleanLoad({ execs, engines: names, log }: CleanOptions): Promise<CleanResult> {
  const run = `clean-${randomBytes(3).toString('hex')}`;
  await using temp = tempDir('clean');
  const image = await casesImage();
  const engines: Engine[] = [];
  const boxes: Box[] = [];
  try {
    for (const name of names) {
      const dir = join(temp.path, name);
      const volume = join(dir, 'volume');
      mkdirSync(volume, { recursive: true });
      const engine = await openEngine(name, dir);
      engines.push(engine);
      await engine.load(image);
      boxes.push(new Box(engine, await engine.start(image.ref, { name: `${run}-${name}`, volume }), volume));
    }
    const args = ['--canary-interval-seconds', '86400', ...engines.flatMap((engine) => engine.sensorArgs)];
    await using sensor = await startSensor({ args });
    const numbers = async () => ({
      clean: await cleanExecs(sensor),
      unverified: await sensor.metric('drift_sensor_unverified_total'),
      lost: await sensor.metric('drift_sensor_lost_total'),
      faults: await sensor.metric('drift_sensor_faults_total'),
    });
    for (const box of boxes) {
      const before = await cleanExecs(sensor);
      await box.sh(`chown 1000:1000 ${COPIED_UP}; sleep ${REST_S}`);
      await waitFor('the image to be indexed', async () => (await cleanExecs(sensor)) > before, 60_000);
    }
    await settled(sensor);
    const before = await numbers();
    const begun = performance.now();
    const each = await Promise.all(boxes.map((box) => load(box, Math.ceil(execs / boxes.length), log)));
    const seconds = (performance.now() - begun) / 1000;
    await settled(sensor);
    const after = await numbers();
    const own = sensor
      .findings()
      .filter(({ container }) => [container.name ?? '', container.id].some((text) => text.includes(run)));
    const findings = own.map(
      (f) => `${f.verdict}/${f.object}/${f.origin} ${f.reason ?? ''} ×${f.count} ${f.file?.path}`,
    );
    const counts = new Map(own.filter((f) => f.verdict === 'unverified').map((f) => [f.id, f.count]));
    await prove(boxes, sensor.waitForFinding);
    return {
      issued: each.reduce((total, one) => total + one.issued, 0),
      failed: each.reduce((total, one) => total + one.failed, 0),
      seconds,
      clean: after.clean - before.clean,
      unverified: [...counts.values()].reduce((total, count) => total + count, 0),
      unverifiedAnywhere: after.unverified - before.unverified,
      lost: after.lost - before.lost,
      faults: after.faults - before.faults,
      findings,
    };
  } finally {
    for (const box of boxes) await box.remove();
    for (const engine of engines) await engine.stop();
  }
}

async function load(box: Box, execs: number, log: (line: string) => void): Promise<{ issued: number; failed: number }> {
  let issued = 0;
  let failed = 0;
  while (issued < execs) {
    const round = Math.min(ROUND, execs - issued);
    for (const [part, command] of MIX) {
      const times = Math.ceil((round * part) / 1000);
      const printed = await box.run(['/usr/local/bin/exec-loop', String(times), ...command], { timeoutMs: 600_000 });
      failed += Number(printed.split(' ')[1]);
      // The loop itself is one more.
      issued += times + 1;
    }
    log(`${box.engine.name}: ${issued} clean execs`);
  }
  return { issued, failed };
}

/** Nothing was said because nothing was wrong: in the same containers drift is found. */
async function prove(
  boxes: readonly Box[],
  waitForFinding: (of: (f: { file?: { sha256?: string } }) => boolean) => Promise<unknown>,
) {
  for (const box of boxes) {
    const bytes = freshElf();
    const name = freshName('drift');
    writeFileSync(join(box.volume, name), bytes, { mode: 0o755 });
    await box.run([`/data/${name}`]);
    await waitForFinding(({ file }) => file?.sha256 === sha256(bytes));
  }
}

export function cleanReport(result: CleanResult): { readonly text: string; readonly good: boolean } {
  const { issued, seconds, failed, clean, unverified, unverifiedAnywhere, lost, faults, findings } = result;
  const good = failed + unverified + lost + faults + findings.length === 0 && clean >= issued;
  const text = [
    `${issued} clean execs in ${seconds.toFixed(1)} s (${Math.round(issued / seconds)} a second), ${failed} failed`,
    `judged clean: ${clean} (${clean - issued} of them of other containers and sessions)`,
    `unverified: ${unverified} (anywhere on this machine: ${unverifiedAnywhere}), lost: ${lost}, faults: ${faults}, findings: ${findings.length}`,
    ...findings,
    good ? 'quiet, and the next drift was found' : 'NOT quiet',
  ].join('\n');
  return { text, good };
}
