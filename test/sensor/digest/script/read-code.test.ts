import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  chmodSync,
  closeSync,
  linkSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  unlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { fromStatDev } from '../../../../sensor/bridge/procfs/dev.ts';
import type { CodeAnswer, CodeRequest, FoundCode } from '../../../../sensor/digest/script/code-request.ts';
import { readCommandLine } from '../../../../sensor/digest/script/command-line.ts';
import { readCode } from '../../../../sensor/digest/script/read-code.ts';
import { waitFor } from '../../../support/command.ts';
import { describeIf, need } from '../../../support/need.ts';
import { sha256 } from '../../../support/scene.ts';
import { tempDir } from '../../../support/temp.ts';

const temp = tempDir('read-code');
const buffer = Buffer.allocUnsafeSlow(1 << 20);
const O_PATH = 0o10000000;
let dir: string;
let count = 0;

beforeEach(() => {
  dir = join(temp.path, String(++count));
  mkdirSync(dir);
});
afterAll(() => temp.remove());

function ticksOf(pid: number): bigint {
  const stat = readFileSync(`/proc/${pid}/stat`, 'latin1');
  return BigInt(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19] ?? '');
}

function mountNamespace(): number {
  return Number(/\d+/.exec(execFileSync('readlink', ['/proc/self/ns/mnt'], { encoding: 'utf8' }))?.[0]);
}

function rootOf(pid: number): Pick<CodeRequest, 'rootDev' | 'rootIno'> {
  const root = statSync(`/proc/${pid}/root/`, { bigint: true });
  return { rootDev: fromStatDev(root.dev), rootIno: root.ino };
}

/** Asks for one file, as the process `pid` (default: this one) with the directory `root` as its root. */
function ask(name: string, more: Partial<CodeRequest> = {}): CodeAnswer {
  const pid = more.pid ?? process.pid;
  const request: CodeRequest = {
    kind: 'code',
    id: 1,
    pid,
    startTicks: more.startTicks ?? ticksOf(pid),
    rootPin: '',
    scriptPin: '',
    initPid: 0,
    mntNs: 1,
    ...(more.rootIno === undefined ? rootOf(pid) : { rootDev: 0, rootIno: 0n }),
    timeNs: 0n,
    cwd: dir,
    files: name === '' ? [] : [{ names: [name], optional: false, executed: false }],
    stdin: false,
    environment: undefined,
    again: undefined,
    refused: false,
    limits: { maxBytes: 1n << 20n, maxLength: 1n << 20n },
    ...more,
  };
  return readCode(request, buffer);
}

function only(answer: CodeAnswer): FoundCode | undefined {
  if (answer.kind !== 'found') throw new Error(`unread: ${answer.reason}`);
  expect(answer.found.length).toBeLessThan(2);
  return answer.found[0];
}

const file = (name: string, text = name): Buffer => {
  writeFileSync(join(dir, name), text);
  return Buffer.from(text);
};

const now = (): bigint => BigInt(Date.now()) * 1_000_000n;

test('a file is found by its relative name and hashed, with its canonical path', () => {
  mkdirSync(join(dir, 'a/b'), { recursive: true });
  const bytes = file('a/b/x');
  symlinkSync('a/./b', join(dir, 'link'));
  for (const name of ['a/b/x', './a//b/../b/x', 'link/x', `${dir}/link/../b/x`]) {
    const found = only(ask(name));
    expect(found, name).toMatchObject({ kind: 'file', path: join(dir, 'a/b/x'), changed: false, unnamed: false });
    expect(found?.kind === 'file' && found.result).toMatchObject({ kind: 'hashed', sha256: sha256(bytes) });
  }
});

test('a name that is no text is found by its bytes', () => {
  const name = Buffer.from([0x78, 0xff, 0xfe]);
  writeFileSync(Buffer.concat([Buffer.from(`${dir}/`), name]), 'x');
  expect(only(ask(name.toString('latin1')))).toMatchObject({ kind: 'file', path: `${dir}/x\xff\xfe` });
});

