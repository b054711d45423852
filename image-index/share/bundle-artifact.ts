import { createPublicKey, type KeyObject } from 'node:crypto';
import * as z from 'zod';
import { IndexError } from '../error.ts';
import type { ReadControl } from '../read/layer-source.ts';
import { digestOf, MAX_JSON_BYTES, parseDocument } from '../read/oci-json.ts';
import type { RegistryClient } from '../read/registry/client.ts';
import { readBody } from '../read/registry/transport.ts';
import { blobSchema, EMPTY_BYTES, EMPTY_CONFIG, MANIFEST_TYPE } from './artifact.ts';
import { BUNDLE_TYPE, bundleSigner, encodeBundle, SIGN_PREDICATE } from './bundle.ts';
import type { TrustedKey } from './keys.ts';
import { listReferrers, putReferrer } from './referrers.ts';
import { isUnfit } from './unfit.ts';
import { putBlob } from './upload.ts';

/** Anybody can attach any number. */
const MAX_BUNDLES = 32;
/** cosign's are a few kilobytes. */
const MAX_BUNDLE_BYTES = 1 << 20;

const carrier = z.object({
  subject: z.object({ digest: z.string() }),
  layers: z.array(blobSchema).length(1),
});

/** Signs the manifest `digest` (of `size` bytes) by a bundle that refers to it, as cosign does since version 3. */
export async function attachBundle(
  client: RegistryClient,
  { digest, size }: { readonly digest: string; readonly size: number },
  key: KeyObject,
  control: ReadControl,
): Promise<void> {
  const bundle = encodeBundle(digest, key, { key: createPublicKey(key), fingerprint: '' });
  const layer = { mediaType: BUNDLE_TYPE, digest: digestOf(bundle), size: bundle.length };
  await putBlob(client, { ...layer, content: bundle }, control);
  await putBlob(client, { ...EMPTY_CONFIG, content: EMPTY_BYTES }, control);
  const annotations = {
    'dev.sigstore.bundle.content': 'dsse-envelope',
    'dev.sigstore.bundle.predicateType': SIGN_PREDICATE,
  };
  const manifest = {
    schemaVersion: 2,
    mediaType: MANIFEST_TYPE,
    artifactType: BUNDLE_TYPE,
    config: EMPTY_CONFIG,
    layers: [layer],
    subject: { mediaType: MANIFEST_TYPE, digest, size },
    annotations,
  };
  const bytes = Buffer.from(JSON.stringify(manifest));
  await putReferrer(client, bytes, { subject: digest, artifactType: BUNDLE_TYPE, annotations }, control);
}

export type BundleCheck = { readonly signer: TrustedKey | undefined; readonly found: number };

/** Looks through the bundles that refer to the manifest `digest`. `found`: how many there are, whoever signed them. */
export async function checkBundles(
  client: RegistryClient,
  digest: string,
  keys: readonly TrustedKey[],
  control: ReadControl,
): Promise<BundleCheck> {
  const referrers = await listReferrers(client, digest, BUNDLE_TYPE, control);
  if (referrers.length === 0) return { signer: undefined, found: 0 };
  const manifest = { digest, bytes: await document(client, digest, control) };
  for (const referrer of referrers.slice(0, MAX_BUNDLES)) {
    const bytes = await bundleOf(client, referrer.digest, digest, control);
    const signer = bytes === undefined ? undefined : bundleSigner(bytes, manifest, keys);
    if (signer !== undefined) return { signer, found: referrers.length };
  }
  return { signer: undefined, found: referrers.length };
}

/** Undefined for what is no bundle of this manifest: others may be. */
async function bundleOf(client: RegistryClient, digest: string, subject: string, control: ReadControl) {
  try {
    const what = `bundle ${digest}`;
    const { layers, subject: stated } = parseDocument(carrier, await document(client, digest, control), what);
    const [layer] = layers;
    if (stated.digest !== subject || layer?.mediaType !== BUNDLE_TYPE || layer.size > MAX_BUNDLE_BYTES)
      return undefined;
    const answer = await client.request({ path: `/blobs/${layer.digest}`, accept: [200, 404] }, control);
    const bytes = await readBody(answer, MAX_BUNDLE_BYTES);
    return answer.statusCode === 200 && digestOf(bytes) === layer.digest ? bytes : undefined;
  } catch (error) {
    if (isUnfit(error)) return undefined;
    throw error;
  }
}

async function document(client: RegistryClient, digest: string, control: ReadControl): Promise<Buffer> {
  const headers = { accept: MANIFEST_TYPE };
  const answer = await client.request({ path: `/manifests/${digest}`, headers, accept: [200] }, control);
  const bytes = await readBody(answer, MAX_JSON_BYTES);
  const actual = digestOf(bytes);
  if (actual !== digest) throw new IndexError('mismatch', `a manifest should be ${digest} but is ${actual}`);
  return bytes;
}
