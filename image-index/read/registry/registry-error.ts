/**
 * - `not_found`: no such repository, tag, manifest or blob.
 * - `unauthorized`: the registry wants other credentials, or forbids it to these.
 * - `unreachable`: no connection, or it broke off or fell silent; after all attempts.
 * - `refused`: TLS failed, or a redirect or address that is not followed (from TLS to plain HTTP, too many).
 * - `bad_answer`: not what the distribution specification says.
 * - `too_large`: more than its bound.
 * - `busy`: 429 or a server's error, after all attempts.
 */
export type RegistryErrorCode =
  | 'not_found'
  | 'unauthorized'
  | 'unreachable'
  | 'refused'
  | 'bad_answer'
  | 'too_large'
  | 'busy';

export class RegistryError extends Error {
  readonly code: RegistryErrorCode;
  constructor(code: RegistryErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'RegistryError';
    this.code = code;
  }
}

/** Another attempt (or another mirror) may do better. */
export function isTransient(error: unknown): boolean {
  return error instanceof RegistryError && (error.code === 'unreachable' || error.code === 'busy');
}