test('a loop of symlinks ends', () => {
  symlinkSync('loop', join(dir, 'loop'));
  expect(only(ask('loop'))).toMatchObject({ kind: 'unread', reason: 'unreadable' });
});

test('a path of a thousand directories is refused, not held open', () => {
  expect(only(ask(`${'d/../'.repeat(1_000)}x`))).toMatchObject({ kind: 'unread', reason: 'vanished' });
  const deep = 'd/'.repeat(1_000);
  mkdirSync(join(dir, deep), { recursive: true });
  expect(only(ask(`${deep}x`))).toMatchObject({ kind: 'unread', reason: 'unreadable' });
});

test('a directory, a device and a FIFO are never opened', () => {
  execFileSync('mkfifo', [join(dir, 'fifo')]);
  expect(only(ask('.'))).toBeUndefined();
  expect(only(ask('/dev/null'))).toBeUndefined();
  expect(only(ask('fifo'))).toEqual({ kind: 'stream' });
});

test('what is missing was there perhaps, unless its directory has not changed since before the exec', () => {
  expect(only(ask('gone', { timeNs: now() - 1_000_000_000n }))).toMatchObject({
    kind: 'unread',
    reason: 'vanished',
    path: `${dir}/gone`,
  });
  expect(only(ask('gone', { timeNs: now() + 1_000_000_000n }))).toBeUndefined();
});

test('what the kernel executed was there for certain', () => {
  const files = [{ names: ['gone'], optional: false, executed: true }];
  expect(only(ask('', { files, timeNs: now() + 1_000_000_000n }))).toMatchObject({
    kind: 'unread',
    reason: 'vanished',
  });
});

test('what has taken the place of a file that the kernel executed is not it, whenever it came', () => {
  const executed = (name: string, more: Partial<CodeRequest> = {}) =>
    only(ask('', { files: [{ names: [name], optional: false, executed: true }], timeNs: later, ...more }));
  const later = now() + 60_000_000_000n;
  mkdirSync(join(dir, 'directory'));
  execFileSync('mkfifo', [join(dir, 'fifo')]);
  symlinkSync('/dev/null', join(dir, 'device'));
  for (const name of ['directory', 'directory/', 'fifo'])
    expect(executed(name), name).toEqual({
      kind: 'unread',
      path: join(dir, name.replace(/\/$/, '')),
      reason: 'vanished',
    });
  expect(executed('device')).toEqual({ kind: 'unread', path: '/dev/null', reason: 'vanished' });
  // What it refused need not have been a file.
  expect(executed('directory', { refused: true })).toBeUndefined();
  expect(executed('directory', { refused: true, timeNs: 1n })).toMatchObject({ kind: 'unread', reason: 'vanished' });
});

test('what has taken the place of a file that an interpreter was given is not it, where it came after the exec', async () => {
  const given = (name: string, timeNs: bigint) => only(ask(name, { timeNs }));
  mkdirSync(join(dir, 'directory'));
  execFileSync('mkfifo', [join(dir, 'fifo')]);
  file('x');
  const [before, later] = [now() - 60_000_000_000n, now() + 60_000_000_000n];
  for (const name of ['directory', 'fifo', 'x/y'])
    expect(given(name, before), name).toEqual({
      kind: 'unread',
      path: join(dir, name.replace('/y', '')),
      reason: 'vanished',
    });
  for (const name of ['directory', 'x/y']) expect(given(name, later), name).toBeUndefined();
  expect(given('fifo', later)).toEqual({ kind: 'stream' });
  // Files that come and go beside a directory or in it, and what is written to a FIFO, give nothing another name.
  await new Promise((resolve) => setTimeout(resolve, 50));
  const exec = now();
  file('beside');
  execFileSync('sh', ['-c', 'cat fifo >/dev/null & echo x >fifo; wait'], { cwd: dir });
  expect(given('directory', exec)).toBeUndefined();
  expect(given('fifo', exec)).toEqual({ kind: 'stream' });
  // A file that is still open is found, whatever has its name.
  const held = openSync(join(dir, 'x'), 'r');
  unlinkSync(join(dir, 'x'));
  mkdirSync(join(dir, 'x'));
  expect(given('x', exec)).toMatchObject({ kind: 'file', path: join(dir, 'x'), result: { deleted: true } });
  closeSync(held);
  expect(given('x', exec)).toEqual({ kind: 'unread', path: join(dir, 'x'), reason: 'vanished' });
  // What a variable may name is looked for, and does not have to be there.
  const files = [{ names: ['x'], optional: true, executed: false }];
  expect(only(ask('', { files, timeNs: exec }))).toBeUndefined();
});

