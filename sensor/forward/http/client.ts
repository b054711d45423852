/** POST over HTTP/1.1 with kept connections: TLS from files, proxies from the environment, everything bounded in time and size. */
import { Agent as HttpAgent, request as httpRequest, type IncomingMessage, type RequestOptions } from 'node:http';
import type { Agent as HttpsAgent } from 'node:https';
import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import { anySignal } from '../../runtime/abort.ts';
import { https } from '../../runtime/lazy-tls.ts';
import { SecretFile, SecretText } from '../secret.ts';
import { TlsFiles, type TlsOptions } from '../tls.ts';

export type HttpOptions = {
  readonly url: string;
  readonly timeoutMs?: number | undefined;
  readonly gzip?: boolean | undefined;
  /** Values may hold `${env:NAME}` and `${file:/PATH}`. */
  readonly headers?: Readonly<Record<string, string>> | undefined;
  readonly bearerTokenFile?: string | undefined;
  readonly tls?: TlsOptions | undefined;
};

export type HttpAnswer =
  | { readonly kind: 'answered'; readonly status: number; readonly body: Buffer; readonly retryAfterMs?: number }
  /** No connection, no answer in time, a connection that was cut, a secret that cannot be read. */
  | { readonly kind: 'failed'; readonly error: Error };

const gzipAsync = promisify(gzip);
/** Findings repeat themselves: level 1 saves nearly as much as 6, at a third of the time. */
const GZIP_LEVEL = 1;
const TIMEOUT_MS = 10_000;
const MAX_ANSWER_BYTES = 256 << 10;
/** Of an answer, in a log. */
const MAX_SAID = 200;
/** Shorter words are none, and would make a text unreadable. */
const MIN_SECRET = 6;
const PROXY_VARIABLES = ['HTTP_PROXY', 'HTTPS_PROXY', 'http_proxy', 'https_proxy'] as const;

export class HttpClient {
  readonly #options: HttpOptions;
  readonly #url: URL;
  readonly #tls: TlsFiles | undefined;
  readonly #headers: readonly (readonly [string, SecretText])[];
  readonly #token: SecretFile | undefined;
  #agent: HttpAgent | HttpsAgent | undefined;
  #stamp = '';
  /** Values of headers of the last request. */
  #sent: readonly string[] = [];

  constructor(options: HttpOptions) {
    this.#options = options;
    this.#url = new URL(options.url);
    this.#tls = this.#url.protocol === 'https:' ? new TlsFiles(options.tls ?? {}) : undefined;
    this.#headers = Object.entries(options.headers ?? {}).map(([name, value]) => [name, new SecretText(value)]);
    this.#token = options.bearerTokenFile === undefined ? undefined : new SecretFile(options.bearerTokenFile);
  }

  /** Never rejects. `sign` sees the body as it is sent. */
  async post(
    body: Buffer,
    headers: Readonly<Record<string, string>>,
    signal: AbortSignal,
    sign?: (sent: Buffer) => Readonly<Record<string, string>>,
  ): Promise<HttpAnswer> {
    try {
      const sent = this.#options.gzip === true ? await gzipAsync(body, { level: GZIP_LEVEL }) : body;
      const deadline = AbortSignal.timeout(this.#options.timeoutMs ?? TIMEOUT_MS);
      return await this.#send(
        sent,
        { ...headers, ...this.#ownHeaders(), ...sign?.(sent) },
        anySignal(signal, deadline),
      );
    } catch (error) {
      return { kind: 'failed', error: error instanceof Error ? error : new Error(String(error)) };
    }
  }

  /** For a log: why `answer` is none that was hoped for; a secret that the receiver repeats is taken out. */
  explain(answer: HttpAnswer): Error {
    const said = answer.kind === 'failed' ? answer.error.message : saidBy(answer);
    const safe = this.#secrets().reduce((text, secret) => text.replaceAll(secret, '[redacted]'), said);
    return new Error(safe.slice(0, MAX_SAID), answer.kind === 'failed' ? { cause: answer.error } : undefined);
  }

  /** What went out in headers, whole and word by word (`Bearer x`), and the proxy's password. */
  #secrets(): string[] {
    const proxies = PROXY_VARIABLES.map((name) => passwordOf(process.env[name]));
    return [...this.#sent, ...proxies].filter(
      (secret) => secret !== undefined && secret.length >= MIN_SECRET,
    ) as string[];
  }

