import { IndexError } from '../../error.ts';

/** `HOST/REPO[:TAG][@DIGEST]`, taken apart. */
export type Reference = {
  /** As written, with its port: what credentials and certificates are filed under. `docker.io` for Docker Hub. */
  readonly host: string;
  readonly repository: string;
  readonly tag?: string;
  readonly digest?: string;
};

/** Distribution specification, "Pulling manifests". */
const COMPONENT = '[a-z0-9]+(?:(?:\\.|_|__|-+)[a-z0-9]+)*';
const REPOSITORY = new RegExp(`^${COMPONENT}(?:/${COMPONENT})*$`);
const TAG = /^[a-zA-Z0-9_][a-zA-Z0-9._-]{0,127}$/;
const DIGEST = /^sha256:[0-9a-f]{64}$/;
const HOST = /^(?:[a-zA-Z0-9](?:[a-zA-Z0-9.-]*[a-zA-Z0-9])?|\[[0-9a-fA-F:]+\])(?::[0-9]{1,5})?$/;

/** Docker's short names are Docker Hub's; a first part with a dot, a port or `localhost` is a host. Throws `malformed`. */
export function parseReference(text: string): Reference {
  const at = text.lastIndexOf('@');
  const digest = at < 0 ? undefined : text.slice(at + 1);
  const named = at < 0 ? text : text.slice(0, at);
  const colon = named.lastIndexOf(':');
  const hasTag = colon > named.lastIndexOf('/');
  const tag = hasTag ? named.slice(colon + 1) : undefined;
  const path = hasTag ? named.slice(0, colon) : named;
  const slash = path.indexOf('/');
  const first = slash < 0 ? '' : path.slice(0, slash);
  const isHost = /[.:]/.test(first) || first === 'localhost';
  const host = isHost ? first.replace(/^(?:index|registry-1)\.docker\.io$/, 'docker.io') : 'docker.io';
  const rest = isHost ? path.slice(slash + 1) : path;
  const repository = host === 'docker.io' && !rest.includes('/') ? `library/${rest}` : rest;
  const wrong =
    !HOST.test(host) ||
    !REPOSITORY.test(repository) ||
    (tag !== undefined && !TAG.test(tag)) ||
    (digest !== undefined && !DIGEST.test(digest)) ||
    repository.length > 255;
  if (wrong) throw new IndexError('malformed', `not HOST/REPO[:TAG|@DIGEST]: ${JSON.stringify(text.slice(0, 300))}`);
  return { host, repository, ...(tag !== undefined && { tag }), ...(digest !== undefined && { digest }) };
}

/** Tag or digest for the manifest's address; the digest where there is one. */
export function manifestName({ tag, digest }: Reference): string {
  return digest ?? tag ?? 'latest';
}

/** Complete, with its host, and a tag where nothing else names the manifest. */
export function referenceText(reference: Reference): string {
  const { host, repository, tag, digest } = reference;
  const named = tag !== undefined ? `:${tag}` : digest === undefined ? ':latest' : '';
  return `${host}/${repository}${named}${digest === undefined ? '' : `@${digest}`}`;
}

/** Where the API of `host` answers. */
export function apiHost(host: string): string {
  return host === 'docker.io' ? 'registry-1.docker.io' : host;
}