test('a directory of Node.js is what its package.json says, and only what it has can be missing', () => {
  mkdirSync(join(dir, 'app/lib'), { recursive: true });
  const wanted = readCommandLine('node', ['node', 'app'])?.reading.files ?? [];
  const asked = (): FoundCode | undefined =>
    only(ask('', { files: wanted.map((each) => ({ ...each, executed: false })), timeNs: 1n }));
  expect(asked()).toMatchObject({ kind: 'unread', path: `${dir}/app/index.js` });
  file('app/index.js');
  for (const main of ['"lib"', '"./lib/index"', '"lib/index.js"']) {
    file('app/package.json', `{"main":${main}}`);
    file('app/lib/index.js');
    expect(asked(), main).toMatchObject({ kind: 'file', path: `${dir}/app/lib/index.js` });
    unlinkSync(join(dir, 'app/lib/index.js'));
    expect(asked(), main).toMatchObject({ kind: 'file', path: `${dir}/app/index.js` });
  }
  // A NUL is no name's; of a name that is too long the way ends.
  const unusable = ['{"main":"lib\\u0000"}', `{"main":"${'a/'.repeat(500)}"}`];
  for (const text of ['{"main":7}', 'null', '{', '{"main":""}', '[]', ...unusable]) {
    file('app/package.json', text);
    expect(asked(), text).toMatchObject({ kind: 'file', path: `${dir}/app/index.js` });
  }
  // Where it leads to a larger one does not say, and what lies beside it is not what runs.
  file('app/package.json', `{"main":"lib"${' '.repeat(256 * 1024)}}`);
  expect(asked()).toEqual({ kind: 'unread', path: `${dir}/app/package.json`, reason: 'too_large' });
  file('app/package.json', '{"main":"../../../gone.js"}');
  unlinkSync(join(dir, 'app/index.js'));
  expect(asked()).toMatchObject({ kind: 'unread', reason: 'vanished' });
});

test('of what the kernel refused only a text that a shell would read counts, or what has been changed since', () => {
  const files = [{ names: ['refused'], optional: false, executed: true }];
  const later = { files, refused: true, timeNs: now() + 60_000_000_000n };
  const put = (text: string, mode = 0o755): void => {
    file('refused', text);
    chmodSync(join(dir, 'refused'), mode);
  };
  for (const text of ['echo hello\n', '', '#', `echo\n\0`, `${'x'.repeat(80)}\0`]) {
    put(text);
    expect(only(ask('', later)), JSON.stringify(text)).toMatchObject({ kind: 'file', executed: true, elf: false });
  }
  for (const text of ['#!/no/such/interpreter\n', '\x7fELF\n', 'MZ\0\n', `${'x'.repeat(79)}\0`]) {
    put(text);
    expect(only(ask('', later)), JSON.stringify(text)).toBeUndefined();
    expect(only(ask('', { ...later, refused: false }))).toMatchObject({ kind: 'file' });
    expect(only(ask('', { ...later, timeNs: 1n }))).toMatchObject({ kind: 'file', changed: true });
  }
  put('echo hello\n', 0o644);
  expect(only(ask('', later))).toBeUndefined();
  expect(only(ask('', { ...later, files: [{ names: ['none'], optional: false, executed: true }] }))).toBeUndefined();
});

test('of several names the first that exists counts, and none is needed of what is optional', () => {
  file('second');
  file('third');
  const names = ['first', 'second', 'third'];
  expect(only(ask('', { files: [{ names, optional: true, executed: false }] }))).toMatchObject({
    path: `${dir}/second`,
  });
  expect(only(ask('', { files: [{ names: ['no'], optional: true, executed: false }] }))).toBeUndefined();
});

