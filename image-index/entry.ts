import type { FileKind } from './format/record.ts';

/** A regular file of an image. */
export type IndexEntry = {
  /** Absolute and canonical: no symlink on the way. */
  readonly path: Buffer;
  /** 64 hex digits. */
  readonly sha256: string;
  /** Bytes; exact up to 2^53 - 1. */
  readonly size: number;
  /** Permission bits with setuid, setgid and sticky (07777). */
  readonly mode: number;
  readonly uid: number;
  readonly gid: number;
  readonly kind: FileKind;
  /** The layer that brought it: its diffID where known. */
  readonly layer: string;
  /** The bytes of `security.capability`. */
  readonly capabilities?: Buffer;
  /** Of a script: what follows `#!` on its first line. */
  readonly interpreter?: Buffer;
};

/** Any path of an image; `entry` for regular files, `target` for symlinks. */
export type PathEntry = {
  readonly path: Buffer;
  readonly type: 'file' | 'directory' | 'symlink' | 'special';
  readonly mode: number;
  readonly uid: number;
  readonly gid: number;
  readonly layer: string;
  readonly entry?: IndexEntry;
  readonly target?: Buffer;
};
