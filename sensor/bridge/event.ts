/**
 * What the kernel (or /proc) says about an exec, in the sensor's own types.
 *
 * Text from a container stays bytes (`Buffer`) until `finding` prints it; 64-bit numbers are `bigint`.
 * Device numbers are the kernel's `dev_t` (major << 20 | minor); `procfs` converts stat's encoding.
 */

export type FileRole = 'exe' | 'script' | 'interpreter' | 'loader' | 'library';

/** Where an overlay inode's bytes live. `none`: not an overlay file. `unknown`: this kernel does not show it. */
export type OverlayLayer = 'none' | 'upper' | 'lower' | 'unknown';

/**
 * A file held open by the bridge (O_PATH), or a path under /proc that reaches it.
 * `path` can be opened and stat'ed like a file until `release` is called or two seconds have passed.
 */
export type Pin = {
  readonly path: string;
};

export type FileFacts = {
  readonly role: FileRole;
  readonly layer: OverlayLayer;
  /** Of the inode that was executed; the overlay's own for an overlay file. */
  readonly dev: number;
  readonly ino: bigint;
  /** `s_magic` of that superblock. */
  readonly magic: number;
  /** Of the upper or lower inode; equal to `dev`, `ino`, `magic` where there is no overlay. */
  readonly realDev: number;
  readonly realIno: bigint;
  readonly realGeneration: number;
  readonly realMagic: number;
  /** Bytes. This and what follows are the real inode's, except `nlink`. */
  readonly size: bigint;
  readonly ctimeNs: bigint;
  readonly mtimeNs: bigint;
  /** Type and permission bits, as `st_mode`. */
  readonly mode: number;
  readonly uid: number;
  readonly gid: number;
  readonly nlink: number;
  /** `i_writecount`; negative means that writing is denied. Undefined where the source cannot know (procfs). */
  readonly writers: number | undefined;
  /** `i_mapping->i_mmap_writable`. Undefined where the source cannot know. */
  readonly writableMappings: number | undefined;
  /** Absolute in the mount tree of the process, or without a leading slash for a file that never had a path (memfd). */
  readonly path: Buffer;
  readonly pathTruncated: boolean;
  /** The name was gone, or had never existed, at the time of the exec. */
  readonly unlinked: boolean;
  readonly internalMount: boolean;
  readonly parentIno: bigint;
  readonly mountRootIno: bigint;
  /** Inode number of the mount namespace that the file's mount belongs to; 0 for internal mounts and where unknown. */
  readonly mountNs: number;
  readonly pin: Pin | undefined;
  /** Why there is no pin: `ESRCH` (the process had gone), `limit`, another errno's name. */
  readonly pinError: string | undefined;
};

export type CgroupName = { readonly id: bigint; readonly name: string };

export type Ancestor = {
  readonly pid: number;
  readonly startBootNs: bigint;
  readonly comm: Buffer;
  /** What it runs, as the kernel saw it then. Absent where that is not said: the host's, a long path, a source without it. */
  readonly exe?: Buffer;
};

export type ExecEvent = {
  readonly source: 'ebpf' | 'procfs';
  /** Unique within a run of a source, also over restarts of what it watches. */
  readonly id: bigint;
  /** CLOCK_REALTIME of the exec, ns. For a swept process: of its start. */
  readonly timeNs: bigint;
  readonly pid: number;
  readonly ppid: number;
  readonly startBootNs: bigint;
  readonly uid: number;
  readonly gid: number;
  /** The task's own cgroup first, then at most three ancestors; without the hierarchy's root. */
  readonly cgroups: readonly CgroupName[];
  /** The nearest container registered with `ExecSource.registerContainer`; 0n when none. */
  readonly imageSlot: bigint;
  readonly mntNs: number;
  readonly pidNs: number;
  readonly userNs: number;
  readonly rootDev: number;
  readonly rootIno: bigint;
  readonly comm: Buffer;
  readonly filename: Buffer;
  readonly interp: Buffer;
  readonly argv: readonly Buffer[];
  readonly argvTruncated: boolean;
  /** Of its environment what may name code for an interpreter, each variable ended by NUL; absent: not known. Never written down. */
  readonly environ?: Buffer;
  /**
   * Where standard input comes from: a path in the mount tree (of another mount namespace, or cut: without its leading slash), `|` for
   * what has no name (a pipe); absent: neither, or not known. Never written down.
   */
  readonly input?: Buffer;
  readonly cwd: Buffer;
  readonly tty: boolean;
  /** The executable first. */
  readonly files: readonly FileFacts[];
  /** The root directory of the process, held like a file's pin: its container may be gone soon. */
  readonly rootPin?: Pin;
  /** The file of `filename` where `interp` differs, held: the interpreter has it open for a moment only. */
  readonly scriptPin?: Pin;
  readonly ancestors: readonly Ancestor[];
  /** Found by looking at what already ran, not by an exec seen now. */
  readonly backfill: boolean;
  /** For `ExecSource.knownGood`: the executed file, there and as it is now, in this container. */
  readonly key?: Buffer;
  /** No exec now: what a process runs whose exec the kernel answered. `files[0]` is not to be judged, and has no pin. */
  readonly late?: true;
  /**
   * No exec: what the kernel refused to execute, called `filename` with `argv`, by the process that runs `files[0]`, which is not to be
   * judged and has no pin. It may read the file itself.
   */
  readonly refused?: true;
  /**
   * No exec: a process mapped `files[0]` executable. What it executes itself (`filename`, `argv`, `cwd`) is not said; where the
   * process had ended, only its number, start and slot are. `key` is for `ExecSource.knownGood`.
   * `unsaid`: the kernel answered the process's last exec, so that earlier events do not say what it runs.
   * `hosts`: it executed what it runs in the host's view, as `runc init` does before it enters a container.
   */
  readonly mapping?: { readonly key: Buffer | undefined; readonly unsaid?: boolean; readonly hosts?: boolean };
};

/** How many execs it tells of: none, where it tells of a mapping or of what the kernel refused. */
export function execsOf({ mapping, refused, files }: ExecEvent, file = files[0]): 0 | 1 {
  return mapping === undefined && refused === undefined && file === files[0] ? 1 : 0;
}