test('of more files than are looked at the next one is said', () => {
  file('module.js');
  file('script.js');
  const argv = ['node', ...Array.from({ length: 64 }, () => ['-r', './module.js']).flat(), 'script.js'];
  const files = readCommandLine('node', argv)?.reading.files.map((each) => ({ ...each, executed: false })) ?? [];
  expect(ask('', { files })).toMatchObject({
    found: [
      { kind: 'file', path: `${dir}/module.js` },
      { kind: 'unread', path: `${dir}/script.js`, reason: 'too_large' },
    ],
  });
});

test('of a file with two names the one that is gone is said without the kernel’s mark, and a name that ends in it is kept', () => {
  for (const [name, path] of [
    ['gone', 'gone'],
    ['kept (deleted)', 'kept (deleted)'],
  ] as const) {
    file(name);
    linkSync(join(dir, name), join(dir, `${path}.other`));
    const fd = openSync(join(dir, name), 'r');
    try {
      if (name === 'gone') unlinkSync(join(dir, name));
      expect(only(ask(`/proc/self/fd/${fd}`))).toMatchObject({ kind: 'file', path: join(dir, path), unnamed: false });
    } finally {
      closeSync(fd);
    }
  }
});

test('the same file by two names is found once', () => {
  file('x');
  linkSync(join(dir, 'x'), join(dir, 'y'));
  const files = ['x', 'y'].map((name) => ({ names: [name], optional: false, executed: false }));
  expect(only(ask('', { files }))).toMatchObject({ kind: 'file' });
});

test('a file, or a symlink to it, that changed after the exec has changed', async () => {
  file('x');
  symlinkSync('x', join(dir, 'link'));
  const between = statSync(join(dir, 'link'), { bigint: true }).ctimeNs;
  expect(only(ask('x', { timeNs: now() + 1_000_000_000n }))).toMatchObject({ changed: false });
  expect(only(ask('x', { timeNs: 1n }))).toMatchObject({ changed: true });
  // Only the symlink is made anew, to a file that is older than the exec.
  unlinkSync(join(dir, 'link'));
  await new Promise((resolve) => setTimeout(resolve, 30));
  symlinkSync('x', join(dir, 'link.new'));
  renameSync(join(dir, 'link.new'), join(dir, 'link'));
  expect(only(ask('link', { timeNs: between + 15_000_000n }))).toMatchObject({ changed: true });
  expect(only(ask('x', { timeNs: between + 15_000_000n }))).toMatchObject({ changed: false });
});

test('an ELF file is told from a script only where the kernel executed it', () => {
  symlinkSync('/proc/self/exe', join(dir, 'self'));
  writeFileSync(join(dir, 'elf'), '\x7fELF and so on', 'latin1');
  const files = (executed: boolean) => [{ names: ['elf'], optional: false, executed }];
  expect(only(ask('', { files: files(true) }))).toMatchObject({ elf: true });
  expect(only(ask('', { files: files(false) }))).toMatchObject({ elf: false });
});

test('a larger file than the limits allow is said to be too large', () => {
  writeFileSync(join(dir, 'large'), Buffer.alloc(2 << 20));
  expect(only(ask('large'))).toMatchObject({ kind: 'file', result: { kind: 'unread', reason: 'too_large' } });
});

