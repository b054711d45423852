/** Code that is not the executed file itself: which exec was given some, and the reading of it. */
import { hash } from 'node:crypto';
import type { ImageIndex } from '../../../image-index/lookup.ts';
import { blankFile } from '../../bridge/blank.ts';
import type { ExecEvent, FileFacts } from '../../bridge/event.ts';
import { OVERLAYFS_MAGIC, TMPFS_MAGIC } from '../../bridge/magic.ts';
import { fromStatDev } from '../../bridge/procfs/dev.ts';
import type { Content, ImageAnswer } from '../evidence.ts';
import type { CodeAnswer, CodeRequest, FoundCode, WantedFile } from './code-request.ts';
import { appletOf, type CommandLine, readCommandLine } from './command-line.ts';
import { codeOfEnvironment } from './environment.ts';
import { baseNameOf, type Family, familyOf, readsRefused } from './interpreter.ts';

const SLASH = 0x2f;
const NS_PER_TICK = 10_000_000n;

/** What one exec was given. */
export type CodeInHand = {
  /** Code that is itself an argument, latin1. */
  readonly arguments: readonly string[];
  /** Files and streams, being read; undefined when there can be none. */
  readonly answer: Promise<CodeAnswer> | undefined;
};

export type CodeReader = {
  readCode(request: Omit<CodeRequest, 'kind' | 'id' | 'limits'>): Promise<CodeAnswer>;
};

/**
 * By the name of what was executed, before anything is known of its bytes: what it was given may be gone soon. Undefined
 * for a program that runs no code of others, after two comparisons and one look into a table.
 * `initPid`: first process of the container, where it is known.
 */
export function takeInHand(reader: CodeReader, event: ExecEvent, initPid: number | undefined): CodeInHand | undefined {
  if (event.mapping !== undefined) return undefined;
  const refused = event.refused === true;
  const direct = refused || (event.interp.length > 0 && !event.interp.equals(event.filename));
  const path = event.files[0]?.path ?? event.filename;
  const name = path.toString('latin1', path.lastIndexOf(SLASH) + 1);
  if (refused ? !readsRefused(name) : !direct && familyOf(name) === undefined) return undefined;
  return begin(reader, event, initPid, direct, name);
}

/**
 * By what the image says of its bytes: an interpreter under another name. Undefined where its own name has said it already,
 * or where it is none.
 */
export function takeDisguised(
  reader: CodeReader,
  event: ExecEvent,
  initPid: number | undefined,
  names: readonly string[],
): CodeInHand | undefined {
  const refused = event.refused === true;
  const name = names.find((each) => (refused ? readsRefused(each) : familyOf(each) !== undefined));
  if (name === undefined) return undefined;
  // What was held is released by now, and its number may be another file's.
  const { scriptPin: _, ...released } = event;
  return begin(reader, released, initPid, refused, name);
}

function begin(
  reader: CodeReader,
  event: ExecEvent,
  initPid: number | undefined,
  direct: boolean,
  name: string,
): CodeInHand | undefined {
  // What a shell was given itself, its own exec told.
  const command = event.refused === true ? undefined : readCommandLine(name, event.argv.map(latin1));
  const files = wantedFiles(direct ? latin1(event.filename) : undefined, command);
  // Where an option is a value and where a script begins cannot be told without the whole.
  const again =
    event.refused === undefined && event.argvTruncated && familyOf(name) !== undefined && !isComplete(command);
  const reads = command !== undefined && readsEnvironment(command) ? command : undefined;
  const environ = event.environ === undefined ? undefined : latin1(event.environ);
  // What the kernel has said needs not be read from /proc, where it may be gone.
  if (reads !== undefined && environ !== undefined && !again)
    for (const file of codeOfEnvironment(environ, reads)) files.push({ ...file, executed: false });
  const environment = environ === undefined ? reads : undefined;
  const stdin = command?.reading.stdin ?? false;
  const code = command?.reading.code ?? [];
  if (files.length === 0 && !stdin && environment === undefined && !again) {
    return code.length === 0 ? undefined : { arguments: code, answer: undefined };
  }
  const answer = reader.readCode({
    pid: event.pid,
    startTicks: event.startBootNs / NS_PER_TICK,
    rootPin: event.rootPin?.path ?? '',
    scriptPin: direct ? (event.scriptPin?.path ?? '') : '',
    initPid: initPid ?? 0,
    mntNs: event.mntNs,
    rootDev: event.rootDev,
    rootIno: event.rootIno,
    timeNs: event.source === 'ebpf' ? event.timeNs : 0n,
    cwd: latin1(event.cwd),
    files: again ? files.filter((file) => file.executed) : files,
    stdin: stdin && !again,
    input: event.input === undefined ? undefined : latin1(event.input),
    environment,
    environ,
    again: again ? { name } : undefined,
    refused: event.refused === true,
  });
  return { arguments: code, answer };
}

function wantedFiles(executed: string | undefined, command: CommandLine | undefined): WantedFile[] {
  const out: WantedFile[] = executed === undefined ? [] : [{ names: [executed], optional: false, executed: true }];
  for (const file of command?.reading.files ?? []) {
    if (file.names[0] === executed) continue;
    out.push({ ...file, executed: false });
  }
  return out;
}

