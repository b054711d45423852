import type { Ancestor, CgroupName, ExecEvent, FileFacts, FileRole, OverlayLayer, Pin } from './event.ts';
import { toBigInt, toSignedBigInt } from './long.ts';
import type { drift_sensor } from './wire.gen.js';

type Wire = {
  readonly Exec: drift_sensor.bridge.v1.Exec;
  readonly Mmap: drift_sensor.bridge.v1.Mmap;
  readonly File: drift_sensor.bridge.v1.File.$Properties;
};

/** Bounds on one event; what lies beyond is cut off (argv with its flag) or makes the message malformed (files). */
export const MAX_ARGS = 4096;
/** The bits above hold the connection's number (ExecContext.idBase). */
export const MAX_WIRE_ID = 2n ** 48n - 1n;
export const MAX_FILES = 16;
export const MAX_CGROUPS = 4;
export const MAX_ANCESTORS = 8;
export const MAX_CGROUP_NAME_BYTES = 255; // NAME_MAX
export const MAX_TEXT_BYTES = 4096; // PATH_MAX
/** WIRE.md: a path is cut between components, so that one name more than PATH_MAX can arrive. */
export const MAX_PATH_BYTES = MAX_TEXT_BYTES + 256;
export const MAX_COMM_BYTES = 16; // TASK_COMM_LEN
const MAX_ARGV_BYTES = 64 * 1024;
export const MAX_KEY_BYTES = 256;

/** A message which decodes as protobuf but does not say what an exec must say. */
export class MalformedMessage extends Error {
  override readonly name = 'MalformedMessage';
}

export const roles: Readonly<Record<number, FileRole>> = {
  1: 'exe',
  2: 'script',
  3: 'interpreter',
  4: 'loader',
  5: 'library',
};
export const layers: Readonly<Record<number, OverlayLayer>> = { 0: 'none', 1: 'upper', 2: 'lower', 3: 'unknown' };

export type ExecContext = {
  /** Of the bridge: its pins are /proc/<pid>/fd/<fd>. */
  readonly bridgePid: number;
  /** Added to the wire's ids, which are unique within one connection only. */
  readonly idBase: bigint;
};

/**
 * An Exec message as an event. Byte fields are copied: a view would keep the whole chunk of the stream in memory.
 * Throws MalformedMessage.
 */
export function decodeExec(exec: Wire['Exec'], context: ExecContext): ExecEvent {
  if (exec.files.length === 0) throw new MalformedMessage('exec without a file');
  if (exec.files.length > MAX_FILES) throw new MalformedMessage(`exec with ${exec.files.length} files`);
  if (exec.key.length > MAX_KEY_BYTES) throw new MalformedMessage(`exec with a key of ${exec.key.length} bytes`);
  const { argv, truncated } = splitArgv(exec.argv, exec.argc, exec.argvTruncated);
  return {
    ...decodeProcess(exec, context),
    filename: copyText(exec.filename, MAX_TEXT_BYTES),
    interp: copyText(exec.interp, MAX_TEXT_BYTES),
    argv,
    argvTruncated: truncated,
    cwd: copyPath(exec.cwd),
    files: exec.files.map((file) => decodeFile(file, context)),
    ...(exec.rootFd > 0 && { rootPin: heldBy(context, exec.rootFd) }),
    ...(exec.scriptFd > 0 && { scriptPin: heldBy(context, exec.scriptFd) }),
    ...(exec.key.length > 0 && { key: Buffer.from(exec.key) }),
    ...(exec.late && { late: true }),
    ...(exec.refused && { refused: true }),
    ...(exec.input.length > 0 && { input: copyPath(exec.input) }),
    ...(exec.environComplete && { environ: copyText(exec.environ, MAX_TEXT_BYTES) }),
  };
}

/** A Mmap message as an event whose only file is the mapped one. Throws MalformedMessage. */
export function decodeMmap(mmap: Wire['Mmap'], context: ExecContext): ExecEvent {
  if (!mmap.file) throw new MalformedMessage('mapping without a file');
  if (mmap.key.length > MAX_KEY_BYTES) throw new MalformedMessage(`mapping with a key of ${mmap.key.length} bytes`);
  return {
    ...decodeProcess(mmap, context),
    filename: Buffer.alloc(0),
    interp: Buffer.alloc(0),
    argv: [],
    argvTruncated: false,
    cwd: Buffer.alloc(0),
    files: [decodeFile(mmap.file, context)],
    mapping: {
      key: mmap.key.length === 0 ? undefined : Buffer.from(mmap.key),
      ...(mmap.unsaid && { unsaid: true }),
      ...(mmap.hosts && { hosts: true }),
    },
  };
}

function decodeProcess(message: Wire['Exec'] | Wire['Mmap'], context: ExecContext) {
  const id = toBigInt(message.id);
  if (id > MAX_WIRE_ID) throw new MalformedMessage(`event id ${id}`);
  return {
    source: 'ebpf',
    id: context.idBase + id,
    timeNs: toBigInt(message.timeUnixNs),
    pid: message.pid,
    ppid: message.ppid,
    startBootNs: toBigInt(message.startBootNs),
    uid: message.uid,
    gid: message.gid,
    cgroups: message.cgroups.slice(0, MAX_CGROUPS).map(decodeCgroup),
    imageSlot: toBigInt(message.imageSlot),
    mntNs: message.mntNs,
    pidNs: message.pidNs,
    userNs: message.userNs,
    rootDev: message.rootDev,
    rootIno: toBigInt(message.rootIno),
    comm: copyText(message.comm, MAX_COMM_BYTES),
    tty: message.tty,
    ancestors: message.ancestors.slice(0, MAX_ANCESTORS).map(decodeAncestor),
    backfill: false,
  } as const;
}

