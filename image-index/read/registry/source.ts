import { IndexError } from '../../error.ts';
import { type BlobStore, findManifest, openManifest } from '../blobs.ts';
import type { LayerSource, ReadControl } from '../layer-source.ts';
import { type Descriptor, digestOf, MAX_JSON_BYTES, parseIndex } from '../oci-json.ts';
import { machinePlatform } from '../platform.ts';
import type { ImageSource } from '../source.ts';
import { blobChunks } from './blob-stream.ts';
import { RegistryClient } from './client.ts';
import type { RegistryOptions } from './options.ts';
import { manifestName, parseReference, type Reference, referenceText } from './reference.ts';
import { isTransient, RegistryError } from './registry-error.ts';
import { ATTEMPTS, delayMs, pause } from './retry.ts';
import { readBody } from './transport.ts';

export type RegistrySourceOptions = { readonly platform?: string; readonly registry?: RegistryOptions };

const MANIFEST_TYPES = [
  'application/vnd.oci.image.manifest.v1+json',
  'application/vnd.oci.image.index.v1+json',
  'application/vnd.docker.distribution.manifest.v2+json',
  'application/vnd.docker.distribution.manifest.list.v2+json',
].join(', ');

/** An image in a registry, by the OCI distribution API. Every digest on the way is verified. */
export function registrySource(
  source: Extract<ImageSource, { kind: 'registry' }>,
  options: RegistrySourceOptions,
): LayerSource {
  return {
    open: async (control) => {
      const reference = parseReference(source.ref);
      const clients = readers(reference, options.registry ?? {});
      const close = async () => {
        for (const client of clients) client.close();
      };
      try {
        const blobs = registryBlobs(clients, reference);
        const found = await platformManifest(blobs, clients, reference, options.platform, control);
        return { ...(await openManifest(blobs, found, control)), close };
      } catch (error) {
        await close();
        throw error;
      }
    },
  };
}

/** The mirrors and then the registry itself. */
export function readers({ host, repository }: Reference, options: RegistryOptions): RegistryClient[] {
  const mirrors = (options.mirrors ?? []).map((mirror) => {
    const { host: at, repository: path } = parseReference(`${mirror}/${repository}`);
    return new RegistryClient(at, path, options);
  });
  return [...mirrors, new RegistryClient(host, repository, options)];
}

export function registryBlobs(clients: readonly RegistryClient[], reference: Reference): BlobStore {
  return {
    where: `docker://${referenceText(reference)}`,
    provenance: 'registry',
    document: async (descriptor, control) => {
      const isManifest = /manifest|index/.test(descriptor.mediaType ?? '');
      const path = `/${isManifest ? 'manifests' : 'blobs'}/${descriptor.digest}`;
      return (await getDocument(clients, path, control)).bytes;
    },
    layer: (descriptor, control) => blobChunks(clients, descriptor, control),
  };
}

/** The manifest that `reference` means for this platform (default: this machine's). */
export async function platformManifest(
  blobs: BlobStore,
  clients: readonly RegistryClient[],
  reference: Reference,
  platform: string | undefined,
  control: ReadControl,
) {
  const { bytes, stated } = await getDocument(clients, `/manifests/${manifestName(reference)}`, control);
  const digest = digestOf(bytes);
  const expected = reference.digest ?? stated;
  if (expected !== undefined && expected !== digest)
    throw new IndexError('mismatch', `${blobs.where}: the manifest should be ${expected} but is ${digest}`);
  const nested = parseIndex(bytes, `${blobs.where}: manifest ${digest}`);
  if (nested === undefined) return { digest, bytes };
  return findManifest(blobs, nested.map(asManifest), platform ?? machinePlatform(), control);
}

/** Descriptors in an index are manifests whatever their media type. */
function asManifest(descriptor: Descriptor): Descriptor {
  return { ...descriptor, mediaType: descriptor.mediaType ?? MANIFEST_TYPES };
}

/** Of the first that has it. `stated`: the Docker-Content-Digest header. */
export async function getDocument(clients: readonly RegistryClient[], path: string, control: ReadControl) {
  let failure: unknown;
  for (const client of clients) {
    for (let failures = 1; failures <= ATTEMPTS; failures++) {
      try {
        const answer = await client.request({ path, headers: { accept: MANIFEST_TYPES }, accept: [200] }, control);
        try {
          const bytes = await readBody(answer, MAX_JSON_BYTES);
          return { bytes, stated: sha256Of(answer.headers['docker-content-digest']) };
        } catch (error) {
          // The head came, the body broke off: once more. Everything else has had its attempts.
          if (!isTransient(error) || failures === ATTEMPTS) throw error;
          await pause(delayMs(failures, undefined), control);
        }
      } catch (error) {
        if (!(error instanceof RegistryError)) throw error;
        failure = error;
        break;
      }
    }
  }
  throw failure;
}

function sha256Of(header: string | string[] | undefined): string | undefined {
  return typeof header === 'string' && header.startsWith('sha256:') ? header : undefined;
}
