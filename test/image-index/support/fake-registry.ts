import { createHash } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** What was asked, as far as tests look at it. */
export type Asked = {
  readonly method: string;
  readonly url: string;
  readonly authorization?: string;
  readonly range?: string;
};

export type Stored = { readonly bytes: Buffer; readonly mediaType: string };

/** Answers a request instead of the registry; false: it does. */
export type Fault = (request: IncomingMessage, response: ServerResponse, asked: number) => boolean;

export type FakeRegistry = AsyncDisposable & {
  readonly host: string;
  readonly requests: Asked[];
  readonly blobs: Map<string, Buffer>;
  /** By tag and by digest. */
  readonly manifests: Map<string, Stored>;
  /** Tried in front of everything, newest first. */
  readonly faults: Fault[];
  put(bytes: Buffer): { digest: string; size: number };
  tag(name: string, bytes: Buffer, mediaType: string): { digest: string; size: number };
};

export type FakeOptions = {
  /** The referrers API of distribution specification 1.1. Default true. */
  readonly referrers?: boolean;
  /** At most this many referrers a page. */
  readonly pageSize?: number;
};

const MANIFEST = 'application/vnd.oci.image.manifest.v1+json';
const INDEX = 'application/vnd.oci.image.index.v1+json';

/** One repository of a registry by the OCI distribution specification 1.1, in memory, on loopback without TLS. */
export async function fakeRegistry(options: FakeOptions = {}): Promise<FakeRegistry> {
  const requests: Asked[] = [];
  const blobs = new Map<string, Buffer>();
  const manifests = new Map<string, Stored>();
  const faults: Fault[] = [];
  const server = createServer((request, response) => {
    const { authorization, range } = request.headers;
    requests.push({
      method: request.method ?? '',
      url: request.url ?? '',
      ...(authorization !== undefined && { authorization }),
      ...(range !== undefined && { range }),
    });
    if (faults.some((fault) => fault(request, response, requests.length))) return;
    void serve(request, response);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const host = `127.0.0.1:${(server.address() as AddressInfo).port}`;

  async function serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = new URL(request.url ?? '', 'http://x');
    const [, kind = '', name = ''] =
      /^\/v2\/.+\/(blobs\/uploads|blobs|manifests|referrers)\/(.*)$/.exec(url.pathname) ?? [];
    const { method } = request;
    if (kind === 'blobs/uploads' && method === 'POST') {
      reply(response, 202, undefined, { location: `${url.pathname}1?state=x` });
    } else if (kind === 'blobs/uploads' && method === 'PUT') {
      const bytes = await bodyOf(request);
      const digest = sha256(bytes);
      if (digest !== url.searchParams.get('digest')) return reply(response, 400);
      blobs.set(digest, bytes);
      reply(response, 201);
    } else if (kind === 'manifests' && method === 'PUT') {
      const bytes = await bodyOf(request);
      const subject = (JSON.parse(bytes.toString()) as { subject?: { digest: string } }).subject?.digest;
      const stored = { bytes, mediaType: request.headers['content-type'] ?? MANIFEST };
      manifests.set(name, stored);
      manifests.set(sha256(bytes), stored);
      const known = options.referrers !== false && subject !== undefined;
      reply(response, 201, undefined, known ? { 'oci-subject': subject } : {});
    } else if (kind === 'referrers' && options.referrers !== false) {
      listReferrers(response, url, name);
    } else if (kind === 'manifests' || kind === 'blobs') {
      const stored = kind === 'blobs' ? wrap(blobs.get(name)) : manifests.get(name);
      if (stored === undefined)
        reply(response, 404, Buffer.from('{"errors":[{"code":"NAME_UNKNOWN","message":"no"}]}'));
      else replyRange(request, response, stored);
    } else {
      reply(response, 404);
    }
  }

  function listReferrers(response: ServerResponse, url: URL, subject: string): void {
    const all = [...manifests].filter(([name, { bytes }]) => {
      const parsed = JSON.parse(bytes.toString()) as { subject?: { digest: string } };
      return name.startsWith('sha256:') && parsed.subject?.digest === subject;
    });
    const start = Number(url.searchParams.get('from') ?? '0');
    const pageSize = options.pageSize ?? all.length;
    const page = all.slice(start, start + pageSize).map(([digest, { bytes, mediaType }]) => {
      const { artifactType } = JSON.parse(bytes.toString()) as { artifactType?: string };
      return { mediaType, digest, size: bytes.length, artifactType };
    });
    url.searchParams.set('from', String(start + pageSize));
    const link = start + pageSize < all.length ? { link: `<${url.pathname}${url.search}>; rel="next"` } : undefined;
    const body = JSON.stringify({ schemaVersion: 2, mediaType: INDEX, manifests: page });
    reply(response, 200, Buffer.from(body), { 'content-type': INDEX, ...link });
  }

  const put = (bytes: Buffer) => {
    blobs.set(sha256(bytes), bytes);
    return { digest: sha256(bytes), size: bytes.length };
  };
  return {
    host,
    requests,
    blobs,
    manifests,
    faults,
    put,
    tag: (name, bytes, mediaType) => {
      manifests.set(name, { bytes, mediaType });
      manifests.set(sha256(bytes), { bytes, mediaType });
      return { digest: sha256(bytes), size: bytes.length };
    },
    [Symbol.asyncDispose]: () => close(server),
  };
}

/** Puts an image with these uncompressed layers into it, under the tag; gives its digests. */
export function putImage(registry: FakeRegistry, tag: string, layers: readonly Buffer[]) {
  const config = registry.put(
    Buffer.from(
      JSON.stringify({ architecture: 'amd64', os: 'linux', rootfs: { type: 'layers', diff_ids: layers.map(sha256) } }),
    ),
  );
  const manifest = {
    schemaVersion: 2,
    mediaType: MANIFEST,
    config: { mediaType: 'application/vnd.oci.image.config.v1+json', ...config },
    layers: layers.map((layer) => ({ mediaType: 'application/vnd.oci.image.layer.v1.tar', ...registry.put(layer) })),
  };
  const { digest } = registry.tag(tag, Buffer.from(JSON.stringify(manifest)), MANIFEST);
  return { id: config.digest, digest, manifest };
}

export function sha256(bytes: Buffer): string {
  return `sha256:${createHash('sha256').update(bytes).digest('hex')}`;
}

export function reply(
  response: ServerResponse,
  status: number,
  body: Buffer = Buffer.alloc(0),
  headers: Record<string, string> = {},
): void {
  response.writeHead(status, { 'content-length': body.length, ...headers });
  response.end(body);
}

function replyRange(request: IncomingMessage, response: ServerResponse, { bytes, mediaType }: Stored): void {
  const start = Number(/^bytes=(\d+)-$/.exec(request.headers.range ?? '')?.[1] ?? '0');
  const headers = { 'content-type': mediaType, 'docker-content-digest': sha256(bytes) };
  if (request.method === 'HEAD') {
    response.writeHead(200, { ...headers, 'content-length': bytes.length });
    response.end();
  } else if (start === 0) reply(response, 200, bytes, headers);
  else
    reply(response, 206, bytes.subarray(start), {
      'content-range': `bytes ${start}-${bytes.length - 1}/${bytes.length}`,
    });
}

function wrap(bytes: Buffer | undefined): Stored | undefined {
  return bytes === undefined ? undefined : { bytes, mediaType: 'application/octet-stream' };
}

async function bodyOf(request: IncomingMessage): Promise<Buffer> {
  const parts: Buffer[] = [];
  for await (const part of request) parts.push(part as Buffer);
  return Buffer.concat(parts);
}

function close(server: Server): Promise<void> {
  server.closeAllConnections();
  return new Promise((resolve) => server.close(() => resolve()));
}
