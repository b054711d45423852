import { expect, test } from 'vitest';
import type { ExecEvent } from '../../../sensor/bridge/event.ts';
import { describeEntry } from '../../../sensor/finding/entry.ts';
import { ProcessTable } from '../../../sensor/finding/processes.ts';
import { compileRedaction, defaultRedaction } from '../../../sensor/finding/redact.ts';
import { execEvent, fileFacts } from '../support/facts.ts';

// Far above the machine's own numbers, so that /proc has none of them.
const BASE = 2 ** 22;
const SHIM = BASE + 1;
const INIT = BASE + 2;

type Process = {
  readonly pid: number;
  readonly name: string;
  readonly parents: readonly (readonly [number, string])[];
};

function exec({ pid, name, parents }: Process, more: Partial<ExecEvent> = {}): ExecEvent {
  return execEvent({
    pid,
    startBootNs: BigInt(pid),
    comm: Buffer.from(name),
    argv: [Buffer.from(name), Buffer.from('--token=geheim')],
    files: [fileFacts({ path: Buffer.from(`/bin/${name}`), layer: 'lower' })],
    ancestors: parents.map(([number, comm]) => ({ pid: number, startBootNs: BigInt(number), comm: Buffer.from(comm) })),
    ...more,
  });
}

const shim = [SHIM, 'containerd-shim'] as const;
const init = { pid: INIT, name: 'nginx', parents: [shim, [1, 'systemd']] } as const;

function tableWith(...events: readonly ExecEvent[]): ProcessTable {
  const table = new ProcessTable({ maxProcesses: 100 });
  for (const event of events) table.saw(event);
  return table;
}

function entry(table: ProcessTable, event: ExecEvent, initPid: number | undefined = INIT) {
  table.saw(event);
  const found = table.entryOf(event, initPid);
  return found && `${found.kind} ${found.pid} ${found.comm}`;
}

test('what descends from the container’s first process came in by the entrypoint', () => {
  const table = tableWith();
  expect(entry(table, exec(init))).toBe(`entrypoint ${INIT} nginx`);
  const child = { pid: BASE + 3, name: 'sh', parents: [[INIT, 'nginx'], shim, [1, 'systemd']] } as const;
  expect(entry(table, exec(child))).toBe(`entrypoint ${INIT} nginx`);
});

test('it is the entrypoint’s also where the first process was never seen to exec', () => {
  const child = { pid: BASE + 3, name: 'sh', parents: [[INIT, 'nginx'], shim, [1, 'systemd']] } as const;
  expect(entry(tableWith(), exec(child))).toBe(`entrypoint ${INIT} nginx`);
});

test('what the engine put into a running container came in by an exec session, and so did all below it', () => {
  const table = tableWith(exec(init));
  const session = { pid: BASE + 5, name: 'bash', parents: [[BASE + 9, 'runc'], shim, [1, 'systemd']] } as const;
  expect(entry(table, exec(session))).toBe(`exec_session ${BASE + 5} bash`);
  const below = { pid: BASE + 6, name: 'curl', parents: [[BASE + 5, 'bash'], shim, [1, 'systemd']] } as const;
  expect(entry(table, exec(below))).toBe(`exec_session ${BASE + 5} bash`);
});

test('what was started in a session stays the session’s after the first process has adopted it', () => {
  const table = tableWith(exec(init));
  const session = { pid: BASE + 5, name: 'bash', parents: [shim, [1, 'systemd']] } as const;
  table.saw(exec(session));
  table.saw(exec({ pid: BASE + 6, name: 'nohup', parents: [[BASE + 5, 'bash'], shim, [1, 'systemd']] }));
  const adopted = { pid: BASE + 6, name: 'miner', parents: [[INIT, 'nginx'], shim, [1, 'systemd']] } as const;
  expect(entry(table, exec(adopted))).toBe(`exec_session ${BASE + 5} bash`);
});

test('the runtime’s own start-up under the same number is not where a session began', () => {
  const table = tableWith(exec(init));
  const parents = [[BASE + 9, 'runc'], shim, [1, 'systemd']] as const;
  table.saw(exec({ pid: BASE + 5, name: 'runc:[2:INIT]', parents }, { mntNs: 4026531840 }));
  expect(entry(table, exec({ pid: BASE + 5, name: 'bash', parents }))).toBe(`exec_session ${BASE + 5} bash`);
});

