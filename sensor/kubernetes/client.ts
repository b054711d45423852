/**
 * Requests to the API server, each bounded in bytes and time. Not client-node's own watch: that keeps lines of any length,
 * passes over what it cannot parse, and says nothing of `Retry-After`.
 */
import { request as httpRequest, type IncomingMessage, type RequestOptions } from 'node:http';
import { Tally } from '../observe/metrics.ts';
import { https } from '../runtime/lazy-tls.ts';
import type { ClusterAccess } from './access.ts';
import { ApiError, codeOfStatus, messageOf, retryAfterMs } from './api-error.ts';

export type Query = Readonly<Record<string, string | undefined>>;

export type Call = {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH';
  readonly path: string;
  readonly query?: Query;
  readonly body?: unknown;
  /** Of the body; default JSON. */
  readonly contentType?: string;
};

export type WatchCall = Pick<Call, 'path' | 'query'> & {
  /** A connection on which nothing comes for so long is given up. */
  readonly idleMs: number;
  /** The server has taken the watch. */
  readonly opened?: () => void;
};

export type ApiClientOptions = {
  readonly userAgent: string;
  readonly timeoutMs?: number;
  readonly maxBodyBytes?: number;
  /** Of one event of a watch; an object has at most some 1.5 MiB in etcd, and more as JSON. */
  readonly maxLineBytes?: number;
};

const TIMEOUT_MS = 15_000;
const MAX_BODY_BYTES = 16 << 20;
const MAX_LINE_BYTES = 6 << 20;
const MAX_ERROR_BYTES = 64 << 10;
const LF = 0x0a;

export class ApiClient {
  readonly #options: Required<ApiClientOptions>;
  readonly #open: () => Promise<ClusterAccess>;
  #access: ClusterAccess | undefined;
  readonly counts = { requests: new Tally('method', 'outcome'), received: 0 };

  /** `open` is called with the first request, and again until it succeeds. */
  constructor(options: ApiClientOptions, deps: { readonly open: () => Promise<ClusterAccess> }) {
    this.#options = { timeoutMs: TIMEOUT_MS, maxBodyBytes: MAX_BODY_BYTES, maxLineBytes: MAX_LINE_BYTES, ...options };
    this.#open = deps.open;
  }

  /** The parsed answer. Rejects with an ApiError. Credentials that are refused are read anew and tried once more. */
  async call(call: Call, signal: AbortSignal): Promise<unknown> {
    return this.#counted(call.method, () =>
      this.#withFreshCredentials(async () => {
        const deadline = AbortSignal.any([signal, AbortSignal.timeout(this.#options.timeoutMs)]);
        const response = await this.#send(call, deadline, signal);
        return parse(await this.#body(response, this.#options.maxBodyBytes, signal));
      }),
    );
  }

  /** The events of a watch, until the server ends it. Throws an ApiError when it breaks. */
  async *watch(call: WatchCall, signal: AbortSignal): AsyncGenerator<unknown, void, void> {
    const response = await this.#counted('WATCH', () =>
      this.#withFreshCredentials(() => this.#openWatch(call, signal)),
    );
    call.opened?.();
    const idle = setTimeout(() => response.destroy(new ApiError('timeout', 'nothing came on the watch')), call.idleMs);
    const pending: Buffer[] = [];
    let length = 0;
    try {
      for await (const chunk of response as AsyncIterable<Buffer>) {
        idle.refresh();
        this.counts.received += chunk.length;
        let from = 0;
        for (let end = chunk.indexOf(LF); end >= 0; end = chunk.indexOf(LF, from)) {
          pending.push(chunk.subarray(from, end));
          const line = Buffer.concat(pending);
          pending.length = length = 0;
          from = end + 1;
          if (line.length > 0) yield parse(line);
        }
        length += chunk.length - from;
        if (length > this.#options.maxLineBytes) throw new ApiError('too_large', 'an event of the watch is too large');
        if (from < chunk.length) pending.push(chunk.subarray(from));
      }
    } catch (cause) {
      throw asApiError(cause, signal);
    } finally {
      clearTimeout(idle);
      response.destroy();
    }
  }

  /** Headers must come in time; the body is as long as the watch. */
  async #openWatch({ path, query }: WatchCall, signal: AbortSignal): Promise<IncomingMessage> {
    const opening = new AbortController();
    const timer = setTimeout(() => opening.abort(), this.#options.timeoutMs);
    try {
      return await this.#send({ method: 'GET', path, ...(query && { query }) }, opening.signal, signal, signal);
    } finally {
      clearTimeout(timer);
    }
  }

  async #withFreshCredentials<T>(work: () => Promise<T>): Promise<T> {
    try {
      return await work();
    } catch (error) {
      if (!(error instanceof ApiError) || error.code !== 'unauthorized') throw error;
      try {
        this.#access?.refused();
      } catch (cause) {
        throw new ApiError('unreachable', `the credentials cannot be read: ${String(cause)}`, { cause });
      }
      return await work();
    }
  }

