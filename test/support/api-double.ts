import { createServer as createHttp, type IncomingMessage, type RequestListener, type ServerResponse } from 'node:http';
import { createServer as createHttps } from 'node:https';
import type { AddressInfo, Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { type ApiObject, ApiStore, type Change, type Match } from './api-store.ts';

/** What the double does to requests whose `METHOD path?query` matches, before it would answer. */
export type Fault = {
  readonly match: RegExp;
  /** How many requests; default all. */
  times?: number;
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
  readonly delayMs?: number;
  /** The connection is reset without an answer. */
  readonly reset?: true;
  /** Nothing is ever answered. */
  readonly hang?: true;
};

export type ApiRequest = {
  readonly method: string;
  readonly path: string;
  readonly query: Readonly<Record<string, string>>;
  readonly authorization: string | undefined;
  readonly contentType: string | undefined;
  readonly body: unknown;
};

export type ApiDouble = AsyncDisposable & {
  readonly url: string;
  readonly store: ApiStore;
  /** All requests so far, oldest first; bounded by `maxRequests`. */
  readonly requests: ApiRequest[];
  /** Watches that are open now. */
  readonly watches: number;
  fault(fault: Fault): void;
  clearFaults(): void;
  /** Only these bearer tokens are let in; undefined: all. */
  tokens: ReadonlySet<string> | undefined;
  /** Ends each open watch: as a server does whose time is up, or by a reset in the middle of an event. */
  endWatches(how?: 'close' | 'reset'): void;
  /** To every open watch. */
  bookmark(): void;
  /** Writes these bytes into every open watch. */
  raw(bytes: string): void;
  /** Nobody listens any more, every connection is cut. */
  down(): Promise<void>;
  up(): Promise<void>;
};

export type ApiDoubleOptions = {
  /** PEM; without it plain HTTP. */
  readonly tls?: { readonly key: string; readonly cert: string };
  readonly store?: ApiStore;
  /** Bytes of a chunk of a watch: events are cut anywhere. Default: whole events. */
  readonly chunkBytes?: number;
  readonly maxRequests?: number;
  /** Instead of what the client asks for. */
  readonly watchSeconds?: number;
  /** Asked before the store; undefined leaves the answer to it. */
  readonly answer?: (request: ApiRequest) => ApiAnswer | undefined;
  /** A request to go on in another protocol (`kubectl exec`). */
  readonly upgrade?: (request: IncomingMessage, socket: Duplex, head: Buffer) => void;
};

export type ApiAnswer = {
  readonly code: number;
  /** JSON of an object; text and bytes as they are. */
  readonly body: unknown;
  readonly contentType?: string;
};

type Watch = { readonly match: Match; readonly response: ServerResponse; readonly timer: NodeJS.Timeout };

/**
 * Speaks the part of the Kubernetes API that the sensor uses: paged lists, watches with bookmarks and 410, get, create,
 * merge patch, server-side apply, with resourceVersions of one history. The shapes are those of a recorded API server.
 */
export async function startApiDouble(options: ApiDoubleOptions = {}): Promise<ApiDouble> {
  const store = options.store ?? new ApiStore();
  const requests: ApiRequest[] = [];
  const watches = new Set<Watch>();
  const sockets = new Set<Socket>();
  let faults: Fault[] = [];
  let tokens: ReadonlySet<string> | undefined;

  const write = ({ response }: Watch, line: string): void => {
    const bytes = Buffer.from(line);
    const size = options.chunkBytes ?? bytes.length;
    for (let at = 0; at < bytes.length; at += size) response.write(bytes.subarray(at, at + size));
  };
  const tell = (watch: Watch, { type, object }: Change): void => write(watch, `${JSON.stringify({ type, object })}\n`);
  store.onChange = (change) => {
    for (const watch of watches) {
      const seen = watch.match(change);
      if (seen !== undefined) tell(watch, seen);
    }
  };
  const end = (watch: Watch): void => {
    clearTimeout(watch.timer);
    watches.delete(watch);
    watch.response.end();
  };

  const openWatch = (request: ApiRequest, response: ServerResponse): void => {
    const { path, query } = request;
    response.writeHead(200, { 'content-type': 'application/json' });
    response.flushHeaders();
    const from = Number(query.resourceVersion ?? '0');
    const seconds = options.watchSeconds ?? Number(query.timeoutSeconds ?? '60');
    const timer = setTimeout(() => end(watch), seconds * 1_000);
    const watch: Watch = { match: store.matcher(path, query), response, timer };
    if (from < store.oldest) {
      write(watch, `${JSON.stringify({ type: 'ERROR', object: tooOld(from, store.oldest) })}\n`);
      end(watch);
      return;
    }
    for (const change of store.since(from)) {
      const seen = watch.match(change);
      if (seen !== undefined) tell(watch, seen);
    }
    watches.add(watch);
    response.once('close', () => {
      clearTimeout(timer);
      watches.delete(watch);
    });
  };

  const answer = (request: ApiRequest, response: ServerResponse): void => {
    if (tokens !== undefined && !tokens.has(request.authorization?.replace('Bearer ', '') ?? '')) {
      send(response, 401, status(401, 'Unauthorized', 'Unauthorized'));
      return;
    }
    const special = options.answer?.(request);
    if (special !== undefined) send(response, special.code, special.body, special.contentType);
    else if (request.query.watch === 'true') openWatch(request, response);
    else {
      const { code, body } = store.handle(request);
      send(response, code, body);
    }
  };

  const listener: RequestListener = async (incoming, response) => {
    const request = await read(incoming);
    requests.push(request);
    if (requests.length > (options.maxRequests ?? 10_000)) requests.shift();
    const fault = faults.find(
      ({ match, times }) => (times ?? 1) > 0 && match.test(`${request.method} ${incoming.url}`),
    );
    if (fault === undefined) {
      answer(request, response);
      return;
    }
    if (fault.times !== undefined) fault.times--;
    if (fault.hang) return;
    if (fault.reset) {
      incoming.socket.destroy();
      return;
    }
    if (fault.delayMs !== undefined) await new Promise((resolve) => setTimeout(resolve, fault.delayMs));
    if (fault.status === undefined) answer(request, response);
    else {
      const body = fault.body ?? JSON.stringify(status(fault.status, 'Fault', 'as the test wants it'));
      response.writeHead(fault.status, { 'content-type': 'application/json', ...fault.headers }).end(body);
    }
  };

  const server = options.tls === undefined ? createHttp(listener) : createHttps(options.tls, listener);
  if (options.upgrade !== undefined) server.on('upgrade', options.upgrade);
  server.on('connection', (socket: Socket) => {
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
  });
  const listen = (port: number): Promise<void> =>
    new Promise((resolve, reject) => server.once('error', reject).listen(port, '127.0.0.1', () => resolve()));
  await listen(0);
  const { port } = server.address() as AddressInfo;
  const down = async (): Promise<void> => {
    for (const { timer } of watches) clearTimeout(timer);
    const closed = new Promise<void>((resolve) => server.close(() => resolve()));
    for (const socket of sockets) socket.destroy();
    await closed;
  };

  return {
    url: `${options.tls === undefined ? 'http' : 'https'}://127.0.0.1:${port}`,
    store,
    requests,
    get watches() {
      return watches.size;
    },
    fault: (fault) => faults.push(fault),
    clearFaults: () => {
      faults = [];
    },
    get tokens() {
      return tokens;
    },
    set tokens(value) {
      tokens = value;
    },
    endWatches: (how = 'close') => {
      for (const watch of [...watches]) {
        if (how === 'close') end(watch);
        else {
          watch.response.write('{"type":"MODIFIED","object":{"metadata":{"na');
          watch.response.socket?.destroy();
        }
      }
    },
    bookmark: () => {
      const metadata = { resourceVersion: String(store.version) };
      for (const watch of watches) write(watch, `${JSON.stringify({ type: 'BOOKMARK', object: { metadata } })}\n`);
    },
    raw: (bytes) => {
      for (const { response } of watches) response.write(bytes);
    },
    down,
    up: () => listen(port),
    [Symbol.asyncDispose]: down,
  };
}

export function status(code: number, reason: string, message: string): ApiObject {
  return { kind: 'Status', apiVersion: 'v1', metadata: {}, status: 'Failure', message, reason, code };
}

function tooOld(from: number, oldest: number): ApiObject {
  return status(410, 'Expired', `too old resource version: ${from} (${oldest})`);
}

function send(response: ServerResponse, code: number, body: unknown, contentType = 'application/json'): void {
  const raw = typeof body === 'string' || body instanceof Uint8Array;
  response.writeHead(code, { 'content-type': contentType }).end(raw ? body : JSON.stringify(body));
}

async function read(incoming: IncomingMessage): Promise<ApiRequest> {
  const chunks: Buffer[] = [];
  for await (const chunk of incoming) chunks.push(chunk as Buffer);
  const text = Buffer.concat(chunks).toString();
  const url = new URL(incoming.url ?? '/', 'http://api');
  return {
    method: incoming.method ?? 'GET',
    path: url.pathname,
    query: Object.fromEntries(url.searchParams),
    authorization: incoming.headers.authorization,
    contentType: incoming.headers['content-type'],
    body: text === '' ? undefined : JSON.parse(text),
  };
}