describe('process filesystems', () => {
  test('/proc/self is the process that is asked about, not the asking one', async () => {
    file('x');
    const child = spawn('sleep', ['100'], { cwd: dir, stdio: [openSync(join(dir, 'x'), 'r'), 'ignore', 'ignore'] });
    try {
      await once(child, 'spawn');
      const pid = child.pid ?? 0;
      for (const name of [
        '/proc/self/fd/0',
        '/dev/stdin',
        '/dev/fd/0',
        `/proc/${pid}/fd/0`,
        '/proc/thread-self/fd/0',
        `/proc/self/task/${pid}/fd/0`,
        // As a container numbers its threads.
        '/proc/self/task/1/fd/0',
        '/proc/thread-self/task/1/fd/0',
        `/proc/${pid}/task/${pid}/fd/0`,
        '/proc/self/cwd/x',
        '/proc/self/task/1/cwd/x',
        `/proc/self/root${dir}/x`,
      ]) {
        expect(only(ask(name, { pid })), name).toMatchObject({ kind: 'file', path: `${dir}/x`, unnamed: false });
      }
      expect(only(ask('', { pid, stdin: true }))).toMatchObject({ kind: 'file', path: `${dir}/x` });
      unlinkSync(join(dir, 'x'));
      expect(only(ask('/proc/self/fd/0', { pid }))).toMatchObject({ kind: 'file', unnamed: true, path: `${dir}/x` });
      // A here-document is such a file: it never had a name that mattered.
      expect(only(ask('', { pid, stdin: true }))).toEqual({ kind: 'stream' });
      // By its own name it is found because it is still open, and it had one.
      expect(only(ask('x', { pid }))).toMatchObject({
        kind: 'file',
        unnamed: false,
        path: `${dir}/x`,
        result: { deleted: true },
      });
    } finally {
      child.kill('SIGKILL');
    }
  });

  test('what was removed from standard input since the exec is judged by the name that it had', async () => {
    const bytes = file('x');
    const child = spawn('sleep', ['100'], { stdio: [openSync(join(dir, 'x'), 'r'), 'ignore', 'ignore'] });
    try {
      await once(child, 'spawn');
      unlinkSync(join(dir, 'x'));
      const asked = { pid: child.pid ?? 0, stdin: true, timeNs: now() };
      expect(only(ask('', { ...asked, input: join(dir, 'x') }))).toMatchObject({
        kind: 'file',
        path: `${dir}/x`,
        unnamed: false,
        result: { sha256: sha256(bytes), deleted: true },
      });
      // So a here-document was: it had no name.
      expect(only(ask('', { ...asked, input: '|' }))).toEqual({ kind: 'stream' });
    } finally {
      child.kill('SIGKILL');
    }
  });

  test('a pipe is a stream, and an empty standard input none', async () => {
    const piped = spawn('sleep', ['100'], { stdio: ['pipe', 'ignore', 'ignore'] });
    const empty = spawn('sleep', ['100'], { stdio: 'ignore' });
    try {
      await Promise.all([once(piped, 'spawn'), once(empty, 'spawn')]);
      expect(only(ask('', { pid: piped.pid ?? 0, stdin: true }))).toEqual({ kind: 'stream' });
      expect(only(ask('', { pid: empty.pid ?? 0, stdin: true }))).toBeUndefined();
    } finally {
      piped.kill('SIGKILL');
      empty.kill('SIGKILL');
    }
  });

  test('files of a process filesystem, and ways through it that are not followed, are unread', () => {
    expect(only(ask('/proc/self/environ'))).toMatchObject({ kind: 'unread', reason: 'unreadable' });
    expect(only(ask('/proc/../proc/self/../self/environ'))).toMatchObject({ kind: 'unread', reason: 'unreadable' });
  });
});

test('a process that is gone, or whose number is another’s, is not believed', () => {
  file('x');
  expect(ask('x', { startTicks: 1n })).toEqual({ kind: 'unread', reason: 'vanished' });
  expect(ask('x', { rootIno: 123n })).toEqual({ kind: 'unread', reason: 'vanished' });
});

test('a process that ends while it is asked about leaves the question answered', async () => {
  const answers = new Set<string>();
  for (let i = 0; i < 300; i++) {
    const parent = spawn('sh', ['-c', 'sleep 100 & echo $!; wait'], { stdio: ['ignore', 'pipe', 'ignore'] });
    const pid = Number(String((await once(parent.stdout, 'data'))[0]));
    const request = { pid, startTicks: ticksOf(pid), ...rootOf(process.pid) };
    process.kill(pid, 'SIGKILL');
    const from = process.hrtime.bigint() + BigInt((i % 30) * 10_000);
    while (process.hrtime.bigint() < from);
    const answer = ask(join(dir, 'nowhere', 'script'), {
      ...request,
      timeNs: BigInt(Date.now() + 60_000) * 1_000_000n,
    });
    answers.add(answer.kind === 'unread' ? answer.reason : 'found');
    await once(parent, 'exit');
  }
  answers.delete('vanished');
  expect([...answers]).toEqual(['found']);
});

