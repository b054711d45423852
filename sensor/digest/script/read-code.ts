/** A thread's part of judging what an interpreter was given: finds the files as the process would, and hashes them. */
import { closeSync, statfsSync } from 'node:fs';
import { OVERLAYFS_MAGIC } from '../../bridge/magic.ts';
import { fromStatDev } from '../../bridge/procfs/dev.ts';
import { errnoOf } from '../../runtime/errno.ts';
import type { UnverifiedReason } from '../evidence.ts';
import { isTrustedMagic } from '../identity.ts';
import { readAndHash } from '../read-file.ts';
import { type Arrival, type NoFile, TICK_NS } from './arrival.ts';
import type { CodeAnswer, CodeRequest, CodeStat, FoundCode, WantedFile } from './code-request.ts';
import { type CommandLine, readCommandLine } from './command-line.ts';
import { codeOfEnvironment } from './environment.ts';
import { headOf, isElf, isReadByShell } from './head.ts';
import { leadsTo } from './magic-link.ts';
import { mainOfPackage } from './node.ts';
import { readBounded, withRoot } from './process-root.ts';
import type { CodeFile } from './reading.ts';
import { stillOpen } from './still-open.ts';
import { type Start, walk, walkLink } from './walk.ts';

const MAX_ENVIRON_BYTES = 128 * 1024;
const MAX_CMDLINE_BYTES = 2 * 1024 * 1024;
const PACKAGE = '/package.json';
const MAX_PACKAGE_BYTES = 256 * 1024;
const STANDARD_INPUT = /^\/+(?:dev\/+(?:stdin|fd\/+0)|proc\/+(?:thread-)?self(?:\/+task\/+\d+)?\/+fd\/+0)$/;
/** A little less than the bridge holds a file (WIRE.md, "Pins"). */
const HELD_NS = 1_900_000_000n;

/** Never throws. */
export function readCode(request: CodeRequest, buffer: Buffer): CodeAnswer {
  try {
    return withRoot(request, (start, alive) => {
      if (start === undefined) return { kind: 'unread', reason: 'vanished' };
      return read(request, start, alive, buffer);
    });
  } catch {
    return { kind: 'unread', reason: 'unreadable' };
  }
}

function read(request: CodeRequest, start: Start, alive: boolean, buffer: Buffer): CodeAnswer {
  let { files, stdin, environment } = request;
  let code: readonly string[] = [];
  if (request.again !== undefined) {
    const command = alive ? wholeCommandLine(request.pid, request.again.name) : undefined;
    if (command === undefined) return { kind: 'unread', reason: 'unreadable' };
    files = [...files, ...command.reading.files.map((file) => ({ ...file, executed: false }))];
    ({ code, stdin } = command.reading);
    environment = command;
  }
  const found: FoundCode[] = [];
  const seen = new Set<string>();
  const add = (one: FoundCode | undefined): void => {
    if (one === undefined) return;
    const key =
      one.kind === 'file' ? `${one.stat.dev}:${one.stat.ino}` : `${one.kind}:${'path' in one ? one.path : ''}`;
    if (!seen.has(key)) found.push(one);
    seen.add(key);
  };
  const job: Job = { request, start, alive, buffer };
  for (const file of files) add((file.executed ? readPinned(job) : undefined) ?? readWanted(job, file));
  if (stdin) add((isInputPast(job) ? undefined : readStdin(job)) ?? readInput(job));
  if (environment !== undefined && (alive || request.environ !== undefined)) {
    for (const file of environmentFiles(request, environment)) add(readWanted(job, { ...file, executed: false }));
  }
  return { kind: 'found', found, code };
}

type Job = { readonly request: CodeRequest; readonly start: Start; readonly alive: boolean; readonly buffer: Buffer };

/** The file that the kernel was told to execute, as it was held then. */
function readPinned(job: Job): FoundCode | undefined {
  const { scriptPin, timeNs } = job.request;
  if (scriptPin === '') return undefined;
  const arrival = walkLink(job.start, scriptPin);
  if (arrival.kind === 'file' && BigInt(Date.now()) * 1_000_000n - timeNs > HELD_NS) {
    // The descriptor's number may be another file's by now.
    closeSync(arrival.handle);
    return undefined;
  }
  // It had the name that it was called by, whatever has become of that.
  return arrival.kind === 'file' ? readArrival(job, { ...arrival, byDescriptor: false }, true) : undefined;
}

