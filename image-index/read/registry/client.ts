import type { IncomingMessage } from 'node:http';
import type { Readable } from 'node:stream';
import type { ReadControl } from '../layer-source.ts';
import { type Challenge, parseChallenges } from './challenge.ts';
import { type Credentials, findCredentials } from './credentials.ts';
import type { RegistryOptions } from './options.ts';
import { apiHost } from './reference.ts';
import { RegistryError } from './registry-error.ts';
import { ATTEMPTS, delayMs, pause } from './retry.ts';
import { basic, fetchToken } from './token.ts';
import { readBody, Transport } from './transport.ts';

export type RegistryRequest = {
  readonly method?: 'GET' | 'HEAD' | 'POST' | 'PUT';
  /** Below `/v2/<repository>`, or a whole address that the registry gave. */
  readonly path: string | URL;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: Buffer | (() => Readable);
  /** Statuses that are answers; everything else is an error. */
  readonly accept: readonly number[];
};

const MAX_REDIRECTS = 5;
/** A token can expire between two requests: one new one a request, and one more after a retry. */
const MAX_AUTHORIZATIONS = 2;
const MAX_ERROR_BYTES = 1 << 16;
const REDIRECTS = [301, 302, 303, 307, 308];

/** The distribution API of one repository: authentication, redirects and retries. Errors are RegistryErrors. */
export class RegistryClient {
  readonly host: string;
  readonly repository: string;
  /** Host and port that requests go to, and whether by TLS. */
  readonly address: string;
  readonly secure: boolean;
  readonly #options: RegistryOptions;
  readonly #transport: Transport;
  readonly #base: URL;
  readonly #actions: 'pull' | 'pull,push';
  #authorization: string | undefined;
  #credentials: Promise<Credentials | undefined> | undefined;

  constructor(host: string, repository: string, options: RegistryOptions, actions: 'pull' | 'pull,push' = 'pull') {
    this.host = host;
    this.repository = repository;
    this.#options = options;
    this.#actions = actions;
    this.#transport = new Transport(apiHost(host), options);
    this.address = apiHost(host);
    this.secure = options.plainHttp !== true;
    this.#base = new URL(`${options.plainHttp === true ? 'http' : 'https'}://${apiHost(host)}`);
  }

  close(): void {
    this.#transport.close();
  }

  /** Reads that fail for the moment are tried again. The caller reads or destroys the answer's body. */
  async request(request: RegistryRequest, control: ReadControl): Promise<IncomingMessage> {
    const repeatable = request.method === undefined || request.method === 'GET' || request.method === 'HEAD';
    for (let failures = 1; ; failures++) {
      control.check();
      let retryAfter: string | undefined;
      try {
        const answer = await this.#authorized(request);
        const { statusCode = 0 } = answer;
        if (request.accept.includes(statusCode)) return answer;
        retryAfter = answer.headers['retry-after'];
        throw await this.#failure(request, answer);
      } catch (error) {
        const passing = error instanceof RegistryError && (error.code === 'busy' || error.code === 'unreachable');
        if (!passing || !repeatable || failures >= ATTEMPTS) throw error;
        await pause(delayMs(failures, retryAfter), control);
      }
    }
  }