  async #counted<T>(method: string, work: () => Promise<T>): Promise<T> {
    try {
      const result = await work();
      this.counts.requests.add(1, method, 'ok');
      return result;
    } catch (error) {
      this.counts.requests.add(1, method, error instanceof ApiError ? error.code : 'fault');
      throw error;
    }
  }

  /** Resolves with the response of a success whose body is still to be read. */
  async #send(
    call: Call,
    deadline: AbortSignal,
    signal: AbortSignal,
    body: AbortSignal = deadline,
  ): Promise<IncomingMessage> {
    try {
      this.#access ??= await this.#open();
      const { server } = this.#access;
      const given = await this.#access.options();
      deadline.throwIfAborted();
      const response = await exchange(server, given, call, this.#options.userAgent, deadline, body);
      const { statusCode: status = 0 } = response;
      if (status >= 200 && status < 300) return response;
      const answer = await this.#body(response, MAX_ERROR_BYTES, signal).then(tryParse, () => undefined);
      throw new ApiError(codeOfStatus(status), `${call.method} ${call.path}: ${status} ${messageOf(answer)}`.trim(), {
        status,
        retryAfterMs: retryAfterMs(response.headers['retry-after'], Date.now()),
      });
    } catch (cause) {
      throw asApiError(cause, signal);
    }
  }

  async #body(response: IncomingMessage, maxBytes: number, signal: AbortSignal): Promise<Buffer> {
    const chunks: Buffer[] = [];
    let length = 0;
    try {
      for await (const chunk of response as AsyncIterable<Buffer>) {
        this.counts.received += chunk.length;
        length += chunk.length;
        if (length > maxBytes) throw new ApiError('too_large', `the answer is larger than ${maxBytes} bytes`);
        chunks.push(chunk);
      }
    } catch (cause) {
      throw asApiError(cause, signal);
    } finally {
      response.destroy();
    }
    return Buffer.concat(chunks, length);
  }
}

/** `opening` ends the wait for headers, `lasting` the whole exchange. */
function exchange(
  server: URL,
  given: RequestOptions,
  { method, path, query = {}, body, contentType = 'application/json' }: Call,
  userAgent: string,
  opening: AbortSignal,
  lasting: AbortSignal,
): Promise<IncomingMessage> {
  const url = new URL(server.pathname.replace(/\/$/, '') + path, server);
  for (const [key, value] of Object.entries(query)) if (value !== undefined) url.searchParams.set(key, value);
  const payload = body === undefined ? undefined : Buffer.from(JSON.stringify(body));
  const headers = {
    ...(given.headers as Record<string, string> | undefined),
    accept: 'application/json',
    'user-agent': userAgent,
    ...(payload !== undefined && { 'content-type': contentType, 'content-length': String(payload.length) }),
  };
  return new Promise((resolve, reject) => {
    const send = url.protocol === 'http:' ? httpRequest : https().request;
    const request = send(url, { ...given, method, headers, signal: lasting });
    const onOpening = () => request.destroy(new DOMException('no answer in time', 'TimeoutError'));
    if (opening !== lasting) opening.addEventListener('abort', onOpening, { once: true });
    request.once('response', (response) => {
      opening.removeEventListener('abort', onOpening);
      resolve(response);
    });
    // Later errors are the response's; one without a listener would end the process.
    request.on('error', reject);
    request.end(payload);
  });
}

function asApiError(cause: unknown, signal: AbortSignal): ApiError {
  if (cause instanceof ApiError) return cause;
  if (signal.aborted) return new ApiError('aborted', 'aborted', { cause });
  const { name, message } = cause instanceof Error ? cause : new Error(String(cause));
  if (name === 'TimeoutError' || name === 'AbortError') return new ApiError('timeout', 'no answer in time', { cause });
  return new ApiError('unreachable', message === '' ? name : message, { cause });
}

function parse(bytes: Buffer): unknown {
  try {
    return JSON.parse(bytes.toString('utf8'));
  } catch (cause) {
    throw new ApiError('malformed', 'the API server answered with something that is no JSON', { cause });
  }
}

function tryParse(bytes: Buffer): unknown {
  try {
    return JSON.parse(bytes.toString('utf8'));
  } catch {
    return undefined;
  }
}