/** A script or code was found among the arguments that were seen. */
function isComplete(command: CommandLine | undefined): boolean {
  if (command === undefined || command.family === 'java') return false;
  const { files, code } = command.reading;
  return code.length > 0 || files.some((file) => !file.optional);
}

const WITHOUT_VARIABLES: ReadonlySet<Family> = new Set<Family>(['awk', 'sed', 'php', 'tcl', 'tcc']);

/** Families with a variable that names code; a shell's `-c` by far the most frequent, and only bash reads one then. */
function readsEnvironment({ family, name, reading }: CommandLine): boolean {
  if (reading.ignoresEnvironment) return false;
  if (family === 'shell') return reading.interactive !== false || /^r?bash|ksh/.test(name);
  return !WITHOUT_VARIABLES.has(family);
}

/** Found code as the facts and content of a file, as they are judged. */
export function asFile(
  found: Extract<FoundCode, { kind: 'file' }>,
  event: ExecEvent,
): { file: FileFacts; content: Content } {
  const { stat, result } = found;
  const dev = fromStatDev(stat.dev);
  const internalMount = stat.magic === TMPFS_MAGIC && found.path.startsWith('memfd:');
  const file: FileFacts = {
    ...withoutFile(event, Buffer.from(found.path, 'latin1'), found.elf ? 'exe' : 'script'),
    // What lies behind an overlay's inode stat(2) does not say.
    layer: stat.magic === OVERLAYFS_MAGIC ? 'unknown' : 'none',
    dev,
    ino: stat.ino,
    magic: stat.magic,
    realDev: dev,
    realIno: stat.ino,
    realMagic: stat.magic,
    size: stat.size,
    ctimeNs: stat.ctimeNs,
    mtimeNs: stat.mtimeNs,
    mode: stat.mode,
    uid: stat.uid,
    gid: stat.gid,
    nlink: stat.nlink,
    unlinked: found.unnamed,
    internalMount,
    mountRootIno: stat.onRootMount ? 0n : 1n,
    mountNs: internalMount ? 0 : event.mntNs,
  };
  if (result.kind === 'unread') return { file, content: { kind: 'unread', reason: result.reason } };
  const { sha256, size, deleted } = result;
  return { file, content: { kind: 'hashed', sha256, size, changedSinceExec: found.changed, deleted } };
}

/** Code that is the text of an argument (latin1), as the facts and content of a file that never had a path. */
export function asText(event: ExecEvent, text: string): { file: FileFacts; content: Content } {
  const bytes = Buffer.from(text, 'latin1');
  const size = BigInt(bytes.length);
  const sha256 = hash('sha256', bytes);
  return {
    file: { ...withoutFile(event, Buffer.from('argument')), size },
    content: { kind: 'hashed', sha256, size, changedSinceExec: false, deleted: false },
  };
}

/** Facts of code of which only a name is known, or not even that. */
export function withoutFile(event: ExecEvent, path: Buffer, role: FileFacts['role'] = 'script'): FileFacts {
  return { ...blankFile(), role, uid: event.uid, gid: event.gid, path, mountNs: event.mntNs };
}

const MULTI_CALL = ['/bin/busybox', '/usr/bin/busybox', '/busybox/busybox', '/bin/toybox', '/usr/bin/toybox'];
const multiCall = new WeakMap<ImageIndex, ReadonlyMap<string, string>>();

/** By its bytes: of the image's busybox or toybox. Throws IndexError. */
export function isOfMany(index: ImageIndex, sha256: string): boolean {
  return programsOfMany(index).has(sha256);
}

/** Its base name by the digest of its bytes. */
function programsOfMany(index: ImageIndex): ReadonlyMap<string, string> {
  const known = multiCall.get(index);
  if (known !== undefined) return known;
  const names = new Map(
    MULTI_CALL.flatMap((path) => {
      const found = index.resolve(Buffer.from(path));
      return found.found === 'file' ? [[found.entry.sha256, baseNameOf(path)] as const] : [];
    }),
  );
  multiCall.set(index, names);
  return names;
}

/**
 * Names under which the image knows these bytes, when they say more than the executed file's own name: of a copy, or of a
 * program of many names, of which each link can be every applet. Throws IndexError.
 */
export function otherNames(
  index: ImageIndex,
  file: FileFacts,
  content: Content,
  answer: ImageAnswer,
): readonly string[] {
  if (content.kind !== 'hashed' || answer.kind !== 'known') return [];
  const name = programsOfMany(index).get(content.sha256);
  if (name !== undefined) return latin1(file.path).endsWith(`/${name}`) ? [] : [name];
  if (answer.atPath?.sha256 === content.sha256) return [];
  return answer.sameBytes.map((entry) => baseNameOf(latin1(entry.path)));
}

/** A program of many names was called by another one than its file's. */
export function isOtherApplet(event: ExecEvent): boolean {
  const called = appletOf(latin1(event.argv[0] ?? event.filename));
  return called !== baseNameOf(latin1(event.files[0]?.path ?? event.filename));
}

function latin1(bytes: Buffer): string {
  return bytes.toString('latin1');
}
