import { generateKeyPairSync } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { ImageIndex } from '../../../image-index/lookup.ts';
import { ARTIFACT_TYPE } from '../../../image-index/share/artifact.ts';
import { BUNDLE_TYPE } from '../../../image-index/share/bundle.ts';
import { readPublicKey } from '../../../image-index/share/keys.ts';
import { pullTrusted } from '../../../image-index/share/pull-trusted.ts';
import { IndexStore } from '../../../image-index/store.ts';
import { run, tryRun } from '../../support/command.ts';
import { describeIf, need } from '../../support/need.ts';
import { type TempDir, tempDir } from '../../support/temp.ts';
import { type FakeRegistry, fakeRegistry, putImage, reply, sha256 } from '../support/fake-registry.ts';
import { type Registry, startRegistry } from '../support/registry.ts';
import { tar } from '../support/tar.ts';
import { listIndex } from '../support/tree.ts';

const BIN = new URL('../../../bin/image-index', import.meta.url).pathname;
let temp: TempDir;
let number = 0;

const at = (name: string) => join(temp.path, name);
const newDir = () => at(`index${number++}`);
const cli = (dir: string, ...args: string[]) =>
  tryRun([BIN, ...args, '--index-dir', dir], { env: { HOME: temp.path } });

const layers = () => [
  tar([{ name: 'bin/tool', content: Buffer.from('#!/bin/sh\n'), mode: 0o4755 }]),
  tar([{ name: 'etc/conf', content: Buffer.from('x') }]),
];

beforeAll(() => {
  temp = tempDir('share');
  for (const name of ['good', 'other']) {
    const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
    writeFileSync(at(`${name}.key`), privateKey.export({ type: 'pkcs8', format: 'pem' }));
    writeFileSync(at(`${name}.pub`), publicKey.export({ type: 'spki', format: 'pem' }));
  }
});
afterAll(() => temp.remove());

/** Builds from the registry and pushes; gives the directory of the builder's index. */
async function buildAndPush(ref: string, options: readonly string[], ...more: string[]): Promise<string> {
  const dir = newDir();
  expect(await cli(dir, 'build', ref, ...options)).toMatchObject({ code: 0, stderr: '' });
  expect(await cli(dir, 'push', ref, ...options, ...more)).toMatchObject({ code: 0, stderr: '' });
  return dir;
}

function listing(dir: string, id: string) {
  const index = new IndexStore({ dir }).open(id) as ImageIndex;
  const found = { paths: listIndex(index), layers: index.layers, signer: index.signer };
  index.close();
  return found;
}

const indexFiles = (dir: string) => (existsSync(join(dir, 'images')) ? readdirSync(join(dir, 'images')) : []);

test('a signed index is pulled with the right key only, by the referrers API and by the tag in its place', async () => {
  for (const referrers of [true, false]) {
    await using registry = await fakeRegistry({ referrers });
    const { id, digest } = putImage(registry, 'v1', layers());
    const ref = `docker://${registry.host}/app:v1`;
    const options = ['--plain-http', '--anonymous'];
    const builder = await buildAndPush(ref, options, '--sign-key', at('good.key'));
    expect(registry.manifests.has(digest.replace(':', '-'))).toBe(!referrers);
    const node = newDir();
    const wrong = await cli(node, 'pull', ref, ...options, '--index-key', at('other.pub'));
    expect(wrong).toMatchObject({ code: 1, stdout: '' });
    expect(wrong.stderr).toContain('wrong_signature');
    expect(indexFiles(node)).toEqual([]);
    const keys = ['--index-key', at('other.pub'), '--index-key', at('good.pub')];
    expect(await cli(node, 'pull', ref, ...options, ...keys)).toMatchObject({ code: 0, stderr: '' });
    const pulled = listing(node, id);
    expect(pulled.signer).toBe(readPublicKey(at('good.pub')).fingerprint);
    expect({ ...pulled, signer: undefined }).toEqual(listing(builder, id));
    // No layer was read for it, and pushing again changes nothing.
    expect(existsSync(join(node, 'layers'))).toBe(false);
    const before = registry.manifests.size;
    expect(await cli(builder, 'push', ref, ...options)).toMatchObject({ code: 0 });
    expect(registry.manifests.size).toBe(before);
  }
});