test('when the process is gone, the container’s first process lends its root, in the same mount namespace only', () => {
  file('x');
  const mntNs = mountNamespace();
  const gone = { startTicks: 1n, initPid: process.pid };
  expect(only(ask('x', { ...gone, mntNs }))).toMatchObject({ kind: 'file' });
  expect(ask('x', { ...gone, mntNs: mntNs + 1 })).toEqual({ kind: 'unread', reason: 'vanished' });
});

test('what a process that is gone had on standard input is read by its name, and what took its place is not it', () => {
  const mntNs = mountNamespace();
  const gone = {
    startTicks: 1n,
    initPid: process.pid,
    mntNs,
    stdin: true,
    timeNs: BigInt(Date.now() + 60_000) * 1_000_000n,
  };
  const had = (name: string) => only(ask('', { ...gone, input: name === '|' ? '|' : join(dir, name) }));
  file('x');
  mkdirSync(join(dir, 'directory'));
  execFileSync('mkfifo', [join(dir, 'fifo')]);
  expect(had('x')).toMatchObject({ kind: 'file', path: join(dir, 'x'), changed: false });
  for (const name of ['directory', 'fifo', 'nothing'])
    expect(had(name)).toEqual({ kind: 'unread', path: join(dir, name), reason: 'vanished' });
  expect(had('|')).toEqual({ kind: 'stream' });
  // The name of another mount namespace: what lies here may accuse, and proves nothing.
  const elsewhere = only(ask('', { ...gone, input: join(dir, 'x').slice(1) }));
  expect(elsewhere).toMatchObject({ kind: 'file', path: join(dir, 'x'), changed: true });
  // `sh /dev/stdin <x`, `sh -c '. /dev/stdin' <x`
  const byLink = (input: string | undefined, optional: boolean) =>
    only(ask('', { ...gone, stdin: false, input, files: [{ names: ['/dev/stdin'], optional, executed: false }] }));
  expect(byLink(join(dir, 'x'), true)).toMatchObject({ kind: 'file', path: join(dir, 'x') });
  expect(byLink('|', false)).toEqual({ kind: 'stream' });
  expect(byLink(undefined, false)).toMatchObject({ kind: 'unread', reason: 'vanished' });
});

test('a shell that has exchanged its standard input since the exec had the one that the kernel saw', async () => {
  file('evil');
  file('good');
  const good = openSync(join(dir, 'good'), 'r');
  const child = spawn('sleep', ['100'], { stdio: [good, 'ignore', 'ignore'] });
  closeSync(good);
  try {
    await once(child, 'spawn');
    const had = (input: string) => only(ask('', { pid: child.pid ?? 0, stdin: true, input }));
    expect(had(join(dir, 'evil'))).toMatchObject({ kind: 'file', path: join(dir, 'evil') });
    expect(had('|')).toEqual({ kind: 'stream' });
    const byLink = ask('/proc/self/fd/0', { pid: child.pid ?? 0, input: join(dir, 'evil') });
    expect(only(byLink)).toMatchObject({ kind: 'file', path: join(dir, 'evil') });
    unlinkSync(join(dir, 'evil'));
    expect(had(join(dir, 'evil'))).toEqual({ kind: 'unread', path: join(dir, 'evil'), reason: 'vanished' });
    expect(had(join(dir, 'good'))).toMatchObject({ kind: 'file', path: join(dir, 'good') });
    // Cut by the kernel: it cannot be compared.
    expect(had('middle/of/a/path')).toMatchObject({ kind: 'file', path: join(dir, 'good') });
    unlinkSync(join(dir, 'good'));
    for (const input of [join(dir, 'good'), 'middle/of/a/path'])
      expect(had(input)).toMatchObject({ kind: 'file', path: join(dir, 'good'), unnamed: false });
  } finally {
    child.kill('SIGKILL');
  }
});

