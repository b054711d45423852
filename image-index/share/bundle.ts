import { createHash, type KeyObject, sign } from 'node:crypto';
import { BUNDLE_V03_MEDIA_TYPE, type Bundle, bundleFromJSON, bundleToJSON, toDSSEBundle } from '@sigstore/bundle';
import { type TrustMaterial, toSignedEntity, Verifier } from '@sigstore/verify';
import * as z from 'zod';
import type { TrustedKey } from './keys.ts';

/** Media type of a Sigstore bundle, and the artifact type of the manifest that carries one (sigstore/cosign, specs/BUNDLE_SPEC.md). */
export const BUNDLE_TYPE: string = BUNDLE_V03_MEDIA_TYPE;

/** What cosign's `sign` states since version 3; other predicates (SBOM, provenance, scans) are no word for the artifact itself. */
export const SIGN_PREDICATE = 'https://sigstore.dev/cosign/sign/v1';
const STATEMENT_TYPE = 'https://in-toto.io/Statement/v1';
const PAYLOAD_TYPE = 'application/vnd.in-toto+json';

const statement = z.object({
  _type: z.literal(STATEMENT_TYPE),
  subject: z.array(z.object({ digest: z.record(z.string(), z.string()) })).min(1),
  predicateType: z.literal(SIGN_PREDICATE),
});

/** Keys only: no authority, no log and no clock of anybody else is asked. */
const NO_LOGS = { tlogThreshold: 0, ctlogThreshold: 0, timestampThreshold: 0 };

export type SignedManifest = {
  /** `sha256:<hex>`. */
  readonly digest: string;
  readonly bytes: Buffer;
};

/** A bundle in which `key` says that the manifest `digest` is good. */
export function encodeBundle(digest: string, key: KeyObject, publicKey: TrustedKey): Buffer {
  const payload = Buffer.from(
    JSON.stringify({
      _type: STATEMENT_TYPE,
      subject: [{ digest: { sha256: digest.slice('sha256:'.length) } }],
      predicateType: SIGN_PREDICATE,
      predicate: {},
    }),
  );
  const bundle = toDSSEBundle({
    artifact: payload,
    artifactType: PAYLOAD_TYPE,
    signature: sign('sha256', preAuthEncoding(payload), key),
    keyHint: hintOf(publicKey.key),
  });
  return Buffer.from(JSON.stringify(bundleToJSON(bundle)));
}

/**
 * The first of `keys` that signed this bundle, if the bundle speaks of `manifest`. Entries of transparency logs and time stamps in it
 * are not looked at: a configured key needs none of them. Bundles with a certificate (keyless) have no signer here.
 */
export function bundleSigner(
  bytes: Buffer,
  manifest: SignedManifest,
  keys: readonly TrustedKey[],
): TrustedKey | undefined {
  try {
    const bundle = bundleFromJSON(JSON.parse(bytes.toString('utf8')));
    if (bundle.verificationMaterial.content.$case !== 'publicKey') return undefined;
    const signer = keys.find((key) => isSignedBy(bundle, manifest.bytes, key));
    // Nothing of the payload is looked at before its signature holds.
    return signer !== undefined && speaksOf(bundle, manifest) ? signer : undefined;
  } catch {
    // No bundle in form.
    return undefined;
  }
}

function isSignedBy(bundle: Bundle, artifact: Buffer, { key }: TrustedKey): boolean {
  const nobody = { certificateAuthorities: [], timestampAuthorities: [], tlogs: [], ctlogs: [] };
  const trust: TrustMaterial = { ...nobody, publicKey: () => ({ publicKey: key, validFor: () => true }) };
  try {
    new Verifier(trust, NO_LOGS).verify({ ...toSignedEntity(bundle, artifact), tlogEntries: [], timestamps: [] });
    return true;
  } catch {
    return false;
  }
}

/** A signature over bytes speaks of exactly these bytes; one over a statement says what of. */
function speaksOf({ content }: Bundle, manifest: SignedManifest): boolean {
  if (content.$case === 'messageSignature') return true;
  const { payload, payloadType } = content.dsseEnvelope;
  if (payloadType !== PAYLOAD_TYPE) return false;
  const parsed = statement.safeParse(JSON.parse(payload.toString('utf8')));
  const hex = manifest.digest.slice('sha256:'.length);
  return parsed.success && parsed.data.subject.some(({ digest }) => digest.sha256 === hex);
}

/** DSSE v1, "Pre-Authentication Encoding". */
function preAuthEncoding(payload: Buffer): Buffer {
  return Buffer.concat([Buffer.from(`DSSEv1 ${PAYLOAD_TYPE.length} ${PAYLOAD_TYPE} ${payload.length} `), payload]);
}

/** As cosign names a key in a bundle: base64 of the sha256 of its SubjectPublicKeyInfo. */
function hintOf(key: KeyObject): string {
  return createHash('sha256')
    .update(key.export({ type: 'spki', format: 'der' }))
    .digest('base64');
}