test('unsigned, absent, and no key given are told apart, and none of them puts anything into the store', async () => {
  await using registry = await fakeRegistry();
  putImage(registry, 'v1', layers());
  const ref = `docker://${registry.host}/app:v1`;
  const options = ['--plain-http', '--anonymous'];
  const node = newDir();
  const key = ['--index-key', at('good.pub')];
  expect((await cli(node, 'pull', ref, ...options, ...key)).stderr).toContain('(none)');
  await buildAndPush(ref, options);
  expect((await cli(node, 'pull', ref, ...options, ...key)).stderr).toContain('(unsigned)');
  const without = await cli(node, 'pull', ref, ...options);
  expect(without).toMatchObject({ code: 2 });
  expect(without.stderr).toContain('--index-key');
  expect(indexFiles(node)).toEqual([]);
  const file = at('unverified.idx');
  const looked = await cli(node, 'pull', ref, ...options, '--output', file);
  expect(looked).toMatchObject({ code: 0, stdout: expect.stringContaining('NOT VERIFIED') });
  expect(existsSync(file)).toBe(true);
  expect(indexFiles(node)).toEqual([]);
});

test('a signed index of another image, even of the same registry, is refused, as are changed bytes', async () => {
  await using registry = await fakeRegistry();
  const one = putImage(registry, 'v1', layers());
  const [first = Buffer.alloc(0)] = layers();
  const two = putImage(registry, 'v2', [first]);
  const options = ['--plain-http', '--anonymous'];
  await buildAndPush(`docker://${registry.host}/app:v1`, options, '--sign-key', at('good.key'));
  const key = readPublicKey(at('good.pub'));
  const pull = (request: { digest?: string; id?: string; ref?: string }) =>
    pullTrusted({ dir: newDir(), registry: { plainHttp: true } }, { ref: `${registry.host}/app:v1`, ...request }, [
      key,
    ]);

  expect(await pull({ digest: one.digest, id: one.id })).toMatchObject({ pulled: true, signer: key.fingerprint });
  expect(await pull({ id: two.id })).toMatchObject({ pulled: false, reason: 'does_not_fit' });
  expect(await pull({ digest: two.digest })).toMatchObject({ pulled: false, reason: 'none' });
  expect(await pull({})).toMatchObject({ pulled: false, reason: 'does_not_fit' });
  expect(await pull({ id: one.id, ref: '127.0.0.1:1/app:v1' })).toMatchObject({ pulled: false, reason: 'unreachable' });

  // The artifact of v1 and its signature, offered for v2 by a registry that lies about what refers to what.
  const [artifact, stored] = [...registry.manifests].find(([, { bytes }]) => bytes.includes(ARTIFACT_TYPE)) ?? [];
  if (artifact === undefined || stored === undefined) throw new Error('no artifact');
  registry.faults.push((request, response) => {
    if (request.url?.includes(`/referrers/${two.digest}`) !== true) return false;
    const entry = {
      mediaType: stored.mediaType,
      digest: artifact,
      size: stored.bytes.length,
      artifactType: ARTIFACT_TYPE,
    };
    reply(response, 200, Buffer.from(JSON.stringify({ schemaVersion: 2, manifests: [entry] })));
    return true;
  });
  const replayed = await pull({ digest: two.digest });
  expect(replayed).toMatchObject({
    pulled: false,
    reason: 'does_not_fit',
    message: expect.stringContaining(one.digest),
  });

  const blob = (JSON.parse(stored.bytes.toString()) as { layers: { digest: string }[] }).layers[0]?.digest ?? '';
  const changed = Buffer.from(registry.blobs.get(blob) ?? '');
  changed[changed.length >> 1] = (changed[changed.length >> 1] ?? 0) ^ 1;
  registry.blobs.set(blob, changed);
  expect(await pull({ id: one.id })).toMatchObject({
    pulled: false,
    reason: 'does_not_fit',
    message: expect.stringContaining(blob),
  });
});

test('an index that names other layers is refused even when a trusted key signed it', async () => {
  await using registry = await fakeRegistry();
  const image = putImage(registry, 'v1', layers());
  const other = putImage(registry, 'v2', layers().reverse());
  const options = ['--plain-http', '--anonymous'];
  const dir = newDir();
  await cli(dir, 'build', `docker://${registry.host}/app:v2`, ...options);
  const pushed = await cli(
    dir,
    'push',
    other.id,
    `docker://${registry.host}/app:v1`,
    ...options,
    '--sign-key',
    at('good.key'),
  );
  expect(pushed).toMatchObject({ code: 3, stderr: expect.stringContaining(other.id) });
  expect(pushed.stderr).toContain(image.id);
  // What was read from directories was verified against no diffID.
  const index = await new IndexStore({ dir }).buildSource({ kind: 'lower_dirs', dirs: [temp.path] }, 'dirs:x');
  const { key } = index;
  index.close();
  const unverified = await cli(dir, 'push', key.slice(7), `docker://${registry.host}/app:v1`, ...options);
  expect(unverified.code).toBe(3);
});

