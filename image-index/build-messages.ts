import type { IndexErrorCode } from './error.ts';
import type { BuildRequest, IndexStoreOptions } from './store.ts';

/** To the worker. One at a time: the next follows the answer. */
export type BuildMessage = {
  readonly request: BuildRequest;
  readonly options: IndexStoreOptions;
  /** One Int32; not 0 once the build is to end. Shared, because a worker that hashes does not read messages. */
  readonly abort: SharedArrayBuffer;
};

/** From the worker. */
export type BuildAnswer =
  | { readonly type: 'progress'; readonly files: number; readonly bytes: number }
  | { readonly type: 'ready'; readonly files: number; readonly bytes: number }
  | { readonly type: 'failed'; readonly code: IndexErrorCode; readonly message: string };

export type BuildWorkerData = {
  /** As nice(2) takes it. */
  readonly niceness: number;
};
