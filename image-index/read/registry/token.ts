import * as z from 'zod';
import { parseDocument } from '../oci-json.ts';
import type { Challenge } from './challenge.ts';
import type { Credentials } from './credentials.ts';
import { RegistryError } from './registry-error.ts';
import { readBody, type Transport } from './transport.ts';

const MAX_TOKEN_ANSWER_BYTES = 1 << 20;
const tokenAnswer = z.object({ token: z.string().optional(), access_token: z.string().optional() });

export type TokenRequest = {
  readonly challenge: Challenge;
  /** `repository:NAME:pull` and the like. */
  readonly scope: string;
  readonly credentials: Credentials | undefined;
  readonly plainHttp: boolean;
};

/** The distribution specification's token authentication (docker/distribution, spec/auth/token and oauth). Throws a RegistryError. */
export async function fetchToken(transport: Transport, request: TokenRequest): Promise<string> {
  const { challenge, scope, credentials } = request;
  const realm = realmOf(challenge, request.plainHttp);
  const service = challenge.parameters.get('service');
  const parameters = new URLSearchParams({ ...(service !== undefined && { service }), scope });
  const answer = await transport.send(outgoing(realm, parameters, credentials));
  const body = await readBody(answer, MAX_TOKEN_ANSWER_BYTES);
  const { statusCode = 0 } = answer;
  if (statusCode === 401 || statusCode === 403)
    throw new RegistryError('unauthorized', `${realm.host} refuses these credentials`);
  if (statusCode === 429 || statusCode >= 500) throw new RegistryError('busy', `${realm.host} answered ${statusCode}`);
  if (statusCode !== 200) throw new RegistryError('bad_answer', `${realm.host} answered ${statusCode} for a token`);
  const { token, access_token: accessToken } = parseDocument(tokenAnswer, body, `the token of ${realm.host}`);
  const found = token ?? accessToken;
  if (found === undefined || !/^[\x21-\x7e]+$/.test(found))
    throw new RegistryError('bad_answer', `${realm.host} gave no token`);
  return found;
}

function outgoing(realm: URL, parameters: URLSearchParams, credentials: Credentials | undefined) {
  if (credentials?.kind === 'identity_token') {
    parameters.set('grant_type', 'refresh_token');
    parameters.set('client_id', 'image-index');
    parameters.set('refresh_token', credentials.token);
    const headers = { 'content-type': 'application/x-www-form-urlencoded' };
    return { method: 'POST', url: realm, headers, body: Buffer.from(parameters.toString()) } as const;
  }
  const url = new URL(realm);
  for (const [name, value] of parameters) url.searchParams.append(name, value);
  return {
    method: 'GET',
    url,
    headers: credentials === undefined ? {} : { authorization: basic(credentials) },
  } as const;
}

export function basic(credentials: Extract<Credentials, { kind: 'password' }>): string {
  return `Basic ${Buffer.from(`${credentials.user}:${credentials.password}`).toString('base64')}`;
}

function realmOf({ parameters }: Challenge, plainHttp: boolean): URL {
  const text = parameters.get('realm') ?? '';
  if (!URL.canParse(text)) throw new RegistryError('bad_answer', 'the registry names no address for tokens');
  const realm = new URL(text);
  if (realm.protocol !== 'https:' && !(plainHttp && realm.protocol === 'http:'))
    throw new RegistryError('refused', `credentials are not sent to ${realm.protocol}//${realm.host}`);
  return realm;
}
