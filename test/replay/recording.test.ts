import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { assert, asyncProperty, bigInt, boolean, integer, array as listOf, nat, string, uint8Array } from 'fast-check';
import { afterAll, describe, expect, test } from 'vitest';
import type { ExecEvent } from '../../sensor/bridge/event.ts';
import {
  RecordingError,
  type RecordingReport,
  RecordingSource,
  RecordingWriter,
} from '../../sensor/bridge/recording.ts';
import { builtInPolicy, type Policy } from '../../sensor/evaluate/evaluate.ts';
import { parsePolicies } from '../../sensor/evaluate/policy/parse.ts';
import { compilePolicies } from '../../sensor/evaluate/policy/policy.ts';
import { FOLD } from '../../sensor/parts.ts';
import { createRedactor } from '../../sensor/redaction.ts';
import { Replay } from '../../sensor/replay.ts';
import { silentLogger } from '../../sensor/runtime/log.ts';
import { execEvent, fileFacts } from '../sensor/support/facts.ts';
import { tempDir } from '../support/temp.ts';

const GOLDEN = new URL('golden/runc', import.meta.url).pathname;
const golden = readFileSync(`${GOLDEN}.recording`);
const findings = readFileSync(`${GOLDEN}.ndjson`, 'utf8');

const temp = tempDir('recording');
afterAll(() => temp.remove());

const HEADER = {
  schema: 'drift-sensor.recording/1' as const,
  created: '2026-11-21T00:00:00.000000000Z',
  version: '0',
  node: 'node-1',
  redacted: false,
};

