/** What a death, a stop or a late start of the sensor or its bridge costs: counted, said, and made good by a look at what still runs. */
import { type ChildProcess, spawn } from 'node:child_process';
import { copyFileSync, existsSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { ended, tryRun, waitFor } from '../support/command.ts';
import { compileDynamic, copyLibraries } from '../support/dynamic.ts';
import { elf } from '../support/elf.ts';
import { describeIf } from '../support/need.ts';
import type { RuncContainer } from '../support/runc.ts';
import { indexed, openStage, put, type Stage, sceneNeeds, settled, totalOf } from '../support/scene.ts';
import {
  bridgePid,
  cleanExecs,
  type FindingJson,
  type Sensor,
  type SensorOptions,
  startSensor,
} from '../support/sensor.ts';

const LAUNCHER = new URL('../../bin/drift-sensor', import.meta.url).pathname;
const FORGER = new URL('../sensor/bridge/programs/forge-exe.c', import.meta.url).pathname;
const MAPPER = new URL('../support/programs/map-library.c', import.meta.url).pathname;
/** One canary, so that its execs are not among those that are counted. */
const QUIET = ['--canary-interval-seconds', '86400'];
const LONG_MS = 600_000;

describeIf(sceneNeeds(), 'deaths', () => {
  let stage: Stage;
  let container: RuncContainer;
  const sensors: Sensor[] = [];
  const children: ChildProcess[] = [];

  beforeEach(async () => {
    stage = await openStage('deaths', ['exec-loop']);
    writeFileSync(join(stage.image, 'usr/local/bin/tool'), elf(), { mode: 0o755 });
  });

  afterEach(async () => {
    for (const child of children.splice(0)) child.kill('SIGKILL');
    for (const sensor of sensors.splice(0)) {
      // One that a test has stopped would not hear SIGTERM.
      sensor.process.kill('SIGCONT');
      await sensor.stop();
    }
    await stage?.[Symbol.asyncDispose]();
  });

  const start = async (options: SensorOptions = {}): Promise<Sensor> => {
    const sensor = await startSensor({ args: QUIET, ...options });
    sensors.push(sensor);
    return sensor;
  };

  /** Starts a program in the container and waits until it runs; gives its pid on the host. */
  const launch = async (...args: readonly string[]): Promise<number> => {
    const [program = ''] = args;
    const pidFile = join(stage.temp.path, `pid-${children.length}`);
    const argv = ['--root', container.root, 'exec', '--pid-file', pidFile, container.id, ...args];
    const child = spawn('runc', argv, { stdio: ['ignore', 'pipe', 'inherit'] });
    children.push(child);
    const pid = await waitFor('a pid', () =>
      existsSync(pidFile) && Number(readFileSync(pidFile, 'utf8')) > 0
        ? Number(readFileSync(pidFile, 'utf8'))
        : undefined,
    );
    await waitFor(`${program} to run`, () => readFileSync(`/proc/${pid}/cmdline`, 'utf8').startsWith(program));
    return pid;
  };

  const own = (sensor: Sensor): FindingJson[] => sensor.findings().filter((f) => f.container.id === container.id);
  const about = (sensor: Sensor, digest: string): Promise<FindingJson> =>
    sensor.waitForFinding((finding) => finding.file?.sha256 === digest, 20_000);
  const gaps = (sensor: Sensor) => sensor.records().filter((record) => record.schema === 'drift-sensor.gap/1');

  test('a bridge that is killed under load comes back, the gap is said, and what still runs is judged', async () => {
    const sensor = await start();
    container = await stage.container();
    await indexed(sensor, container);
    const before = put(container, 'tmp/before', elf({ sleepMs: LONG_MS }));
    await launch('/tmp/before');
    const { id } = await about(sensor, before);
    const load = container.exec(['/usr/local/bin/exec-loop', '4000', '/usr/local/bin/tool']);
    process.kill(bridgePid(sensor), 'SIGKILL');
    const blind = put(container, 'tmp/blind', elf({ sleepMs: LONG_MS }));
    await launch('/tmp/blind');
    expect(await about(sensor, blind)).toMatchObject({ verdict: 'added', file: { path: '/tmp/blind' } });
    await waitFor('the gap to be written', () => gaps(sensor).length > 0);
    expect(gaps(sensor)[0]).toMatchObject({ place: 'bridge_restart', swept: true });
    expect((await load).stdout).toMatch(/^4000 0 /);
    expect(await sensor.metric('drift_sensor_bridge_restarts_total')).toBe(1);
    expect(await sensor.metric('drift_sensor_lost_total', { place: 'bridge_restart' })).toBe(1);
    expect(
      own(sensor)
        .filter((f) => f.file?.sha256 === before)
        .map((f) => f.id),
    ).toContain(id);
    expect(
      new Set(
        own(sensor)
          .filter((f) => f.file?.sha256 === before)
          .map((f) => f.id),
      ).size,
    ).toBe(1);
    // The sweep has come upon it again, which is no second occurrence.
    expect(totalOf(own(sensor).filter((f) => f.file?.sha256 === before))).toBe(1);
    const after = put(container, 'tmp/after', elf({ sleepMs: 30 }));
    await container.exec(['/tmp/after']);
    expect(await about(sensor, after)).toMatchObject({ verdict: 'added' });
    expect((await fetch(`${sensor.url}/readyz`)).status).toBe(200);
  });

  test('a bridge that is stopped is replaced, and what was started meanwhile is found', async () => {
    const sensor = await start();
    container = await stage.container();
    await indexed(sensor, container);
    const stopped = bridgePid(sensor);
    process.kill(stopped, 'SIGSTOP');
    const blind = put(container, 'tmp/blind', elf({ sleepMs: LONG_MS }));
    await launch('/tmp/blind');
    const load = container.exec(['/usr/local/bin/exec-loop', '4000', '/usr/local/bin/tool']);
    expect(await about(sensor, blind)).toMatchObject({ verdict: 'added', backfill: true });
    expect((await load).stdout).toMatch(/^4000 0 /);
    await waitFor('the gap to be written', () => gaps(sensor).length > 0);
    expect(bridgePid(sensor)).not.toBe(stopped);
    await waitFor('the stopped bridge to end', () => !isAlive(stopped));
  }, 60_000);

  test('a sensor that is killed takes its bridge with it; the next one says since when nobody watched, and finds the same drift under the same id', async () => {
    const first = await start();
    container = await stage.container();
    await indexed(first, container);
    const digest = put(container, 'tmp/stays', elf({ sleepMs: LONG_MS }));
    await launch('/tmp/stays');
    const { id } = await about(first, digest);
    const bridge = bridgePid(first);
    expect(await first.metric('drift_sensor_unwatched_seconds')).toBe(0);
    first.process.kill('SIGKILL');
    const killedAt = Date.now();
    await ended(first.process);
    await waitFor('the bridge to end', () => !isAlive(bridge));
    const second = await start({ stateDir: first.stateDir });
    // What the first one had not delivered yet may come again, too.
    const again = await second.waitForFinding((f) => f.file?.sha256 === digest && f.backfill === true, 20_000);
    expect(again).toMatchObject({ id, verdict: 'added', source: 'procfs' });
    const restarts = (sensor: Sensor) => gaps(sensor).filter(({ place }) => place === 'sensor_restart');
    const [unwatched] = await waitFor('the gap to be written', () =>
      restarts(second).length > 0 ? restarts(second) : undefined,
    );
    expect(unwatched).toMatchObject({ swept: true });
    expect(Date.parse(String(unwatched?.since))).toBeLessThanOrEqual(killedAt);
    expect(Date.parse(String(unwatched?.time))).toBeGreaterThan(killedAt);
    expect(await second.metric('drift_sensor_unwatched_seconds')).toBeGreaterThan(0);
    expect(restarts(first)).toEqual([]);
  });

  test('a sensor that is stopped for five seconds under load reports all that ran, or how much it lost', async () => {
    const sensor = await start();
    container = await stage.container();
    await indexed(sensor, container);
    await settled(sensor);
    const counts = async () => ({
      inImage: await cleanExecs(sensor, {}),
      lost: await sensor.metric('drift_sensor_lost_total'),
    });
    const from = await counts();
    sensor.process.kill('SIGSTOP');
    const since = Date.now();
    let issued = 0;
    while (Date.now() - since < 5_000) {
      await container.exec(['/usr/local/bin/exec-loop', '2000', '/usr/local/bin/tool']);
      issued += 2001;
    }
    sensor.process.kill('SIGCONT');
    await settled(sensor);
    const to = await counts();
    // At least: containers that somebody else runs on this machine count as well.
    expect(to.inImage - from.inImage + (to.lost - from.lost)).toBeGreaterThanOrEqual(issued);
    if (to.lost > from.lost) {
      const said = gaps(sensor).reduce((sum, gap) => sum + Number(gap.lost), 0);
      expect(said).toBe(to.lost);
    }
    expect(own(sensor)).toEqual([]);
    const after = put(container, 'tmp/after', elf({ sleepMs: 30 }));
    await container.exec(['/tmp/after']);
    expect(await about(sensor, after)).toMatchObject({ verdict: 'added' });
  }, 60_000);

  test('SIGTERM ends the sensor with 0, and counts that were not said yet are said', async () => {
    const sensor = await start();
    container = await stage.container();
    await indexed(sensor, container);
    const digest = put(container, 'tmp/again', elf());
    await container.exec(['/usr/local/bin/exec-loop', '300', '/tmp/again']);
    sensor.process.kill('SIGTERM');
    expect(await ended(sensor.process)).toBe(0);
    expect(totalOf(own(sensor).filter((finding) => finding.file?.sha256 === digest))).toBe(300);
  });

  test('what ran before the sensor did is found: a file, a forged exe, a mapped library', async () => {
    const forger = join(stage.image, 'usr/local/bin/forge-exe');
    await compileDynamic(FORGER, forger);
    await compileDynamic(MAPPER, join(stage.image, 'usr/local/bin/map-library'));
    await copyLibraries(forger, stage.image);
    container = await stage.container({ privileged: true });
    const file = put(container, 'tmp/early', elf({ sleepMs: LONG_MS }));
    await compileDynamic(FORGER, join(stage.temp.path, 'evil.so'), { library: true });
    for (const name of ['forging.so', 'mapped.so'])
      copyFileSync(join(stage.temp.path, 'evil.so'), join(container.rootfs, 'tmp', name));
    await launch('/tmp/early');
    const forged = await launch('/usr/local/bin/forge-exe', '/tmp/forging.so', '/bin/busybox');
    await waitFor('the forgery', () => said(children.at(-1), 'forged'));
    await launch('/usr/local/bin/map-library', '/tmp/mapped.so');
    await waitFor('the mapping', () => said(children.at(-1), 'mapped'));

    const sensor = await start();
    expect(await about(sensor, file)).toMatchObject({ verdict: 'added', object: 'binary', backfill: true });
    const mapped = await sensor.waitForFinding((f) => f.file?.path === '/tmp/mapped.so', 20_000);
    expect(mapped).toMatchObject({
      verdict: 'added',
      object: 'library',
      backfill: true,
      container: { id: container.id },
    });
    const ghost = await sensor.waitForFinding((f) => f.file?.path === '/tmp/forging.so', 20_000);
    expect(ghost).toMatchObject({ verdict: 'added', backfill: true, process: { pid: forged } });
  });

  test('a second sensor on the same state directory, or a port in use, is refused with 3 and the reason', async () => {
    const sensor = await start();
    const second = await tryRun([LAUNCHER, 'run', '--state-dir', sensor.stateDir, '--metrics', '127.0.0.1:0']);
    expect(second.code).toBe(3);
    expect(second.stderr).toMatch(/belongs to a sensor that is running.*--state-dir/);

    const server = createServer();
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    try {
      const address = server.address();
      const port = typeof address === 'object' ? address?.port : undefined;
      const args = ['run', '--state-dir', join(stage.temp.path, 'other'), '--metrics', `127.0.0.1:${port}`] as const;
      const busy = await tryRun([LAUNCHER, ...args]);
      expect(busy.code).toBe(3);
      expect(busy.stderr).toMatch(new RegExp(`127.0.0.1:${port} .*--metrics ADDR:PORT`));
    } finally {
      server.close();
    }
    expect((await fetch(`${sensor.url}/readyz`)).status).toBe(200);
  });

  test('wrong flags and a wrong file are refused with 2, all faults at once', async () => {
    const file = join(stage.temp.path, 'config.yaml');
    writeFileSync(file, 'nodename: x\nscanIntervalMs: 1\n');
    const result = await tryRun([
      LAUNCHER,
      'run',
      '--config',
      file,
      '--bogus',
      '--source',
      'magic',
      '--metrics',
      'nowhere',
      'extra',
    ]);
    expect(result.code).toBe(2);
    for (const fault of ['--bogus', '--source', '--metrics', 'extra', 'nodename', 'scanIntervalMs'])
      expect(result.stderr).toContain(fault);
    expect(result.stdout).toBe('');
  });
});

/** A zombie has ended. */
function isAlive(pid: number): boolean {
  try {
    return !/\) [ZX] /.test(readFileSync(`/proc/${pid}/stat`, 'latin1'));
  } catch {
    return false;
  }
}

const outputs = new WeakMap<ChildProcess, string>();

/** Whether a child's standard output holds `text` by now. */
function said(child: ChildProcess | undefined, text: string): boolean {
  if (child === undefined) return false;
  const chunk: Buffer | null = child.stdout?.read() ?? null;
  const all = (outputs.get(child) ?? '') + (chunk?.toString() ?? '');
  outputs.set(child, all);
  return all.includes(text);
}