function readWanted(job: Job, wanted: WantedFile): FoundCode | undefined {
  const { request, start } = job;
  if (wanted.unseen === true) return { kind: 'unread', path: pathOf(request, wanted), reason: 'too_large' };
  let missing: Extract<Arrival, { kind: 'missing' }> | undefined;
  let replaced: NoFile | undefined;
  let directory: string | undefined;
  const names = [...wanted.names];
  for (let name = names.shift(); name !== undefined; name = names.shift()) {
    const arrival = walk(start, request.cwd, name);
    if (request.input !== undefined && STANDARD_INPUT.test(name) && isInputPast(job) && isDescriptors(arrival))
      return readInput(job);
    if (wanted.package === true && name.endsWith(PACKAGE) && name !== wanted.names[0]) {
      if (arrival.kind !== 'file') continue;
      const main = mainOf(name, arrival);
      if (typeof main === 'string') return { kind: 'unread', path: arrival.path, reason: main };
      names.unshift(...main);
      continue;
    }
    switch (arrival.kind) {
      case 'file':
        return readArrival(job, arrival, wanted.executed);
      case 'stream':
        if (wanted.optional || !cameLater(arrival, request, wanted)) return { kind: 'stream' };
        replaced ??= arrival;
        break;
      case 'failed':
        // Through a descriptor that has been closed since, or in a place that cannot be looked at.
        return wanted.optional ? undefined : { kind: 'unread', path: arrival.path, reason: reasonOf(arrival.errno) };
      case 'other':
        directory ??= `${name}/`;
        if (cameLater(arrival, request, wanted)) replaced ??= arrival;
        break;
      case 'missing':
        // What lies beside a directory is not what is missing.
        if (directory === undefined || name.startsWith(directory)) missing ??= arrival;
    }
  }
  const gone = missing ?? replaced;
  if (wanted.optional || gone === undefined) return undefined;
  const open = job.alive ? stillOpen(start, gone.path) : undefined;
  if (open !== undefined) return readArrival(job, open, wanted.executed);
  // A directory that has not changed since before the exec had no such name then either: nothing was read from it.
  if (missing !== undefined && !wasExecuted(request, wanted) && missing.directoryCtimeNs + TICK_NS < request.timeNs)
    return undefined;
  return { kind: 'unread', path: gone.path, reason: 'vanished' };
}

/** Whether a regular file had this name, or another, when the code was given: what is no file has taken its place. */
function cameLater({ sinceNs }: NoFile, request: CodeRequest, wanted: WantedFile): boolean {
  return wasExecuted(request, wanted) || (request.timeNs !== 0n && sinceNs > request.timeNs);
}

/** The kernel executes regular files only. (What it refused need not have been there.) */
function wasExecuted({ refused }: CodeRequest, { executed }: WantedFile): boolean {
  return executed && !refused;
}

function pathOf({ cwd }: CodeRequest, { names: [name = ''] }: WantedFile): string {
  return name[0] === '/' ? name : `${cwd}/${name}`;
}

/** The names that a package.json leads to, or why these are not known. Closes the handle. */
function mainOf(
  name: string,
  { handle, stat }: Extract<Arrival, { kind: 'file' }>,
): readonly string[] | UnverifiedReason {
  try {
    const opened = `/proc/self/fd/${handle}`;
    if (!isTrustedMagic(statfsSync(opened).type >>> 0)) return 'untrusted_fs';
    if (stat.size > MAX_PACKAGE_BYTES) return 'too_large';
    return mainOfPackage(name.slice(0, -PACKAGE.length), readBounded(opened, MAX_PACKAGE_BYTES).toString());
  } catch (error) {
    return reasonOf(errnoOf(error));
  } finally {
    closeSync(handle);
  }
}

/** Code on standard input: a regular file that is named, or was at the exec, is judged as that file. */
function readStdin(job: Job): FoundCode | undefined {
  const arrival = walkLink(job.start, `/proc/${job.start.pid}/fd/0`);
  if (arrival.kind === 'stream') return { kind: 'stream' };
  if (arrival.kind !== 'file') return undefined;
  if (arrival.stat.nlink > 0n) return readArrival(job, arrival, false);
  // It had a name at the exec.
  if (job.request.input !== undefined) return readArrival(job, { ...arrival, byDescriptor: false }, false);
  closeSync(arrival.handle);
  return { kind: 'stream' };
}

/**
 * Whether what is on standard input now says nothing: the process has ended, or the code that came from there has exchanged
 * it (`exec <OTHER`). The name of another mount namespace, or one that the kernel cut, cannot be compared.
 */
function isInputPast({ request: { input }, start, alive }: Job): boolean {
  if (!alive || input === '|') return true;
  return input?.[0] === '/' && !leadsTo(`/proc/${start.pid}/fd/0`, input);
}

/** Of what a name of standard input led to: the descriptor of that number, and no file that lies there. Then the handle is closed. */
function isDescriptors(arrival: Arrival): boolean {
  if (arrival.kind === 'missing' || arrival.kind === 'failed') return arrival.kind === 'failed';
  if (arrival.kind === 'file' && arrival.byDescriptor) closeSync(arrival.handle);
  return arrival.byDescriptor;
}

