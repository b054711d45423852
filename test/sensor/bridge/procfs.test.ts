import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  copyFileSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmdirSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { ExecEvent, FileFacts } from '../../../sensor/bridge/event.ts';
import { cgroupIds, unifiedMountPoint } from '../../../sensor/bridge/procfs/cgroup.ts';
import { fromStatDev } from '../../../sensor/bridge/procfs/dev.ts';
import { parseMountinfo } from '../../../sensor/bridge/procfs/mounts.ts';
import { type Look, lookAt } from '../../../sensor/bridge/procfs/process.ts';
import { detectHost, ProcfsSource } from '../../../sensor/bridge/procfs.ts';
import { systemClock } from '../../../sensor/runtime/clock.ts';
import { silentLogger } from '../../../sensor/runtime/log.ts';

const isRoot = process.geteuid?.() === 0;
/** No process shares these: all of them count as a container's. */
const nobodysHost = { mntNs: 1, rootDev: 1, rootIno: 1n };
const context = { host: nobodysHost, cgroups: cgroupIds(undefined), slotOf: () => 0n };

let dir: string;
let children: ChildProcess[];
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'procfs-test-'));
  children = [];
});
afterEach(async () => {
  await Promise.all(children.map(stop));
  rmSync(dir, { recursive: true, force: true });
});

/** With what it started in turn: it leads a process group. */
async function stop(child: ChildProcess) {
  if (child.pid === undefined || child.exitCode !== null || child.signalCode !== null) return;
  const ended = new Promise((resolve) => child.once('exit', resolve));
  process.kill(-child.pid, 'SIGKILL');
  await ended;
}

/** Starts a program and waits for its first output, if any is promised. */
async function start(command: string, args: string[], options: { output?: boolean; argv0?: string } = {}) {
  const child = spawn(command, args, {
    stdio: ['ignore', 'pipe', 'inherit'],
    detached: true,
    ...(options.argv0 !== undefined && { argv0: options.argv0 }),
  });
  children.push(child);
  if (options.output === true) await new Promise((resolve) => child.stdout?.once('data', resolve));
  return child.pid ?? 0;
}

async function eventOf(pid: number): Promise<Extract<Look, { kind: 'event' }>> {
  return vi.waitFor(
    async () => {
      const look = await lookAt(pid, context);
      if (look.kind !== 'event') throw new Error(look.kind);
      return look;
    },
    { timeout: 30_000, interval: 10 },
  );
}

/** After its exec: a fork still shows what its parent runs. */
async function eventOfComm(pid: number, comm: string): Promise<ExecEvent['files']> {
  await vi.waitFor(() => expect(readFileSync(`/proc/${pid}/comm`, 'latin1').trim()).toBe(comm), { timeout: 30_000 });
  return (await eventOf(pid)).event.files;
}

const sha256 = (path: string) => createHash('sha256').update(readFileSync(path)).digest('hex');
const first = (files: readonly FileFacts[]) => {
  const [file] = files;
  if (file === undefined) throw new Error('no file');
  return file;
};

