import { spawn } from 'node:child_process';
import { copyFileSync, readFileSync, realpathSync, unlinkSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { ExecEvent, FileFacts } from '../../../sensor/bridge/event.ts';
import type { Container } from '../../../sensor/container/container.ts';
import type { Evidence } from '../../../sensor/digest/evidence.ts';
import type { Verdict } from '../../../sensor/evaluate/evaluate.ts';
import type { Judgement } from '../../../sensor/evaluate/verdict.ts';
import { type Describer, describe, type FindingBody, type Subject } from '../../../sensor/finding/describe.ts';
import { ProcessTable } from '../../../sensor/finding/processes.ts';
import { NS_PER_TICK, startTicksOf } from '../../../sensor/runtime/proc-stat.ts';
import { ended } from '../../support/command.ts';
import { tempDir } from '../../support/temp.ts';
import { execEvent, fileFacts } from '../support/facts.ts';

const SHA = 'e'.repeat(64);
const IMAGE_SHA = 'a'.repeat(64);
const container: Container = {
  slot: 1n,
  id: 'c'.repeat(64),
  name: 'web',
  runtime: 'docker',
  image: {
    ref: 'shop/web:1',
    digest: `sha256:${'d'.repeat(64)}`,
    id: `sha256:${'1'.repeat(64)}`,
    source: { kind: 'lower_dirs', dirs: ['/l'] },
  },
  pod: {
    namespace: 'shop',
    name: 'web-1',
    uid: 'u-1',
    labels: { app: 'web' },
    owner: { kind: 'ReplicaSet', name: 'web' },
  },
  cgroupIds: [7n],
  mounts: [],
};
const known: Subject = { kind: 'container', container, provenance: 'lower_dirs' };

function describer(overrides: Partial<Describer> = {}): Describer {
  return {
    cluster: 'prod',
    node: 'node-1',
    processes: new ProcessTable({ maxProcesses: 10 }),
    bootOffsetNs: () => 1_700_000_000_000_000_000n,
    ...overrides,
  };
}

type Given = {
  judgement?: Partial<Judgement>;
  file?: Partial<FileFacts>;
  evidence?: Partial<Evidence>;
  event?: Partial<ExecEvent>;
  subject?: Subject;
  describer?: Partial<Describer>;
  decision?: Verdict['decision'];
};

function finding(given: Given = {}): FindingBody {
  const file = fileFacts({ path: Buffer.from('/tmp/x'), mtimeNs: 1_600_000_000_000_000_001n, ...given.file });
  const evidence: Evidence = {
    object: 'binary',
    origin: 'writable_layer',
    file,
    content: { kind: 'hashed', sha256: SHA, size: file.size, changedSinceExec: false, deleted: false },
    image: { kind: 'known', atPath: undefined, sameBytes: [], largerThanAll: false, baseNameTaken: false },
    ...given.evidence,
  };
  const verdict: Verdict = {
    judgement: { verdict: 'added', masquerade: false, ...given.judgement },
    decision: given.decision ?? { action: 'alerted', policy: 'built-in', rule: 'Default binary drift' },
  };
  const event = execEvent({ files: [file], ...given.event });
  return describe(verdict, evidence, event, given.subject ?? known, describer(given.describer));
}

const imageEntry = {
  path: Buffer.from('/usr/bin/cat'),
  sha256: IMAGE_SHA,
  size: 1,
  mode: 0o755,
  uid: 0,
  gid: 0,
  kind: 'elf_exec',
  layer: 'l',
} as const;

test('a finding has every field of the contract, and no other', () => {
  const ancestors = [
    { pid: 41, startBootNs: 4n, comm: Buffer.from('sh') },
    { pid: 40, startBootNs: 3n, comm: Buffer.from('containerd-shim') },
  ];
  const processes = new ProcessTable({ maxProcesses: 10 });
  const dash = [fileFacts({ path: Buffer.from('/bin/dash') })];
  processes.saw(execEvent({ pid: 41, startBootNs: 4n, files: dash, ancestors: ancestors.slice(1) }));
  const given = finding({
    judgement: { verdict: 'relocated', masquerade: true, imageEntry },
    evidence: { content: { kind: 'hashed', sha256: IMAGE_SHA, size: 1n, changedSinceExec: false, deleted: false } },
    file: { mode: 0o104755, uid: 5, gid: 6, size: 12_345n },
    event: {
      pid: 42,
      uid: 7,
      gid: 8,
      tty: true,
      cwd: Buffer.from('/srv'),
      ancestors,
      argvTruncated: true,
      backfill: true,
    },
    subject: { kind: 'container', container: { ...container, initPid: 30 }, provenance: 'lower_dirs' },
    describer: { processes },
  });
  expect(given).toEqual({
    schema: 'drift-sensor.finding/1',
    id: expect.stringMatching(/^[0-9a-f]{64}$/),
    time: '2023-11-14T22:13:20.123456789Z',
    cluster: 'prod',
    node: 'node-1',
    source: 'ebpf',
    verdict: 'relocated',
    object: 'binary',
    origin: 'writable_layer',
    severity: 'medium',
    confidence: 'high',
    action: 'alerted',
    policy: 'built-in',
    rule: 'Default binary drift',
    summary:
      "/usr/bin/cat of image shop/web:1 ran under another tool's name, as /tmp/x in container web of pod shop/web-1, as user 7, started by sh (41), in an exec session that began with thing (41).",
    attack: ['T1036.005', 'T1609'],
    attack_reasons: [
      'T1036.005 Match Legitimate Resource Name or Location: it bears the name of another known tool',
      "T1609 Container Administration Command: it was run in an exec session, not by the container's entrypoint",
    ],
    entry: { kind: 'exec_session', pid: 41, name: 'thing', args: ['thing', '-x'] },
    next_steps: [
      'See what else runs or was written there (on its node): drift-sensor audit cccccccccccc',
      'Cut the pod off (with a NetworkPolicy that denies this label everything): kubectl label pod -n shop web-1 quarantine=drift --overwrite',
      "Find who came in: look for pods/exec of this pod before 2023-11-14T22:13:20Z in the API server's audit log",
      `If it is meant to be there, allow it in a policy: allowProcesses: [{ sha256: "${IMAGE_SHA}" }]`,
    ],
    file: {
      path: '/tmp/x',
      sha256: IMAGE_SHA,
      size: 12_345,
      mode: '4755',
      uid: 5,
      gid: 6,
      deleted: false,
      image_path: '/usr/bin/cat',
      mtime: '2020-09-13T12:26:40.000000001Z',
      ctime: '2001-09-09T01:46:40.000000000Z',
    },
    process: {
      pid: 42,
      name: 'thing',
      exe: '/tmp/x',
      args: ['thing', '-x'],
      args_truncated: true,
      cwd: '/srv',
      uid: 7,
      gid: 8,
      start_time: '2023-11-14T22:13:25.000000000Z',
      tty: true,
      parents: [
        { pid: 41, name: 'sh', exe: '/bin/dash' },
        { pid: 40, name: 'containerd-shim' },
      ],
    },
    container: {
      id: 'c'.repeat(64),
      name: 'web',
      runtime: 'docker',
      image: {
        ref: 'shop/web:1',
        digest: `sha256:${'d'.repeat(64)}`,
        id: `sha256:${'1'.repeat(64)}`,
        provenance: 'lower_dirs',
      },
    },
    pod: {
      namespace: 'shop',
      name: 'web-1',
      uid: 'u-1',
      labels: { app: 'web' },
      owner: { kind: 'ReplicaSet', name: 'web' },
    },
    masquerade: true,
    backfill: true,
  });
});

test('what is unknown is absent, never null, undefined or empty', () => {
  const { pod: _pod, name: _name, ...rest } = container;
  const bare: Container = { ...rest, image: { source: container.image.source } };
  const given = finding({
    subject: { kind: 'container', container: bare, provenance: undefined },
    evidence: { content: { kind: 'unread', reason: 'vanished' } },
    judgement: { verdict: 'unverified', reason: 'vanished' },
    event: { cwd: Buffer.alloc(0) },
    describer: { cluster: undefined },
  });
  expect(given).toMatchObject({
    verdict: 'unverified',
    reason: 'vanished',
    confidence: 'low',
    severity: 'informational',
  });
  for (const absent of ['cluster', 'pod', 'masquerade', 'backfill', 'ephemeral'])
    expect(given).not.toHaveProperty(absent);
  expect(given.container).toEqual({ id: container.id, runtime: 'docker' });
  expect(Object.keys(given.file)).not.toContain('sha256');
  expect(Object.keys(given.file)).not.toContain('expected_sha256');
  expect(Object.keys(given.process)).not.toContain('cwd');
  expect(JSON.stringify(given)).not.toMatch(/null|:""|:\{\}/);
});

test('a container that no engine knows is its key', () => {
  const given = finding({ subject: { kind: 'unknown', key: 'k' } });
  expect(given.container).toEqual({ id: 'k' });
  expect(given.summary).toContain('in container k');
});

test('the image’s digest is expected only where other bytes ran', () => {
  expect(finding({ judgement: { verdict: 'modified', imageEntry } }).file.expected_sha256).toBe(IMAGE_SHA);
});

test('what changed is said where the image has something else at that path, and nothing where it is the same', () => {
  const entry = { ...imageEntry, size: 9, mode: 0o644, uid: 3, gid: 4 };
  const file = { mode: 0o104755, size: 12n, uid: 0, gid: 4 };
  const modified = finding({ file, judgement: { verdict: 'modified', imageEntry: entry } }).file;
  expect(modified).toMatchObject({ expected_size: 9, expected_mode: '0644', expected_uid: 3 });
  expect(modified).not.toHaveProperty('expected_gid');
  const moved = finding({ file, judgement: { verdict: 'relocated', imageEntry: entry } }).file;
  expect(Object.keys(moved).filter((key) => /expected_(size|mode|uid)/.test(key))).toEqual([]);
});

test('of a file of which no inode was seen neither mode nor times are said; a mode without any permission is one', () => {
  const unseen = finding({
    file: { mode: 0, mtimeNs: 0n, ctimeNs: 0n },
    judgement: { verdict: 'modified', imageEntry },
  });
  for (const field of ['mode', 'expected_mode', 'mtime', 'ctime']) expect(unseen.file).not.toHaveProperty(field);
  expect(finding({ file: { mode: 0o100000 } }).file.mode).toBe('0000');
});

test('the image’s tool of the same name is named for a file that the image does not have', () => {
  const image = {
    kind: 'known',
    atPath: undefined,
    sameBytes: [],
    largerThanAll: false,
    baseNameTaken: false,
  } as const;
  const given = finding({ evidence: { image: { ...image, nearest: imageEntry } } });
  expect(given.file).toMatchObject({ nearest_image_path: '/usr/bin/cat' });
  expect(given.file).not.toHaveProperty('image_path');
});

test('command lines of the next steps hold nothing that a container chose', () => {
  const evil = Buffer.from('/tmp/$(reboot);`x`');
  const { pod: _pod, ...rest } = container;
  for (const runtime of ['docker', 'podman', 'containerd', 'runc', 'cri-o'] as const) {
    const odd: Container = { ...rest, runtime, name: 'a;b', engineNamespace: 'x y', id: 'c $(x)' };
    const given = finding({
      file: { path: evil, unlinked: true },
      evidence: { origin: 'deleted' },
      event: { comm: evil, argv: [evil], filename: evil },
      subject: { kind: 'container', container: odd, provenance: undefined },
    });
    expect(given.next_steps?.length).toBeGreaterThan(1);
    expect(given.next_steps?.join('\n')).not.toMatch(/[$`;]/);
  }
});

test('what leaves nothing behind is to be saved first', () => {
  const given = finding({ evidence: { origin: 'memfd' } });
  expect(given.next_steps?.[0]).toBe(
    `Save the program on the node while it runs: cp /proc/4000000/exe ./${SHA.slice(0, 16)}`,
  );
});

test('a provenance that is not in the contract is left out', () => {
  const given = finding({ subject: { kind: 'container', container, provenance: 'rumour' } });
  expect(given.container.image).not.toHaveProperty('provenance');
});

test('a file is deleted when its name was gone at the exec or by the time of reading', () => {
  const content = { kind: 'hashed', sha256: SHA, size: 1n, changedSinceExec: false } as const;
  const deleted = (unlinked: boolean, later: boolean) =>
    finding({ file: { unlinked }, evidence: { content: { ...content, deleted: later } } }).file.deleted;
  expect([deleted(false, false), deleted(true, false), deleted(false, true)]).toEqual([false, true, true]);
});

test('bytes that are no text are carried beside every text', () => {
  const bad = Buffer.from([0x2f, 0xff]);
  const given = finding({
    file: { path: bad },
    judgement: { verdict: 'modified', imageEntry: { ...imageEntry, path: bad } },
    event: {
      comm: bad,
      filename: bad,
      files: [],
      cwd: bad,
      argv: [Buffer.from('ok'), bad],
      ancestors: [{ pid: 2 ** 22 + 1, startBootNs: 1n, comm: bad }],
    },
  });
  const text = '/\u{fffd}';
  const base64 = bad.toString('base64');
  expect(given.file).toMatchObject({ path: text, path_base64: base64, image_path: text, image_path_base64: base64 });
  expect(given.process).toMatchObject({
    name: text,
    name_base64: base64,
    exe: text,
    exe_base64: base64,
    cwd: text,
    cwd_base64: base64,
    args: ['ok', text],
    args_base64: ['b2s=', base64],
    parents: [{ pid: 2 ** 22 + 1, name: text, name_base64: base64 }],
  });
});

test('text has no base64 beside it', () => {
  expect(JSON.stringify(finding({ file: { path: Buffer.from('/tmp/ä\n\u{fffd}') } }))).not.toContain('base64');
});

test('a line of output is one line, whatever the names hold', () => {
  const evil = Buffer.from('/tmp/a\nb\r\u{2028}\u{1b}[2J"}');
  const given = finding({ file: { path: evil }, event: { comm: evil, cwd: evil, argv: [evil] } });
  expect(JSON.stringify(given)).not.toMatch(/[\n\r]/);
  expect(JSON.parse(JSON.stringify(given)).file.path).toBe(evil.toString());
  expect(given.summary).not.toMatch(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u);
});

test('a long name is cut in the summary, never inside a character', () => {
  for (const pad of ['', 'a']) {
    const { summary } = finding({ file: { path: Buffer.from(`/${pad}${'🦊'.repeat(1000)}`) } });
    expect(summary.length).toBeLessThan(400);
    expect(summary.isWellFormed()).toBe(true);
    expect(summary).toContain('…');
  }
});

test('a verdict without an action is a fault of the caller', () => {
  expect(() => finding({ decision: { action: 'none', policy: 'p', rule: 'r' } })).toThrow(RangeError);
});

test('a parent that was never seen to exec is read from /proc, without the mark of a deleted file', async () => {
  await using dir = tempDir('parents');
  const path = join(dir.path, 'sleep');
  copyFileSync('/bin/sleep', path);
  const child = spawn(path, ['60']);
  try {
    unlinkSync(path);
    const ancestors = [
      { pid: child.pid ?? 0, startBootNs: startOf(child.pid ?? 0), comm: Buffer.from('sleep') },
      { pid: process.pid, startBootNs: startOf(process.pid), comm: Buffer.from('node') },
      // Its number is another process's now.
      { pid: process.ppid, startBootNs: 1n, comm: Buffer.from('reused') },
      { pid: 2 ** 22 + 1, startBootNs: 1n, comm: Buffer.from('gone') },
    ];
    expect(new ProcessTable({ maxProcesses: 10 }).parentsOf(execEvent({ ancestors }))).toEqual([
      { pid: child.pid, name: 'sleep', exe: path },
      { pid: process.pid, name: 'node', exe: realpathSync(process.execPath) },
      { pid: process.ppid, name: 'reused' },
      { pid: 2 ** 22 + 1, name: 'gone' },
    ]);
  } finally {
    child.kill('SIGKILL');
    await ended(child);
  }
});

test('a number that another process had before names no executable of that one', () => {
  const table = new ProcessTable({ maxProcesses: 10 });
  table.saw(execEvent({ pid: 2 ** 22 + 1, startBootNs: 1n, files: [fileFacts()] }));
  const ancestors = [{ pid: 2 ** 22 + 1, startBootNs: 2n, comm: Buffer.from('new') }];
  expect(table.parentsOf(execEvent({ ancestors }))).toEqual([{ pid: 2 ** 22 + 1, name: 'new' }]);
});

function startOf(pid: number): bigint {
  return (startTicksOf(readFileSync(`/proc/${pid}/stat`, 'latin1')) ?? 0n) * NS_PER_TICK;
}