test('many referrers over several pages are looked through, and only the signed one counts', async () => {
  await using registry = await fakeRegistry({ pageSize: 2 });
  const { id, digest } = putImage(registry, 'v1', layers());
  for (let fake = 0; fake < 5; fake++) putArtifact(registry, digest, Buffer.from(`no index ${fake}`));
  const options = ['--plain-http', '--anonymous'];
  const ref = `docker://${registry.host}/app:v1`;
  await buildAndPush(ref, options, '--sign-key', at('good.key'));
  const node = newDir();
  expect(await cli(node, 'pull', ref, ...options, '--index-key', at('good.pub'))).toMatchObject({
    code: 0,
    stderr: '',
  });
  expect(indexFiles(node)).toEqual([`${id.replace(':', '-')}.idx`]);
});

test('what somebody else attached, however broken, does not hide the index that is signed', async () => {
  await using registry = await fakeRegistry();
  const { id, digest } = putImage(registry, 'v1', layers());
  const manifest = 'application/vnd.oci.image.manifest.v1+json';
  const broken = [Buffer.from('"text"'), Buffer.from('{"layers":7}'), Buffer.from(`{}${' '.repeat(4 << 20)}`)];
  for (const [number, signature] of broken.entries()) {
    const artifact = putArtifact(registry, digest, Buffer.from(`no index ${number}`));
    registry.tag(`${artifact.replace(':', '-')}.sig`, signature, manifest);
  }
  // One that the list still names, as something does that refers to it, and that is gone.
  const gone = putArtifact(registry, digest, Buffer.from('removed'));
  putArtifact(registry, gone, Buffer.from('signature'), BUNDLE_TYPE);
  registry.faults.push((request, response) => {
    if (request.url?.endsWith(`/manifests/${gone}`) !== true) return false;
    reply(response, 404);
    return true;
  });
  const options = ['--plain-http', '--anonymous'];
  const ref = `docker://${registry.host}/app:v1`;
  const node = newDir();
  const pull = () => cli(node, 'pull', ref, ...options, '--index-key', at('good.pub'));
  expect(await pull()).toMatchObject({ code: 1, stderr: expect.stringContaining('does_not_fit') });
  await buildAndPush(ref, options, '--sign-key', at('good.key'));
  expect(await pull()).toMatchObject({ code: 0, stderr: '' });
  expect(indexFiles(node)).toEqual([`${id.replace(':', '-')}.idx`]);
});

/** Gives the digest of its manifest. */
function putArtifact(registry: FakeRegistry, subject: string, bytes: Buffer, artifactType = ARTIFACT_TYPE): string {
  const layer = { mediaType: `${ARTIFACT_TYPE}.idx`, ...registry.put(bytes) };
  const body = {
    schemaVersion: 2,
    artifactType,
    subject: { digest: subject, size: 1 },
    layers: [layer],
  };
  const manifest = Buffer.from(JSON.stringify(body));
  registry.tag(sha256(manifest), manifest, 'application/vnd.oci.image.manifest.v1+json');
  return sha256(manifest);
}

test('keys that are none, of another kind or without their password are refused with advice', async () => {
  const { privateKey } = generateKeyPairSync('ed25519');
  writeFileSync(at('ed.key'), privateKey.export({ type: 'pkcs8', format: 'pem' }));
  const cosign = '-----BEGIN ENCRYPTED SIGSTORE PRIVATE KEY-----\neyJ9\n-----END ENCRYPTED SIGSTORE PRIVATE KEY-----\n';
  writeFileSync(at('cosign.key'), cosign);
  const dir = newDir();
  for (const [file, word] of [
    ['ed.key', 'P-256'],
    ['cosign.key', 'COSIGN_PASSWORD'],
    ['good.pub', 'no key'],
    ['absent', 'cannot read'],
  ] as const) {
    const { code, stderr } = await cli(dir, 'push', 'x', 'docker://localhost:1/x', '--sign-key', at(file));
    expect(stderr).toContain(word);
    expect(code).toBe(3);
  }
  const swapped = await cli(dir, 'pull', 'docker://localhost:1/x', '--index-key', at('good.key'));
  expect(swapped).toMatchObject({ code: 3, stderr: expect.stringContaining('give the public one') });
});

