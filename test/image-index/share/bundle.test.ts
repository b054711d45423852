/** Signatures in cosign's newer form, and its own key files. */
import {
  type createPrivateKey,
  createPublicKey,
  generateKeyPairSync,
  randomBytes,
  scryptSync,
  sign,
} from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { xsalsa20poly1305 } from '@noble/ciphers/salsa.js';
import { bundleFromJSON, bundleToJSON, toMessageSignatureBundle } from '@sigstore/bundle';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { BUNDLE_TYPE, bundleSigner, encodeBundle } from '../../../image-index/share/bundle.ts';
import { readCosignKey } from '../../../image-index/share/cosign-key.ts';
import {
  fingerprintOf,
  parsePublicKey,
  readPrivateKey,
  readPublicKey,
  type TrustedKey,
} from '../../../image-index/share/keys.ts';
import { tryRun } from '../../support/command.ts';
import { describeIf, need } from '../../support/need.ts';
import { layerDirectory, ociImage, pushImage } from '../../support/oci.ts';
import { type TempDir, tempDir } from '../../support/temp.ts';
import { fakeRegistry, putImage, sha256 } from '../support/fake-registry.ts';
import { startRegistry } from '../support/registry.ts';
import { tar } from '../support/tar.ts';

const BIN = new URL('../../../bin/image-index', import.meta.url).pathname;
let temp: TempDir;
const at = (name: string) => join(temp.path, name);
let number = 0;

/**
 * Made by other programs: libsodium (PyNaCl) for the box, Python's hashlib for scrypt, openssl for the key; the password of the first is
 * "cosign password", the second (as cosign 1 named it) has an empty one.
 */
const SIGSTORE_KEY = `-----BEGIN ENCRYPTED SIGSTORE PRIVATE KEY-----
eyJrZGYiOnsibmFtZSI6InNjcnlwdCIsInBhcmFtcyI6eyJOIjo2NTUzNiwiciI6
OCwicCI6MX0sInNhbHQiOiJBQUVDQXdRRkJnY0lDUW9MREEwT0R4QVJFaE1VRlJZ
WEdCa2FHeHdkSGg4PSJ9LCJjaXBoZXIiOnsibmFtZSI6Im5hY2wvc2VjcmV0Ym94
Iiwibm9uY2UiOiJaR1ZtWjJocGFtdHNiVzV2Y0hGeWMzUjFkbmQ0ZVhwNyJ9LCJj
aXBoZXJ0ZXh0IjoiTTVwTlM1eEw2NktpZjlyRVF1S1k0SWhxL1Z1UmszdzFiNGVD
WnpsTW1nYkxLTTc0ZDhQN0sxMTZlRzk3dHVjN1B0VmxtclZVRzluU2haRzBiVDBP
Q1dtbEZGajlEVE9qVUEvYVkyNjhDU1N5MDJEQ1NTczdmMFZVYkNjNWo3cWY4U2g3
K1BLcXJ6M1VTRDdRQjV0SjBxRzVWa1RmRnNWZXdwRklzc3JuSlg2aWlmSE9WMFNC
RXFGRXdjK296b2htWE5iUkNwelhjaVV5R0E9PSJ9
-----END ENCRYPTED SIGSTORE PRIVATE KEY-----
`;
const COSIGN_KEY = `-----BEGIN ENCRYPTED COSIGN PRIVATE KEY-----
eyJrZGYiOnsibmFtZSI6InNjcnlwdCIsInBhcmFtcyI6eyJOIjozMjc2OCwiciI6
OCwicCI6MX0sInNhbHQiOiJBQUVDQXdRRkJnY0lDUW9MREEwT0R4QVJFaE1VRlJZ
WEdCa2FHeHdkSGg4PSJ9LCJjaXBoZXIiOnsibmFtZSI6Im5hY2wvc2VjcmV0Ym94
Iiwibm9uY2UiOiJaR1ZtWjJocGFtdHNiVzV2Y0hGeWMzUjFkbmQ0ZVhwNyJ9LCJj
aXBoZXJ0ZXh0IjoiTWNaTndiKy93RjdBS0VEVTZHVnhLQ1VHMWpwY2J2YnNLbjhV
em1DWC8xQmNDd0FDdXFrbUp5eUIwdk1XMVJYOTN1a3RpTUtDeXI1S282bnhmdEl1
SHZSSExwNmlxZGJ0YVJ0RGV3TkV1M1cvSXhzSVFWVnFQN1JralNET25EY3pIcmlC
bHV4L1p0SjFwSE1mQmR4bVJGTDNvYmcxM3BlU2l2OTJ6MGJtVHQ2MkNmVHdsTldT
SEZBMWtWTnJjVEpubitYeGRSQkNSOEZHTFE9PSJ9
-----END ENCRYPTED COSIGN PRIVATE KEY-----
`;
const PUBLIC_KEY = `-----BEGIN PUBLIC KEY-----
MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAEh+X5Y9nZBrcNnse+Wx8NZm2Lk5y6
S1GQ0peaaLQC5WhVxd50bTiUPdSYTg34IrfIPNC9jccdOjn+fF8oNpwJoQ==
-----END PUBLIC KEY-----
`;

