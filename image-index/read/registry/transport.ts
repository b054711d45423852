import { readdirSync, readFileSync } from 'node:fs';
import { Agent as HttpAgent, request as httpRequest, type IncomingMessage } from 'node:http';
import { Agent as HttpsAgent, request as httpsRequest } from 'node:https';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { rootCertificates } from 'node:tls';
import { errnoOf, IndexError } from '../../error.ts';
import type { RegistryOptions } from './options.ts';
import { RegistryError } from './registry-error.ts';

export type Outgoing = {
  readonly method: 'GET' | 'HEAD' | 'POST' | 'PUT';
  readonly url: URL;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: Buffer | (() => Readable);
};

/** Without a byte for this long a connection is given up. */
const SILENCE_MS = 30_000;

/** Where Docker and Podman keep a registry's certificates: `*.crt` authorities, `*.cert` with `*.key` for the client. */
const CERTS_DIRS = ['/etc/containers/certs.d', '/etc/docker/certs.d'];

/** HTTP to one registry host and to wherever it redirects: one request, one answer; no redirects, no retries. */
export class Transport {
  readonly #http: HttpAgent;
  readonly #https: HttpsAgent;
  readonly #registryHttps: HttpsAgent;
  readonly #host: string;

  /** `host` with its port, as certificates are filed. */
  constructor(host: string, options: RegistryOptions, certsDirs: readonly string[] = CERTS_DIRS) {
    this.#host = host;
    // As Go's clients do: what is on this machine is never asked for through a proxy.
    const common = { keepAlive: true, ...(!isLoopback(host) && { proxyEnv: process.env }) };
    const extra = options.caCert === undefined ? [] : [readPem(options.caCert)];
    const filed = hostCertificates(host, certsDirs);
    this.#http = new HttpAgent(common);
    this.#https = new HttpsAgent({ ...common, ...authorities(extra) });
    // A client's certificate is shown to its registry only, not to where it redirects.
    this.#registryHttps = new HttpsAgent({ ...common, ...authorities([...extra, ...filed.ca]), ...filed.client });
  }

  /** Resolves with the answer's head; rejects with `unreachable`. */
  send({ method, url, headers, body }: Outgoing): Promise<IncomingMessage> {
    return new Promise((resolve, reject) => {
      const secure = url.protocol === 'https:';
      const agent = !secure ? this.#http : url.host === this.#host ? this.#registryHttps : this.#https;
      const options = {
        method,
        agent,
        timeout: SILENCE_MS,
        headers: { 'user-agent': 'image-index', 'accept-encoding': 'identity', ...headers },
      };
      const outgoing = secure ? httpsRequest(url, options) : httpRequest(url, options);
      outgoing.on('timeout', () => outgoing.destroy(new Error(`nothing came for ${SILENCE_MS / 1000} s`)));
      outgoing.once('response', resolve);
      // Not once: a connection can fail again after its answer.
      outgoing.on('error', (cause) => reject(unreachable(url, cause)));
      if (body === undefined || Buffer.isBuffer(body)) {
        outgoing.end(body);
      } else {
        const stream = body();
        stream.once('error', (cause) => outgoing.destroy(cause));
        outgoing.once('close', () => stream.destroy());
        stream.pipe(outgoing);
      }
    });
  }

  close(): void {
    for (const agent of [this.#http, this.#https, this.#registryHttps]) agent.destroy();
  }
}

function isLoopback(host: string): boolean {
  return /^(?:localhost|127\.[0-9.]+|\[::1\])(?::[0-9]+)?$/.test(host);
}

/** A whole body of at most `maxBytes`. Throws `too_large` or `unreachable`. */
export async function readBody(message: IncomingMessage, maxBytes: number): Promise<Buffer> {
  const stated = Number(message.headers['content-length'] ?? 0);
  const parts: Buffer[] = [];
  let length = 0;
  try {
    if (stated > maxBytes) throw tooLarge(stated);
    for await (const part of message) {
      length += (part as Buffer).length;
      if (length > maxBytes) throw tooLarge(length);
      parts.push(part as Buffer);
    }
    return Buffer.concat(parts);
  } catch (cause) {
    message.destroy();
    if (cause instanceof RegistryError) throw cause;
    throw new RegistryError('unreachable', 'the answer broke off', { cause });
  }
}

function unreachable(url: URL, cause: Error): RegistryError {
  const code = errnoOf(cause) ?? '';
  const advice = /SELF_SIGNED|UNABLE_TO|CERT_|ALTNAME/.test(code)
    ? ' (its certificate is not trusted: --cacert FILE)'
    : /EPROTO|WRONG_VERSION/.test(`${code}${cause.message}`) && url.protocol === 'https:'
      ? ' (no TLS there? --plain-http allows plain HTTP)'
      : '';
  // What TLS refuses once it refuses again.
  return new RegistryError(advice === '' ? 'unreachable' : 'refused', `cannot reach ${url.host}${advice}`, { cause });
}

function tooLarge(bytes: number): RegistryError {
  return new RegistryError('too_large', `an answer of ${bytes} bytes or more`);
}

function authorities(pems: readonly Buffer[]): { readonly ca?: (string | Buffer)[] } {
  return pems.length === 0 ? {} : { ca: [...rootCertificates, ...pems] };
}

function readPem(path: string): Buffer {
  try {
    return readFileSync(path);
  } catch (error) {
    throw new IndexError('io', `cannot read ${path}`, { cause: error });
  }
}

/** containers-certs.d(5). */
function hostCertificates(host: string, dirs: readonly string[]) {
  for (const dir of dirs.map((parent) => join(parent, host))) {
    const names = list(dir);
    const cert = names.find((name) => name.endsWith('.cert'));
    const key = cert?.replace(/\.cert$/, '.key');
    const client =
      cert !== undefined && key !== undefined && names.includes(key)
        ? { cert: readPem(join(dir, cert)), key: readPem(join(dir, key)) }
        : {};
    const ca = names.filter((name) => name.endsWith('.crt')).map((name) => readPem(join(dir, name)));
    if (ca.length > 0 || 'cert' in client) return { ca, client };
  }
  return { ca: [], client: {} };
}

function list(dir: string): string[] {
  try {
    return readdirSync(dir).sort();
  } catch {
    // No such directory, or not ours to read: then there are no certificates for us.
    return [];
  }
}
