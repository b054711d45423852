import { join } from 'node:path';
import { expect, test } from 'vitest';
import { LastWatch } from '../../sensor/last-watch.ts';
import { silentLogger } from '../../sensor/runtime/log.ts';
import { type TempDir, tempDir } from '../support/temp.ts';

const NS_PER_MS = 1_000_000n;
const START_MS = Date.parse('2026-11-21T10:00:00Z');

let nowMs = START_MS;
const clock = { now: () => BigInt(nowMs) * NS_PER_MS, monotonicMs: () => nowMs };
const ns = (ms: number) => BigInt(ms) * NS_PER_MS;
const open = (temp: TempDir) => new LastWatch(join(temp.path, 'watched'), { clock, log: silentLogger });

test('the first sensor follows none; the next one knows when nobody watched', async () => {
  await using temp = tempDir('last-watch');
  nowMs = START_MS;
  const first = open(temp);
  expect(first.begin()).toBeUndefined();
  expect(first.unwatchedSeconds).toBe(0);
  for (nowMs = START_MS; nowMs <= START_MS + 5_000; nowMs += 250) first.mark();
  nowMs = START_MS + 65_000;
  const second = open(temp);
  expect(second.begin()).toEqual({ sinceNs: ns(START_MS + 5_000), untilNs: ns(START_MS + 65_000) });
  expect(second.unwatchedSeconds).toBe(60);
});

test('a sensor that never watched says nothing of its time', async () => {
  await using temp = tempDir('last-watch');
  nowMs = START_MS;
  open(temp).mark();
  nowMs += 10_000;
  open(temp);
  nowMs += 10_000;
  expect(open(temp).begin()).toEqual({ sinceNs: ns(START_MS), untilNs: ns(START_MS + 20_000) });
});

test('a clock that was set back makes the time short, never negative', async () => {
  await using temp = tempDir('last-watch');
  nowMs = START_MS;
  open(temp).mark();
  nowMs -= 3_600_000;
  const next = open(temp);
  expect(next.begin()).toEqual({ sinceNs: ns(nowMs), untilNs: ns(nowMs) });
  expect(next.unwatchedSeconds).toBe(0);
});

test('a directory that cannot be written ends no sensor', async () => {
  await using temp = tempDir('last-watch');
  const watch = new LastWatch(join(temp.path, 'absent/watched'), { clock, log: silentLogger });
  watch.mark();
  expect(watch.begin()).toBeUndefined();
});