  async #authorized(request: RegistryRequest): Promise<IncomingMessage> {
    for (let authorizations = 0; ; authorizations++) {
      const answer = await this.#redirected(request);
      if (answer.statusCode !== 401 || request.accept.includes(401)) return answer;
      const challenges = parseChallenges(answer.headersDistinct['www-authenticate'] ?? []);
      answer.resume();
      if (authorizations >= MAX_AUTHORIZATIONS) throw this.#unauthorized();
      await this.#authorize(challenges);
    }
  }

  async #authorize(challenges: readonly Challenge[]): Promise<void> {
    this.#credentials ??= findCredentials(this.host, this.repository, this.#options);
    const credentials = await this.#credentials;
    const bearer = challenges.find(({ scheme }) => scheme === 'bearer');
    if (bearer !== undefined) {
      const scope = `repository:${this.repository}:${this.#actions}`;
      const plainHttp = this.#options.plainHttp === true;
      const token = await fetchToken(this.#transport, { challenge: bearer, scope, credentials, plainHttp });
      this.#authorization = `Bearer ${token}`;
      return;
    }
    const wantsBasic = challenges.some(({ scheme }) => scheme === 'basic');
    if (!wantsBasic || credentials?.kind !== 'password') throw this.#unauthorized();
    const authorization = basic(credentials);
    // The same once more would be refused once more.
    if (this.#authorization === authorization) throw this.#unauthorized();
    this.#authorization = authorization;
  }

  async #redirected(request: RegistryRequest): Promise<IncomingMessage> {
    const { method = 'GET', path, headers = {}, body } = request;
    let url = typeof path === 'string' ? new URL(`/v2/${this.repository}${path}`, this.#base) : path;
    for (let hops = 0; ; hops++) {
      this.#expectAllowed(url);
      // Credentials are the registry's alone: not for another host, port or scheme.
      const ours = url.origin === this.#base.origin && this.#authorization !== undefined;
      const all = ours ? { ...headers, authorization: this.#authorization ?? '' } : headers;
      const answer = await this.#transport.send({ method, url, headers: all, ...(body !== undefined && { body }) });
      const { location } = answer.headers;
      if (!REDIRECTS.includes(answer.statusCode ?? 0) || location === undefined) {
        if (answer.statusCode !== 401 || url.origin === this.#base.origin) return answer;
        // Its challenge would say where the registry's credentials go.
        answer.resume();
        throw new RegistryError('unauthorized', `${url.host}, to where ${this.host} leads, answered 401`);
      }
      answer.resume();
      if (method !== 'GET' && method !== 'HEAD')
        throw new RegistryError('refused', `${url.host} redirects a ${method}`);
      if (hops >= MAX_REDIRECTS)
        throw new RegistryError('refused', `${url.host}: more than ${MAX_REDIRECTS} redirects`);
      if (!URL.canParse(location, url.href)) throw new RegistryError('bad_answer', `${url.host} redirects to nowhere`);
      url = new URL(location, url);
    }
  }

  #expectAllowed(url: URL): void {
    const allowed = url.protocol === 'https:' || (url.protocol === 'http:' && this.#options.plainHttp === true);
    if (!allowed)
      throw new RegistryError('refused', `${this.host} leads to ${url.protocol}//${url.host}, which is not encrypted`);
  }

  async #failure(request: RegistryRequest, answer: IncomingMessage): Promise<RegistryError> {
    const { statusCode = 0 } = answer;
    const body =
      request.method === 'HEAD' ? Buffer.alloc(0) : await readBody(answer, MAX_ERROR_BYTES).catch(() => undefined);
    const what = `${this.host}/${this.repository}: ${request.method ?? 'GET'} answered ${statusCode}${errorText(body)}`;
    if (statusCode === 404) return new RegistryError('not_found', what);
    if (statusCode === 401 || statusCode === 403) return new RegistryError('unauthorized', what);
    const passing = statusCode === 408 || statusCode === 429 || statusCode >= 500;
    return new RegistryError(passing ? 'busy' : 'bad_answer', what);
  }

  #unauthorized(): RegistryError {
    const advice = 'log in with `docker login` or `podman login`, or name a file with --authfile';
    return new RegistryError('unauthorized', `${this.host}/${this.repository} wants (other) credentials: ${advice}`);
  }
}

/** The specification's error document: the first code and message, in printable characters. */
function errorText(body: Buffer | undefined): string {
  try {
    const value: unknown = JSON.parse(body?.toString() ?? '');
    const errors = typeof value === 'object' && value !== null && 'errors' in value ? value.errors : undefined;
    const first: unknown = Array.isArray(errors) ? errors[0] : undefined;
    if (typeof first !== 'object' || first === null) return '';
    const words = ['code', 'message'].map((name) => (first as Record<string, unknown>)[name]);
    const text = words.filter((word) => typeof word === 'string').join(': ');
    return text === '' ? '' : ` (${text.slice(0, 200).replace(/[^\x20-\x7e]/g, '?')})`;
  } catch {
    return '';
  }
}