test('a shell that has exchanged a file on its standard input for a pipe had the file, by each of its names', async () => {
  file('evil');
  const child = spawn('sleep', ['100'], { stdio: ['pipe', 'ignore', 'ignore'] });
  try {
    await once(child, 'spawn');
    for (const name of ['/proc/self/fd/0', '/dev/stdin', '/dev/fd/0']) {
      const found = only(ask(name, { pid: child.pid ?? 0, input: join(dir, 'evil') }));
      expect(found, name).toMatchObject({ kind: 'file', path: join(dir, 'evil') });
    }
  } finally {
    child.kill('SIGKILL');
  }
});

test('a name that leads back to the descriptor whose name it is does not use up descriptors', () => {
  file('loop');
  const fd = openSync(join(dir, 'loop'), 'r');
  const slots = () => Number(/^FDSize:\s*(\d+)$/m.exec(readFileSync('/proc/self/status', 'latin1'))?.[1]);
  try {
    linkSync(join(dir, 'loop'), join(dir, 'kept'));
    unlinkSync(join(dir, 'loop'));
    symlinkSync(`/proc/self/fd/${fd}`, join(dir, 'loop (deleted)'));
    const before = slots();
    const found = only(ask(`/proc/self/fd/${fd}`, { pid: process.pid }));
    expect(found).toMatchObject({ kind: 'file', path: join(dir, 'loop') });
    expect(slots()).toBe(before);
  } finally {
    closeSync(fd);
  }
});

describe('what the bridge holds', () => {
  const executed = [{ names: ['x'], optional: false, executed: true }];

  test('a script that was unlinked is read as it was held, with the name that it had', () => {
    const bytes = file('x');
    const held = openSync(join(dir, 'x'), O_PATH);
    unlinkSync(join(dir, 'x'));
    const scriptPin = `/proc/${process.pid}/fd/${held}`;
    const found = only(ask('', { files: executed, scriptPin, timeNs: now() }));
    const root = openSync('/', O_PATH);
    // As of a process that is gone: this one has the file open still.
    const gone = { startTicks: 1n, rootPin: `/proc/${process.pid}/fd/${root}` };
    const late = only(ask('', { ...gone, files: executed, scriptPin, timeNs: now() - 2_000_000_000n }));
    closeSync(held);
    closeSync(root);
    expect(found).toMatchObject({ path: `${dir}/x`, unnamed: false, result: { sha256: sha256(bytes), deleted: true } });
    // By then the number may be another file's.
    expect(late).toMatchObject({ kind: 'unread', reason: 'vanished' });
  });

  test('the root of a process that is gone serves, if it is the one that the process had', () => {
    file('x');
    const held = openSync('/', O_PATH);
    const other = openSync(dir, O_PATH);
    const gone = { startTicks: 1n };
    const found = only(ask('x', { ...gone, rootPin: `/proc/${process.pid}/fd/${held}` }));
    const wrong = ask('x', { ...gone, rootPin: `/proc/${process.pid}/fd/${other}` });
    closeSync(held);
    closeSync(other);
    expect(found).toMatchObject({ kind: 'file', path: `${dir}/x` });
    expect(wrong).toEqual({ kind: 'unread', reason: 'vanished' });
  });
});

test('a working directory that was removed, and whose name is a file’s now, leaves no descriptor open', async () => {
  const gone = join(dir, 'gone');
  mkdirSync(gone);
  const child = spawn('sleep', ['100'], { cwd: gone, stdio: 'ignore' });
  try {
    await once(child, 'spawn');
    await waitFor('the program to run', () => readFileSync(`/proc/${child.pid}/comm`, 'latin1') === 'sleep\n');
    rmSync(gone, { recursive: true });
    writeFileSync(gone, 'a file');
    const open = () => readdirSync('/proc/self/fd').length;
    const before = open();
    for (let i = 0; i < 20; i++) ask('x', { pid: child.pid ?? 0, cwd: gone });
    expect(open()).toBe(before);
  } finally {
    child.kill('SIGKILL');
  }
});

