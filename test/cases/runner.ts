/** Runs cases on engines below one sensor, and holds what was found against what was expected. */
import { randomBytes } from 'node:crypto';
import { chmodSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { waitFor } from '../support/command.ts';
import { type FindingJson, type Sensor, startSensor } from '../support/sensor.ts';
import { tempDir } from '../support/temp.ts';
import { freshElf, sha256 } from './bytes.ts';
import type { Case } from './catalog/case.ts';
import { EngineRun } from './engine-run.ts';
import { type EngineName, openEngine } from './engines.ts';
import { casesImage } from './image.ts';
import { casesPolicy } from './policy.ts';
import { Tail } from './tail.ts';

export type Result = {
  readonly id: string;
  readonly technique: string;
  readonly engine: EngineName;
  readonly expected: string;
  readonly got: string;
  readonly pass: boolean;
  /** From the kernel's time of the exec to the finding's line, one for each repeat that was found. */
  readonly latencyMs: readonly number[];
  /** Why it did not pass. */
  readonly detail: string;
  readonly findings: readonly FindingJson[];
};

export type RunOptions = {
  readonly cases: readonly Case[];
  readonly engines: readonly EngineName[];
  readonly repeat: number;
  readonly onResult: (result: Result) => void;
  readonly log: (line: string) => void;
};

/** Engines work side by side unless latencies are to mean something. */
export type Order = 'parallel' | 'one-by-one';

export async function runCases(options: RunOptions, order: Order): Promise<Result[]> {
  const run = `case-${randomBytes(3).toString('hex')}`;
  await using temp = tempDir('cases');
  // Root of a user namespace with ids of its own has to reach its root filesystem.
  chmodSync(temp.path, 0o711);
  const image = await casesImage();
  const allowedBytes = freshElf();
  const policyFile = join(temp.path, 'policy.yaml');
  writeFileSync(policyFile, casesPolicy(sha256(allowedBytes)));
  const runs: EngineRun[] = [];
  let sensor: Sensor | undefined;
  let tail: Tail | undefined;
  try {
    for (const name of options.engines) {
      const dir = join(temp.path, name);
      mkdirSync(dir);
      options.log(`${name}: starts and loads the image`);
      const engine = await openEngine(name, dir);
      const engineRun = new EngineRun({ engine, image, dir, run, policyFile, allowedBytes });
      runs.push(engineRun);
      await engineRun.prepare(options.cases);
    }
    const args = ['--policy', policyFile, '--canary-interval-seconds', '86400'];
    sensor = await startSensor({ args: [...args, ...runs.flatMap((each) => each.engine.sensorArgs)] });
    tail = new Tail(sensor.findingsFile);
    await indexed(sensor, runs);
    const context = { sensor, tail, repeat: options.repeat, onResult: options.onResult };
    if (order === 'parallel') return (await Promise.all(runs.map((each) => each.all(options.cases, context)))).flat();
    const results: Result[] = [];
    for (const each of runs) results.push(...(await each.all(options.cases, context)));
    return results;
  } finally {
    tail?.close();
    for (const each of runs) await each.close();
    await sensor?.stop();
  }
}

/** A gigabyte, on a machine whose other processes come first. */
const INDEXED_MS = 180_000;

/** A first exec waits for its image's index, and what was there before the sensor for the sensor's first look: no latency of either. */
async function indexed(sensor: Sensor, runs: readonly EngineRun[]): Promise<void> {
  const clean = () => sensor.metric('drift_sensor_verdicts_total', { verdict: 'in_image' });
  for (const box of runs.flatMap((each) => each.prepared)) {
    const before = await clean();
    await box.run(['/usr/bin/true']);
    const what = `an image of ${box.engine.name} to be indexed`;
    await waitFor(what, async () => (await clean()) > before, INDEXED_MS);
  }
}
