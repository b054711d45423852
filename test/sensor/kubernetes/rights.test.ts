import { expect, test } from 'vitest';
import { askRights } from '../../../sensor/kubernetes/rights.ts';
import { startApiDouble } from '../../support/api-double.ts';

const accessOf = (url: string) => ({
  kind: 'some' as const,
  label: url,
  open: async () => ({ label: url, server: new URL(url), options: async () => ({}), refused: () => {} }),
});

test('what the API server does not grant is named', async () => {
  await using api = await startApiDouble();
  expect(await askRights(accessOf(api.url), 'test', 5_000)).toEqual({ kind: 'asked', missing: [] });
  api.store.denied.add('watch drift-sensor.io/driftpolicies');
  api.store.denied.add('patch drift-sensor.io/sensorstatuses/status');
  api.store.denied.add('list /pods');
  expect(await askRights(accessOf(api.url), 'test', 5_000)).toEqual({
    kind: 'asked',
    missing: ['list pods', 'watch driftpolicies.drift-sensor.io', 'patch sensorstatuses/status.drift-sensor.io'],
  });
});

test('an API server that is away or silent is said to be', async () => {
  const api = await startApiDouble();
  api.fault({ match: /POST/, hang: true });
  expect(await askRights(accessOf(api.url), 'test', 50)).toEqual({ kind: 'unreachable', detail: 'no answer in time' });
  await api.down();
  expect((await askRights(accessOf(api.url), 'test', 5_000)).kind).toBe('unreachable');
});
