import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { parse } from 'yaml';
import { loadConfig } from '../../sensor/config.ts';
import { PREFIX } from '../../sensor/observe/metrics.ts';
import { tempDir } from '../support/temp.ts';
import { conclusions } from './conclusions.ts';
import { example, schemaOfConfig } from './configuration.ts';
import { documents } from './generate.ts';
import { isOwn, metrics } from './metrics.ts';

const ROOT = join(import.meta.dirname, '../..');
const uncommented = () => example().replace(/^#(?!#)/gm, '');

test.each(Object.entries(documents))('%s is what test/docs/generate.ts writes', (path, make) => {
  expect(readFileSync(join(ROOT, path), 'utf8')).toBe(make());
});

test('the example holds every key of the configuration', () => {
  expect(Object.keys(parse(uncommented()))).toEqual(Object.keys(schemaOfConfig().properties ?? {}));
});

test('the example is a configuration, with everything commented out and with nothing', async () => {
  await using temp = tempDir('example');
  for (const text of [example(), uncommented()]) {
    const file = join(temp.path, 'config.yaml');
    writeFileSync(file, text);
    expect(loadConfig(['--config', file]).source).toBe('auto');
  }
});

test('of every metric it is said what to conclude, and of no other', () => {
  const names = metrics()
    .filter(isOwn)
    .map(({ name }) => name.slice(PREFIX.length));
  expect(Object.keys(conclusions).toSorted()).toEqual(names.toSorted());
});

test('metrics that the contract names are registered', () => {
  const contract =
    'events_total execs_total lost_total verdicts_total findings_total unverified_total canary_ok canary_latency_seconds ' +
    'tier_info build_info policy_generation policy_valid queue_depth queue_dropped_total index_images hash_bytes_total ' +
    'hash_seconds pins event_loop_delay_seconds';
  const names = metrics().map(({ name }) => name.slice(PREFIX.length));
  expect(names).toEqual(expect.arrayContaining(contract.split(' ')));
});
