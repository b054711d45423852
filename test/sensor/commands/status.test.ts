import { describe, expect, test } from 'vitest';
import { formatStatus } from '../../../sensor/commands/status.ts';
import { style } from '../../../sensor/commands/terminal/style.ts';
import type { Status } from '../../../sensor/status.ts';

const status: Status = {
  schema: 'drift-sensor.status/1',
  time: '2026-11-21T09:07:01.123456789Z',
  version: '0.1.0',
  pid: 42,
  node: 'node-1',
  uptime_seconds: 90_061,
  tier: { name: 'detect', detail: 'every exec is seen in the kernel' },
  canary: { state: 'ok', detail: 'drift found in 3.0 ms', latency_seconds: 0.003 },
  source: { name: 'ebpf', attached: true, complete: true, detail: 'bridge 43', realtime: true, restarts: 0 },
  policy: { generation: 2, names: ['default', 'build-farm'], valid: true },
  engines: [{ type: 'runc', label: 'runc /run/runc', up: true, detail: '1 containers' }],
  containers: [
    { id: 'ab'.repeat(32), name: 'web', runtime: 'docker', image: 'shop/web:1', index: { state: 'ready' } },
    { id: 'bad', runtime: 'runc', index: { state: 'failed', detail: 'gone' } },
    { id: 'drift-sensor-canary-1', runtime: 'canary', index: { state: 'ready' } },
  ],
  uncovered: [{ id: 'bad', code: 'index_failed', reason: 'its image cannot be indexed: gone\u001b[2J' }],
  coverage: { covered: [], uncovered: [], limits: [] },
  images: { ready: 3, building: 1, queued: 0, failed: 0, indexing: [{ image: 'app:2', files: 12, bytes: 3456 }] },
  queues: { parked: 0, hash: 1 },
  dropped: { parked: 0 },
  lost: { kernel_ring: 3 },
  counts: { events: 9, verdicts: { in_image: 8, added: 1 }, findings: 1, unverified: {}, records_written: 1 },
  forward: { spool: { state: 'disk', bytes: 0 }, outputs: [] },
};

describe('status for a person', () => {
  const text = formatStatus(status, style(false));

  test('says first whether all is well', () => {
    expect(text.split('\n').slice(0, 5)).toEqual([
      'sensor  0.1.0, pid 42, up 1 d 1 h, node node-1',
      'tier    detect: every exec is seen in the kernel',
      'canary  ok: drift found in 3.0 ms',
      'source  ebpf, sees execs: bridge 43',
      'policy  default, build-farm (generation 2)',
    ]);
  });

  test('lists what is watched, without the canary, and what is not, with the reason', () => {
    expect(text).toContain('abababababab  web   docker   shop/web:1  ready\n');
    expect(text).toContain('bad           -     runc     -           failed\n');
    expect(text).not.toContain('drift-sensor-canary');
    expect(text).toContain('bad         its image cannot be indexed: gone\\u{1b}[2J\n');
  });

  test('says how many images are indexed, and which are being indexed now', () => {
    expect(text).toContain(
      'images    ready 3, building 1, queued 0, failed 0; now app:2 (12 files, 3456 bytes read)\n',
    );
  });

  test('names what was lost, and says so when nothing was', () => {
    expect(text).toContain('lost      kernel_ring 3\n');
    expect(formatStatus({ ...status, lost: {} }, style(false))).toContain('lost      nothing\n');
  });
});

test('the policies in force are named, the built-in one too, and a refused document shows', () => {
  const shown = (policy: Status['policy']) =>
    formatStatus({ ...status, policy }, style(false))
      .split('\n')
      .filter((line) => line.startsWith('policy') || line.startsWith('  '))
      .join('\n');
  expect(shown({ generation: 0, names: [], valid: true })).toBe(
    'policy  the built-in one: alert for everything (generation 0)',
  );
  const many = Array.from({ length: 10 }, (_, at) => `p${at}`);
  expect(shown({ generation: 3, names: many, valid: false, refused: ['DriftPolicy/bad: spec: wrong\u001b'] })).toBe(
    'policy  p0, p1, p2, p3, p4, p5, p6, p7 and 2 more (generation 3); refused, so that the last good one holds, if there was one:\n' +
      '        DriftPolicy/bad: spec: wrong\\u{1b}',
  );
});
