import { createHash } from 'node:crypto';
import { asIndexError, IndexError } from '../error.ts';
import { describeAnew } from '../format/describe-anew.ts';
import { ImageIndex } from '../lookup.ts';
import type { Chunks } from '../read/chunks.ts';
import type { ReadControl } from '../read/layer-source.ts';
import { blobChunks } from '../read/registry/blob-stream.ts';
import type { RegistryClient } from '../read/registry/client.ts';
import type { RegistryOptions } from '../read/registry/options.ts';
import { parseReference, referenceText } from '../read/registry/reference.ts';
import { RegistryError } from '../read/registry/registry-error.ts';
import { getDocument, readers } from '../read/registry/source.ts';
import { type Spooled, spool } from '../read/spool.ts';
import { verifyImage } from '../verify.ts';
import { ARTIFACT_TYPE, type Blob, decodeArtifact, MAX_INDEX_BYTES } from './artifact.ts';
import { checkSignatures } from './cosign.ts';
import type { TrustedKey } from './keys.ts';
import { listReferrers, type Referrer } from './referrers.ts';
import { expectFits, readSubject, type SubjectImage } from './subject.ts';
import { isUnfit } from './unfit.ts';

export type PullRequest = {
  /** `HOST/REPO[:TAG|@DIGEST]`. */
  readonly ref: string;
  /** Manifest or index digest, where an engine states one: it goes before the reference's tag. */
  readonly digest?: string;
  /** Config digest. The image that the registry has must be this one. */
  readonly id?: string;
  readonly platform?: string;
  /** Name of the index in its store; default: the config digest. */
  readonly key?: string;
  /** Then the registry counts as unreachable. Default: none beside the connections' own. */
  readonly timeoutMs?: number;
  readonly registry: RegistryOptions;
  readonly scratchDir: string;
};

/**
 * - `none`: nobody attached an index to this image.
 * - `unsigned`, `wrong_signature`: there is one, but none of the keys vouches for it.
 * - `does_not_fit`: signed by one of the keys, but damaged or of another image.
 * - `unreachable`: the registry cannot be asked (connection, credentials, no such image).
 */
export type PullRefusal = 'none' | 'unsigned' | 'wrong_signature' | 'does_not_fit' | 'unreachable';

export type PullOutcome =
  | {
      readonly pulled: true;
      readonly image: SubjectImage;
      readonly signer: string | undefined;
      readonly artifact: string;
    }
  | { readonly pulled: false; readonly reason: PullRefusal; readonly message: string };

/** Attackers can attach any number. */
const MAX_CANDIDATES = 32;

/**
 * Fetches an index that somebody attached to the image and one of `keys` signed, checks it against the image's manifest, config and
 * diffIDs and every checksum in it, and writes it to where `pathOf` says. Expected outcomes are values. `keys` undefined: any index, for
 * looking at, never for a store that a sensor reads.
 */
export async function pullIndex(
  request: PullRequest,
  keys: readonly TrustedKey[] | undefined,
  pathOf: (image: SubjectImage) => string,
  control: ReadControl,
): Promise<PullOutcome> {
  const { timeoutMs } = request;
  if (timeoutMs === undefined) return ask(request, keys, pathOf, control);
  const { promise: late, resolve } = Promise.withResolvers<PullOutcome>();
  let over = false;
  const timer = setTimeout(() => {
    over = true;
    resolve(refusal('unreachable', `no index within ${timeoutMs / 1000} s`));
  }, timeoutMs);
  const bounded: ReadControl = {
    ...control,
    check: () => {
      control.check();
      if (over) throw new IndexError('aborted', 'too late');
    },
  };
  const asked = ask(request, keys, pathOf, bounded);
  // After its time nobody hears what became of it.
  asked.catch(() => {});
  try {
    return await Promise.race([asked, late]);
  } finally {
    clearTimeout(timer);
  }
}