/**
 * `argv` as the kernel holds it (each argument ends with a NUL; the last one's may be missing) into its arguments.
 * `argc` is the number which the process was given: fewer found means truncated.
 */
export function splitArgv(
  argv: Uint8Array,
  argc: number,
  flagged: boolean,
): { readonly argv: readonly Buffer[]; readonly truncated: boolean } {
  const bytes = copyText(argv, MAX_ARGV_BYTES);
  const out: Buffer[] = [];
  const wanted = Math.min(argc, MAX_ARGS);
  let at = 0;
  while (out.length < wanted && at < bytes.length) {
    const nul = bytes.indexOf(0, at);
    const end = nul === -1 ? bytes.length : nul;
    out.push(bytes.subarray(at, end));
    at = end + 1;
  }
  const cut = flagged || argv.length > MAX_ARGV_BYTES || argc > MAX_ARGS;
  // Written as separators, NULs leave an empty last argument without a byte of its own.
  if (!cut && out.length === wanted - 1 && at === bytes.length) out.push(Buffer.alloc(0));
  return { argv: out, truncated: cut || out.length < wanted };
}

function decodeFile(file: Wire['File'], { bridgePid }: ExecContext): FileFacts {
  const role = roles[file.role ?? 0];
  const layer = layers[file.layer ?? 0];
  if (role === undefined || layer === undefined) {
    throw new MalformedMessage(`file with role ${file.role} and layer ${file.layer}`);
  }
  const seconds = (s: typeof file.ctimeSec, ns: number | null | undefined) =>
    toSignedBigInt(s ?? ZERO) * 1_000_000_000n + BigInt(ns ?? 0);
  return {
    role,
    layer,
    dev: file.dev ?? 0,
    ino: toBigInt(file.ino ?? ZERO),
    magic: file.magic ?? 0,
    realDev: file.realDev ?? 0,
    realIno: toBigInt(file.realIno ?? ZERO),
    realGeneration: file.realGeneration ?? 0,
    realMagic: file.realMagic ?? 0,
    size: toBigInt(file.size ?? ZERO),
    ctimeNs: seconds(file.ctimeSec, file.ctimeNsec),
    mtimeNs: seconds(file.mtimeSec, file.mtimeNsec),
    mode: file.mode ?? 0,
    uid: file.uid ?? 0,
    gid: file.gid ?? 0,
    nlink: file.nlink ?? 0,
    writers: file.writers ?? 0,
    writableMappings: file.writableMappings ?? 0,
    path: copyPath(file.path ?? EMPTY),
    pathTruncated: (file.pathTruncated ?? false) || (file.path?.length ?? 0) > MAX_PATH_BYTES,
    unlinked: file.unlinked ?? false,
    internalMount: file.internalMount ?? false,
    parentIno: toBigInt(file.parentIno ?? ZERO),
    mountRootIno: toBigInt(file.mountRootIno ?? ZERO),
    mountNs: file.mountNs ?? 0,
    pin: file.pinned === true ? { path: `/proc/${bridgePid}/fd/${file.fd ?? 0}` } : undefined,
    pinError: file.pinned === true || !file.pinError ? undefined : file.pinError.slice(0, 64),
  };
}

/** `fd` is one more than the descriptor. */
export function heldBy({ bridgePid }: ExecContext, fd: number): Pin {
  return { path: `/proc/${bridgePid}/fd/${fd - 1}` };
}

function decodeCgroup(cgroup: drift_sensor.bridge.v1.Cgroup.$Properties): CgroupName {
  // Names that are not UTF-8 cannot be a container engine's; the replacement character keeps them visible.
  const name = Buffer.from(cgroup.name ?? EMPTY).subarray(0, MAX_CGROUP_NAME_BYTES);
  return { id: toBigInt(cgroup.id ?? ZERO), name: name.toString('utf8') };
}

function decodeAncestor(ancestor: drift_sensor.bridge.v1.Ancestor.$Properties): Ancestor {
  return {
    pid: ancestor.pid ?? 0,
    startBootNs: toBigInt(ancestor.startBootNs ?? ZERO),
    comm: copyText(ancestor.comm ?? EMPTY, MAX_COMM_BYTES),
    ...(ancestor.exe && ancestor.exe.length > 0 && { exe: copyPath(ancestor.exe) }),
  };
}

const ZERO = { low: 0, high: 0 } as const;
const EMPTY = new Uint8Array(0);

function copyText(bytes: Uint8Array, maxBytes: number): Buffer {
  return Buffer.from(bytes.length > maxBytes ? bytes.subarray(0, maxBytes) : bytes);
}

/** Keeps the end: the name is what the rest of the sensor compares. */
function copyPath(bytes: Uint8Array): Buffer {
  return Buffer.from(bytes.length > MAX_PATH_BYTES ? bytes.subarray(bytes.length - MAX_PATH_BYTES) : bytes);
}