describe('a look at a process', () => {
  it('gives its files, its names and its parents', async () => {
    const sleep = execFileSync('readlink', ['-f', '/bin/sleep'], { encoding: 'utf8' }).trim();
    const pid = await start('/bin/sleep', ['60'], { argv0: 'a false name' });
    await vi.waitFor(() => expect(readFileSync(`/proc/${pid}/maps`, 'utf8')).toContain('libc'));
    const { event, exeNotMapped } = await eventOf(pid);
    const st = statSync(sleep, { bigint: true });
    expect(event).toMatchObject({
      source: 'procfs',
      pid,
      ppid: process.pid,
      uid: process.geteuid?.(),
      argvTruncated: false,
      cwd: Buffer.from(process.cwd()),
      tty: false,
      mntNs: Number(statSync('/proc/self/ns/mnt').ino),
      rootIno: statSync('/', { bigint: true }).ino,
    });
    expect(event.argv.map(String)).toEqual(['a false name', '60']);
    expect(event.ancestors[0]).toMatchObject({ pid: process.pid });
    expect(event.files[0]).toMatchObject({
      role: 'exe',
      dev: fromStatDev(st.dev),
      ino: st.ino,
      size: st.size,
      ctimeNs: st.ctimeNs,
      path: Buffer.from(sleep),
      unlinked: false,
      writers: undefined,
      pin: { path: `/proc/${pid}/exe` },
    });
    expect(exeNotMapped).toBe(false);
    expect(event.files.filter((f) => f.role === 'exe')).toHaveLength(1);
    const libraries = event.files.filter((f) => f.role === 'library').map((f) => f.path.toString());
    expect(libraries).toContainEqual(expect.stringMatching(/libc[.-]/));
    const loader = event.files.find((f) => f.role === 'loader');
    expect(loader?.path.toString()).toMatch(/\/ld-/);
    expect(sha256(loader?.pin?.path ?? '')).toBe(sha256(loader?.path.toString() ?? ''));
  });

  it('reads a deleted program through its pin, and knows that its name is gone', async () => {
    const path = join(dir, 'gone');
    copyFileSync('/bin/sleep', path);
    const pid = await start(path, ['60']);
    await vi.waitFor(() => expect(readFileSync(`/proc/${pid}/comm`, 'latin1')).toBe('gone\n'));
    rmSync(path);
    const exe = first(await eventOfComm(pid, 'gone'));
    expect(exe).toMatchObject({ path: Buffer.from(path), unlinked: true, nlink: 0, internalMount: false });
    expect(sha256(exe.pin?.path ?? '')).toBe(sha256('/bin/sleep'));
  });

  it('is not deceived by a name that looks deleted', async () => {
    const path = join(dir, 'x (deleted)');
    copyFileSync('/bin/sleep', path);
    const exe = first(await eventOfComm(await start(path, ['60']), 'x (deleted)'));
    expect(exe).toMatchObject({ path: Buffer.from(path), unlinked: false, nlink: 1 });
  });

  it('keeps the bytes of a name with a newline and invalid UTF-8', async () => {
    const script = `f=$(printf '${dir}/a\\nb\\377c'); cp /bin/sleep "$f"; exec "$f" 60`;
    const pid = await start('/bin/sh', ['-c', script]);
    await vi.waitFor(() => expect(readFileSync(`/proc/${pid}/comm`, 'latin1')).toBe('a\nb\xffc\n'), {
      timeout: 30_000,
    });
    const { event } = await eventOf(pid);
    expect(event.files[0]).toMatchObject({ path: Buffer.from(`${dir}/a\nb\xffc`, 'latin1'), unlinked: false });
    expect(event.files.filter((f) => f.role === 'exe')).toHaveLength(1);
    expect(event.comm).toEqual(Buffer.from('a\nb\xffc', 'latin1'));
  });

  it('reads a program that never had a name', async () => {
    const memfd = process.arch === 'arm64' ? 279 : 319;
    const script = `$^F = 100; my $n = "evil"; my $fd = syscall(${memfd}, $n, 0); open(my $o, ">&=", $fd) or die;
      open(my $i, "<", "/bin/sleep") or die; binmode $i; binmode $o; local $/; print {$o} scalar(<$i>); $o->flush;
      exec "/proc/self/fd/$fd", "60" or die;`;
    const pid = await start('perl', ['-MIO::Handle', '-e', script]);
    await vi.waitFor(() => expect(readFileSync(`/proc/${pid}/cmdline`, 'latin1')).not.toContain('perl'), {
      timeout: 30_000,
    });
    const exe = first((await eventOf(pid)).event.files);
    expect(exe).toMatchObject({ path: Buffer.from('memfd:evil'), unlinked: true, internalMount: true, nlink: 0 });
    expect(exe.mountNs).toBe(0);
    expect(sha256(exe.pin?.path ?? '')).toBe(sha256('/bin/sleep'));
  });

  it.skipIf(!isRoot)('sees through a forged exe link (needs root: map_files)', async () => {
    const source = join(import.meta.dirname, 'programs/forge-exe.c');
    const program = join(dir, 'forger');
    const library = join(dir, 'evil.so');
    execFileSync('cc', ['-o', program, source, '-ldl']);
    execFileSync('cc', ['-shared', '-fPIC', '-DLIBRARY', '-o', library, source]);
    const pid = await start(program, [library, '/bin/true'], { output: true });
    const { event, exeNotMapped } = await eventOf(pid);
    expect(exeNotMapped).toBe(true);
    const exes = event.files.filter((f) => f.role === 'exe');
    expect(exes).toHaveLength(2);
    expect(exes[0]?.ino).toBe(statSync('/bin/true', { bigint: true }).ino);
    expect(event.files.map((f) => f.path.toString())).toContain(library);
  });

  it('finds nothing to judge in kernel threads and in processes that have ended', async () => {
    expect(await lookAt(2, context)).toEqual({ kind: 'no_program' });
    const parent = await start('/bin/sh', ['-c', 'sleep 60 & echo $!; exec sleep 60'], { output: false });
    const child = await new Promise<number>((resolve) => {
      children[0]?.stdout?.once('data', (text) => resolve(Number(text)));
    });
    expect(parent).not.toBe(child);
    // A shell may hear of its child's end; what it becomes does not.
    await eventOfComm(parent, 'sleep');
    process.kill(child, 'SIGKILL');
    await vi.waitFor(() => expect(readFileSync(`/proc/${child}/stat`, 'latin1')).toContain(') Z '), {
      timeout: 30_000,
    });
    expect(await lookAt(child, context)).toEqual({ kind: 'no_program' });
  });

  it('fails with the errno where a process is gone', async () => {
    const child = spawn('/bin/true');
    await new Promise((resolve) => child.once('exit', resolve));
    await expect(lookAt(child.pid ?? 0, context)).rejects.toMatchObject({ code: 'ENOENT' });
  });

  it('leaves the host alone, unless its cgroup was registered', async () => {
    const host = detectHost();
    const pid = await start('/bin/sleep', ['60']);
    expect(await lookAt(pid, { ...context, host })).toEqual({ kind: 'host' });
  });

  it('cuts a long command line and says so', async () => {
    const { event } = await eventOf(await start('/bin/sh', ['-c', 'sleep 60; :', 'x'.repeat(5000)]));
    expect(event.argvTruncated).toBe(true);
    expect(Buffer.concat(event.argv).length).toBeLessThanOrEqual(4096);
  });
});

