import { expect, test } from 'vitest';
import { type Evidence, origins } from '../../../sensor/digest/evidence.ts';
import type { Judgement } from '../../../sensor/evaluate/verdict.ts';
import { techniquesOf } from '../../../sensor/finding/attack.ts';
import { severities } from '../../../sensor/finding/finding.ts';
import { confidenceOf, severityOf } from '../../../sensor/finding/severity.ts';
import { summaryOf } from '../../../sensor/finding/summary.ts';
import { fileFacts } from '../support/facts.ts';

function evidence(overrides: Partial<Evidence> = {}): Evidence {
  return {
    object: 'binary',
    origin: 'writable_layer',
    file: fileFacts(),
    content: { kind: 'hashed', sha256: 'e'.repeat(64), size: 1n, changedSinceExec: false, deleted: false },
    image: { kind: 'known', atPath: undefined, sameBytes: [], largerThanAll: false, baseNameTaken: false },
    ...overrides,
  };
}

function judgement(verdict: Judgement['verdict'], overrides: Partial<Judgement> = {}): Judgement {
  return { verdict, masquerade: false, ...overrides };
}

test.each<[Judgement, Partial<Evidence>, string, string[]]>([
  [judgement('in_image'), {}, 'informational', []],
  [judgement('unverified', { reason: 'vanished' }), { origin: 'memfd' }, 'informational', []],
  [judgement('sibling_image'), {}, 'informational', []],
  [judgement('mode_changed', { modeChange: 'setid' }), {}, 'high', ['T1548.001']],
  [judgement('mode_changed', { modeChange: 'exec_bit' }), {}, 'informational', ['T1222.002']],
  [judgement('relocated'), {}, 'low', ['T1036.003']],
  [judgement('relocated'), { origin: 'memfd' }, 'medium', ['T1036.003', 'T1620']],
  [judgement('relocated', { masquerade: true }), {}, 'medium', ['T1036.005']],
  [judgement('relocated'), { origin: 'deleted' }, 'medium', ['T1036.003', 'T1070.004']],
  [judgement('modified'), {}, 'critical', ['T1554']],
  [judgement('modified'), { origin: 'volume' }, 'high', ['T1554']],
  [judgement('added'), {}, 'high', ['T1105']],
  [judgement('added'), { origin: 'image_layer' }, 'high', ['T1105']],
  [judgement('added'), { origin: 'tmpfs' }, 'high', ['T1105', 'T1027.011']],
  [judgement('added'), { origin: 'volume' }, 'medium', ['T1105']],
  [judgement('added'), { origin: 'memfd' }, 'critical', ['T1105', 'T1620']],
  [judgement('added'), { origin: 'deleted' }, 'critical', ['T1105', 'T1070.004']],
  [judgement('added'), { origin: 'host' }, 'critical', ['T1105', 'T1611']],
  [judgement('added'), { origin: 'stdin', object: 'script' }, 'low', ['T1105', 'T1059.004']],
  [judgement('added'), { origin: 'argument', object: 'script' }, 'low', ['T1059.004']],
  [judgement('added'), { object: 'library' }, 'high', ['T1105', 'T1574.006']],
])('%j with %j is %s: %j', (given, overrides, severity, techniques) => {
  expect(severities).toContain(severity);
  expect(severityOf(given, evidence(overrides))).toBe(severity);
  const found = techniquesOf(given, evidence(overrides), { exe: '/bin/dash' });
  expect(found.map(({ id }) => id)).toEqual(techniques);
  expect(found.filter(({ reason }) => !/^[A-Z].{20,}/.test(reason))).toEqual([]);
});

test('confidence is high only for bytes that were read and cannot have been others', () => {
  const changed = { ...evidence().content, changedSinceExec: true } as Evidence['content'];
  expect(confidenceOf(judgement('added'), evidence())).toBe('high');
  expect(confidenceOf(judgement('added'), evidence({ content: changed }))).toBe('medium');
  expect(confidenceOf(judgement('added'), evidence({ content: { kind: 'unread', reason: 'too_large' } }))).toBe(
    'medium',
  );
  expect(confidenceOf(judgement('added'), evidence({ object: 'script' }))).toBe('medium');
  expect(confidenceOf(judgement('unverified'), evidence())).toBe('low');
});

