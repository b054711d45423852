import { type KeyObject, sign, verify } from 'node:crypto';
import * as z from 'zod';
import type { TrustedKey } from './keys.ts';

/** cosign's "simple signing" payload (sigstore/cosign, specs/SIGNATURE_SPEC.md). */
const payloadSchema = z.object({
  critical: z.object({
    type: z.literal(['cosign container image signature', 'atomic container signature']),
    image: z.object({ 'docker-manifest-digest': z.string() }),
  }),
});

/** Signatures are over these bytes. `repository`: `HOST/REPO`. */
export function encodePayload(repository: string, digest: string): Buffer {
  return Buffer.from(
    JSON.stringify({
      critical: {
        identity: { 'docker-reference': repository },
        image: { 'docker-manifest-digest': digest },
        type: 'cosign container image signature',
      },
      optional: null,
    }),
  );
}

/** ECDSA over SHA-256, DER, base64. */
export function signPayload(payload: Buffer, key: KeyObject): string {
  return sign('sha256', payload, key).toString('base64');
}

/** The first of `keys` that signed this payload, if the payload speaks of the manifest `digest`. */
export function signerOf(
  payload: Buffer,
  signature: string,
  digest: string,
  keys: readonly TrustedKey[],
): TrustedKey | undefined {
  const bytes = Buffer.from(signature, 'base64');
  const signer = keys.find(({ key }) => isSignedBy(payload, bytes, key));
  // Nothing of the payload is looked at before its signature holds.
  return signer !== undefined && speaksOf(payload, digest) ? signer : undefined;
}

function isSignedBy(payload: Buffer, signature: Buffer, key: KeyObject): boolean {
  try {
    return verify('sha256', payload, key, signature);
  } catch {
    // No signature at all in form.
    return false;
  }
}

function speaksOf(payload: Buffer, digest: string): boolean {
  try {
    const parsed = payloadSchema.safeParse(JSON.parse(payload.toString('utf8')));
    return parsed.success && parsed.data.critical.image['docker-manifest-digest'] === digest;
  } catch {
    return false;
  }
}