const unified = unifiedMountPoint(parseMountinfo(readFileSync('/proc/self/mountinfo')));

describe('ProcfsSource', () => {
  const make = (host = nobodysHost) =>
    new ProcfsSource({ intervalMs: 20 }, { clock: systemClock(), log: silentLogger, host });

  it('sweeps what runs, counts what it may not read, and does not fall over it', async () => {
    const pid = await start('/bin/sleep', ['60']);
    const before = systemClock().now();
    const source = make();
    const events: ExecEvent[] = [];
    await source.sweep({ execs: (batch) => events.push(...batch), gap: () => {} });
    const mine = events.find((e) => e.pid === pid);
    expect(mine).toMatchObject({ backfill: true, source: 'procfs' });
    // Its start, to within the ticks of /proc.
    const age = before - (mine?.timeNs ?? 0n);
    expect(age > -1_000_000_000n && age < 10_000_000_000n).toBe(true);
    expect(new Set(events.map((e) => e.id)).size).toBe(events.length);
    expect(events.map((e) => e.pid)).not.toContain(process.pid);
    expect(source.stats()).toMatchObject({ sweeps: 1, reported: events.length });
    expect(source.complete).toBe(false);
  });

  it('reports while it runs what is new, once', async () => {
    const early = await start('/bin/sleep', ['60']);
    const source = make();
    const events: ExecEvent[] = [];
    const controller = new AbortController();
    const ended = source.run(controller.signal, { execs: (batch) => events.push(...batch), gap: () => {} });
    await vi.waitFor(() => expect(events.map((e) => e.pid)).toContain(early), { timeout: 30_000 });
    const script = join(dir, 'late');
    copyFileSync('/bin/sleep', script);
    const late = await start(script, ['60']);
    await vi.waitFor(
      () => expect(events.filter((e) => e.pid === late).map((e) => String(e.files[0]?.path))).toContain(script),
      { timeout: 30_000 },
    );
    controller.abort();
    await ended;
    expect(events.filter((e) => e.pid === early)).toHaveLength(1);
    expect(events.find((e) => e.pid === early)?.backfill).toBe(true);
    const lateEvents = events.filter((e) => e.pid === late && String(e.files[0]?.path) === script);
    expect(lateEvents).toHaveLength(1);
    expect(lateEvents[0]?.backfill).toBe(false);
  });

  it.skipIf(!isRoot || unified === undefined)(
    'gives a registered cgroup its slot, also on the host (needs root and cgroup v2)',
    async () => {
      const cgroup = join(unified ?? '', `drift-sensor-test-${process.pid}`);
      mkdirSync(join(cgroup, 'inner'), { recursive: true });
      try {
        const pid = await start('/bin/sleep', ['60']);
        writeFileSync(join(cgroup, 'inner', 'cgroup.procs'), String(pid));
        const source = make(detectHost());
        source.registerContainer(statSync(cgroup, { bigint: true }).ino, 7n);
        const events: ExecEvent[] = [];
        await source.sweep({ execs: (batch) => events.push(...batch), gap: () => {} });
        expect(events.find((e) => e.pid === pid)).toMatchObject({
          imageSlot: 7n,
          cgroups: [
            { id: statSync(join(cgroup, 'inner'), { bigint: true }).ino, name: 'inner' },
            { id: statSync(cgroup, { bigint: true }).ino, name: `drift-sensor-test-${process.pid}` },
          ],
        });
      } finally {
        await Promise.all(children.map(stop));
        rmdirSync(join(cgroup, 'inner'));
        rmdirSync(cgroup);
      }
    },
  );
});
