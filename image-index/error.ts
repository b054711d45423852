/**
 * - `missing`: no index (or layer manifest) there.
 * - `damaged`: a checksum, bound or order does not hold. The store rebuilds such a file; nobody uses it.
 * - `version`: written by another version of the format.
 * - `unsupported`: the image uses something the index cannot represent exactly (metacopy, redirects, foreign layers).
 * - `mismatch`: a digest is not what the image says; the message names both.
 * - `malformed`: the source breaks its format (tar, JSON, compression).
 * - `too_large`: a stated bound was exceeded.
 * - `changed`: a file changed while it was read, three times.
 * - `io`: the source or the index directory cannot be read or written; `cause` has the errno.
 * - `aborted`: the caller's signal.
 */
export type IndexErrorCode =
  | 'missing'
  | 'damaged'
  | 'version'
  | 'unsupported'
  | 'mismatch'
  | 'malformed'
  | 'too_large'
  | 'changed'
  | 'io'
  | 'aborted';

export class IndexError extends Error {
  readonly code: IndexErrorCode;
  constructor(code: IndexErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'IndexError';
    this.code = code;
  }
}

/** The errno name of a failed system call; undefined for anything else. */
export function errnoOf(error: unknown): string | undefined {
  if (!(error instanceof Error) || !('code' in error)) return undefined;
  return typeof error.code === 'string' ? error.code : undefined;
}

/** Keeps an IndexError; wraps everything else as `io` with its cause. */
export function asIndexError(error: unknown, doing: string): IndexError {
  if (error instanceof IndexError) return error;
  const message = error instanceof Error ? error.message : String(error);
  return new IndexError('io', `${doing}: ${message}`, { cause: error });
}
