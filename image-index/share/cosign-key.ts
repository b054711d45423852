import { createPrivateKey, type KeyObject, scryptSync } from 'node:crypto';
import { xsalsa20poly1305 } from '@noble/ciphers/salsa.js';
import * as z from 'zod';
import { IndexError } from '../error.ts';
import { parseDocument } from '../read/oci-json.ts';

const PEM =
  /-----BEGIN ENCRYPTED (SIGSTORE|COSIGN) PRIVATE KEY-----([A-Za-z0-9+/=\s]*)-----END ENCRYPTED \1 PRIVATE KEY-----/;

/** cosign takes N = 2^16 or 2^15 with r = 8, p = 1, 64 MiB; a file may not ask for more than 1 GiB. */
const MAX_N = 1 << 20;
const MAX_R = 8;
const MAX_P = 4;

const KEY_BYTES = 32;
const NONCE_BYTES = 24;

/** What go-securesystemslib's `encrypted` package writes: scrypt, then NaCl's secretbox around a PKCS #8 key. */
const envelope = z.object({
  kdf: z.object({
    name: z.literal('scrypt'),
    params: z.object({
      N: z
        .number()
        .int()
        .min(2)
        .max(MAX_N)
        .refine((n) => (n & (n - 1)) === 0),
      r: z.number().int().min(1).max(MAX_R),
      p: z.number().int().min(1).max(MAX_P),
    }),
    salt: z.base64().min(1),
  }),
  cipher: z.object({ name: z.literal('nacl/secretbox'), nonce: z.base64() }),
  ciphertext: z.base64().min(1),
});

/** Whether a key's file is cosign's own, as `cosign generate-key-pair` writes `cosign.key`. */
export function isCosignKey(pem: string): boolean {
  return /-----BEGIN ENCRYPTED (?:SIGSTORE|COSIGN) PRIVATE KEY-----/.test(pem);
}

/** Throws `malformed` for what is no such file, and for a wrong password. */
export function readCosignKey(pem: string, password: string, what: string): KeyObject {
  const body = PEM.exec(pem)?.[2];
  if (body === undefined) throw new IndexError('malformed', `${what} is no whole PEM file`);
  const { kdf, cipher, ciphertext } = parseDocument(envelope, Buffer.from(body, 'base64'), what);
  const { N, r, p } = kdf.params;
  const nonce = Buffer.from(cipher.nonce, 'base64');
  if (nonce.length !== NONCE_BYTES) throw new IndexError('malformed', `${what}: a nonce of ${nonce.length} bytes`);
  // The factor is what scrypt needs beside its 128 N r bytes.
  const options = { N, r, p, maxmem: 2 * 128 * N * r };
  const key = scryptSync(password, Buffer.from(kdf.salt, 'base64'), KEY_BYTES, options);
  const opened = open(key, nonce, Buffer.from(ciphertext, 'base64'), what);
  try {
    return createPrivateKey({ key: Buffer.from(opened), format: 'der', type: 'pkcs8' });
  } catch (cause) {
    throw new IndexError('malformed', `${what} holds no PKCS #8 key`, { cause });
  }
}

function open(key: Buffer, nonce: Buffer, ciphertext: Buffer, what: string): Uint8Array {
  try {
    return xsalsa20poly1305(key, nonce).decrypt(ciphertext);
  } catch (cause) {
    throw new IndexError('malformed', `${what}: its password is wrong (COSIGN_PASSWORD)`, { cause });
  }
}
