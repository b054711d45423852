import { createHash } from 'node:crypto';
import { copyFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { busyboxRootfs } from './busybox.ts';
import { type ProgramName, program } from './cc.ts';
import { waitFor } from './command.ts';
import { need, type Reason } from './need.ts';
import { type RuncContainer, type RuncOptions, startRunc } from './runc.ts';
import { type FindingJson, type Sensor, type SensorOptions, startSensor } from './sensor.ts';
import { type TempDir, tempDir } from './temp.ts';

/** What a test needs that runs the real sensor over a real runc container. */
export function sceneNeeds(): readonly Reason[] {
  return [need.root(), need.btf(), need.bridge(), need.compiler(), need.engine('runc', 'busybox')];
}

export type Stage = AsyncDisposable & {
  readonly temp: TempDir;
  /** busybox and the programs, in /usr/local/bin: the container's only layer. */
  readonly image: string;
  container(options?: Partial<RuncOptions>): Promise<RuncContainer>;
};

/** An image and containers of it; disposing of it deletes them. */
export async function openStage(name: string, programs: readonly ProgramName[] = []): Promise<Stage> {
  const temp = tempDir(name);
  const image = await busyboxRootfs(join(temp.path, 'image'));
  for (const each of programs) copyFileSync(await program(each), join(image, 'usr/local/bin', each));
  const containers: RuncContainer[] = [];
  return {
    temp,
    image,
    container: async (options = {}) => {
      const container = await startRunc({ dir: temp.path, rootfs: { lower: [image] }, ...options });
      containers.push(container);
      return container;
    },
    async [Symbol.asyncDispose]() {
      for (const container of containers) await container.delete();
      await temp.remove();
    },
  };
}

export type Scene = AsyncDisposable & {
  readonly stage: Stage;
  readonly sensor: Sensor;
  readonly container: RuncContainer;
  /** Findings of this container: other container-like things may run on this machine. */
  own(): FindingJson[];
};

/** A sensor and one container whose image is indexed. */
export async function openScene(
  name: string,
  options: {
    readonly programs?: readonly ProgramName[];
    readonly sensor?: SensorOptions;
    readonly container?: (stage: Stage) => Partial<RuncOptions> | Promise<Partial<RuncOptions>>;
  } = {},
): Promise<Scene> {
  const stage = await openStage(name, options.programs);
  let sensor: Sensor | undefined;
  try {
    sensor = await startSensor(options.sensor ?? { args: ['--canary-interval-seconds', '86400'] });
    const container = await stage.container((await options.container?.(stage)) ?? {});
    await indexed(sensor, container);
    const opened = sensor;
    return {
      stage,
      sensor,
      container,
      own: () => opened.findings().filter((finding) => finding.container.id === container.id),
      async [Symbol.asyncDispose]() {
        await opened.stop();
        await stage[Symbol.asyncDispose]();
      },
    };
  } catch (error) {
    await sensor?.stop();
    await stage[Symbol.asyncDispose]();
    throw error;
  }
}

/** Waits until what the container ran so far has been judged, which needs its image's index. */
export async function indexed(sensor: Sensor, container: RuncContainer): Promise<void> {
  const clean = () => sensor.metric('drift_sensor_verdicts_total', { verdict: 'in_image', object: 'binary' });
  const before = await clean();
  await container.exec(['/bin/busybox', 'true']);
  await waitFor('the image to be indexed', async () => (await clean()) > before, 30_000);
}

/**
 * Once nothing waits any more, the number of events stands still, and all that was found is written: a slow disk takes its
 * time. Not where the disk is `full`.
 */
export async function settled(sensor: Sensor, disk?: 'full'): Promise<void> {
  const queues = disk === 'full' ? ['parked'] : ['parked', 'forward'];
  let last = -1;
  await waitFor(
    'the number of events to stand still',
    async () => {
      const now = await sensor.metric('drift_sensor_events_total');
      let waiting = 0;
      for (const queue of queues) waiting += await sensor.metric('drift_sensor_queue_depth', { queue });
      const still = now === last && waiting === 0;
      last = now;
      if (!still) await new Promise((resolve) => setTimeout(resolve, 200));
      return still;
    },
    60_000,
  );
}

/** By contract: the total is the sum over ids of the greatest count. */
export function totalOf(findings: readonly FindingJson[]): number {
  const byId = new Map(findings.map((finding) => [finding.id, finding.count]));
  return [...byId.values()].reduce((total, count) => total + count, 0);
}

/** Writes an executable below the container's root and gives its digest. */
export function put(container: RuncContainer, path: string, bytes: Buffer): string {
  writeFileSync(join(container.rootfs, path), bytes, { mode: 0o755 });
  return sha256(bytes);
}

export function sha256(bytes: Buffer): string {
  return createHash('sha256').update(bytes).digest('hex');
}
