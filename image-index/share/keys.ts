import { createHash, createPrivateKey, createPublicKey, type KeyObject } from 'node:crypto';
import { readFileSync, statSync } from 'node:fs';
import { IndexError } from '../error.ts';
import { isCosignKey, readCosignKey } from './cosign-key.ts';

const MAX_KEY_BYTES = 1 << 16;

/** A public key that vouches for indexes. */
export type TrustedKey = {
  readonly key: KeyObject;
  /** `SHA256:` and the first 16 hex digits of the sha256 of its SubjectPublicKeyInfo. */
  readonly fingerprint: string;
};

/** A PEM file as cosign writes `cosign.pub`: an ECDSA key on P-256. Throws `io`, `malformed` or `unsupported`. */
export function readPublicKey(path: string): TrustedKey {
  return parsePublicKey(readPem(path), path);
}

export function parsePublicKey(pem: Buffer, what: string): TrustedKey {
  if (/PRIVATE KEY/.test(pem.toString('latin1')))
    throw new IndexError('malformed', `${what} is a private key; give the public one`);
  return trusted(
    attempt(() => createPublicKey(pem), what),
    what,
  );
}

/**
 * A private key: cosign's own file (`cosign generate-key-pair`), or PKCS #8 (`openssl genpkey -algorithm EC -pkeyopt
 * ec_paramgen_curve:P-256`), which may be encrypted. The password is `COSIGN_PASSWORD`.
 */
export function readPrivateKey(path: string, env: NodeJS.ProcessEnv = process.env): KeyObject {
  const pem = readPem(path);
  const passphrase = env.COSIGN_PASSWORD;
  const text = pem.toString('latin1');
  if (isCosignKey(text) && passphrase === undefined)
    throw new IndexError('malformed', `${path} is encrypted: put its password into COSIGN_PASSWORD`);
  const key = isCosignKey(text)
    ? readCosignKey(text, passphrase ?? '', path)
    : attempt(() => createPrivateKey({ key: pem, ...(passphrase !== undefined && { passphrase }) }), path);
  expectP256(key, path);
  return key;
}

export function fingerprintOf(key: KeyObject): string {
  const der = key.export({ type: 'spki', format: 'der' });
  return `SHA256:${createHash('sha256').update(der).digest('hex').slice(0, 16)}`;
}

function trusted(key: KeyObject, what: string): TrustedKey {
  expectP256(key, what);
  return { key, fingerprint: fingerprintOf(key) };
}

function expectP256(key: KeyObject, what: string): void {
  const curve = key.asymmetricKeyType === 'ec' ? key.asymmetricKeyDetails?.namedCurve : key.asymmetricKeyType;
  if (curve !== 'prime256v1')
    throw new IndexError('unsupported', `${what}: an ECDSA key on P-256 is needed, not ${curve}`);
}

function readPem(path: string): Buffer {
  try {
    if (statSync(path).size > MAX_KEY_BYTES) throw new IndexError('malformed', `${path} is no key`);
    return readFileSync(path);
  } catch (error) {
    if (error instanceof IndexError) throw error;
    throw new IndexError('io', `cannot read the key ${path}`, { cause: error });
  }
}

function attempt<T>(parse: () => T, what: string): T {
  try {
    return parse();
  } catch (error) {
    throw new IndexError('malformed', `${what} is no key in PEM (or its password is wrong)`, { cause: error });
  }
}
