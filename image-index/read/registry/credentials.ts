import { spawn } from 'node:child_process';
import { readFileSync, statSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import * as z from 'zod';
import { errnoOf, IndexError } from '../../error.ts';
import { parseDocument } from '../oci-json.ts';
import type { RegistryOptions } from './options.ts';
import { RegistryError } from './registry-error.ts';

export type Credentials =
  | { readonly kind: 'password'; readonly user: string; readonly password: string }
  /** An OAuth2 refresh token, exchanged for access tokens. */
  | { readonly kind: 'identity_token'; readonly token: string };

const MAX_FILE_BYTES = 4 << 20;
const MAX_ANSWER_BYTES = 1 << 20;
const HELPER_TIMEOUT_MS = 30_000;

/** containers-auth.json(5) and Docker's config.json: the same form. */
const authFile = z.object({
  auths: z
    .record(z.string(), z.object({ auth: z.string().optional(), identitytoken: z.string().optional() }))
    .nullish(),
  credHelpers: z.record(z.string(), z.string()).nullish(),
  credsStore: z.string().nullish(),
});
type AuthFile = z.infer<typeof authFile>;

const helperAnswer = z.object({ Username: z.string(), Secret: z.string() });

/**
 * Credentials for a repository: of `authFile`, else the first that Podman's and Docker's files have (containers-auth.json(5)). Entries
 * for a part of the path (`HOST/team`) come before those for the host. Undefined: none.
 */
export async function findCredentials(
  host: string,
  repository: string,
  options: RegistryOptions,
  env: NodeJS.ProcessEnv = process.env,
): Promise<Credentials | undefined> {
  if (options.anonymous === true) return undefined;
  const paths = options.authFile === undefined ? defaultFiles(env) : [options.authFile];
  for (const path of paths) {
    const file = readAuthFile(path, options.authFile !== undefined);
    if (file === undefined) continue;
    const found = await fromFile(file, host, repository);
    if (found !== undefined) return found;
  }
  return undefined;
}

function defaultFiles(env: NodeJS.ProcessEnv): string[] {
  const home = env.HOME ?? homedir();
  const runtime = env.XDG_RUNTIME_DIR ?? `/run/containers/${process.getuid?.() ?? 0}`;
  const explicit = env.REGISTRY_AUTH_FILE;
  if (explicit !== undefined && explicit !== '') return [explicit];
  return [
    join(runtime, 'containers', 'auth.json'),
    join(env.XDG_CONFIG_HOME ?? join(home, '.config'), 'containers', 'auth.json'),
    join(env.DOCKER_CONFIG ?? join(home, '.docker'), 'config.json'),
  ];
}

function readAuthFile(path: string, must: boolean): AuthFile | undefined {
  try {
    if (statSync(path).size > MAX_FILE_BYTES) throw new IndexError('too_large', `${path} is too large for credentials`);
    return parseDocument(authFile, readFileSync(path), path);
  } catch (error) {
    const absent = errnoOf(error) === 'ENOENT' || errnoOf(error) === 'EACCES' || errnoOf(error) === 'ENOTDIR';
    if (absent && !must) return undefined;
    if (error instanceof IndexError) throw error;
    throw new IndexError('io', `cannot read the credentials in ${path}`, { cause: error });
  }
}

async function fromFile(file: AuthFile, host: string, repository: string): Promise<Credentials | undefined> {
  const names = hostNames(host);
  for (const name of names) {
    const helper = own(file.credHelpers, name);
    if (helper !== undefined) return askHelper(helper, name);
  }
  const parts = repository.split('/');
  const scoped = parts.map((_, at) => `${host}/${parts.slice(0, parts.length - at).join('/')}`);
  for (const name of [...scoped, ...names]) {
    const entry = own(file.auths, name) ?? own(file.auths, `https://${name}`) ?? own(file.auths, `https://${name}/`);
    if (entry === undefined) continue;
    if (entry.identitytoken !== undefined && entry.identitytoken !== '')
      return { kind: 'identity_token', token: entry.identitytoken };
    const decoded = decode(entry.auth ?? '');
    if (decoded !== undefined) return decoded;
  }
  if (file.credsStore != null && file.credsStore !== '') return askHelper(file.credsStore, names[0] ?? host);
  return undefined;
}

/** Docker Hub is filed under the address that it had first. */
function hostNames(host: string): readonly string[] {
  return host === 'docker.io'
    ? ['https://index.docker.io/v1/', 'docker.io', 'index.docker.io', 'registry-1.docker.io']
    : [host];
}

function own<T>(record: Readonly<Record<string, T>> | null | undefined, name: string): T | undefined {
  return record != null && Object.hasOwn(record, name) ? record[name] : undefined;
}

/** base64 of `user:password`. */
function decode(auth: string): Credentials | undefined {
  const text = Buffer.from(auth, 'base64').toString('utf8').replace(/\0+$/, '');
  const colon = text.indexOf(':');
  if (colon <= 0) return undefined;
  return { kind: 'password', user: text.slice(0, colon), password: text.slice(colon + 1) };
}

/** `docker-credential-NAME get` (docker/docker-credential-helpers). Undefined when it has none for this server. */
async function askHelper(name: string, server: string): Promise<Credentials | undefined> {
  if (!/^[a-zA-Z0-9][a-zA-Z0-9._-]*$/.test(name))
    throw new IndexError('malformed', `no name of a credential helper: ${JSON.stringify(name)}`);
  const { code, output } = await runHelper(`docker-credential-${name}`, server);
  if (code !== 0) {
    if (/credentials not found/i.test(output)) return undefined;
    throw new RegistryError('unauthorized', `docker-credential-${name} failed: ${output.slice(0, 200).trim()}`);
  }
  const { Username, Secret } = parseDocument(helperAnswer, Buffer.from(output), `docker-credential-${name}`);
  return Username === '<token>'
    ? { kind: 'identity_token', token: Secret }
    : { kind: 'password', user: Username, password: Secret };
}

function runHelper(program: string, input: string): Promise<{ readonly code: number; readonly output: string }> {
  return new Promise((resolve, reject) => {
    const child = spawn(program, ['get'], { stdio: ['pipe', 'pipe', 'ignore'], timeout: HELPER_TIMEOUT_MS });
    let output = '';
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      output += text;
      if (output.length > MAX_ANSWER_BYTES) child.kill('SIGKILL');
    });
    child.stdin.on('error', () => {});
    child.stdin.end(input);
    child.once('error', (cause) => reject(new RegistryError('unauthorized', `cannot run ${program}`, { cause })));
    child.once('close', (code) => resolve({ code: code ?? 1, output }));
  });
}
