import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { PolicyResources } from '../../../sensor/kubernetes/policy-resources.ts';
import { type SensorFacts, sensorStatusOf } from '../../../sensor/kubernetes/sensor-status.ts';
import { Policies, type PolicySource } from '../../../sensor/policies.ts';
import { FilePolicySource } from '../../../sensor/policy-files.ts';
import { systemClock } from '../../../sensor/runtime/clock.ts';
import { silentLogger } from '../../../sensor/runtime/log.ts';
import { type ApiDouble, startApiDouble } from '../../support/api-double.ts';
import { waitFor } from '../../support/command.ts';
import { type TempDir, tempDir } from '../../support/temp.ts';
import { clientOf, POLICIES, policy } from './support.ts';

const ignore = (namespace: string) => ({
  name: `Ignore ${namespace}`,
  action: 'Ignore',
  scope: { namespaces: [{ operator: 'Equals', value: namespace }] },
});

let api: ApiDouble;
let temp: TempDir;
let stop: AbortController;
let running: Promise<unknown>[];

beforeEach(async () => {
  api = await startApiDouble();
  temp = tempDir('policy-resources');
  stop = new AbortController();
  running = [];
});

afterEach(async () => {
  await end();
  await api[Symbol.asyncDispose]();
  await temp.remove();
});

async function end(): Promise<void> {
  stop.abort();
  await Promise.all(running);
  stop = new AbortController();
  running = [];
}

type Started = { readonly resources: PolicyResources; readonly policies: Policies };

function start(files: readonly string[] = []): Started {
  const resources = new PolicyResources(
    { stateDir: temp.path, firstRetryMs: 5, maxRetryMs: 40 },
    { client: clientOf(api), log: silentLogger },
  );
  const sources: PolicySource[] = [...(files.length === 0 ? [] : [new FilePolicySource(files)]), resources];
  const policies = new Policies(
    { cluster: undefined, node: 'node-1' },
    { sources, clock: systemClock(), log: silentLogger },
  );
  running.push(policies.run(stop.signal));
  return { resources, policies };
}

const inForce = ({ policies }: Started, ...names: readonly string[]) =>
  waitFor(`${names} in force`, () => {
    const now = policies.inForce.map(({ name }) => name).sort();
    return JSON.stringify(now) === JSON.stringify([...names].sort()) || undefined;
  });

test('a policy is in force as it is created, changed and deleted', async () => {
  const sensor = start();
  await waitFor('the watch', () => api.watches === 1 || undefined);
  api.store.put(POLICIES, policy('quiet', { rules: [ignore('build')] }));
  await inForce(sensor, 'quiet');
  expect(sensor.policies.current.rules).toBe(1);
  api.store.put(POLICIES, policy('quiet', { rules: [ignore('build'), ignore('ci')] }));
  await waitFor('the second rule', () => sensor.policies.current.rules === 2 || undefined);
  api.store.delete(POLICIES, 'quiet');
  await inForce(sensor);
});

test('metadata that changes alone makes no new generation', async () => {
  const sensor = start();
  api.store.put(POLICIES, policy('quiet', { rules: [ignore('build')] }));
  await inForce(sensor, 'quiet');
  const { generation } = sensor.policies.current;
  const changed = policy('quiet', { rules: [ignore('build')] });
  api.store.put(POLICIES, { ...changed, metadata: { name: 'quiet', labels: { touched: 'yes' } } });
  api.store.put(POLICIES, policy('other', {}));
  await inForce(sensor, 'quiet', 'other');
  expect(sensor.policies.current.generation).toBe(generation + 1);
});

test('a document that is refused leaves its last good generation in force, and says each fault with its path', async () => {
  const sensor = start();
  api.store.put(POLICIES, policy('quiet', { rules: [ignore('build')] }));
  await inForce(sensor, 'quiet');
  api.store.put(POLICIES, policy('quiet', { priority: 'high', rules: [{ ...ignore('build'), action: 'Mute' }] }));
  await waitFor('the faults', () => !sensor.policies.valid || undefined);
  expect(sensor.policies.current.rules).toBe(1);
  expect(sensor.resources.report()).toEqual([
    {
      name: 'quiet',
      generation: 2,
      inForceGeneration: 1,
      faults: [
        'spec.priority: must be a whole number, not "high"',
        'spec.rules[0].action: must be one of Alert, Block, Ignore, not "Mute"',
      ],
    },
  ]);
  api.store.put(POLICIES, policy('quiet', { rules: [ignore('build'), ignore('ci')] }));
  await waitFor('the mended one', () => sensor.policies.valid || undefined);
  expect(sensor.policies.current.rules).toBe(2);
});

