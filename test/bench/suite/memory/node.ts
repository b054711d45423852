/** A node whose containers have an image and a pod each, and what a sensor has in memory on it. */
import { copyFileSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { program } from '../../../support/cc.ts';
import { waitFor } from '../../../support/command.ts';
import { writeElf } from '../../../support/elf.ts';
import { type RuncContainer, startRunc } from '../../../support/runc.ts';
import type { Sensor } from '../../../support/sensor.ts';
import { family, type Row, residentMb, round } from '../suite.ts';

const FILES = 20;
const SETTLE_MS = 15_000;

export type PodName = { readonly namespace: string; readonly name: string; readonly uid: string };

/** Of the container with this number. */
export function podName(index: number): PodName {
  const uid = `c1e2d3c4-4b5a-4968-8778-${String(index).padStart(12, '0')}`;
  return { namespace: `team-${index % 10}`, name: `app-${index}`, uid };
}

/** A container of an image of its own. */
export async function box(dir: string, index: number): Promise<RuncContainer> {
  const layer = join(dir, `memory-${index}`);
  for (const each of ['bin', 'tmp', 'proc', 'dev', 'sys', 'usr/lib']) mkdirSync(join(layer, each), { recursive: true });
  copyFileSync(await program('exec-loop'), join(layer, 'bin/loop'));
  writeElf(join(layer, 'bin/tool'));
  writeElf(join(layer, 'bin/pause'), { sleepMs: 3_600_000 });
  for (let i = 0; i < FILES; i++) writeElf(join(layer, `usr/lib/file-${i}`));
  const pod = Object.entries(podName(index)).map(([key, value]) => [`io.kubernetes.pod.${key}`, value] as const);
  const annotations = Object.fromEntries(pod);
  return startRunc({ dir, rootfs: { lower: [layer] }, args: ['/bin/pause'], annotations });
}

/** Waits for the index of each image, and has some containers execute. */
export async function busy(sensor: Sensor, boxes: readonly RuncContainer[]): Promise<void> {
  const indexed = () => sensor.metric('drift_sensor_index_images', { state: 'ready' });
  await waitFor(`${boxes.length} indexes`, async () => (await indexed()) >= boxes.length, 300_000);
  for (const each of boxes.slice(-10)) await each.exec(['/bin/loop', '20', '/bin/tool']);
}

/** Of the process and its children, once they have come to rest. */
export async function memoryOf(pid: number): Promise<Row['values']> {
  // The process that built indexes ends when it has been idle, and what a garbage collector has not looked at gets a moment, as it
  // would on a node.
  await new Promise((resolve) => setTimeout(resolve, SETTLE_MS));
  const [sensor = 0, ...others] = family(pid);
  const all = [sensor, ...others];
  return {
    'sensor, MB': round(residentMb([sensor]), 1),
    'bridge, MB': round(residentMb(others), 1),
    'both, MB': round(residentMb(all), 1),
    // This program runs in the same Node and shares its pages; alone, the sensor has all of them to itself.
    'sensor alone, MB': round(residentMb([sensor], 'Rss'), 1),
    'anonymous, MB': round(residentMb(all, 'Anonymous'), 1),
  };
}