const manifest = () => {
  const bytes = Buffer.from(JSON.stringify({ made: randomBytes(8).toString('hex') }));
  return { bytes, digest: sha256(bytes) };
};

function pair(): { privateKey: ReturnType<typeof createPrivateKey>; trusted: TrustedKey } {
  const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const key = createPublicKey(privateKey);
  return { privateKey, trusted: { key, fingerprint: fingerprintOf(key) } };
}

beforeAll(() => {
  temp = tempDir('bundle');
  for (const name of ['good', 'other']) {
    const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
    writeFileSync(at(`${name}.key`), privateKey.export({ type: 'pkcs8', format: 'pem' }));
    writeFileSync(at(`${name}.pub`), publicKey.export({ type: 'spki', format: 'pem' }));
  }
  writeFileSync(at('cosign.key'), SIGSTORE_KEY);
  writeFileSync(at('cosign1.key'), COSIGN_KEY);
  writeFileSync(at('cosign.pub'), PUBLIC_KEY);
});
afterAll(() => temp.remove());

test("cosign's encrypted keys are opened with their password, and with no other", () => {
  const expected = readPublicKey(at('cosign.pub')).fingerprint;
  const opened = (file: string, password: string | undefined) =>
    fingerprintOf(
      createPublicKey(readPrivateKey(at(file), password === undefined ? {} : { COSIGN_PASSWORD: password })),
    );
  expect(opened('cosign.key', 'cosign password')).toBe(expected);
  expect(opened('cosign1.key', '')).toBe(expected);
  expect(() => opened('cosign.key', 'wrong')).toThrow('password is wrong');
  expect(() => opened('cosign.key', undefined)).toThrow('COSIGN_PASSWORD');
});

test('a key file that asks for too much, or is damaged anywhere, is refused', () => {
  const body = (change: (document: Envelope) => void) => {
    const document = JSON.parse(
      Buffer.from(COSIGN_KEY.replace(/-----[^-]*-----/g, ''), 'base64').toString(),
    ) as Envelope;
    change(document);
    const text = Buffer.from(JSON.stringify(document)).toString('base64');
    return `-----BEGIN ENCRYPTED COSIGN PRIVATE KEY-----\n${text}\n-----END ENCRYPTED COSIGN PRIVATE KEY-----\n`;
  };
  const read = (change: (document: Envelope) => void) => readCosignKey(body(change), '', 'a key');
  expect(read(() => {}).asymmetricKeyType).toBe('ec');
  expect(() =>
    read((d) => {
      d.kdf.params.N = 2 ** 21;
    }),
  ).toThrow('kdf.params.N');
  expect(() =>
    read((d) => {
      d.kdf.params.N = 32769;
    }),
  ).toThrow('kdf.params.N');
  expect(() =>
    read((d) => {
      d.kdf.params.r = 9;
    }),
  ).toThrow('kdf.params.r');
  expect(() =>
    read((d) => {
      d.cipher.nonce = '';
    }),
  ).toThrow('nonce of 0 bytes');
  expect(() =>
    read((d) => {
      d.cipher.name = 'aes';
    }),
  ).toThrow('cipher.name');
  expect(() => readCosignKey('-----BEGIN ENCRYPTED COSIGN PRIVATE KEY-----', '', 'a key')).toThrow('PEM');
  // A box that opens and holds something else.
  const salt = randomBytes(32);
  const nonce = randomBytes(24);
  const key = scryptSync('', salt, 32, { N: 1024, r: 8, p: 1 });
  const notKey = (d: Envelope) => {
    d.kdf.params.N = 1024;
    d.kdf.salt = salt.toString('base64');
    d.cipher.nonce = nonce.toString('base64');
    d.ciphertext = Buffer.from(xsalsa20poly1305(key, nonce).encrypt(Buffer.from('no key'))).toString('base64');
  };
  expect(() => read(notKey)).toThrow('no PKCS #8 key');
});
type Envelope = {
  kdf: { params: { N: number; r: number }; salt: string };
  cipher: { name: string; nonce: string };
  ciphertext: string;
};

