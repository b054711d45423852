/** What is asked of a thread about the code that one exec was given, and what it answers; both are cloned between threads. */
import type { UnverifiedReason } from '../evidence.ts';
import type { ReadLimits, ReadResult } from '../read-file.ts';
import type { CommandLine } from './command-line.ts';

export type WantedFile = {
  /** Latin1; the first that exists is taken. */
  readonly names: readonly string[];
  readonly optional: boolean;
  /** As in CodeFile. */
  readonly package?: true;
  readonly unseen?: true;
  /** The kernel itself was told to execute it (`#!`, binfmt_misc). */
  readonly executed: boolean;
};

export type CodeRequest = {
  readonly kind: 'code';
  readonly id: number;
  readonly pid: number;
  /** Field 22 of /proc/PID/stat. */
  readonly startTicks: bigint;
  /** Where the process's root directory, and the file that the kernel was told to execute, are held; empty: nowhere. */
  readonly rootPin: string;
  readonly scriptPin: string;
  /** First process of the container, whose root serves when the process is gone; 0: none is known. */
  readonly initPid: number;
  readonly mntNs: number;
  readonly rootDev: number;
  readonly rootIno: bigint;
  /** CLOCK_REALTIME of the exec, ns; 0: not an exec that was seen, what is there now counts. */
  readonly timeNs: bigint;
  readonly cwd: string;
  readonly files: readonly WantedFile[];
  /** Code may come from standard input. */
  readonly stdin: boolean;
  /** Where that came from at the exec: a path in the mount tree, or `|` for what has none (latin1); undefined: not known. */
  readonly input?: string | undefined;
  /** Whose environment variables may name more files; undefined: none's. */
  readonly environment: CommandLine | undefined;
  /** The variables that may name code, where the kernel said them; undefined: to be read from /proc (latin1). */
  readonly environ?: string | undefined;
  /** Only the end of the arguments was seen: the command line is read again from /proc, for this program. */
  readonly again: { readonly name: string } | undefined;
  /** The kernel refused to execute the file: only what a shell would then read counts. */
  readonly refused: boolean;
  readonly limits: ReadLimits;
};

export type CodeStat = {
  readonly dev: bigint;
  readonly ino: bigint;
  readonly size: bigint;
  readonly ctimeNs: bigint;
  readonly mtimeNs: bigint;
  readonly mode: number;
  readonly uid: number;
  readonly gid: number;
  readonly nlink: number;
  readonly magic: number;
  /** The file lies on the mount of the process's root directory. */
  readonly onRootMount: boolean;
};

export type FoundCode =
  | {
      readonly kind: 'file';
      readonly path: string;
      readonly stat: CodeStat;
      readonly result: ReadResult | { readonly kind: 'unread'; readonly reason: 'untrusted_fs' };
      /** It, or a symlink that leads to it, changed after the exec. */
      readonly changed: boolean;
      readonly elf: boolean;
      readonly executed: boolean;
      /** It had no name when it was given (a descriptor of an unlinked file). */
      readonly unnamed: boolean;
    }
  /** A pipe, a socket, or an unnamed file such as a shell makes for a here-document. */
  | { readonly kind: 'stream' }
  | { readonly kind: 'unread'; readonly path: string; readonly reason: UnverifiedReason };

export type CodeAnswer =
  | { readonly kind: 'found'; readonly found: readonly FoundCode[]; readonly code: readonly string[] }
  | { readonly kind: 'unread'; readonly reason: UnverifiedReason };