describeIf(
  [need.command('docker-registry'), need.command('htpasswd'), need.engine('skopeo', 'umoci'), need.command('openssl')],
  'a real registry with TLS and basic authentication',
  () => {
    let registry: Registry;
    let image: string;
    const secured = () => ['--cacert', registry.ca, '--authfile', registry.authFile];

    beforeAll(async () => {
      registry = await startRegistry({ tls: true, password: 'se:cret' });
      const [lower = Buffer.alloc(0), upper = Buffer.alloc(0)] = layers();
      const layout = at('layout');
      await run(['umoci', 'init', '--layout', layout]);
      await run(['umoci', 'new', '--image', `${layout}:v1`]);
      for (const [name, bytes] of Object.entries({ lower, upper })) {
        writeFileSync(at(name), bytes);
        await run(['umoci', 'raw', 'add-layer', '--image', `${layout}:v1`, at(name)]);
      }
      image = `docker://${registry.host}/team/app:v1`;
      await skopeo('--dest-cert-dir', `oci:${layout}:v1`, image);
    });
    afterAll(() => registry?.stop());

    async function skopeo(certs: '--src-cert-dir' | '--dest-cert-dir', from: string, to: string) {
      await run([
        'skopeo',
        '--insecure-policy',
        'copy',
        '--quiet',
        certs,
        registry.certsDir,
        '--authfile',
        registry.authFile,
        from,
        to,
      ]);
    }

    test('is read with its authority and credentials, and not without either', async () => {
      const dir = newDir();
      expect(await cli(dir, 'build', image, ...secured())).toMatchObject({ code: 0, stderr: '' });
      const show = await cli(dir, 'show', image, '--json');
      expect(show.stdout).toContain('"mode":"4755"');
      const untrusted = await cli(dir, 'build', image, '--authfile', registry.authFile);
      expect(untrusted).toMatchObject({ code: 3, stderr: expect.stringContaining('--cacert') });
      const anonymous = await cli(dir, 'build', image, '--cacert', registry.ca, '--anonymous');
      expect(anonymous).toMatchObject({ code: 3, stderr: expect.stringContaining('docker login') });
      const missing = await cli(dir, 'build', `${image}-no`, ...secured());
      expect(missing).toMatchObject({ code: 3, stderr: expect.stringContaining('404') });
    });

    test('keeps a signed index beside its image, and openssl verifies the signature', async () => {
      const builder = await buildAndPush(image, secured(), '--sign-key', at('good.key'));
      const pushed = JSON.parse((await cli(builder, 'push', image, ...secured(), '--json')).stdout) as {
        artifact: string;
        subject: string;
        referrers_api: boolean;
      };
      expect(pushed.referrers_api).toBe(false);
      const node = newDir();
      const pulled = await cli(node, 'pull', image, ...secured(), '--index-key', at('good.pub'), '--json');
      expect(pulled).toMatchObject({ code: 0, stderr: '' });
      const { id } = JSON.parse(pulled.stdout) as { id: string };
      expect({ ...listing(node, id), signer: undefined }).toEqual(listing(builder, id));
      expect(await cli(node, 'check', id, at('nowhere'))).toMatchObject({ code: 3 });
      expect(await cli(node, 'verify')).toMatchObject({ code: 0 });
      // openssl: the signature is ECDSA over the payload's bytes.
      const signature = await readSignature(pushed.artifact);
      writeFileSync(at('payload'), signature.payload);
      writeFileSync(at('signature'), Buffer.from(signature.base64, 'base64'));
      const openssl = [
        'openssl',
        'dgst',
        '-sha256',
        '-verify',
        at('good.pub'),
        '-signature',
        at('signature'),
        at('payload'),
      ];
      expect(await run(openssl as [string, ...string[]])).toContain('Verified OK');
      expect(JSON.parse(signature.payload.toString())).toMatchObject({
        critical: { image: { 'docker-manifest-digest': pushed.artifact } },
      });
    });

    async function readSignature(artifact: string) {
      const dir = at('signature-copy');
      await skopeo(
        '--src-cert-dir',
        `docker://${registry.host}/team/app:${artifact.replace(':', '-')}.sig`,
        `dir:${dir}`,
      );
      const { layers: [layer] = [] } = JSON.parse(readFileSync(join(dir, 'manifest.json'), 'utf8')) as {
        layers: { digest: string; annotations: Record<string, string> }[];
      };
      const payload = readFileSync(join(dir, layer?.digest.slice(7) ?? ''));
      return { payload, base64: layer?.annotations['dev.cosignproject.cosign/signature'] ?? '' };
    }
  },
);
