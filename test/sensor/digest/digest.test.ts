import { type ChildProcess, spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  chmodSync,
  closeSync,
  copyFileSync,
  openSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  statSync,
  truncateSync,
  unlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { FileFacts } from '../../../sensor/bridge/event.ts';
import {
  type Digested,
  Digester,
  type DigesterOptions,
  defaultDigesterOptions,
} from '../../../sensor/digest/digest.ts';
import { ended, waitFor } from '../../support/command.ts';
import { type TempDir, tempDir } from '../../support/temp.ts';
import { execEvent, FUSE_MAGIC, factsOf, manualClock } from '../support/facts.ts';

const options: DigesterOptions = { ...defaultDigesterOptions, inlineBytes: 1000, untrustedTimeoutMs: 20_000 };
let dir: TempDir;
let path: string;
let digester: Digester;
/** A minute after the files of a test are written. */
let clock: ReturnType<typeof manualClock>;

beforeEach(() => {
  dir = tempDir('digest');
  path = join(dir.path, 'file');
  clock = manualClock(BigInt(Date.now() + 60_000) * 1_000_000n);
  digester = new Digester(options, { clock });
});
afterEach(async () => {
  await digester.close();
  await dir.remove();
});

const sha256 = (bytes: string | Buffer) => createHash('sha256').update(bytes).digest('hex');

function digestNow(file: FileFacts): Digested {
  const digested = digester.digest(execEvent(), file, undefined);
  if (digested instanceof Promise) throw new Error('answered with a promise');
  return digested;
}

test('a small file at rest is hashed at once, remembered, and answered from the cache from then on', () => {
  writeFileSync(path, 'small');
  const file = factsOf(path);
  const expected = {
    content: { kind: 'hashed', sha256: sha256('small'), size: 5n, changedSinceExec: false, deleted: false },
    remembered: true,
  };
  expect(digestNow(file)).toEqual(expected);
  expect(digestNow(file)).toEqual(expected);
  expect(digester.counters).toMatchObject({ files: 1, inline: 1, cacheHits: 1, notRemembered: 0, bytes: 5n });
  expect(digester.cacheSize).toBe(1);
});

test('a file of the inline limit is read inline and one byte more goes to a thread', async () => {
  writeFileSync(path, Buffer.alloc(1000));
  expect(digester.digest(execEvent(), factsOf(path), undefined)).not.toBeInstanceOf(Promise);
  writeFileSync(path, Buffer.alloc(1001));
  const digested = digester.digest(execEvent(), factsOf(path), undefined);
  expect(digested).toBeInstanceOf(Promise);
  expect(await digested).toMatchObject({ content: { sha256: sha256(Buffer.alloc(1001)) }, remembered: true });
  expect(digester.counters).toMatchObject({ files: 2, inline: 1 });
});

test('a small file that grew after its exec is not read on the event loop', async () => {
  writeFileSync(path, 'small');
  const file = factsOf(path);
  truncateSync(path, 100_000);
  const digested = digester.digest(execEvent(), file, undefined);
  expect(digested).toBeInstanceOf(Promise);
  expect(await digested).toMatchObject({ content: { changedSinceExec: true, size: 100_000n }, remembered: false });
});

test('a path that must be walked is not read on the event loop', async () => {
  writeFileSync(path, 'small');
  const file = factsOf(path, { pin: undefined });
  const byPath = digester.digest(execEvent(), file, path);
  expect(byPath).toBeInstanceOf(Promise);
  const procfs = digester.digest(execEvent({ source: 'procfs' }), factsOf(path, { writers: undefined }), undefined);
  expect(procfs).toBeInstanceOf(Promise);
  expect(await byPath).toMatchObject({ content: { sha256: sha256('small') } });
  expect(await procfs).toMatchObject({ content: { sha256: sha256('small') }, remembered: false });
});

test.each<[string, Partial<FileFacts>]>([
  ['a writer', { writers: 1 }],
  ['a writable mapping', { writableMappings: 1 }],
  ['an unknown layer', { layer: 'unknown' }],
  ['a source that cannot see writers', { writers: undefined }],
])('%s: judged, counted, not remembered', (_what, facts) => {
  writeFileSync(path, 'small');
  const file = factsOf(path, facts);
  expect(digestNow(file)).toMatchObject({ content: { sha256: sha256('small') }, remembered: false });
  expect(digestNow(file)).toMatchObject({ remembered: false });
  expect(digester.counters).toMatchObject({ files: 2, cacheHits: 0, notRemembered: 2 });
  expect(digester.cacheSize).toBe(0);
});

test('a file whose ctime is younger than a second is not remembered, and is once it is older', () => {
  writeFileSync(path, 'small');
  const file = factsOf(path);
  clock = manualClock(file.ctimeNs + 999_999_999n);
  digester = new Digester(options, { clock });
  expect(digestNow(file).remembered).toBe(false);
  clock.advanceMs(1);
  expect(digestNow(file).remembered).toBe(true);
});

test('what the cache knows is not believed while somebody can write', () => {
  writeFileSync(path, 'small');
  const file = factsOf(path);
  expect(digestNow(file).remembered).toBe(true);
  writeFileSync(path, 'evil!');
  // The mapping of an overlay file can change bytes without a new ctime.
  const mapped = { ...file, writableMappings: 1 };
  expect(digestNow(mapped)).toMatchObject({ content: { sha256: sha256('evil!') }, remembered: false });
});

test('a change between exec and reading is told and not remembered when the process is gone', () => {
  writeFileSync(path, 'before');
  const file = factsOf(path);
  writeFileSync(path, 'after!');
  chmodSync(path, 0o700);
  expect(digestNow({ ...file, ctimeNs: file.ctimeNs - 1n })).toMatchObject({
    content: { sha256: sha256('after!'), changedSinceExec: true },
    remembered: false,
  });
});

test('what happened to a file while its capabilities were asked for, after its bytes were read, is told', async () => {
  writeFileSync(path, 'small');
  const file = { ...factsOf(path), layer: 'upper' } as const;
  const helperPath = join(dir.path, 'helper');
  const helper = (before: string) =>
    writeFileSync(helperPath, `#!/bin/sh\ndd bs=1 count=1 >/dev/null 2>&1\n${before}\nprintf '\\0'\nexec sleep 60\n`, {
      mode: 0o755,
    });
  const digestWith = async (): Promise<Digested> => {
    const own = new Digester({ ...options, helperPath }, { clock });
    try {
      return await own.digest({ ...execEvent(), pid: 0x7fffffff }, file, undefined);
    } finally {
      await own.close();
    }
  };
  helper(':');
  expect(await digestWith()).toMatchObject({ content: { kind: 'hashed', changedSinceExec: false } });
  helper(`chmod 0711 ${path}`);
  expect(await digestWith()).toMatchObject({ content: { kind: 'hashed', changedSinceExec: true }, remembered: false });
  helper(`rm ${path}`);
  expect(await digestWith()).toMatchObject({ content: { sha256: sha256('small'), changedSinceExec: true } });
});

test('a large file whose pin ends while it is read counts as it was read', async () => {
  writeFileSync(path, '');
  truncateSync(path, 512 << 20);
  const held = openSync(path, 'r');
  const file = { ...factsOf(path), layer: 'upper', pin: { path: `/proc/self/fd/${held}` } } as const;
  const helperPath = join(dir.path, 'helper');
  writeFileSync(helperPath, "#!/bin/sh\ndd bs=1 count=1 >/dev/null 2>&1\nprintf '\\0'\nexec sleep 60\n", {
    mode: 0o755,
  });
  const own = new Digester({ ...options, helperPath }, { clock });
  const leadsThere = (fd: string): boolean => {
    try {
      return readlinkSync(`/proc/self/fd/${fd}`) === path;
    } catch {
      return false;
    }
  };
  try {
    const digested = own.digest({ ...execEvent(), pid: 0x7fffffff }, file, undefined);
    await waitFor('a thread to have it open', () => readdirSync('/proc/self/fd').filter(leadsThere).length > 1);
    closeSync(held);
    expect(await digested).toMatchObject({ content: { kind: 'hashed', changedSinceExec: false } });
  } finally {
    await own.close();
  }
});

test('a file that lost its name after the exec is told to be deleted', () => {
  writeFileSync(path, 'small');
  const file = factsOf(path);
  const fd = openSync(path, 'r');
  unlinkSync(path);
  const digested = digestNow({ ...file, pin: { path: `/proc/self/fd/${fd}` } });
  closeSync(fd);
  expect(digested).toMatchObject({ content: { sha256: sha256('small'), deleted: true }, remembered: false });
});

test('a vanished pin says why', () => {
  writeFileSync(path, 'small');
  const file = factsOf(path, { pin: undefined, pinError: 'ESRCH' });
  expect(digestNow(file)).toEqual({
    content: { kind: 'unread', reason: 'vanished' },
    remembered: false,
    detail: 'ESRCH',
  });
});

test('two execs of one large file at rest share one reading', async () => {
  writeFileSync(path, Buffer.alloc(5000));
  const file = factsOf(path);
  const [one, two] = await Promise.all([
    digester.digest(execEvent(), file, undefined),
    digester.digest(execEvent({ id: 2n }), file, undefined),
  ]);
  expect(two).toBe(one);
  expect(digester.counters.files).toBe(1);
  expect(await digester.digest(execEvent(), file, undefined)).toMatchObject({ remembered: true });
  expect(digester.counters.cacheHits).toBe(1);
});

test('an exec of a file that somebody can write to never shares an earlier reading', async () => {
  writeFileSync(path, Buffer.alloc(5000));
  const file = factsOf(path);
  const results = await Promise.all([
    digester.digest(execEvent(), file, undefined),
    digester.digest(execEvent({ id: 2n }), { ...file, writers: 1 }, undefined),
    digester.digest(execEvent({ id: 3n }), { ...file, writers: 1 }, undefined),
  ]);
  expect(results.map((result) => result.remembered)).toEqual([true, false, false]);
  expect(digester.counters.files).toBe(3);
});

test('a large file beyond the limit of data has no digest and says why', async () => {
  await digester.close();
  digester = new Digester({ ...options, maxBytes: 2000n, maxLength: 2000n }, { clock });
  writeFileSync(path, Buffer.alloc(5000, 1));
  expect(await digester.digest(execEvent(), factsOf(path), undefined)).toEqual({
    content: { kind: 'unread', reason: 'too_large' },
    remembered: false,
  });
});

test('an untrusted filesystem is read by a process of its own and never remembered', async () => {
  writeFileSync(path, 'small');
  const file = factsOf(path, { magic: FUSE_MAGIC });
  expect(await digester.digest(execEvent(), file, undefined)).toMatchObject({
    content: { sha256: sha256('small') },
    remembered: false,
  });
  expect(digester.counters).toMatchObject({ inline: 0, notRemembered: 1 });
  unlinkSync(path);
  expect(await digester.digest(execEvent(), file, undefined)).toMatchObject({
    content: { kind: 'unread', reason: 'untrusted_fs' },
  });
});

/** Field 22 of /proc/PID/stat in ns: the time since boot at which a process started. */
function startBootNs(pid: number): bigint {
  const stat = readFileSync(`/proc/${pid}/stat`, 'latin1');
  return BigInt(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19] ?? '0') * 10_000_000n;
}