test('a bad document has no last good one of an object that was deleted before it', async () => {
  const sensor = start();
  api.store.put(POLICIES, policy('quiet', { rules: [ignore('build')] }));
  await inForce(sensor, 'quiet');
  await api.down();
  api.store.delete(POLICIES, 'quiet');
  api.store.put(POLICIES, policy('quiet', { rules: 'none' }));
  api.store.compact();
  await api.up();
  await inForce(sensor);
});

test('while the API server is away its policies stay in force, also for a sensor that starts anew', async () => {
  const first = start();
  api.store.put(POLICIES, policy('quiet', { priority: 7, rules: [ignore('build')] }));
  await inForce(first, 'quiet');
  api.store.put(POLICIES, policy('quiet', { rules: 'bad' }));
  await waitFor('the fault', () => !first.policies.valid || undefined);
  await api.down();
  await end();
  const second = start();
  expect(second.policies.inForce).toEqual([{ name: 'quiet', file: 'DriftPolicy/quiet' }]);
  expect(second.policies.current.rules).toBe(1);
  api.store.delete(POLICIES, 'quiet');
  await api.up();
  await inForce(second);
});

test.each([
  ['no JSON', 'x'],
  ['another schema', '{"schema":"x"}'],
  ['policies that are none', '{"schema":"drift-sensor.policies/1","policies":[1,{"name":"a"},null]}'],
  [
    'a policy that is bad by now',
    '{"schema":"drift-sensor.policies/1","policies":[{"name":"a","uid":"u","generation":1,"document":{}}]}',
  ],
])('what was kept and is %s does not keep the sensor from starting', async (_what, text) => {
  writeFileSync(join(temp.path, 'driftpolicies.json'), text);
  const sensor = start();
  expect(sensor.policies.inForce).toEqual([]);
  api.store.put(POLICIES, policy('quiet', {}));
  await inForce(sensor, 'quiet');
  expect(JSON.parse(readFileSync(join(temp.path, 'driftpolicies.json'), 'utf8'))).toMatchObject({
    policies: [{ name: 'quiet' }],
  });
});

test('policies of files and of the cluster are one order: priority, then name; a name that both use is the file’s', async () => {
  const file = join(temp.path, 'policies.yaml');
  const yaml = (name: string, priority: number) => JSON.stringify(policy(name, { priority, rules: [ignore('file')] }));
  writeFileSync(file, `${yaml('shared', 5)}\n---\n${yaml('b-file', 10)}\n`);
  const sensor = start([file]);
  api.store.put(POLICIES, policy('shared', { priority: 100, rules: [ignore('resource')] }));
  api.store.put(POLICIES, policy('a-resource', { priority: 10, defaultRule: { name: 'All', action: 'Ignore' } }));
  await inForce(sensor, 'shared', 'b-file', 'a-resource');
  await waitFor('the clash', () => !sensor.policies.valid || undefined);
  expect(sensor.policies.faults.map(({ file, path }) => [file, path])).toEqual([
    ['DriftPolicy/shared', 'metadata.name'],
  ]);
  const facts: SensorFacts = {
    version: '1',
    tier: { name: 'detect', detail: '' },
    canary: { state: 'ok', detail: '12 ms' },
    policy: { generation: 1, inForce: sensor.policies.inForce, faults: sensor.policies.faults },
    coverage: { covered: [], uncovered: [], limits: [] },
  };
  const states = sensorStatusOf(facts, sensor.resources.report()).policies.map(({ name, source, state }) => [
    name,
    source,
    state,
  ]);
  expect(states).toEqual([
    ['shared', 'DriftPolicy', 'Refused'],
    ['a-resource', 'DriftPolicy', 'InForce'],
    ['shared', file, 'InForce'],
    ['b-file', file, 'InForce'],
  ]);
});

test('a clash of names that was kept from the last run does not keep the sensor from starting', async () => {
  const first = start();
  api.store.put(POLICIES, policy('shared', { rules: [ignore('resource')] }));
  await inForce(first, 'shared');
  await end();
  const file = join(temp.path, 'policies.yaml');
  writeFileSync(file, JSON.stringify(policy('shared', { rules: [ignore('a'), ignore('b')] })));
  const second = start([file]);
  expect(second.policies.current.rules).toBe(2);
  expect(second.policies.valid).toBe(false);
});

test('more rules in the cluster than are decided by do not keep the sensor from starting, and files hold', async () => {
  const first = start();
  const rules = (count: number) => Array.from({ length: count }, (_, i) => ignore(`n${i}`));
  for (let i = 0; i < 10; i++) api.store.put(POLICIES, policy(`p${i}`, { rules: rules(500) }));
  await waitFor('all of them', () => first.policies.current.rules === 5_000 || undefined);
  await end();
  const file = join(temp.path, 'policies.yaml');
  writeFileSync(file, JSON.stringify(policy('file', { rules: rules(1) })));
  const second = start([file]);
  expect(second.policies.inForce.map(({ name }) => name)).toEqual(['file']);
  expect(second.policies.valid).toBe(false);
});
