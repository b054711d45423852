import { homedir } from 'node:os';
import { join, resolve } from 'node:path';
import { IndexError } from '../error.ts';
import { parseReference, referenceText } from '../read/registry/reference.ts';
import type { ImageSource } from '../read/source.ts';
import { UsageError } from './usage.ts';

export type NamedSource = {
  readonly source: ImageSource;
  /** The name with absolute paths: what the index remembers. */
  readonly ref: string;
};

export type SourceOptions = {
  /** Of containerd. */
  readonly namespace?: string;
  readonly env?: NodeJS.ProcessEnv;
};

/** Far in the future: nothing is left out. */
const NEVER_NS = 2n ** 62n;

type Parser = (rest: string, options: SourceOptions) => NamedSource;

/** The names that skopeo users know, and those of directories. */
const SCHEMES: Readonly<Record<string, Parser>> = {
  oci: (rest) => {
    const cut = rest.lastIndexOf(':');
    // A tag has no slash, so a colon before one belongs to the directory.
    const hasTag = cut > 0 && !rest.slice(cut).includes('/');
    const dir = resolve(hasTag ? rest.slice(0, cut) : rest);
    const tag = hasTag ? rest.slice(cut + 1) : '';
    return { source: { kind: 'oci_layout', dir, tag }, ref: tag === '' ? `oci:${dir}` : `oci:${dir}:${tag}` };
  },
  'oci-archive': (rest) => {
    const { path, name: tag } = pathAndName(rest);
    return { source: { kind: 'oci_archive', path, tag }, ref: joined('oci-archive', path, tag) };
  },
  'docker-archive': (rest) => {
    const { path, name: ref } = pathAndName(rest);
    return { source: { kind: 'docker_archive', path, ref }, ref: joined('docker-archive', path, ref) };
  },
  docker: (rest) => {
    if (!rest.startsWith('//')) throw new UsageError('a registry is named docker://HOST/REPO[:TAG|@DIGEST]');
    const ref = referenceOf(rest.slice(2));
    return { source: { kind: 'registry', ref }, ref: `docker://${ref}` };
  },
  'docker-daemon': (rest, { env = process.env }) => {
    const socket = unixSocket(env.DOCKER_HOST, '/var/run/docker.sock', 'DOCKER_HOST');
    return { source: { kind: 'docker_daemon', ref: rest, socket }, ref: `docker-daemon:${rest}` };
  },
  containerd: (rest, { namespace, env = process.env }) => {
    const socket = unixSocket(env.CONTAINERD_ADDRESS, '/run/containerd/containerd.sock', 'CONTAINERD_ADDRESS');
    const within = namespace ?? env.CONTAINERD_NAMESPACE ?? 'k8s.io';
    return { source: { kind: 'containerd', ref: rest, namespace: within, socket }, ref: `containerd:${rest}` };
  },
  'containers-storage': (rest, { env = process.env }) => {
    const [, inside, name] = /^(?:\[([^\]]*)\])?(.*)$/.exec(rest) ?? [];
    // `[driver@root+run:options]` as containers-transports(5) writes it.
    const stated = inside?.replace(/^[a-z0-9-]*@/, '').split(/[+:]/)[0];
    const root = stated === undefined || stated === '' ? storageRoot(env) : resolve(stated);
    return {
      source: { kind: 'containers_storage', ref: name ?? '', root },
      ref: `containers-storage:${stated === undefined ? '' : `[overlay@${root}]`}${name}`,
    };
  },
  container: (rest) => ({ source: { kind: 'container', id: rest }, ref: `container:${rest}` }),
  rootfs: (rest) => {
    const dir = resolve(rest);
    return { source: { kind: 'rootfs_baseline', dir, sinceNs: NEVER_NS }, ref: `rootfs:${dir}` };
  },
  dirs: (rest) => {
    const dirs = rest.split(':').map((dir) => resolve(dir));
    return { source: { kind: 'lower_dirs', dirs, mutable: true }, ref: `dirs:${dirs.join(':')}` };
  },
};

const KNOWN = Object.keys(SCHEMES)
  .map((scheme) => (scheme === 'docker' ? 'docker://' : `${scheme}:`))
  .join(', ');

/** Throws a UsageError. */
export function parseSource(text: string, options: SourceOptions = {}): NamedSource {
  const colon = text.indexOf(':');
  const scheme = colon < 0 ? '' : text.slice(0, colon);
  const rest = text.slice(colon + 1);
  if (!Object.hasOwn(SCHEMES, scheme) || rest === '') {
    const advice = text.includes('/') && colon < 0 ? `; a directory is named oci:${text} or rootfs:${text}` : '';
    throw new UsageError(`no SOURCE: ${JSON.stringify(text)} (use ${KNOWN})${advice}`);
  }
  return (SCHEMES[scheme] as Parser)(rest, options);
}

/** The same name that `parseSource` gives, for what looks like one; everything else stays. */
export function canonicalRef(text: string): string {
  const colon = text.indexOf(':');
  const known = colon > 0 && Object.hasOwn(SCHEMES, text.slice(0, colon)) && colon < text.length - 1;
  return known ? parseSource(text).ref : text;
}

/** `docker://HOST/REPO…` with or without its beginning. Throws a UsageError. */
export function registryName(text: string): string {
  return referenceOf(text.replace(/^docker:\/\//, ''));
}

function referenceOf(text: string): string {
  try {
    return referenceText(parseReference(text));
  } catch (error) {
    if (error instanceof IndexError) throw new UsageError(error.message);
    throw error;
  }
}

/** `FILE[:NAME]`, cut at the first colon as skopeo does. */
function pathAndName(text: string): { readonly path: string; readonly name: string } {
  const colon = text.indexOf(':');
  return colon < 0
    ? { path: resolve(text), name: '' }
    : { path: resolve(text.slice(0, colon)), name: text.slice(colon + 1) };
}

function joined(scheme: string, path: string, name: string): string {
  return name === '' ? `${scheme}:${path}` : `${scheme}:${path}:${name}`;
}

function unixSocket(address: string | undefined, fallback: string, variable: string): string {
  if (address === undefined || address === '') return fallback;
  const path = address.replace(/^unix:\/\//, '');
  if (!path.startsWith('/')) throw new UsageError(`${variable}: only unix:///PATH is supported, not ${address}`);
  return path;
}

/** containers-storage.conf(5): root's, or a user's own. */
function storageRoot(env: NodeJS.ProcessEnv): string {
  if (process.getuid?.() === 0) return '/var/lib/containers/storage';
  return join(env.XDG_DATA_HOME ?? join(homedir(), '.local', 'share'), 'containers', 'storage');
}