/** What was on standard input at the exec. */
function readInput(job: Job): FoundCode | undefined {
  const { input } = job.request;
  const { prefix } = job.start;
  if (input === '|') return { kind: 'stream' };
  if (input === undefined) return undefined;
  const isHere = input[0] === '/';
  const path = isHere ? input : `/${input}`;
  if (!path.startsWith(`${prefix}/`)) return { kind: 'unread', path, reason: 'vanished' };
  const named = { names: [path.slice(prefix.length)], optional: false, executed: false };
  // (A file that is called /dev/stdin itself is not looked for there once more.)
  const found = readWanted({ ...job, request: { ...job.request, input: undefined } }, named);
  // It was a file, and had this name: whatever is there instead, or nothing, came later.
  if (found === undefined || found.kind === 'stream') return { kind: 'unread', path, reason: 'vanished' };
  return isHere || found.kind !== 'file' ? found : { ...found, changed: true };
}

function readArrival(
  { request, start, buffer }: Job,
  arrival: Extract<Arrival, { kind: 'file' }>,
  executed: boolean,
): FoundCode | undefined {
  const { handle, path, stat } = arrival;
  try {
    const magic = statfsSync(`/proc/self/fd/${handle}`).type >>> 0;
    const facts = factsOf(arrival, magic, start, request);
    const unnamed = arrival.byDescriptor && stat.nlink === 0n;
    const common = { kind: 'file', path, stat: facts, executed, unnamed } as const;
    if (!isTrustedMagic(magic)) {
      return { ...common, result: { kind: 'unread', reason: 'untrusted_fs' }, changed: false, elf: false };
    }
    const expected = { ino: stat.ino, realIno: stat.ino, size: stat.size, ctimeNs: stat.ctimeNs };
    const opened = `/proc/self/fd/${handle}`;
    const result = readAndHash(opened, expected, request.limits, buffer);
    const ctimeNs = result.kind === 'hashed' ? result.ctimeNs : stat.ctimeNs;
    const changed = request.timeNs !== 0n && (ctimeNs > request.timeNs || arrival.linkCtimeNs > request.timeNs);
    const head = executed && result.kind === 'hashed' ? headOf(opened) : '';
    // One that was changed since may have been another then.
    if (request.refused && !changed && result.kind === 'hashed' && !isReadByShell(head, stat.mode)) return undefined;
    return { ...common, result, changed, elf: isElf(head) };
  } catch (error) {
    return { kind: 'unread', path, reason: reasonOf(errnoOf(error)) };
  } finally {
    closeSync(handle);
  }
}

function factsOf(
  arrival: Extract<Arrival, { kind: 'file' }>,
  magic: number,
  start: Start,
  request: CodeRequest,
): CodeStat {
  const { stat } = arrival;
  // stat(2) gives a file on an overlay a device of its own where layers lie on several filesystems; a directory has the overlay's.
  const dev = magic === OVERLAYFS_MAGIC && !arrival.byDescriptor ? arrival.parentDev : stat.dev;
  const { ino, size, ctimeNs, mtimeNs } = stat;
  return {
    dev,
    ino,
    size,
    ctimeNs,
    mtimeNs,
    mode: Number(stat.mode),
    uid: Number(stat.uid),
    gid: Number(stat.gid),
    nlink: Number(stat.nlink),
    magic,
    // Only a root that is a plain directory shares its device with bind mounts.
    onRootMount:
      magic === OVERLAYFS_MAGIC ||
      fromStatDev(dev) !== request.rootDev ||
      mountId(arrival.handle) === mountId(start.root),
  };
}

function mountId(handle: number): string | undefined {
  return /^mnt_id:\s*(\d+)/m.exec(readBounded(`/proc/self/fdinfo/${handle}`, 4096).toString('latin1'))?.[1];
}

function environmentFiles({ pid, environ }: CodeRequest, command: CommandLine): readonly CodeFile[] {
  if (environ !== undefined) return codeOfEnvironment(environ, command);
  try {
    return codeOfEnvironment(readBounded(`/proc/${pid}/environ`, MAX_ENVIRON_BYTES).toString('latin1'), command);
  } catch {
    // It has ended meanwhile, or is a zombie.
    return [];
  }
}

function wholeCommandLine(pid: number, name: string): CommandLine | undefined {
  try {
    const text = readBounded(`/proc/${pid}/cmdline`, MAX_CMDLINE_BYTES).toString('latin1');
    return readCommandLine(name, text.replace(/\0$/, '').split('\0'));
  } catch {
    return undefined;
  }
}

function reasonOf(errno: string): 'vanished' | 'unreadable' {
  return errno === 'ENOENT' || errno === 'ESRCH' || errno === 'ESTALE' ? 'vanished' : 'unreadable';
}
