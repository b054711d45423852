import { rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeEach, expect, test } from 'vitest';
import { fromStatDev } from '../../../sensor/bridge/procfs/dev.ts';
import { HostDisks } from '../../../sensor/digest/host-disks.ts';
import { tempDir } from '../../support/temp.ts';
import { fileFacts, manualClock, TMPFS_MAGIC } from '../support/facts.ts';

const temp = tempDir('host-disks');
const view = join(temp.path, 'mountinfo');
const line = (device: string): string => `22 27 ${device} / /data rw,relatime - ext4 /dev/x rw\n`;
const on = (major: number, minor: number) => fileFacts({ realDev: (major << 20) | minor });
let clock: ReturnType<typeof manualClock>;

beforeEach(() => {
  clock = manualClock(0n);
});
afterAll(() => temp.remove());

test('this machine’s own filesystem is one of the host', () => {
  const realDev = fromStatDev(statSync('/', { bigint: true }).dev);
  expect(new HostDisks({}, { clock }).hold(fileFacts({ realDev }))).toBe(true);
});

test('a filesystem that the host has not mounted is somebody else’s, memory is nobody’s', () => {
  writeFileSync(view, `${line('8:1')}no line of this format\n${line('259:70000')}`);
  const disks = new HostDisks({ views: [view, join(temp.path, 'none')] }, { clock });
  expect(disks.hold(on(8, 1))).toBe(true);
  expect(disks.hold(on(259, 70_000))).toBe(true);
  expect(disks.hold(on(7, 0))).toBe(false);
  expect(disks.hold(fileFacts({ realDev: 99, realMagic: TMPFS_MAGIC }))).toBe(true);
});

test('what is mounted later is known later, and what is no longer mounted is not for ever', () => {
  writeFileSync(view, line('8:1'));
  const disks = new HostDisks({ views: [view] }, { clock });
  expect(disks.hold(on(8, 2))).toBe(false);
  writeFileSync(view, line('8:2'));
  clock.advanceMs(10_001);
  expect(disks.hold(on(8, 2))).toBe(true);
  expect(disks.hold(on(8, 1))).toBe(false);
  writeFileSync(view, '');
  clock.advanceMs(300_001);
  expect(disks.hold(on(8, 2))).toBe(false);
});

test('without any view nothing is remembered', () => {
  rmSync(view, { force: true });
  expect(new HostDisks({ views: [view] }, { clock }).hold(on(8, 1))).toBe(false);
});
