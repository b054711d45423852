export type ApiErrorCode =
  /** Connection refused, reset, TLS, no credentials to be had. */
  | 'unreachable'
  /** No answer, or nothing more of one, in time. */
  | 'timeout'
  | 'aborted'
  | 'unauthorized'
  | 'forbidden'
  | 'not_found'
  | 'conflict'
  /** A resourceVersion or a page of a list that the server does not have any more. */
  | 'gone'
  /** The server will never take this request. */
  | 'refused'
  | 'too_many'
  | 'server'
  /** More bytes than are taken. */
  | 'too_large'
  /** No JSON, or not of the kind that was asked for. */
  | 'malformed';

/** The API server did not do what it was asked. */
export class ApiError extends Error {
  readonly code: ApiErrorCode;
  readonly status: number | undefined;
  /** The server's wish. */
  readonly retryAfterMs: number | undefined;

  constructor(
    code: ApiErrorCode,
    message: string,
    facts: { status?: number | undefined; retryAfterMs?: number | undefined; cause?: unknown } = {},
  ) {
    super(message, { cause: facts.cause });
    this.name = 'ApiError';
    this.code = code;
    this.status = facts.status;
    this.retryAfterMs = facts.retryAfterMs;
  }
}

const CODES: Readonly<Record<number, ApiErrorCode>> = {
  401: 'unauthorized',
  403: 'forbidden',
  404: 'not_found',
  409: 'conflict',
  410: 'gone',
  429: 'too_many',
};

export function codeOfStatus(status: number): ApiErrorCode {
  return CODES[status] ?? (status >= 500 || status < 400 ? 'server' : 'refused');
}

/** What a Status object or any other body says, in one short line. */
export function messageOf(body: unknown): string {
  const { message, reason } = (typeof body === 'object' && body !== null ? body : {}) as Record<string, unknown>;
  const text = typeof message === 'string' && message !== '' ? message : reason;
  return typeof text === 'string' ? text.replace(/[^\x20-\x7e]+/g, ' ').slice(0, 300) : '';
}

/** Of a `Retry-After` header: seconds or a date; bounded, since a clock may be wrong. */
export function retryAfterMs(header: string | undefined, nowMs: number): number | undefined {
  if (header === undefined) return undefined;
  const ms = /^\d{1,9}$/.test(header) ? Number(header) * 1_000 : Date.parse(header) - nowMs;
  return Number.isNaN(ms) ? undefined : Math.min(Math.max(ms, 0), MAX_RETRY_AFTER_MS);
}

const MAX_RETRY_AFTER_MS = 300_000;
