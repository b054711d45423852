import type { IndexErrorCode } from './error.ts';
import type { RegistryOptions } from './read/registry/options.ts';
import type { PullRefusal } from './share/pull.ts';
import type { BuildRequest, IndexStoreOptions } from './store.ts';

/** Whose signed indexes may be taken from an image's registry instead of building one. */
export type TrustedPull = {
  /** Public keys in PEM, with what to call them. */
  readonly keys: readonly { readonly pem: string; readonly name: string }[];
  readonly registry: RegistryOptions;
  /** Then the image is indexed here. */
  readonly timeoutMs: number;
};

/** What came of asking the registry. `signer`: the key's fingerprint. */
export type PullReport =
  | { readonly pulled: true; readonly signer: string }
  | { readonly pulled: false; readonly reason: PullRefusal; readonly message: string };

/** One at a time: the next follows the answer. */
export type BuildMessage = {
  readonly request: BuildRequest;
  readonly options: IndexStoreOptions;
  readonly pull?: TrustedPull;
  /** Of the whole directory: what was used least recently goes first. Looked after by the process, not by the thread that somebody waits for. */
  readonly maxBytes?: number;
  /** To a thread: one Int32, not 0 once the build is to end. Shared, because who hashes does not read messages. A process is ended. */
  readonly abort?: SharedArrayBuffer;
};

export type BuildAnswer =
  /** Once, by a process that has made itself nice. */
  | { readonly type: 'started' }
  | { readonly type: 'progress'; readonly files: number; readonly bytes: number }
  | { readonly type: 'ready'; readonly files: number; readonly bytes: number; readonly pull?: PullReport }
  | { readonly type: 'failed'; readonly code: IndexErrorCode; readonly message: string; readonly pull?: PullReport };