test('a bundle counts for the manifest and the key that it was made with, whatever one byte of it becomes', () => {
  const { privateKey, trusted } = pair();
  const other = pair().trusted;
  const signed = manifest();
  const bytes = encodeBundle(signed.digest, privateKey, trusted);
  const parsed = bundleFromJSON(JSON.parse(bytes.toString()));
  expect(parsed.mediaType).toBe(BUNDLE_TYPE);
  expect(bundleSigner(bytes, signed, [other, trusted])).toBe(trusted);
  expect(bundleSigner(bytes, signed, [other])).toBeUndefined();
  expect(bundleSigner(bytes, signed, [])).toBeUndefined();
  expect(bundleSigner(bytes, manifest(), [trusted])).toBeUndefined();
  const start = bytes.indexOf('"payload":"') + 11;
  const end = bytes.indexOf('"', start);
  fc.assert(
    fc.property(fc.integer({ min: start, max: end - 1 }), fc.constantFrom(...'ABCDwxyz0189'), (place, char) => {
      const changed = Buffer.from(bytes);
      fc.pre(changed[place] !== char.charCodeAt(0));
      changed[place] = char.charCodeAt(0);
      // The last character before padding has bits that mean nothing.
      fc.pre(decoded(changed, start, end).compare(decoded(bytes, start, end)) !== 0);
      expect(bundleSigner(changed, signed, [trusted])).toBeUndefined();
    }),
  );
});
const decoded = (bytes: Buffer, start: number, end: number) =>
  Buffer.from(bytes.toString('latin1', start, end), 'base64');

test('any bytes as a bundle have no signer', () => {
  const { trusted } = pair();
  const signed = manifest();
  fc.assert(
    fc.property(
      fc.oneof(
        fc.uint8Array({ maxLength: 200 }),
        fc.json().map((json) => Buffer.from(json)),
      ),
      (bytes) => {
        expect(bundleSigner(Buffer.from(bytes), signed, [trusted])).toBeUndefined();
      },
    ),
  );
});

test('a signed statement that is no signature of the artifact (an SBOM, provenance) does not count as one', () => {
  const { privateKey, trusted } = pair();
  const signed = manifest();
  const bundle = JSON.parse(encodeBundle(signed.digest, privateKey, trusted).toString()) as Serialized;
  const restated = (predicateType: string, payloadType = 'application/vnd.in-toto+json') => {
    const payload = Buffer.from(bundle.dsseEnvelope.payload, 'base64').toString();
    const changed = Buffer.from(payload.replace('https://sigstore.dev/cosign/sign/v1', predicateType));
    const encoded = Buffer.concat([
      Buffer.from(`DSSEv1 ${payloadType.length} ${payloadType} ${changed.length} `),
      changed,
    ]);
    const [signature] = bundle.dsseEnvelope.signatures;
    return Buffer.from(
      JSON.stringify({
        ...bundle,
        dsseEnvelope: {
          payload: changed.toString('base64'),
          payloadType,
          signatures: [{ ...signature, sig: sign('sha256', encoded, privateKey).toString('base64') }],
        },
      }),
    );
  };
  expect(bundleSigner(restated('https://sigstore.dev/cosign/sign/v1'), signed, [trusted])).toBe(trusted);
  expect(bundleSigner(restated('https://slsa.dev/provenance/v1'), signed, [trusted])).toBeUndefined();
  expect(
    bundleSigner(restated('https://sigstore.dev/cosign/sign/v1', 'text/plain'), signed, [trusted]),
  ).toBeUndefined();
});
type Serialized = {
  dsseEnvelope: { payload: string; payloadType: string; signatures: { sig: string; keyid: string }[] };
};

test('a bundle over the bytes of the manifest counts as well, one with a certificate does not', () => {
  const { privateKey, trusted } = pair();
  const signed = manifest();
  const of = (options: { certificate?: Buffer }) =>
    Buffer.from(
      JSON.stringify(
        bundleToJSON(
          toMessageSignatureBundle({
            digest: Buffer.from(signed.digest.slice(7), 'hex'),
            signature: sign('sha256', signed.bytes, privateKey),
            keyHint: 'hint',
            ...options,
          }),
        ),
      ),
    );
  expect(bundleSigner(of({}), signed, [trusted])).toBe(trusted);
  expect(bundleSigner(of({}), manifest(), [trusted])).toBeUndefined();
  expect(bundleSigner(of({ certificate: Buffer.from('no certificate') }), signed, [trusted])).toBeUndefined();
});

const cli = (dir: string, ...args: string[]) =>
  tryRun([BIN, ...args, '--index-dir', dir], { env: { HOME: temp.path, COSIGN_PASSWORD: 'cosign password' } });

