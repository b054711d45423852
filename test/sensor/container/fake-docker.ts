import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';

export type Answer = (request: IncomingMessage, response: ServerResponse) => void;

/** A Docker API on a unix socket that misbehaves as told. Routes are matched by their path without the query. */
export class FakeDocker {
  readonly routes = new Map<string, Answer>();
  readonly asked: string[] = [];
  #streams = new Set<ServerResponse>();
  #server: Server | undefined;
  #path: string;

  constructor(path: string) {
    this.#path = path;
    this.routes.set('/events', (_, response) => {
      response.writeHead(200, { 'content-type': 'application/json' });
      response.flushHeaders();
      this.#streams.add(response);
      response.once('close', () => this.#streams.delete(response));
    });
    this.json('/containers/json', []);
    this.json('/images/json', []);
    this.json('/version', { Version: '1' });
  }

  json(path: string, body: unknown, status = 200): void {
    this.routes.set(path, (_, response) => {
      response.writeHead(status, { 'content-type': 'application/json' });
      response.end(JSON.stringify(body));
    });
  }

  async start(): Promise<void> {
    const server = createServer((request, response) => {
      const path = decodeURIComponent((request.url ?? '').split('?')[0] ?? '');
      this.asked.push(request.url ?? '');
      const answer = this.routes.get(path);
      if (answer === undefined) response.writeHead(404).end('{"message":"no such thing"}');
      else answer(request, response);
    });
    this.#server = server;
    await new Promise<void>((resolve) => server.listen(this.#path, resolve));
  }

  async stop(): Promise<void> {
    const server = this.#server;
    this.#server = undefined;
    if (server === undefined) return;
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  }

  get watchers(): number {
    return this.#streams.size;
  }

  /** To everybody who listens for events. */
  send(text: string | Buffer): void {
    for (const stream of this.#streams) stream.write(text);
  }

  event(type: string, action: string, id: string): void {
    this.send(`${JSON.stringify({ Type: type, Action: action, Actor: { ID: id, Attributes: {} }, timeNano: 1 })}\n`);
  }

  endStreams(): void {
    for (const stream of this.#streams) stream.destroy();
  }
}

export const IMAGE_ID = `sha256:${'1'.repeat(64)}`;
export const DIFF = [`sha256:${'a'.repeat(64)}`, `sha256:${'b'.repeat(64)}`] as const;

/** As Docker 20.10 with overlay2 answers, cut to what is read and some of what is not. */
export function containerJson(id: string, changes: { status?: string; pid?: number; graph?: unknown } = {}): object {
  return {
    Id: id,
    Created: '2026-11-21T08:05:28.339330323Z',
    Path: '/bin/sleep',
    Args: ['1000'],
    State: { Status: changes.status ?? 'running', Running: true, Pid: changes.pid ?? 0, ExitCode: 0, Error: '' },
    Image: IMAGE_ID,
    Name: '/web',
    Driver: 'overlay2',
    HostConfig: { Binds: ['/srv:/mnt:ro'], Tmpfs: { '/scratch': '' } },
    GraphDriver:
      changes.graph === undefined
        ? {
            Data: {
              LowerDir: '/o/top-init/diff:/o/two/diff:/o/one/diff',
              MergedDir: '/o/top/merged',
              UpperDir: '/o/top/diff',
              WorkDir: '/o/top/work',
            },
            Name: 'overlay2',
          }
        : changes.graph,
    Mounts: [{ Type: 'bind', Source: '/srv', Destination: '/mnt', Mode: 'ro', RW: false }],
    Config: { Hostname: 'x', Image: 'registry.example/app:1', Env: null, Labels: { a: 'b' } },
  };
}

export function imageJson(changes: object = {}): object {
  return {
    Id: IMAGE_ID,
    RepoTags: ['registry.example/app:1'],
    RepoDigests: [`other.example/app@sha256:${'3'.repeat(64)}`, `registry.example/app@sha256:${'2'.repeat(64)}`],
    RootFS: { Type: 'layers', Layers: DIFF },
    GraphDriver: {
      Data: { UpperDir: '/o/two/diff', LowerDir: '/o/one/diff', WorkDir: '/o/two/work' },
      Name: 'overlay2',
    },
    ...changes,
  };
}
