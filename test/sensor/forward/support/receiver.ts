/** An HTTP receiver that misbehaves as it is told, and remembers what it was sent. */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { createServer as createTlsServer, type ServerOptions } from 'node:https';
import type { AddressInfo, Socket } from 'node:net';
import { gunzipSync } from 'node:zlib';

export type Received = {
  readonly path: string;
  readonly headers: IncomingMessage['headers'];
  /** Decompressed. */
  readonly body: Buffer;
  /** As it came. */
  readonly raw: Buffer;
};

export type Reply =
  | { readonly status: number; readonly headers?: Record<string, string>; readonly body?: string | Buffer }
  /** Cuts the connection: before an answer, within one, or never answers. */
  | 'reset'
  | 'cut'
  | 'hang';

export type Receiver = AsyncDisposable & {
  readonly url: string;
  readonly port: number;
  /** Requests in the order they came, whatever was answered. */
  readonly requests: Received[];
  /** Says what becomes of a request; may take its time. */
  reply: (request: Received, n: number) => Reply | Promise<Reply>;
  /** Stops listening and cuts all connections; `listen` brings it back at the same port. */
  die(): Promise<void>;
  listen(): Promise<void>;
  readonly connections: number;
};

export async function startReceiver(tls?: ServerOptions, atPort = 0): Promise<Receiver> {
  const requests: Received[] = [];
  const sockets = new Set<Socket>();
  let port = atPort;
  let connections = 0;
  let server: Server | undefined;
  const handle = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const chunks: Buffer[] = [];
    try {
      for await (const chunk of request) chunks.push(chunk as Buffer);
    } catch {
      return;
    }
    const raw = Buffer.concat(chunks);
    const body = request.headers['content-encoding'] === 'gzip' ? gunzipSync(raw) : raw;
    const received = { path: request.url ?? '', headers: request.headers, body, raw };
    requests.push(received);
    const reply = await receiver.reply(received, requests.length - 1);
    if (reply === 'hang') return;
    if (reply === 'reset') request.socket.destroy();
    else if (reply === 'cut') {
      response.writeHead(200, { 'content-length': 100 });
      response.write('{', () => request.socket.destroy());
    } else response.writeHead(reply.status, reply.headers).end(reply.body);
  };
  const listen = async (): Promise<void> => {
    const listener = (request: IncomingMessage, response: ServerResponse) => void handle(request, response);
    server = tls === undefined ? createServer(listener) : createTlsServer(tls, listener);
    server.on(tls === undefined ? 'connection' : 'secureConnection', (socket: Socket) => {
      connections++;
      sockets.add(socket);
      socket.on('error', () => {}).once('close', () => sockets.delete(socket));
    });
    server.on('tlsClientError', () => {});
    await new Promise<void>((resolve) => server?.listen(port, '127.0.0.1', resolve));
    port = (server.address() as AddressInfo).port;
  };
  const die = async (): Promise<void> => {
    const closing = server;
    server = undefined;
    if (closing === undefined) return;
    const closed = new Promise<void>((resolve) => closing.close(() => resolve()));
    for (const socket of sockets) socket.destroy();
    await closed;
  };
  const receiver: Receiver = {
    get url() {
      return `${tls === undefined ? 'http' : 'https'}://127.0.0.1:${port}`;
    },
    get port() {
      return port;
    },
    get connections() {
      return connections;
    },
    requests,
    reply: () => ({ status: 200 }),
    die,
    listen,
    [Symbol.asyncDispose]: die,
  };
  await listen();
  return receiver;
}