test("an index signed by cosign's own key with a bundle is pulled by the referrers API and by the tag in its place", async () => {
  for (const referrers of [true, false]) {
    await using registry = await fakeRegistry({ referrers });
    putImage(registry, 'v1', [tar([{ name: 'bin/tool', content: Buffer.from('x'), mode: 0o755 }])]);
    const ref = `docker://${registry.host}/app:v1`;
    const options = ['--plain-http', '--anonymous'];
    const builder = at(`builder${number++}`);
    expect(await cli(builder, 'build', ref, ...options)).toMatchObject({ code: 0, stderr: '' });
    const sign = (key: string) =>
      cli(builder, 'push', ref, ...options, '--sign-key', at(key), '--signature-format', 'bundle');
    expect(await sign('other.key')).toMatchObject({ code: 0, stderr: '' });
    const node = at(`node${number++}`);
    const pull = () => cli(node, 'pull', ref, ...options, '--index-key', at('cosign.pub'));
    expect(await pull()).toMatchObject({ code: 1, stderr: expect.stringContaining('wrong_signature') });
    expect(await sign('cosign.key')).toMatchObject({ code: 0, stderr: '' });
    expect(await pull()).toMatchObject({ code: 0, stderr: '', stdout: expect.stringContaining('signed by') });
    // No tag of the older form was written.
    expect([...registry.manifests.keys()].filter((name) => name.endsWith('.sig'))).toEqual([]);
  }
});

test('a format that does not exist is wrong usage', async () => {
  const wrong = await cli(at('x'), 'push', 'x', '--signature-format', 'pgp');
  expect(wrong).toMatchObject({ code: 2, stderr: expect.stringContaining('simple or bundle') });
});

describeIf(
  [need.command('docker-registry'), need.command('htpasswd'), need.command('openssl'), need.engine('skopeo', 'umoci')],
  'a real registry',
  () => {
    test('keeps the bundle beside the image, and openssl verifies what it signs', async () => {
      await using registry = await startRegistry();
      const layer = layerDirectory(at('layer'), { files: { 'bin/tool': { content: 'x' } } });
      const oci = await ociImage({ layout: at('layout'), tag: 'v1', layers: [layer] });
      const name = `${registry.host}/app:v1`;
      const ref = `docker://${name}`;
      await pushImage(oci, name);
      const builder = at(`builder${number++}`);
      const options = ['--plain-http', '--anonymous'];
      expect(await cli(builder, 'build', ref, ...options)).toMatchObject({ code: 0, stderr: '' });
      const pushed = await cli(
        builder,
        'push',
        ref,
        ...options,
        '--json',
        '--sign-key',
        at('cosign.key'),
        '--signature-format',
        'bundle',
      );
      expect(pushed).toMatchObject({ code: 0, stderr: '' });
      const { artifact } = JSON.parse(pushed.stdout) as { artifact: string };
      const accept = ['index', 'manifest'].map((name) => `application/vnd.oci.image.${name}.v1+json`).join(', ');
      const get = async (path: string) => {
        const answer = await fetch(`http://${registry.host}/v2/app/${path}`, { headers: { accept } });
        return Buffer.from(await answer.arrayBuffer());
      };
      const list = JSON.parse((await get(`manifests/${artifact.replace(':', '-')}`)).toString()) as {
        manifests: { artifactType: string; digest: string }[];
      };
      expect(list.manifests.map(({ artifactType }) => artifactType)).toEqual([BUNDLE_TYPE]);
      const { layers } = JSON.parse((await get(`manifests/${list.manifests[0]?.digest}`)).toString()) as {
        layers: { digest: string }[];
      };
      const bundle = JSON.parse((await get(`blobs/${layers[0]?.digest}`)).toString()) as Serialized;
      const { payload, payloadType, signatures } = bundle.dsseEnvelope;
      const bytes = Buffer.from(payload, 'base64');
      writeFileSync(
        at('pae'),
        Buffer.concat([Buffer.from(`DSSEv1 ${payloadType.length} ${payloadType} ${bytes.length} `), bytes]),
      );
      writeFileSync(at('sig'), Buffer.from(signatures[0]?.sig ?? '', 'base64'));
      const openssl = await tryRun([
        'openssl',
        'dgst',
        '-sha256',
        '-verify',
        at('cosign.pub'),
        '-signature',
        at('sig'),
        at('pae'),
      ]);
      expect(openssl).toMatchObject({ code: 0, stdout: expect.stringContaining('Verified OK') });
      expect(bytes.toString()).toContain(artifact.slice(7));
      expect(parsePublicKey(readFileSync(at('cosign.pub')), 'it').fingerprint).toMatch(/^SHA256:/);
      const node = at(`node${number++}`);
      expect(await cli(node, 'pull', ref, ...options, '--index-key', at('cosign.pub'))).toMatchObject({ code: 0 });
    });
  },
);
