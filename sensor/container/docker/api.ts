import { type IncomingMessage, request } from 'node:http';

export type DockerApiErrorCode =
  /** Nothing listens there, or the connection broke. */
  'unreachable' | 'no_permission' | 'timeout' | 'aborted' | 'too_large' | 'bad_status' | 'bad_answer';

export class DockerApiError extends Error {
  readonly code: DockerApiErrorCode;
  /** HTTP status where there was an answer. */
  readonly status: number | undefined;
  constructor(code: DockerApiErrorCode, message: string, options?: ErrorOptions & { status?: number }) {
    super(message, options);
    this.name = 'DockerApiError';
    this.code = code;
    this.status = options?.status;
  }
}

export type DockerApiOptions = {
  readonly socketPath: string;
  /** For one whole answer. */
  readonly timeoutMs?: number;
  readonly maxBytes?: number;
  /** For one line of the event stream. */
  readonly maxLineBytes?: number;
};

/**
 * The few calls of the Docker Engine API that the sensor makes, bounded in time and size. Paths carry no version: the
 * daemon then speaks its own, and the fields read here have not changed since 1.24.
 */
export class DockerApi {
  #socketPath: string;
  #timeoutMs: number;
  #maxBytes: number;
  #maxLineBytes: number;

  constructor(options: DockerApiOptions) {
    this.#socketPath = options.socketPath;
    this.#timeoutMs = options.timeoutMs ?? 5_000;
    this.#maxBytes = options.maxBytes ?? 8 * 1024 * 1024;
    this.#maxLineBytes = options.maxLineBytes ?? 1024 * 1024;
  }

  /** The parsed answer; undefined for 404. */
  async get(path: string, signal?: AbortSignal): Promise<unknown> {
    const timeout = AbortSignal.timeout(this.#timeoutMs);
    const both = signal === undefined ? timeout : AbortSignal.any([signal, timeout]);
    try {
      const response = await this.#open(path, both);
      const body = await readBody(response, this.#maxBytes);
      if (response.statusCode === 404) return undefined;
      if (response.statusCode !== 200) throw badStatus(path, response, body);
      return parse(path, body);
    } catch (cause) {
      throw toApiError(path, cause, { timedOut: timeout.aborted, aborted: signal?.aborted === true });
    }
  }

  /** Lines of a JSON stream, until the daemon ends it (returns), `signal` aborts or it breaks (throws). */
  async *stream(path: string, signal: AbortSignal): AsyncGenerator<unknown, void, undefined> {
    // Only the header has a deadline: events may be hours apart.
    const headerTimeout = new AbortController();
    const timer = setTimeout(() => headerTimeout.abort(), this.#timeoutMs);
    try {
      const response = await this.#open(path, AbortSignal.any([signal, headerTimeout.signal]));
      clearTimeout(timer);
      if (response.statusCode !== 200) {
        throw badStatus(path, response, await readBody(response, this.#maxLineBytes));
      }
      // The first value says that the stream stands.
      yield undefined;
      yield* lines(path, response, this.#maxLineBytes);
    } catch (cause) {
      throw toApiError(path, cause, { timedOut: headerTimeout.signal.aborted, aborted: signal.aborted });
    } finally {
      clearTimeout(timer);
    }
  }

  #open(path: string, signal: AbortSignal): Promise<IncomingMessage> {
    return new Promise((resolve, reject) => {
      const req = request({ socketPath: this.#socketPath, path, host: 'docker', signal, agent: false }, resolve);
      req.once('error', reject);
      req.end();
    });
  }
}

async function readBody(response: IncomingMessage, maxBytes: number): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let total = 0;
  for await (const chunk of response as AsyncIterable<Buffer>) {
    total += chunk.length;
    if (total > maxBytes) {
      response.destroy();
      throw new DockerApiError('too_large', `the answer is longer than ${maxBytes} bytes`);
    }
    chunks.push(chunk);
  }
  if (!response.complete) throw new DockerApiError('unreachable', 'the answer ended early');
  return Buffer.concat(chunks);
}

async function* lines(path: string, response: IncomingMessage, maxBytes: number): AsyncGenerator<unknown> {
  let rest: Buffer = Buffer.alloc(0);
  for await (const chunk of response as AsyncIterable<Buffer>) {
    rest = rest.length === 0 ? chunk : Buffer.concat([rest, chunk]);
    for (let end = rest.indexOf(10); end >= 0; end = rest.indexOf(10)) {
      const line = rest.subarray(0, end);
      rest = rest.subarray(end + 1);
      if (line.length > 0) yield parse(path, line);
    }
    if (rest.length > maxBytes) {
      response.destroy();
      throw new DockerApiError('too_large', `an event is longer than ${maxBytes} bytes`);
    }
  }
}

function parse(path: string, body: Buffer): unknown {
  try {
    return JSON.parse(body.toString('utf8'));
  } catch (cause) {
    throw new DockerApiError('bad_answer', `GET ${path}: the answer is no JSON`, { cause });
  }
}

function badStatus(path: string, response: IncomingMessage, body: Buffer): DockerApiError {
  const status = response.statusCode ?? 0;
  const text = JSON.stringify(body.subarray(0, 200).toString('utf8'));
  return new DockerApiError('bad_status', `GET ${path}: status ${status} ${text}`, { status });
}

function toApiError(path: string, cause: unknown, why: { timedOut: boolean; aborted: boolean }): DockerApiError {
  if (cause instanceof DockerApiError) return cause;
  if (why.aborted) return new DockerApiError('aborted', `GET ${path}: aborted`, { cause });
  if (why.timedOut) return new DockerApiError('timeout', `GET ${path}: no answer in time`, { cause });
  const errno = cause instanceof Error && 'code' in cause ? String(cause.code) : '';
  switch (errno) {
    case 'ENOENT':
      return new DockerApiError('unreachable', 'its socket does not exist', { cause });
    case 'ECONNREFUSED':
      return new DockerApiError('unreachable', 'nothing listens on its socket', { cause });
    case 'EACCES':
    case 'EPERM':
      return new DockerApiError('no_permission', 'its socket may not be opened; run as root', { cause });
    default:
      return new DockerApiError('unreachable', `GET ${path}: ${errno || String(cause)}`, { cause });
  }
}