  close(): void {
    this.#agent?.destroy();
  }

  #ownHeaders(): Record<string, string> {
    const headers: Record<string, string> = {};
    if (this.#options.gzip === true) headers['content-encoding'] = 'gzip';
    if (this.#token !== undefined) headers.authorization = `Bearer ${this.#token.text()}`;
    for (const [name, value] of this.#headers) headers[name.toLowerCase()] = value.text();
    const { authorization, ...others } = headers;
    this.#sent = [authorization ?? '', ...Object.values(others)].flatMap((text) => [text, ...text.split(/\s+/)]);
    return headers;
  }

  #send(body: Buffer, headers: Record<string, string>, signal: AbortSignal): Promise<HttpAnswer> {
    const options: RequestOptions = {
      method: 'POST',
      agent: this.#currentAgent(),
      headers: { 'user-agent': 'drift-sensor', ...headers, 'content-length': body.length },
      signal,
    };
    return new Promise((resolve, reject) => {
      const request = (this.#tls === undefined ? httpRequest : https().request)(this.#url, options, (response) => {
        readAnswer(response).then(resolve, reject);
      });
      request.once('error', reject);
      request.end(body);
    });
  }

  #currentAgent(): HttpAgent | HttpsAgent {
    const { options, stamp } = this.#tls?.read() ?? { options: {}, stamp: '' };
    if (this.#agent !== undefined && stamp === this.#stamp) return this.#agent;
    this.#agent?.destroy();
    this.#stamp = stamp;
    const common = { keepAlive: true, maxSockets: 1, proxyEnv: process.env };
    this.#agent = this.#tls === undefined ? new HttpAgent(common) : new (https().Agent)({ ...common, ...options });
    return this.#agent;
  }
}

function readAnswer(response: IncomingMessage): Promise<HttpAnswer> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let bytes = 0;
    response.on('data', (chunk: Buffer) => {
      bytes += chunk.length;
      if (bytes <= MAX_ANSWER_BYTES) chunks.push(chunk);
      else response.destroy(new Error(`the answer is longer than ${MAX_ANSWER_BYTES} bytes`));
    });
    response.once('error', reject);
    response.once('aborted', () => reject(new Error('the connection was cut within the answer')));
    response.once('end', () => {
      const retryAfterMs = parseRetryAfter(response.headers['retry-after'], Date.now());
      const status = response.statusCode ?? 0;
      const answer = { kind: 'answered', status, body: Buffer.concat(chunks) } as const;
      resolve(retryAfterMs === undefined ? answer : { ...answer, retryAfterMs });
    });
  });
}

/** RFC 9110 section 10.2.3: seconds, or a date. */
function parseRetryAfter(value: string | undefined, nowMs: number): number | undefined {
  if (value === undefined) return undefined;
  if (/^\d{1,9}$/.test(value)) return Number(value) * 1000;
  const at = Date.parse(value);
  return Number.isNaN(at) ? undefined : Math.max(0, at - nowMs);
}

/** Without control characters. */
function saidBy({ status, body }: Extract<HttpAnswer, { kind: 'answered' }>): string {
  const said = body.toString('utf8', 0, 4 * MAX_SAID).replace(/[^\x20-\x7e]+/g, ' ');
  return `status ${status}${said === '' ? '' : `: ${said}`}`;
}

function passwordOf(proxy: string | undefined): string | undefined {
  try {
    const { password } = new URL(proxy ?? '');
    return decodeURIComponent(password);
  } catch {
    return undefined;
  }
}
