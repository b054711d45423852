import { createHash } from 'node:crypto';
import { statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { HashPool, type HashPoolOptions } from '../../../sensor/digest/hash-pool.ts';
import type { ExpectedFile } from '../../../sensor/digest/read-file.ts';
import { waitFor } from '../../support/command.ts';
import { type TempDir, tempDir } from '../../support/temp.ts';

const options: HashPoolOptions = { workers: 2, maxQueued: 100, timeoutMs: 10_000 };
const limits = { maxBytes: 1n << 30n, maxLength: 1n << 30n };
const anyFile: ExpectedFile = { ino: 1n, realIno: 1n, size: 0n, ctimeNs: 0n };
const overload = { kind: 'unread', reason: 'overload' };

/** A thread in place of the real one: it answers with the path it was given, except where the path is an instruction. */
const FAKE = `
  import { parentPort } from 'node:worker_threads';
  parentPort.on('message', ({ id, path, cwd }) => {
    path ??= cwd;
    if (path === 'stuck') for (;;) Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0);
    if (path === 'throw') throw new Error('a fault in the thread');
    if (path === 'exit') process.exit(0);
    if (path === 'silent') return;
    parentPort.postMessage({ id, result: { kind: 'unread', reason: 'vanished', detail: path } });
  });
  parentPort.postMessage('started');`;

/** So long does a thread take to load where there is little CPU to be had. */
const SLOW_START_MS = 1_000;
const SLOW = `Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, ${SLOW_START_MS});`;

let dir: TempDir;
let entry: URL;
let pool: HashPool;

beforeEach(() => {
  dir = tempDir('pool');
  entry = pathToFileURL(join(dir.path, 'fake.mjs'));
  writeFileSync(entry, FAKE);
});
afterEach(async () => {
  await pool.close();
  await dir.remove();
});

const answer = (detail: string) => ({ kind: 'unread', reason: 'vanished', detail });

test('files are hashed on threads', async () => {
  pool = new HashPool(options);
  const files = Array.from({ length: 8 }, (_, i) => {
    const path = join(dir.path, `f${i}`);
    writeFileSync(path, `content ${i}`);
    return path;
  });
  const results = await Promise.all(
    files.map((path) => {
      const { ino, size, ctimeNs } = statSync(path, { bigint: true });
      return pool.hash(path, { ino, realIno: ino, size, ctimeNs }, limits);
    }),
  );
  expect(results.map((result) => result.kind === 'hashed' && result.sha256)).toEqual(
    files.map((_, i) => createHash('sha256').update(`content ${i}`).digest('hex')),
  );
  expect(pool.dropped).toBe(0);
  expect(pool.queued).toBe(0);
});

test('what is one more than may wait is refused and counted, and the rest is answered', async () => {
  pool = new HashPool({ ...options, workers: 1, maxQueued: 2 }, { entry });
  // The first is with the thread, the next two wait.
  const accepted = ['a', 'b', 'c'].map((path) => pool.hash(path, anyFile, limits));
  expect(pool.queued).toBe(2);
  expect(await pool.hash('d', anyFile, limits)).toEqual(overload);
  expect(pool.dropped).toBe(1);
  expect(await Promise.all(accepted)).toEqual(['a', 'b', 'c'].map(answer));
});

test('a thread that is stuck is given up at the deadline, and another one takes what waits', async () => {
  pool = new HashPool({ ...options, workers: 1, timeoutMs: 300 }, { entry });
  const stuck = pool.hash('stuck', anyFile, limits);
  const next = pool.hash('next', anyFile, limits);
  expect(await stuck).toEqual({ kind: 'unread', reason: 'timeout' });
  expect(await next).toEqual(answer('next'));
  await waitFor('the stuck thread to be gone', () => pool.lostWorkers === 0);
});

test('the time of a file or of code begins once the thread is there', async () => {
  writeFileSync(join(dir.path, 'slow.mjs'), `${SLOW}${FAKE}`);
  entry = pathToFileURL(join(dir.path, 'slow.mjs'));
  pool = new HashPool({ ...options, timeoutMs: SLOW_START_MS / 2 }, { entry });
  const both = [pool.hash('file', anyFile, limits), pool.code(code('code'))];
  expect(await Promise.all(both)).toEqual([answer('file'), answer('code')]);
  expect([pool.lostWorkers, pool.dropped]).toEqual([0, 0]);
  // As a thread that is there, it has no more time than any other.
  expect(await pool.hash('stuck', anyFile, limits)).toEqual({ kind: 'unread', reason: 'timeout' });
});

test('a large file has more time, by its size', async () => {
  pool = new HashPool({ ...options, timeoutMs: 1 }, { entry });
  expect(await pool.hash('large', { ...anyFile, size: 1_000_000_000n }, limits)).toEqual(answer('large'));
});

test('a thread that throws costs its own file only', async () => {
  pool = new HashPool({ ...options, workers: 1 }, { entry });
  const results = await Promise.all(['throw', 'next', 'throw', 'last'].map((path) => pool.hash(path, anyFile, limits)));
  expect(results).toEqual([overload, answer('next'), overload, answer('last')]);
});

test('a thread that ends without an error costs its own file only', async () => {
  pool = new HashPool({ ...options, workers: 1 }, { entry });
  const results = await Promise.all(['exit', 'next'].map((path) => pool.hash(path, anyFile, limits)));
  expect(results).toEqual([overload, answer('next')]);
});

test('a thread that cannot be loaded is an overload, never a rejection', async () => {
  pool = new HashPool(options, { entry: pathToFileURL(join(dir.path, 'missing.mjs')) });
  expect(await pool.hash('a', anyFile, limits)).toEqual(overload);
});

test('a thread that cannot be started at all is an overload, counted', async () => {
  pool = new HashPool(options, { entry: new URL('https://localhost/no-file') });
  expect(await pool.hash('a', anyFile, limits)).toEqual(overload);
  expect(pool.dropped).toBe(1);
  expect(pool.queued).toBe(0);
});

test('large files leave one thread to the others', async () => {
  pool = new HashPool({ ...options, workers: 2 }, { entry });
  const large = { ...anyFile, size: 1n << 30n };
  const silent = [pool.hash('silent', large, limits), pool.hash('silent', large, limits)];
  expect(await pool.hash('small', anyFile, limits)).toEqual(answer('small'));
  await pool.close();
  expect(await Promise.all(silent)).toEqual([overload, overload]);
});

test('of idle threads one waits for work, and another comes back when it is needed', async () => {
  pool = new HashPool({ ...options, idleMs: 50 }, { entry });
  const both = () => Promise.all(['a', 'b'].map((path) => pool.hash(path, anyFile, limits)));
  expect(await both()).toEqual([answer('a'), answer('b')]);
  expect(pool.threads).toBe(2);
  await waitFor('an idle thread to end', () => pool.threads === 1);
  expect(await pool.hash('c', anyFile, limits)).toEqual(answer('c'));
  expect(pool.threads).toBe(1);
  expect(await both()).toEqual([answer('a'), answer('b')]);
  expect(pool.dropped).toBe(0);
});

test('closing settles what waits and what is being read', async () => {
  pool = new HashPool({ ...options, workers: 1 }, { entry });
  const pending = ['silent', 'waits'].map((path) => pool.hash(path, anyFile, limits));
  await pool.close();
  expect(await Promise.all(pending)).toEqual([overload, overload]);
  expect(await pool.hash('later', anyFile, limits)).toEqual(overload);
});

const code = (cwd: string): Parameters<HashPool['code']>[0] => ({
  pid: 1,
  startTicks: 1n,
  rootPin: '',
  scriptPin: '',
  initPid: 0,
  mntNs: 0,
  rootDev: 0,
  rootIno: 0n,
  timeNs: 0n,
  cwd,
  files: [],
  stdin: false,
  environment: undefined,
  again: undefined,
  refused: false,
  limits,
});

test('code goes before files, which are held while it is not', async () => {
  pool = new HashPool({ ...options, workers: 1 }, { entry });
  const order: string[] = [];
  const note = (name: string) => () => order.push(name);
  const first = pool.hash('first', anyFile, limits).then(note('first'));
  const second = pool.hash('second', anyFile, limits).then(note('second'));
  const asked = pool.code(code('code')).then(note('code'));
  await Promise.all([first, second, asked]);
  expect(order).toEqual(['first', 'code', 'second']);
});

const timeout = { kind: 'unread', reason: 'timeout' };

test('a mount namespace whose lookups do not return is avoided, others are not', async () => {
  pool = new HashPool({ ...options, workers: 1, timeoutMs: 2_000 }, { entry });
  const stuck = pool.code({ ...code('stuck'), mntNs: 7 });
  const waiting = pool.code({ ...code('fine'), mntNs: 7 });
  expect([await stuck, await waiting]).toEqual([timeout, timeout]);
  expect(await pool.code({ ...code('fine'), mntNs: 7 })).toEqual(timeout);
  expect(pool.dropped).toBe(2);
  expect(await pool.code({ ...code('fine'), mntNs: 8 })).toEqual(answer('fine'));
});

test('lookups that never return leave a thread for files', async () => {
  pool = new HashPool({ ...options, workers: 2, timeoutMs: 3_000 }, { entry });
  const stuck = Array.from({ length: 4 }, (_, mntNs) => pool.code({ ...code('stuck'), mntNs }));
  let returned = false;
  void Promise.race(stuck).then(() => {
    returned = true;
  });
  expect(await pool.hash('file', anyFile, limits)).toEqual(answer('file'));
  expect(returned).toBe(false);
  expect(await Promise.all(stuck)).toEqual(stuck.map(() => timeout));
});