test('a scheduler in the container is named', () => {
  const table = tableWith(exec(init));
  const job = { pid: BASE + 7, name: 'sh', parents: [[BASE + 6, 'cron'], [INIT, 'nginx'], shim] } as const;
  expect(entry(table, exec(job))).toBe(`cron ${BASE + 6} cron`);
});

test('what cannot be told is not said: no first process known, or a parent in another container', () => {
  const table = tableWith(exec(init));
  const session = { pid: BASE + 5, name: 'bash', parents: [shim, [1, 'systemd']] } as const;
  table.saw(exec(session));
  expect(table.entryOf(exec(session), undefined)).toBeUndefined();
  const pause = exec({ pid: BASE + 20, name: 'pause', parents: [shim, [1, 'systemd']] }, { mntNs: 77 });
  table.saw(pause);
  const adopted = { pid: BASE + 21, name: 'daemon', parents: [[BASE + 20, 'pause'], shim, [1, 'systemd']] } as const;
  expect(table.entryOf(exec(adopted), INIT)).toBeUndefined();
  table.saw(exec(adopted));
  expect(table.entryOf(exec(adopted), INIT)).toBeUndefined();
  // A chain that was cut before it left the container, through no engine that is known by name.
  const far = Array.from({ length: 8 }, (_, at) => [BASE + 30 + at, 'x'] as const);
  expect(entry(table, exec({ pid: BASE + 40, name: 'deep', parents: far }))).toBeUndefined();
});

test('arguments of an entry are redacted, and text that is none has its bytes beside it', () => {
  const table = tableWith(exec(init));
  const event = exec({ pid: BASE + 5, name: 'bash', parents: [shim, [1, 'systemd']] });
  table.saw(event);
  const found = table.entryOf(event, INIT);
  if (found === undefined) throw new Error('no entry');
  const redact = compileRedaction(defaultRedaction);
  expect(describeEntry(found, redact).args).toEqual(['bash', '--token=[redacted]']);
  const odd = { ...found, comm: Buffer.from([0xff]), argv: [] };
  expect(describeEntry(odd, redact)).toEqual({
    kind: 'exec_session',
    pid: BASE + 5,
    name: '\u{fffd}',
    name_base64: '/w==',
  });
});

test('ancestors beyond those that the kernel tells are those that the last of them had', () => {
  const table = tableWith();
  const name = (pid: number) => [pid, `p${pid - BASE}`] as const;
  for (let at = 100; at < 120; at++)
    table.saw(exec({ pid: BASE + at, name: `p${at}`, parents: at === 100 ? [shim] : [name(BASE + at - 1)] }));
  const parents = Array.from({ length: 8 }, (_, at) => name(BASE + 119 - at));
  const names = table.parentsOf(exec({ pid: BASE + 121, name: 'last', parents })).map((parent) => parent.name);
  expect(names.slice(0, 2)).toEqual(['p119', 'p118']);
  expect(names.slice(-2)).toEqual(['p100', 'containerd-shim']);
  expect(names).toHaveLength(21);
});

test('a package manager of the image is marked among the parents, one that was written at run time is not', () => {
  const parents = [[BASE + 50, 'dpkg'], shim] as const;
  const child = exec({ pid: BASE + 51, name: 'postinst', parents });
  const dpkg = { pid: BASE + 50, name: 'dpkg', parents: [shim] } as const;
  const path = Buffer.from('/usr/bin/dpkg');
  const with_ = (layer: 'lower' | 'upper', filename = path, exe = path) =>
    tableWith(exec(dpkg, { files: [fileFacts({ path: exe, layer })], filename, interp: exe })).parentsOf(child)[0]
      ?.installer;
  expect(with_('lower')).toBe(true);
  expect(with_('upper')).toBeUndefined();
  expect(with_('lower', Buffer.from('/usr/local/bin/pip3.12'), Buffer.from('/usr/bin/python3.12'))).toBe(true);
  expect(with_('lower', Buffer.from('/tmp/pip'), Buffer.from('/usr/bin/python3.12'))).toBeUndefined();
  const module = [Buffer.from('python3'), Buffer.from('-m'), Buffer.from('pip'), Buffer.from('install')];
  const python = [fileFacts({ path: Buffer.from('/usr/bin/python3'), layer: 'lower' })];
  const run = exec(dpkg, { files: python, argv: module, filename: Buffer.alloc(0), interp: Buffer.alloc(0) });
  expect(tableWith(run).parentsOf(child)[0]?.installer).toBe(true);
});