test('no handle is left open', () => {
  file('x');
  symlinkSync('/proc/self/cwd', join(dir, 'cwd'));
  const names = ['x', 'no', '.', '/dev/null', 'cwd/x', '/proc/self/environ', '/proc/self/fd/0', `${'x/'.repeat(400)}`];
  for (const name of names) ask(name);
  const probe = openSync('/', O_PATH);
  closeSync(probe);
  for (let i = 0; i < 50; i++) for (const name of names) ask(name);
  const after = openSync('/', O_PATH);
  closeSync(after);
  expect(after).toBe(probe);
});

describeIf([need.root()], 'below another root', () => {
  let root: string;
  let child: ReturnType<typeof spawn>;

  beforeAll(async () => {
    root = join(temp.path, 'root');
    mkdirSync(join(root, 'bin'), { recursive: true });
    mkdirSync(join(root, 'etc'));
    mkdirSync(join(root, 'outside'));
    execFileSync('cp', ['/bin/busybox', join(root, 'bin/sleep')]);
    writeFileSync(join(root, 'etc/passwd'), 'inside');
    child = spawn('chroot', [root, '/bin/sleep', '1000'], { stdio: 'ignore' });
    await once(child, 'spawn');
    await waitFor('chroot', () => readFileSync(`/proc/${child.pid}/comm`, 'latin1').trim() === 'sleep', 30_000);
  });

  afterAll(() => {
    child.kill('SIGKILL');
    rmSync(root, { recursive: true, force: true });
  });

  const inside = (name: string, cwd = root) => only(ask(name, { pid: child.pid ?? 0, cwd }));

  test.each([
    ['an absolute path', '/etc/passwd'],
    ['dots above the root', '/../../../../etc/passwd'],
    ['a relative path that climbs', '../../../etc/passwd'],
  ])('%s stays below it', (_, name) => {
    const found = inside(name);
    expect(found).toMatchObject({ kind: 'file', path: `${root}/etc/passwd` });
    expect(found?.kind === 'file' && found.result).toMatchObject({ sha256: sha256(Buffer.from('inside')) });
  });

  test.each(['/etc/passwd', '../../../../../../etc/passwd', '/outside/../etc/passwd'])(
    'a symlink to %s does, too',
    (target) => {
      rmSync(join(root, 'outside/link'), { force: true });
      symlinkSync(target, join(root, 'outside/link'));
      const found = inside('/outside/link');
      expect(found?.kind === 'file' && found.result).toMatchObject({ sha256: sha256(Buffer.from('inside')) });
    },
  );

  test('a working directory is a place in the mount tree, of which the root is a part', () => {
    expect(inside('passwd', `${root}/etc`)).toMatchObject({ kind: 'file', path: `${root}/etc/passwd` });
    // One that is not known is asked for.
    expect(inside('etc/passwd', '')).toMatchObject({ kind: 'file', path: `${root}/etc/passwd` });
  });

  test('while its entries are exchanged all the time, nothing outside is ever read', () => {
    const secret = join(temp.path, 'secret');
    mkdirSync(secret, { recursive: true });
    writeFileSync(join(secret, 'x'), 'outside');
    mkdirSync(join(root, 'swap'), { recursive: true });
    writeFileSync(join(root, 'swap/x'), 'swapped');
    const script = `cd ${root}; ln -sfn ${secret} evil; i=0; while [ $i -lt 400 ]; do mv -T swap keep; mv -T evil swap; mv -T swap evil; mv -T keep swap; i=$((i+1)); done`;
    const swapper = spawn('sh', ['-c', script], { stdio: 'ignore' });
    const seen = new Set<string>();
    const deadline = Date.now() + 1_500;
    while (Date.now() < deadline) {
      const found = inside('/swap/x');
      if (found?.kind === 'file' && found.result.kind === 'hashed') seen.add(found.result.sha256);
    }
    swapper.kill('SIGKILL');
    expect([...seen]).toEqual([sha256(Buffer.from('swapped'))]);
  });
});