const file = {
  path: '/p',
  size: 1,
  mode: '4755',
  uid: 0,
  gid: 0,
  deleted: false,
  image_path: '/i',
  mtime: '',
  ctime: '',
};
const process = {
  pid: 9,
  name: 'p',
  exe: '/p',
  args: [],
  uid: 0,
  gid: 0,
  start_time: '',
  tty: false,
  parents: [{ pid: 8, name: 'sh' }],
};
const container = { id: 'abc', name: 'web', image: { ref: 'web:1' } };
const scene = { file, process, container };

test.each<[Judgement, Partial<Evidence>, string]>([
  [judgement('added'), {}, 'A binary that is not in image web:1 ran from /p'],
  [judgement('added'), { origin: 'memfd' }, 'A binary that is not in image web:1 ran from memory without a file (/p)'],
  [judgement('modified'), {}, '/p ran with other bytes than image web:1 has there'],
  [judgement('relocated'), { origin: 'volume' }, 'A copy of /i of image web:1 ran from a volume at /p'],
  [judgement('relocated', { masquerade: true }), {}, "/i of image web:1 ran under another tool's name, as /p"],
  [
    judgement('mode_changed', { modeChange: 'setid' }),
    {},
    '/p of image web:1 ran with a setuid or setgid bit that the image does not give it (mode 4755)',
  ],
  [
    judgement('mode_changed', { modeChange: 'exec_bit' }),
    {},
    '/p of image web:1 ran although the image ships it without an execute bit (mode 4755)',
  ],
  [judgement('sibling_image'), {}, '/p comes from another image of the same pod and ran'],
  [judgement('unverified', { reason: 'no_index' }), {}, 'What ran could not be verified (no_index), /p first'],
])('%j %j: %s', (given, overrides, sentence) => {
  const summary = summaryOf(given, evidence(overrides), { file, process, container });
  expect(summary).toBe(`${sentence} in container web, as root, started by sh (8).`);
});

test.each<[string, string]>([
  ['/usr/bin/python3.12', 'T1059.006'],
  ['/usr/bin/node', 'T1059.007'],
  ['/usr/bin/luajit', 'T1059.011'],
  ['/bin/busybox', 'T1059.004'],
  ['/usr/bin/perl', 'T1059'],
  ['/opt/own-interpreter', 'T1059'],
])('a script that %s runs is %s', (exe, technique) => {
  const found = techniquesOf(judgement('added'), evidence({ object: 'script' }), { exe });
  expect(found.map(({ id }) => id)).toEqual(['T1105', technique]);
});

test('how it came in and a hidden path are techniques too', () => {
  const ids = (path: string, kind?: 'exec_session' | 'entrypoint' | 'cron') =>
    techniquesOf(judgement('added'), evidence({ file: fileFacts({ path: Buffer.from(path) }) }), {
      exe: path,
      entry: kind && { kind },
    }).map(({ id }) => id);
  expect(ids('/tmp/.x/a', 'exec_session')).toEqual(['T1105', 'T1564.001', 'T1609']);
  expect(ids('/tmp/a.b/..c', 'cron')).toEqual(['T1105', 'T1564.001', 'T1053.003']);
  expect(ids('/tmp/../a.b', 'entrypoint')).toEqual(['T1105']);
});

test('the sentence says the pod and how it came in', () => {
  const told = (kind: 'exec_session' | 'entrypoint' | 'cron') =>
    summaryOf(judgement('added'), evidence(), {
      ...scene,
      pod: { namespace: 'shop', name: 'web-1', uid: 'u' },
      entry: { kind, pid: 7, name: 'bash' },
    });
  const before =
    'A binary that is not in image web:1 ran from /p in container web of pod shop/web-1, as root, started by sh (8)';
  expect(told('entrypoint')).toBe(`${before}, below the entrypoint.`);
  expect(told('exec_session')).toBe(`${before}, in an exec session that began with bash (7).`);
  expect(told('cron')).toBe(`${before}, on the schedule of bash (7).`);
});

test('every origin has words of its own', () => {
  const said = origins.map((origin) => summaryOf(judgement('added'), evidence({ origin }), scene));
  // The two layers of the root are the ordinary place.
  expect(new Set(said).size).toBe(origins.length - 1);
});

test('a process without parents and a container without a name or image have a sentence too', () => {
  const summary = summaryOf(judgement('added'), evidence(), {
    file,
    process: { ...process, uid: 33, parents: [] },
    container: { id: 'abc' },
  });
  expect(summary).toBe('A binary that is not in its image ran from /p in container abc, as user 33.');
});
