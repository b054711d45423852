import { expect, test } from 'vitest';
import { createRuntimes } from '../../../sensor/container/detect.ts';
import { parseRuntimeSpec } from '../../../sensor/container/runtime-spec.ts';
import { silentLogger } from '../../../sensor/runtime/log.ts';

test.each([
  ['docker=unix:///run/user/1000/docker.sock', { type: 'docker', socketPath: '/run/user/1000/docker.sock' }],
  ['cri=unix:///run/crio/crio.sock', { type: 'cri', socketPath: '/run/crio/crio.sock' }],
  ['podman=/home/a=b/storage/', { type: 'podman', storageRoot: '/home/a=b/storage' }],
  ['runc=/run/runc-2', { type: 'runc', stateDir: '/run/runc-2' }],
])('%s is understood', (value, spec) => {
  expect(parseRuntimeSpec(value)).toEqual(spec);
});

test.each([
  ['docker', 'TYPE=ADDRESS'],
  ['rkt=/run', 'docker, containerd, cri, podman, runc'],
  ['docker=/run/docker.sock', 'unix:///absolute/path'],
  ['docker=tcp://1.2.3.4:2375', 'unix:///absolute/path'],
  [`docker=unix:///${'x'.repeat(107)}`, '107 bytes'],
  ['runc=run', 'absolute'],
  ['podman=', 'absolute'],
])('%s is refused with what would be right', (value, hint) => {
  expect(parseRuntimeSpec(value)).toMatchObject({ value, message: expect.stringContaining(hint) });
});

test('an engine that is also a default, or given twice, is watched once', () => {
  const labels = createRuntimes(
    [
      { type: 'docker', socketPath: '/var/run/docker.sock' },
      { type: 'containerd', socketPath: '/var/run/containerd/containerd.sock' },
      { type: 'containerd', socketPath: '/run/k3s/containerd/containerd.sock' },
      { type: 'cri', socketPath: '/var/run/crio/crio.sock' },
      { type: 'runc', stateDir: '/x' },
      { type: 'runc', stateDir: '/x' },
    ],
    { log: silentLogger },
  ).map((r) => r.label);
  expect(labels.filter((l) => l.includes('docker.sock'))).toEqual(['docker unix:///run/docker.sock']);
  expect(labels.filter((l) => l.startsWith('containerd'))).toEqual([
    'containerd unix:///run/containerd/containerd.sock',
    'containerd unix:///run/k3s/containerd/containerd.sock',
  ]);
  expect(labels.filter((l) => l.startsWith('cri'))).toEqual([
    'cri unix:///run/containerd/containerd.sock',
    'cri unix:///run/crio/crio.sock',
  ]);
  expect(labels.filter((l) => l === 'runc /x')).toHaveLength(1);
  expect(labels).toContain('runc /run/runc');
});
