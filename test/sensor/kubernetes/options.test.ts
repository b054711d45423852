import { expect, test } from 'vitest';
import { ConfigError, loadConfig } from '../../../sensor/config.ts';

test('every key about the cluster is a flag', () => {
  const flags =
    '--kubernetes auto --kubeconfig /k --pod-wait-ms 250 --pod-annotations a/b --pod-annotations c --pod-events high';
  expect(loadConfig(flags.split(' '))).toMatchObject({
    kubernetes: 'auto',
    kubeconfig: '/k',
    podWaitMs: 250,
    podAnnotations: ['a/b', 'c'],
    podEvents: 'high',
  });
});

test('by default the cluster is asked where there is one, for half a second at most', () => {
  expect(loadConfig([])).toMatchObject({ kubernetes: 'auto', podWaitMs: 500, podAnnotations: [], podEvents: 'medium' });
});

test.each([
  ['--pod-wait-ms', '60000'],
  ['--pod-events', 'informational'],
  ['--kubernetes', 'on'],
])('%s %s is refused', (...flags) => {
  expect(() => loadConfig(flags)).toThrow(ConfigError);
});