async function withProcess(body: (child: ChildProcess & { pid: number }) => void): Promise<void> {
  copyFileSync('/bin/sleep', path);
  const child = spawn(path, ['60']);
  try {
    if (child.pid === undefined) throw new Error('sleep did not start');
    body(child as ChildProcess & { pid: number });
  } finally {
    child.kill('SIGKILL');
    await ended(child);
  }
}

test('a ctime that moved under a process that still runs the file is excused: its bytes cannot have changed', async () => {
  await digester.close();
  digester = new Digester({ ...options, inlineBytes: 1 << 20 }, { clock });
  await withProcess((child) => {
    const file = factsOf(path);
    chmodSync(path, 0o711);
    expect(statSync(path, { bigint: true }).ctimeNs).not.toBe(file.ctimeNs);
    const event = execEvent({ pid: child.pid, startBootNs: startBootNs(child.pid) + 5_000_000n });
    const changed = (facts: FileFacts, of = event) => {
      const digested = digester.digest(of, facts, undefined);
      return !(digested instanceof Promise) && digested.content.kind === 'hashed' && digested.content.changedSinceExec;
    };
    expect(changed(file)).toBe(false);
    // Another process of the same number, another file, and writers that were there before: no excuse.
    expect(changed(file, { ...event, startBootNs: event.startBootNs - 20_000_000n })).toBe(true);
    expect(changed(file, { ...event, pid: process.pid })).toBe(true);
    expect(changed({ ...file, writers: 1 })).toBe(true);
    expect(changed({ ...file, writableMappings: 1 })).toBe(true);
    expect(digester.cacheSize).toBe(0);
  });
});
