import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Registry } from 'prom-client';
import { errnoOf } from '../runtime/errno.ts';

export type Health = {
  /** The process does its work; `detail` says what hangs. */
  live(): { ok: boolean; detail: string };
  /** The canary went through the whole pipeline. */
  ready(): { ok: boolean; detail: string };
};

export class MetricsServerError extends Error {
  constructor(message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'MetricsServerError';
  }
}

/** `/metrics`, `/healthz`, `/readyz`. Small on purpose: it is reachable by whatever reaches its address. */
export class MetricsServer {
  readonly #server: Server;
  readonly #address: { host: string; port: number };
  /** Where it listens, once it does. */
  url: string | undefined;

  constructor(options: { host: string; port: number }, deps: { registry: Registry; health: Health }) {
    this.#address = options;
    // Checked more often than the default 30 s, or idle connections could lock the kubelet out for so long.
    this.#server = createServer({ connectionsCheckingInterval: 1_000 }, (request, response) => {
      answer(request, response, deps).catch((error: unknown) => {
        if (response.headersSent) response.destroy();
        else response.writeHead(500, { 'content-type': 'text/plain' }).end(`${String(error)}\n`);
      });
    });
    this.#server.maxConnections = 64;
    this.#server.requestTimeout = 5_000;
    this.#server.headersTimeout = 5_000;
  }

  /** Resolves with `http://host:port`; rejects with a MetricsServerError that says what to change. */
  listen(): Promise<string> {
    const { host, port } = this.#address;
    return new Promise((resolve, reject) => {
      // Stays after the start: an error without a listener would end the sensor.
      this.#server.on('error', (cause) => {
        const hint =
          errnoOf(cause) === 'EADDRINUSE'
            ? 'another program (another sensor?) uses it; choose another with --metrics ADDR:PORT, or --metrics off'
            : 'choose another with --metrics ADDR:PORT';
        const shown = host.includes(':') ? `[${host}]` : host;
        reject(new MetricsServerError(`cannot listen on ${shown}:${port} (${errnoOf(cause)}): ${hint}`, { cause }));
      });
      this.#server.listen(port, host, () => {
        const bound = this.#server.address() as AddressInfo;
        const shown = bound.family === 'IPv6' ? `[${bound.address}]` : bound.address;
        this.url = `http://${shown}:${bound.port}`;
        resolve(this.url);
      });
    });
  }

  close(): Promise<void> {
    return new Promise((resolve) => {
      this.#server.close(() => resolve());
      this.#server.closeAllConnections();
    });
  }
}

async function answer(
  request: IncomingMessage,
  response: ServerResponse,
  { registry, health }: { registry: Registry; health: Health },
): Promise<void> {
  if (request.method !== 'GET' && request.method !== 'HEAD') {
    response.writeHead(405, { allow: 'GET, HEAD' }).end();
    return;
  }
  const path = (request.url ?? '/').split('?', 1)[0];
  if (path === '/metrics') {
    const body = await registry.metrics();
    response.writeHead(200, { 'content-type': registry.contentType }).end(body);
  } else if (path === '/healthz' || path === '/readyz') {
    const { ok, detail } = path === '/healthz' ? health.live() : health.ready();
    response.writeHead(ok ? 200 : 503, { 'content-type': 'text/plain; charset=utf-8' }).end(`${detail}\n`);
  } else {
    response.writeHead(404, { 'content-type': 'text/plain' }).end('/metrics /healthz /readyz\n');
  }
}
