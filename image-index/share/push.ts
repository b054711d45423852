import { createHash, type KeyObject } from 'node:crypto';
import { createReadStream, mkdirSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { asIndexError, IndexError } from '../error.ts';
import { describeAnew } from '../format/describe-anew.ts';
import { ImageIndex } from '../lookup.ts';
import type { ReadControl } from '../read/layer-source.ts';
import { RegistryClient } from '../read/registry/client.ts';
import type { RegistryOptions } from '../read/registry/options.ts';
import { parseReference } from '../read/registry/reference.ts';
import { ARTIFACT_TYPE, EMPTY_BYTES, EMPTY_CONFIG, encodeArtifact } from './artifact.ts';
import { attachBundle } from './bundle-artifact.ts';
import { attachSignature } from './cosign.ts';
import { putReferrer } from './referrers.ts';
import { expectFits, readSubject } from './subject.ts';
import { putBlob } from './upload.ts';

/**
 * - `simple`: a tag beside the artifact, which every version of cosign reads.
 * - `bundle`: a Sigstore bundle that refers to the artifact, as cosign writes since version 3.
 */
export type SignatureFormat = 'simple' | 'bundle';

export type PushRequest = {
  /** The image index's file. */
  readonly path: string;
  /** `HOST/REPO[:TAG|@DIGEST]` of the image in its registry. */
  readonly ref: string;
  readonly platform?: string;
  readonly registry: RegistryOptions;
  readonly signKey?: KeyObject;
  /** Default `simple`. */
  readonly signatureFormat?: SignatureFormat;
  /** For a copy of the index. */
  readonly scratchDir: string;
};

export type Pushed = {
  /** Of the image's manifest, which the artifact names as its subject. */
  readonly subject: string;
  /** Of the artifact's manifest: what is signed. */
  readonly artifact: string;
  readonly bytes: number;
  readonly signed: boolean;
  /** Whether the registry keeps referrers itself; else the tag was written. */
  readonly referrersApi: boolean;
};

/**
 * Attaches an index to its image as an OCI artifact with the image's manifest as `subject`. Refused unless the index is of exactly this
 * image and was made from bytes that were verified against its diffIDs. Throws an IndexError.
 */
export async function pushIndex(request: PushRequest, control: ReadControl): Promise<Pushed> {
  const reference = parseReference(request.ref);
  const client = new RegistryClient(reference.host, reference.repository, request.registry, 'pull,push');
  const copy = join(request.scratchDir, `push.${process.pid}.tmp`);
  try {
    const image = await readSubject([client], reference, request.platform, control);
    expectPushable(request.path, (index) => expectFits(index, image));
    mkdirSync(request.scratchDir, { recursive: true, mode: 0o700 });
    const name = { key: image.id, id: image.id, digest: image.digest, ref: request.ref };
    describeAnew(request.path, copy, ({ signer: _, ...meta }) => ({ ...meta, ...name }));
    const index = { digest: await fileDigest(copy), size: statSync(copy).size };
    await putBlob(client, { ...index, content: copy }, control);
    await putBlob(client, { ...EMPTY_CONFIG, content: EMPTY_BYTES }, control);
    const subject = { mediaType: image.mediaType, digest: image.digest, size: image.size };
    const manifest = encodeArtifact({ subject, index, imageId: image.id });
    const facts = { subject: image.digest, artifactType: ARTIFACT_TYPE };
    const artifact = await putReferrer(client, manifest, facts, control);
    const { signKey, signatureFormat = 'simple' } = request;
    if (signKey !== undefined && signatureFormat === 'simple')
      await attachSignature(client, artifact.digest, signKey, control);
    if (signKey !== undefined && signatureFormat === 'bundle')
      await attachBundle(client, { digest: artifact.digest, size: manifest.length }, signKey, control);
    return {
      subject: image.digest,
      artifact: artifact.digest,
      bytes: index.size,
      signed: request.signKey !== undefined,
      referrersApi: artifact.subjectKnown,
    };
  } catch (error) {
    throw asIndexError(error, `cannot push the index of ${request.ref}`);
  } finally {
    rmSync(copy, { force: true });
    client.close();
  }
}

function expectPushable(path: string, fits: (index: ImageIndex) => void): void {
  const index = ImageIndex.open(path);
  try {
    if (index.provenance !== 'registry' && index.provenance !== 'content_store')
      throw new IndexError(
        'unsupported',
        `an index made from ${index.provenance} was verified against nothing: build it from docker:// or an archive`,
      );
    fits(index);
  } finally {
    index.close();
  }
}

async function fileDigest(path: string): Promise<string> {
  const hash = createHash('sha256');
  await pipeline(createReadStream(path, { highWaterMark: 1 << 20 }), hash);
  return `sha256:${hash.digest('hex')}`;
}