describe('replay', () => {
  test('of a recording from a real container gives the same findings, byte for byte', async () => {
    const { lines, report } = await replayFile(`${GOLDEN}.recording`);
    expect(lines).toBe(findings);
    expect(report).toMatchObject({ damaged: 0, cut: false, end: 'stopped', dropped: 0 });
  });

  test('knows which other image of the pod had the bytes', async () => {
    const path = join(temp.path, 'sibling');
    const entry = { path: Buffer.from('/opt/tool'), sha256: 'a'.repeat(64), size: 9, mode: 0o755, uid: 0, gid: 0 };
    const image = {
      ...{ kind: 'known', sameBytes: [], largerThanAll: false, baseNameTaken: false },
      sibling: { entry: { ...entry, kind: 'elf_exec', layer: 'sha256:1' }, ref: 'tools:1' },
    };
    const content = { kind: 'hashed', sha256: 'a'.repeat(64), size: 9n, changedSinceExec: false, deleted: false };
    const container = { slot: 1n, id: 'c1', runtime: 'containerd', image: {}, cgroupIds: [], mounts: [] };
    const writer = RecordingWriter.open({ path, maxBytes: 1 << 30 }, HEADER, { log: silentLogger });
    writer.exec(execEvent({ files: [fileFacts()] }), HOST, (share) => ({
      file: 0,
      at: 1,
      wall: '1',
      boot: '0',
      subject: share({ kind: 'container', container }),
      answer: share({ content, image }),
    }));
    await writer.close();
    const { lines, report } = await replayFile(path);
    expect(report.damaged).toBe(0);
    expect(JSON.parse(lines)).toMatchObject({ verdict: 'sibling_image', severity: 'informational' });
    expect(JSON.parse(lines).summary).toContain('(tools:1)');
  });

  test('decides by the policy of the replay, not by that of the recording', async () => {
    const text = `
apiVersion: drift-sensor.io/v1alpha1
kind: DriftPolicy
metadata: { name: quiet }
spec:
  rules:
    - { name: Ignore what is new, action: Ignore, verdicts: [added] }
`;
    const { policies, faults } = parsePolicies(text, 'policy');
    expect(faults).toEqual([]);
    const documents = policies.map(({ document }) => document);
    const policy = compilePolicies(documents, { node: 'node-1', cluster: 'demo', generation: 1 });
    const { lines } = await replayFile(`${GOLDEN}.recording`, policy);
    const expected = findings.split('\n').filter((line) => line !== '' && !line.includes('"verdict":"added"'));
    expect(lines.trimEnd().split('\n')).toEqual(expected);
  });

  test('uses what there is of a recording that was cut anywhere, and says that it was', async () => {
    const all = findings.trimEnd().split('\n');
    const header = golden.indexOf(0x0a) + 1;
    for (let cut = header; cut < golden.length; cut += 997) {
      const { lines, report } = await replayBytes(golden.subarray(0, cut));
      expect(report.cut).toBe(golden[cut - 1] !== 0x0a);
      expect(report.end).toBeUndefined();
      expect(report.damaged).toBe(0);
      // All but the counts of repeats, which are said when there is no more to come.
      const first = lines.split('\n').filter((line) => line.includes('"revision":1'));
      expect(all.filter((line) => line.includes('"revision":1')).slice(0, first.length)).toEqual(first);
    }
  });

  test('survives any bytes anywhere after the header, and counts what it could not use', async () => {
    const header = golden.indexOf(0x0a) + 1;
    const { execs } = (await replayBytes(golden)).report;
    await assert(
      asyncProperty(
        integer({ min: header, max: golden.length - 1 }),
        uint8Array({ minLength: 1, maxLength: 40 }),
        async (at, bytes) => {
          const damaged = Buffer.from(golden);
          damaged.set(bytes.subarray(0, damaged.length - at), at);
          const { report } = await replayBytes(damaged);
          expect(report.execs).toBeLessThanOrEqual(execs);
          if (report.execs < execs) expect(report.damaged > 0 || report.cut, report.firstDamage).toBe(true);
        },
      ),
      { numRuns: 150 },
    );
  });

  test('survives lines that are JSON of any other shape', async () => {
    const header = golden.subarray(0, golden.indexOf(0x0a) + 1).toString();
    const hostile = [
      'null',
      '[]',
      '{}',
      '{"s":0,"v":{"__proto__":{"polluted":true}}}',
      '{"s":1e99,"v":1}',
      '{"x":{"files":[0]}}',
      '{"x":{"id":"1","t":"1","start":"1","pid":1,"ppid":1,"argv":0,"ancestors":0,"context":0,"files":[0]}}',
      '{"tick":"soon"}',
      '{"host":{"mntNs":-1}}',
      '{"gap":{"place":5}}',
      `{"s":5,"v":${'['.repeat(5000)}${']'.repeat(5000)}}`,
      'not json',
    ];
    const { lines, report } = await replayBytes(Buffer.from(`${header}${hostile.join('\n')}\n`));
    expect(lines).toBe('');
    expect(report.execs).toBe(0);
    expect(report.damaged).toBeGreaterThanOrEqual(8);
    expect(({} as { polluted?: boolean }).polluted).toBeUndefined();
  });

  test('a line longer than any that is written is skipped without being held', async () => {
    const header = golden.subarray(0, golden.indexOf(0x0a) + 1);
    const rest = golden.subarray(header.length);
    const long = Buffer.concat([Buffer.alloc(5 << 20, 'x'), Buffer.from('\n')]);
    const { lines, report } = await replayBytes(Buffer.concat([header, long, rest]));
    expect(report.damaged).toBe(1);
    expect(lines).toBe(findings);
  });

  test.each([
    ['an empty file', '', 'not_a_recording'],
    ['a file of findings', findings, 'not_a_recording'],
    ['a recording of another version', '{"schema":"drift-sensor.recording/2"}\n', 'version'],
    ['a binary', '\u007fELF\u0000\u0000\n', 'not_a_recording'],
  ])('%s is refused', (_name, text, code) => {
    const path = join(temp.path, 'refused');
    writeFileSync(path, text);
    expect(() => new RecordingSource(path, { onTick: () => {} })).toThrow(
      expect.objectContaining({ constructor: RecordingError, code }),
    );
  });
});

