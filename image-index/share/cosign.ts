import type { KeyObject } from 'node:crypto';
import * as z from 'zod';
import type { ReadControl } from '../read/layer-source.ts';
import { digestOf, MAX_JSON_BYTES, parseDocument } from '../read/oci-json.ts';
import type { RegistryClient } from '../read/registry/client.ts';
import { readBody } from '../read/registry/transport.ts';
import { type Blob, blobSchema, MANIFEST_TYPE } from './artifact.ts';
import { checkBundles } from './bundle-artifact.ts';
import type { TrustedKey } from './keys.ts';
import { encodePayload, signerOf, signPayload } from './signature.ts';
import { isUnfit } from './unfit.ts';
import { putBlob, putManifest } from './upload.ts';

const PAYLOAD_TYPE = 'application/vnd.dev.cosign.simplesigning.v1+json';
const SIGNATURE = 'dev.cosignproject.cosign/signature';
const CONFIG_TYPE = 'application/vnd.oci.image.config.v1+json';

const MAX_SIGNATURES = 64;
const MAX_PAYLOAD_BYTES = 1 << 16;

const signatures = z.object({ layers: z.array(blobSchema).max(MAX_SIGNATURES) });

/** Where cosign keeps the signatures of a manifest. */
function signatureTag(digest: string): string {
  return `${digest.replace(':', '-')}.sig`;
}

/** Adds a signature of the manifest `digest` beside those that are there (sigstore/cosign, specs/SIGNATURE_SPEC.md). */
export async function attachSignature(
  client: RegistryClient,
  digest: string,
  key: KeyObject,
  control: ReadControl,
): Promise<void> {
  const payload = encodePayload(`${client.host}/${client.repository}`, digest);
  const blob = { mediaType: PAYLOAD_TYPE, digest: digestOf(payload), size: payload.length };
  const layers: Blob[] = [...(await listed(client, digest, control)).slice(1 - MAX_SIGNATURES)];
  layers.push({ ...blob, annotations: { [SIGNATURE]: signPayload(payload, key) } });
  const config = Buffer.from(
    JSON.stringify({
      architecture: '',
      os: '',
      config: {},
      history: layers.map(() => ({ created: '0001-01-01T00:00:00Z' })),
      rootfs: { type: 'layers', diff_ids: layers.map((layer) => layer.digest) },
    }),
  );
  const configBlob = { digest: digestOf(config), size: config.length };
  await putBlob(client, { ...blob, content: payload }, control);
  await putBlob(client, { ...configBlob, content: config }, control);
  const manifest = {
    schemaVersion: 2,
    mediaType: MANIFEST_TYPE,
    config: { mediaType: CONFIG_TYPE, ...configBlob },
    layers,
  };
  await putManifest(client, signatureTag(digest), Buffer.from(JSON.stringify(manifest)), control);
}

/** `unsigned`: nobody signed it; `wrong_signature`: somebody did, none of these keys. */
export type SignatureCheck =
  | { readonly signer: TrustedKey }
  | { readonly signer: undefined; readonly reason: 'unsigned' | 'wrong_signature' };

/** Looks at signatures of both forms: under the digest's tag, and bundles that refer to it. */
export async function checkSignatures(
  client: RegistryClient,
  digest: string,
  keys: readonly TrustedKey[],
  control: ReadControl,
): Promise<SignatureCheck> {
  const layers = (await unlessUnfit(() => listed(client, digest, control))) ?? [];
  for (const { mediaType, digest: blob, size, annotations } of layers) {
    const signature = annotations?.[SIGNATURE];
    if (mediaType !== PAYLOAD_TYPE || signature === undefined || size > MAX_PAYLOAD_BYTES) continue;
    const payload = await unlessUnfit(async () =>
      readBody(await client.request({ path: `/blobs/${blob}`, accept: [200] }, control), MAX_PAYLOAD_BYTES),
    );
    if (payload === undefined || digestOf(payload) !== blob) continue;
    const signer = signerOf(payload, signature, digest, keys);
    if (signer !== undefined) return { signer };
  }
  const bundles = await checkBundles(client, digest, keys, control);
  if (bundles.signer !== undefined) return { signer: bundles.signer };
  return { signer: undefined, reason: layers.length + bundles.found === 0 ? 'unsigned' : 'wrong_signature' };
}

async function unlessUnfit<T>(read: () => Promise<T>): Promise<T | undefined> {
  try {
    return await read();
  } catch (error) {
    if (isUnfit(error)) return undefined;
    throw error;
  }
}

async function listed(client: RegistryClient, digest: string, control: ReadControl): Promise<readonly Blob[]> {
  const path = `/manifests/${signatureTag(digest)}`;
  const answer = await client.request({ path, headers: { accept: MANIFEST_TYPE }, accept: [200, 404] }, control);
  const body = await readBody(answer, MAX_JSON_BYTES);
  if (answer.statusCode === 404) return [];
  return parseDocument(signatures, body, `${client.host}: ${signatureTag(digest)}`).layers;
}
