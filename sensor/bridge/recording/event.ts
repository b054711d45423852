/** An exec in a recording: what differs from exec to exec in the line itself, the rest shared. */
import * as z from 'zod';
import type { Ancestor, ExecEvent, FileFacts } from '../event.ts';
import { decodeInteger, encodeValue } from './values.ts';

/** Gives a value its number. */
export type Share = (value: unknown) => number;

/** What `x` holds. Numbers but `id`, `t`, `start`, `pid`, `ppid` refer to shared values. */
type Line = {
  readonly id: string;
  readonly t: string;
  readonly start: string;
  readonly pid: number;
  readonly ppid: number;
  readonly argv: number;
  readonly ancestors: number;
  readonly context: number;
  readonly files: readonly number[];
};

type Context = Omit<
  ExecEvent,
  'id' | 'timeNs' | 'startBootNs' | 'pid' | 'ppid' | 'argv' | 'ancestors' | 'files' | 'key'
>;

export function encodeEvent(event: ExecEvent, share: Share): Line {
  // The key means something to the bridge that made it only.
  const { id, timeNs, startBootNs, pid, ppid, argv, ancestors, files, key: _, ...context } = event;
  return {
    id: id.toString(),
    t: timeNs.toString(),
    start: startBootNs.toString(),
    pid,
    ppid,
    argv: share(argv),
    ancestors: share(ancestors),
    context: share(context),
    // A pin leads nowhere later on: what it led to is recorded as content.
    files: files.map((file) => share({ ...file, pin: undefined })),
  };
}

/** Values by number, decoded and checked once. Throws where there is no such value or it is none of the kind. */
export type Shared = <T>(number: unknown, kind: z.ZodType<T>) => T;

/** What differs from exec to exec, checked; the numbers of shared values are checked when these are looked up. */
export type EventLine = Pick<Line, 'pid' | 'ppid'> & {
  readonly id: bigint;
  readonly t: bigint;
  readonly start: bigint;
  readonly argv: unknown;
  readonly ancestors: unknown;
  readonly context: unknown;
  readonly files: readonly unknown[];
};

/** Throws on anything that `encodeEvent` cannot have written. */
export function checkEventLine(line: unknown): EventLine {
  if (typeof line !== 'object' || line === null) throw new RangeError('no exec');
  const { id, t, start, pid, ppid, argv, ancestors, context, files } = line as Partial<Record<keyof Line, unknown>>;
  if (!Array.isArray(files) || files.length === 0 || files.length > MAX_FILES) throw new RangeError('no files');
  return {
    id: decodeInteger(id),
    t: decodeInteger(t),
    start: decodeInteger(start),
    pid: integer(pid),
    ppid: integer(ppid),
    argv,
    ancestors,
    context,
    files,
  };
}

/** Throws where a shared value is not there, or of another kind. */
export function eventOf(line: EventLine, shared: Shared): ExecEvent {
  const context = shared(line.context, contextKind);
  const files: FileFacts[] = [];
  for (const file of line.files) files.push(shared(file, fileKind));
  // One by one: a copy of the context that grows takes three times as long.
  return {
    source: context.source,
    id: line.id,
    timeNs: line.t,
    pid: line.pid,
    ppid: line.ppid,
    startBootNs: line.start,
    uid: context.uid,
    gid: context.gid,
    cgroups: context.cgroups,
    imageSlot: context.imageSlot,
    mntNs: context.mntNs,
    pidNs: context.pidNs,
    userNs: context.userNs,
    rootDev: context.rootDev,
    rootIno: context.rootIno,
    comm: context.comm,
    tty: context.tty,
    ancestors: shared(line.ancestors, ancestorsKind),
    backfill: context.backfill,
    filename: context.filename,
    interp: context.interp,
    argv: shared(line.argv, argvKind),
    argvTruncated: context.argvTruncated,
    cwd: context.cwd,
    files,
  };
}

/** Text of a value as it is shared: equal values have equal texts. */
export function sharedText(value: unknown): string {
  return JSON.stringify(encodeValue(value));
}

const MAX_FILES = 1024;

function integer(value: unknown): number {
  if (typeof value !== 'number' || !Number.isInteger(value)) throw new RangeError('no whole number');
  return value;
}

const int = z.number().int();
const bytes = z.instanceof(Buffer) as z.ZodType<Buffer>;

const argvKind: z.ZodType<readonly Buffer[]> = z.array(bytes);

const ancestorsKind: z.ZodType<readonly Ancestor[]> = z.array(
  z
    .object({ pid: int, startBootNs: z.bigint(), comm: bytes, exe: bytes.optional() })
    .transform(({ exe, ...ancestor }): Ancestor => ({ ...ancestor, ...(exe !== undefined && { exe }) })),
);

const contextKind: z.ZodType<Context> = z.object({
  source: z.enum(['ebpf', 'procfs']),
  uid: int,
  gid: int,
  cgroups: z.array(z.object({ id: z.bigint(), name: z.string() })),
  imageSlot: z.bigint(),
  mntNs: int,
  pidNs: int,
  userNs: int,
  rootDev: int,
  rootIno: z.bigint(),
  comm: bytes,
  filename: bytes,
  interp: bytes,
  argvTruncated: z.boolean(),
  cwd: bytes,
  tty: z.boolean(),
  backfill: z.boolean(),
});

const fileKind: z.ZodType<FileFacts> = z
  .object({
    role: z.enum(['exe', 'script', 'interpreter', 'loader', 'library']),
    layer: z.enum(['none', 'upper', 'lower', 'unknown']),
    dev: int,
    ino: z.bigint(),
    magic: int,
    realDev: int,
    realIno: z.bigint(),
    realGeneration: int,
    realMagic: int,
    size: z.bigint(),
    ctimeNs: z.bigint(),
    mtimeNs: z.bigint(),
    mode: int,
    uid: int,
    gid: int,
    nlink: int,
    writers: int.optional(),
    writableMappings: int.optional(),
    path: bytes,
    pathTruncated: z.boolean(),
    unlinked: z.boolean(),
    internalMount: z.boolean(),
    parentIno: z.bigint(),
    mountRootIno: z.bigint(),
    mountNs: int,
    pinError: z.string().optional(),
  })
  .transform(
    (file): FileFacts => ({
      ...file,
      writers: file.writers,
      writableMappings: file.writableMappings,
      pin: undefined,
      pinError: file.pinError,
    }),
  );
