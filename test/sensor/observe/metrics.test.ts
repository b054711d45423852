import { Registry } from 'prom-client';
import { expect, test } from 'vitest';
import { counter, Distribution, gauge, histogram, type Sample, Tally } from '../../../sensor/observe/metrics.ts';

test('a counter shows at each scrape the cumulative value that is kept elsewhere', async () => {
  const registry = new Registry();
  let total = 5;
  counter(registry, { name: 'things_total', help: 'Things.', read: () => total });
  const shown = async () => (await registry.metrics()).split('\n').filter((line) => !line.startsWith('#'));
  expect(await shown()).toContain('drift_sensor_things_total 5');
  expect(await shown()).toContain('drift_sensor_things_total 5');
  total += 2;
  expect(await shown()).toContain('drift_sensor_things_total 7');
});

test('a gauge goes both ways, and a sample that is no longer there is gone', async () => {
  const registry = new Registry();
  let samples: Sample[] = [
    { labels: { state: 'ready' }, value: 3 },
    { labels: { state: 'failed' }, value: 1 },
  ];
  gauge(registry, { name: 'images', help: 'Images.', labels: ['state'], read: () => samples });
  expect(await registry.metrics()).toContain('drift_sensor_images{state="failed"} 1');
  samples = [{ labels: { state: 'ready' }, value: 2 }];
  const text = await registry.metrics();
  expect(text).toContain('drift_sensor_images{state="ready"} 2');
  expect(text).not.toContain('failed');
});

test('scrapes at the same time do not add up', async () => {
  const registry = new Registry();
  const tally = new Tally('verdict', 'object');
  tally.add(4, 'added', 'binary');
  counter(registry, { name: 'verdicts_total', help: 'h', labels: ['verdict', 'object'], read: () => tally.samples() });
  const texts = await Promise.all([registry.metrics(), registry.metrics(), registry.metrics()]);
  for (const text of texts) expect(text).toContain('drift_sensor_verdicts_total{verdict="added",object="binary"} 4');
});

test('a tally adds by its labels and knows nothing of what was never added', () => {
  const tally = new Tally('verdict', 'object');
  tally.add(1, 'added', 'binary');
  tally.add(2, 'added', 'binary');
  tally.add(1, 'added', 'script');
  expect(tally.get('added', 'binary')).toBe(3);
  expect(tally.get('modified', 'binary')).toBe(0);
  expect([...tally.samples()]).toEqual([
    { labels: { verdict: 'added', object: 'binary' }, value: 3 },
    { labels: { verdict: 'added', object: 'script' }, value: 1 },
  ]);
});

test('values cannot run into each other', () => {
  const tally = new Tally('a', 'b');
  tally.add(1, 'x', 'yz');
  expect(tally.get('xy', 'z')).toBe(0);
});

test('a label that was left out is empty', () => {
  const tally = new Tally('a', 'b');
  tally.add(1, 'x');
  expect([...tally.samples()]).toEqual([{ labels: { a: 'x', b: '' }, value: 1 }]);
});

test('a distribution counts a value that equals a bound below it, and what exceeds all bounds at the end', async () => {
  const registry = new Registry();
  const times = new Distribution([0.1, 1]);
  histogram(registry, { name: 'hash_seconds', help: 'h', read: () => times });
  for (const seconds of [0.05, 0.1, 0.5, 2]) times.add(seconds);
  const lines = (await registry.metrics()).split('\n');
  expect(lines).toContain('# TYPE drift_sensor_hash_seconds histogram');
  expect(lines.filter((line) => line.startsWith('drift_sensor_'))).toEqual([
    'drift_sensor_hash_seconds_bucket{le="0.1"} 2',
    'drift_sensor_hash_seconds_bucket{le="1"} 3',
    'drift_sensor_hash_seconds_bucket{le="+Inf"} 4',
    'drift_sensor_hash_seconds_sum 2.65',
    'drift_sensor_hash_seconds_count 4',
  ]);
});
