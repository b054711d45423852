/** What is known of one executed file before anything is decided: its bytes, where it lived, what its image says. */

import type { IndexEntry } from '../../image-index/lookup.ts';
import type { FileFacts } from '../bridge/event.ts';

export const objects = ['binary', 'library', 'script'] as const;
export type ObjectKind = (typeof objects)[number];

export const origins = [
  'memfd',
  'argument',
  'stdin',
  'deleted',
  'tmpfs',
  'volume',
  'host',
  'writable_layer',
  'image_layer',
] as const;
export type Origin = (typeof origins)[number];

export const unverifiedReasons = [
  'no_index',
  'index_failed',
  'changed_while_reading',
  'vanished',
  'unreadable',
  'untrusted_fs',
  'too_large',
  'timeout',
  'overload',
  'unknown_container',
  'sandboxed_runtime',
  'fault',
] as const;
export type UnverifiedReason = (typeof unverifiedReasons)[number];

/** The bytes of a file, or why they could not be read. */
export type Content =
  | {
      readonly kind: 'hashed';
      readonly sha256: string;
      readonly size: bigint;
      /** The file's ctime or size had moved between the exec and the reading, and nothing kept its bytes from changing. */
      readonly changedSinceExec: boolean;
      /** Its name was gone by the time of reading. */
      readonly deleted: boolean;
      /** The bytes of `security.capability`; absent: it has none, or none was looked for (a lower layer's file has the image's). */
      readonly capabilities?: Buffer;
    }
  | { readonly kind: 'unread'; readonly reason: UnverifiedReason };

/** A file of another image of the same pod; `ref`: of that image. */
export type SiblingFile = { readonly entry: IndexEntry; readonly ref?: string };

/** What the image's index says about a path and about a digest. */
export type ImageAnswer =
  | {
      readonly kind: 'known';
      /** The regular file that the image has at this path. */
      readonly atPath: IndexEntry | undefined;
      /** Regular files of the image with these bytes (bounded). */
      readonly sameBytes: readonly IndexEntry[];
      /** No file of the image is as large as this one, so that its bytes cannot be the image's. */
      readonly largerThanAll: boolean;
      /** The image has another tool of this base name in a directory of tools. */
      readonly baseNameTaken: boolean;
      /** Where the image does not have these bytes: another image of the pod that has them. */
      readonly sibling?: SiblingFile;
      /** For bytes and a path that the image does not have: its tool of the same base name. */
      readonly nearest?: IndexEntry;
    }
  | { readonly kind: 'unavailable'; readonly reason: UnverifiedReason };

export type Evidence = {
  readonly object: ObjectKind;
  readonly origin: Origin;
  readonly file: FileFacts;
  readonly content: Content;
  readonly image: ImageAnswer;
  /** An interpreter was told to read it; the kernel was not asked to execute it, so that its mode plays no part. */
  readonly interpreted?: boolean;
};