async function ask(
  request: PullRequest,
  keys: readonly TrustedKey[] | undefined,
  pathOf: (image: SubjectImage) => string,
  control: ReadControl,
): Promise<PullOutcome> {
  let clients: RegistryClient[] = [];
  try {
    const parsed = parseReference(request.ref);
    const reference = request.digest === undefined ? parsed : { ...parsed, digest: request.digest };
    clients = readers(reference, request.registry);
    const image = await readSubject(clients, reference, request.platform, control);
    if (request.id !== undefined && request.id !== image.id)
      return refusal('does_not_fit', `the registry has the image ${image.id}, here runs ${request.id}`);
    const origin = clients.at(-1) as RegistryClient;
    const found = await listReferrers(origin, image.digest, ARTIFACT_TYPE, control);
    if (found.length === 0) return refusal('none', `no index is attached to ${image.digest}`);
    return await firstTrusted(found.slice(0, MAX_CANDIDATES), {
      request,
      keys,
      clients,
      origin,
      image,
      pathOf,
      control,
    });
  } catch (error) {
    if (error instanceof RegistryError) return refusal('unreachable', describe(error));
    if (error instanceof IndexError && error.code === 'mismatch') return refusal('does_not_fit', error.message);
    throw asIndexError(error, `cannot pull the index of ${request.ref}`);
  } finally {
    for (const client of clients) client.close();
  }
}

type Context = {
  readonly request: PullRequest;
  readonly keys: readonly TrustedKey[] | undefined;
  readonly clients: readonly RegistryClient[];
  readonly origin: RegistryClient;
  readonly image: SubjectImage;
  readonly pathOf: (image: SubjectImage) => string;
  readonly control: ReadControl;
};

async function firstTrusted(candidates: readonly Referrer[], context: Context): Promise<PullOutcome> {
  const { keys, origin, image, control } = context;
  let refused = refusal('unsigned', `no index of ${image.digest} is signed`);
  for (const { digest } of candidates) {
    try {
      const check = keys === undefined ? undefined : await checkSignatures(origin, digest, keys, control);
      if (check !== undefined && check.signer === undefined) {
        // The most telling reason of several stays.
        if (check.reason === 'wrong_signature' && refused.reason === 'unsigned')
          refused = refusal(
            'wrong_signature',
            `the index ${digest} is signed by none of the ${keys?.length} given keys`,
          );
        continue;
      }
      const signer = check?.signer?.fingerprint;
      await fetchIndex(digest, signer, context);
      return { pulled: true, image, signer, artifact: digest };
    } catch (error) {
      if (!isUnfit(error)) throw error;
      refused = refusal('does_not_fit', `the index ${digest}: ${describe(error)}`);
    }
  }
  return refused;
}

async function fetchIndex(digest: string, signer: string | undefined, context: Context): Promise<void> {
  const { request, clients, image, control } = context;
  const { bytes } = await getDocument(clients, `/manifests/${digest}`, control);
  const blob = decodeArtifact(bytes, digest, image.digest);
  const spooled = await fetchBlob(blob, request.scratchDir, clients, control);
  try {
    const { fault } = verifyImage(spooled.path);
    if (fault !== undefined) throw fault;
    const index = ImageIndex.open(spooled.path);
    try {
      if (index.digest !== image.digest)
        throw new IndexError('mismatch', `it is of the manifest ${index.digest ?? 'unknown'}, not of ${image.digest}`);
      expectFits(index, image);
    } finally {
      index.close();
    }
    // As `build docker://…` names it.
    const ref = `docker://${referenceText(parseReference(request.ref))}`;
    const names = { key: request.key ?? image.id, id: image.id, digest: image.digest, ref };
    describeAnew(spooled.path, context.pathOf(image), ({ layers }) => ({
      ...names,
      layers,
      provenance: 'registry',
      ...(signer !== undefined && { signer }),
    }));
  } finally {
    spooled.remove();
  }
}

async function fetchBlob(
  blob: Blob,
  scratchDir: string,
  clients: readonly RegistryClient[],
  control: ReadControl,
): Promise<Spooled> {
  const hash = createHash('sha256');
  const spooled = await spool(observed(blobChunks(clients, blob, control), hash), scratchDir, MAX_INDEX_BYTES, control);
  const actual = `sha256:${hash.digest('hex')}`;
  if (actual === blob.digest) return spooled;
  spooled.remove();
  throw new IndexError('mismatch', `its bytes should be ${blob.digest} but are ${actual}`);
}

async function* observed(source: Chunks, hash: ReturnType<typeof createHash>): Chunks {
  for await (const chunk of source) {
    hash.update(chunk);
    yield chunk;
  }
}

function refusal(reason: PullRefusal, message: string) {
  return { pulled: false, reason, message } as const as Extract<PullOutcome, { pulled: false }>;
}

function describe(error: Error): string {
  const { cause } = error;
  return cause instanceof Error ? `${error.message}: ${cause.message}` : error.message;
}