describe('a recording', () => {
  const bytes = uint8Array({ maxLength: 60 }).map((array) => Buffer.from(array));
  const big = bigInt({ min: 0n, max: 2n ** 64n - 1n });

  test('holds every event as it was, whatever bytes are in it', async () => {
    await assert(
      asyncProperty(
        bytes,
        listOf(bytes, { maxLength: 5 }),
        big,
        nat(),
        boolean(),
        string({ unit: 'binary' }),
        async (path, argv, id, pid, tty, cgroup) => {
          const event = execEvent({
            id,
            pid,
            tty,
            argv,
            filename: path,
            cgroups: [{ id, name: cgroup }],
            ancestors: [{ pid, startBootNs: id, comm: path }],
            files: [fileFacts({ path, ino: id, writers: undefined })],
          });
          expect(await roundTrip([event, event])).toEqual([event, event]);
        },
      ),
      { numRuns: 50 },
    );
  });

  test('writes what is the same only once', async () => {
    const path = join(temp.path, 'shared');
    const events = Array.from({ length: 100 }, (_, i) => execEvent({ id: BigInt(i), files: [fileFacts()] }));
    await record(path, events);
    const lines = readFileSync(path, 'utf8').split('\n');
    expect(lines.filter((line) => line.startsWith('{"x"'))).toHaveLength(100);
    expect(lines.filter((line) => line.startsWith('{"s"')).length).toBeLessThan(10);
  });

  test('ends at its greatest size, and counts what came later', async () => {
    const path = join(temp.path, 'full');
    const writer = RecordingWriter.open({ path, maxBytes: 4096 }, HEADER, { log: silentLogger });
    for (let i = 0; i < 200; i++) {
      writer.exec(execEvent({ id: BigInt(i), files: [fileFacts({ ino: BigInt(i) })] }), HOST, () => ({}));
    }
    await writer.close();
    expect(writer.counts.dropped).toBeGreaterThan(150);
    expect(writer.counts.recorded + writer.counts.dropped).toBe(200);
    const { report } = await replayFile(path);
    expect(report.end).toBe('full');
  });
});

describe('redaction', () => {
  const redactor = createRedactor(Buffer.from('key'));

  test('leaves out arguments and the working directory, and says that arguments were there', () => {
    const event = redactor.event(
      execEvent({ argv: [Buffer.from('--password=secret')], cwd: Buffer.from('/home/alice') }),
    );
    expect(event).toMatchObject({ argv: [], argvTruncated: true });
    expect(event.cwd).toHaveLength(0);
    expect(redactor.event(execEvent({ argv: [] })).argvTruncated).toBe(false);
  });

  test('gives a name the same pseudonym each time, and keeps the form of engine ids', () => {
    const id = 'ab'.repeat(32);
    const cgroups = [
      { id: 1n, name: id },
      { id: 2n, name: 'web-1' },
    ];
    const [one, two] = redactor.event(execEvent({ cgroups })).cgroups;
    expect(one?.name).toMatch(/^[0-9a-f]{64}$/);
    expect(one?.name).not.toBe(id);
    expect(two?.name).toBe(redactor.name('web-1'));
    expect(createRedactor(Buffer.from('other')).name('web-1')).not.toBe(two?.name);
  });
});

const HOST = { mntNs: 1, rootDev: 2, rootIno: 3n };

async function record(path: string, events: readonly ExecEvent[]): Promise<void> {
  const writer = RecordingWriter.open({ path, maxBytes: 1 << 30 }, HEADER, { log: silentLogger });
  for (const event of events) writer.exec(event, HOST, () => ({}));
  await writer.close();
}

async function roundTrip(events: readonly ExecEvent[]): Promise<ExecEvent[]> {
  const path = join(temp.path, 'round-trip');
  await record(path, events);
  const source = new RecordingSource(path, { onTick: () => {} });
  const out: ExecEvent[] = [];
  await source.run(AbortSignal.timeout(60_000), { execs: (batch) => void out.push(...batch), gap: () => {} });
  expect(source.host).toEqual(HOST);
  return out;
}

function replayBytes(bytes: Buffer): Promise<{ lines: string; report: RecordingReport }> {
  const path = join(temp.path, 'bytes');
  writeFileSync(path, bytes);
  return replayFile(path);
}

async function replayFile(
  path: string,
  policy: Policy = builtInPolicy,
): Promise<{ lines: string; report: RecordingReport }> {
  let lines = '';
  const emit = (record: object): void => {
    lines += `${JSON.stringify(record)}\n`;
  };
  const replay = new Replay({ path, fold: FOLD }, { policy: () => policy, onFinding: emit, onGap: () => {} });
  const report = await replay.run(AbortSignal.timeout(60_000));
  return { lines, report };
}
