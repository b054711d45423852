/** Files whose server decides what is read, and whether anything is: executed in a container, they must not harm the sensor. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { tryRun, waitFor } from '../support/command.ts';
import { elf } from '../support/elf.ts';
import { type FuseFile, mountFuse } from '../support/fuse.ts';
import { describeIf, need } from '../support/need.ts';
import { openScene, put, type Scene, sceneNeeds, sha256 } from '../support/scene.ts';
import { type FindingJson, type Sensor, startSensor } from '../support/sensor.ts';

const MODES = ['serve', 'changing', 'once', 'once-more'] as const;
type Mode = (typeof MODES)[number];
const LONG_MS = 600_000;

describeIf([...sceneNeeds(), need.fuse()], 'executed files on FUSE', () => {
  let scene: Scene;
  const files = new Map<Mode, { readonly fuse: FuseFile; readonly bytes: Buffer }>();

  beforeAll(async () => {
    scene = await openScene('fuse', {
      container: async (stage) => {
        for (const mode of MODES) {
          const bytes = elf({ sleepMs: mode === 'serve' || mode === 'changing' ? 50 : LONG_MS });
          const source = join(stage.temp.path, `source-${mode}`);
          writeFileSync(source, bytes);
          const fuse = await mountFuse(stage.temp.path, source, mode === 'once-more' ? 'once' : mode, `fuse-${mode}`);
          files.set(mode, { fuse, bytes });
        }
        return {
          mounts: MODES.map((mode) => ({
            type: 'bind' as const,
            source: join(stage.temp.path, `fuse-${mode}`),
            destination: `/${mode}`,
          })),
        };
      },
    });
  });

  afterAll(async () => {
    // First the servers: what waits for an answer cannot be killed before its connection is gone.
    for (const { fuse } of files.values()) await fuse[Symbol.asyncDispose]();
    await scene?.[Symbol.asyncDispose]();
  });

  const about = (predicate: (finding: FindingJson) => boolean): Promise<FindingJson> =>
    scene.sensor.waitForFinding((finding) => finding.container.id === scene.container.id && predicate(finding), 30_000);

  test('one whose server answers is judged by its bytes', async () => {
    await scene.container.exec(['/serve/file']);
    const digest = sha256(files.get('serve')?.bytes ?? Buffer.alloc(0));
    expect(await about((f) => f.file?.path === '/serve/file')).toMatchObject({
      verdict: 'added',
      origin: 'volume',
      file: { sha256: digest },
    });
  });

  test('one that tells everybody something else is drift all the same', async () => {
    await scene.container.exec(['/changing/file']);
    expect(await about((f) => f.file?.path === '/changing/file')).toMatchObject({ verdict: 'added', origin: 'volume' });
  });

  test('ones whose server falls silent are unverified, and meanwhile everything goes its way', async () => {
    await Promise.all([detached('/once/file'), detached('/once-more/file')]);
    // An event loop that waited for one of them would wait until the servers' end, and so in vain.
    const digest = put(scene.container, 'tmp/meanwhile', elf({ sleepMs: 30 }));
    await scene.container.exec(['/tmp/meanwhile']);
    expect(await about((f) => f.file?.sha256 === digest)).toMatchObject({ verdict: 'added' });
    expect((await fetch(`${scene.sensor.url}/metrics`)).status).toBe(200);
    expect((await fetch(`${scene.sensor.url}/healthz`)).status).toBe(200);
    expect(await about((f) => f.reason === 'untrusted_fs')).toMatchObject({ verdict: 'unverified' });
    await waitFor(
      'each to be counted',
      async () => (await scene.sensor.metric('drift_sensor_unverified_total', { reason: 'untrusted_fs' })) >= 2,
    );
    await waitFor(
      'nothing to be parked',
      async () => (await scene.sensor.metric('drift_sensor_queue_depth', { queue: 'parked' })) === 0,
    );
  });

  test('a sensor that starts beside a process on a silent server sweeps past it and stops in time', async () => {
    let second: Sensor | undefined;
    try {
      const digest = put(scene.container, 'tmp/later', elf({ sleepMs: LONG_MS }));
      await detached('/tmp/later');
      second = await startSensor({ args: ['--canary-interval-seconds', '86400'] });
      const swept = second;
      expect(await swept.waitForFinding((f) => f.file?.sha256 === digest, 20_000)).toMatchObject({ backfill: true });
      await swept.waitForFinding((f) => f.reason === 'untrusted_fs' && f.container.id === scene.container.id, 20_000);
      // A sensor that hung would be killed by `stop` and give another code.
      expect(await second.stop()).toBe(0);
      second = undefined;
    } finally {
      await second?.stop();
    }
  });

  /** Starts it in the container and does not wait for its end. */
  async function detached(path: string): Promise<void> {
    const argv = ['runc', '--root', scene.container.root, 'exec', '--detach', scene.container.id, path] as const;
    // A detached process keeps our pipes: it gets none.
    const started = await tryRun(['sh', '-c', 'exec "$@" </dev/null >/dev/null 2>&1', 'sh', ...argv], {
      timeoutMs: 20_000,
    });
    expect(started.code).toBe(0);
  }
});
