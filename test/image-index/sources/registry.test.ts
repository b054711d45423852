import { chmodSync, readdirSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { IndexError } from '../../../image-index/error.ts';
import type { RegistryOptions } from '../../../image-index/read/registry/options.ts';
import { IndexStore } from '../../../image-index/store.ts';
import { tempDir } from '../../support/temp.ts';
import { type FakeRegistry, fakeRegistry, putImage, reply, sha256 } from '../support/fake-registry.ts';
import { tar } from '../support/tar.ts';

const PLAIN: RegistryOptions = { plainHttp: true, anonymous: true };
const LARGE = Buffer.alloc(300_000, 'large file ');

function layers(): Buffer[] {
  return [
    tar([{ name: 'bin/a', content: Buffer.from('#!/bin/sh\n'), mode: 0o755 }]),
    tar([{ name: 'bin/large', content: LARGE, mode: 0o755 }]),
  ];
}

async function buildFrom(ref: string, registry: RegistryOptions = PLAIN, platform?: string) {
  await using temp = tempDir('registry-source');
  const store = new IndexStore({ dir: temp.path, registry, ...(platform !== undefined && { platform }) });
  try {
    const index = await store.buildSource({ kind: 'registry', ref }, `docker://${ref}`);
    const paths = [...index.entries()].filter(({ entry }) => entry !== undefined).map(({ path }) => path.toString());
    const { imageId: id, digest, provenance } = index;
    index.close();
    return { id, digest, provenance, paths };
  } finally {
    // Nothing half-written is left, whatever happened.
    expect(list(temp.path).filter((name) => name.endsWith('.tmp') || name.endsWith('.lock'))).toEqual([]);
  }
}

function list(dir: string): string[] {
  return readdirSync(dir, { recursive: true, encoding: 'utf8' });
}

async function failureOf(promise: Promise<unknown>): Promise<IndexError> {
  const error = await promise.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  if (!(error instanceof IndexError)) throw new Error('no IndexError', { cause: error });
  return error;
}

/** The message with those of all causes. */
function words(error: Error): string {
  return error.cause instanceof Error ? `${error.message}: ${words(error.cause)}` : error.message;
}

const isBlob = (url: string | undefined, registry: FakeRegistry, content: Buffer) =>
  url?.endsWith(`/blobs/${[...registry.blobs].find(([, bytes]) => bytes.equals(content))?.[0]}`) === true;

test('an image is read by tag and by digest, and the index says so', async () => {
  await using registry = await fakeRegistry();
  const { id, digest } = putImage(registry, 'v1', layers());
  const expected = { id, digest, provenance: 'registry', paths: ['/bin/a', '/bin/large'] };
  expect(await buildFrom(`${registry.host}/team/app:v1`)).toEqual(expected);
  expect(await buildFrom(`${registry.host}/team/app@${digest}`)).toEqual(expected);
  const missing = await failureOf(buildFrom(`${registry.host}/team/app:v2`));
  expect(words(missing)).toMatch(/404.*NAME_UNKNOWN/);
});

test('the platform is chosen from an index, with its variant where there are several', async () => {
  await using registry = await fakeRegistry();
  const [one, two] = layers();
  const amd = putImage(registry, 'amd', [one ?? Buffer.alloc(0)]);
  const arm6 = putImage(registry, 'arm6', [two ?? Buffer.alloc(0)]);
  const arm7 = putImage(registry, 'arm7', layers());
  const entry = (name: string, architecture: string, variant?: string) => {
    const { bytes, mediaType } = registry.manifests.get(name) ?? { bytes: Buffer.alloc(0), mediaType: '' };
    const platform = { os: 'linux', architecture, ...(variant !== undefined && { variant }) };
    return { mediaType, digest: sha256(bytes), size: bytes.length, platform };
  };
  const manifests = [
    entry('amd', 'amd64'),
    entry('arm6', 'arm', 'v6'),
    entry('arm7', 'arm', 'v7'),
    entry('amd', 'unknown'),
  ];
  const mediaType = 'application/vnd.oci.image.index.v1+json';
  registry.tag('multi', Buffer.from(JSON.stringify({ schemaVersion: 2, mediaType, manifests })), mediaType);
  const ref = `${registry.host}/app:multi`;
  expect((await buildFrom(ref, PLAIN, 'linux/amd64')).id).toBe(amd.id);
  expect((await buildFrom(ref, PLAIN, 'linux/arm/v7')).id).toBe(arm7.id);
  expect((await buildFrom(ref, PLAIN, 'linux/arm/v6')).id).toBe(arm6.id);
  expect((await failureOf(buildFrom(ref, PLAIN, 'linux/arm'))).message).toContain('several for linux/arm');
  expect((await failureOf(buildFrom(ref, PLAIN, 'linux/s390x'))).message).toContain('linux/arm/v7');
});

test('plain HTTP is not used unless it is asked for', async () => {
  await using registry = await fakeRegistry();
  putImage(registry, 'v1', layers());
  const error = await failureOf(buildFrom(`${registry.host}/app:v1`, { anonymous: true }));
  expect(words(error)).toContain('--plain-http');
  expect(registry.requests).toEqual([]);
});

test('a connection that breaks is resumed where it broke, and a server that ignores the range is understood', async () => {
  for (const honoursRange of [true, false]) {
    await using registry = await fakeRegistry();
    const [, large = Buffer.alloc(0)] = layers();
    const { id } = putImage(registry, 'v1', layers());
    let broken = 0;
    registry.faults.push((request, response) => {
      if (!isBlob(request.url, registry, large)) return false;
      const start = honoursRange ? Number(/\d+/.exec(request.headers.range ?? '0')?.[0]) : 0;
      const rest = large.subarray(start);
      const headers: Record<string, string> = { 'content-length': String(rest.length) };
      if (start > 0) headers['content-range'] = `bytes ${start}-${large.length - 1}/${large.length}`;
      response.writeHead(start > 0 ? 206 : 200, headers);
      if (broken++ < 2) response.write(rest.subarray(0, 100_000 * broken), () => response.destroy());
      else response.end(rest);
      return true;
    });
    expect((await buildFrom(`${registry.host}/app:v1`)).id).toBe(id);
    const ranges = registry.requests.filter(({ url }) => isBlob(url, registry, large)).map(({ range }) => range);
    expect(ranges).toHaveLength(3);
    expect(ranges[0]).toBeUndefined();
    expect(ranges.slice(1).every((range) => /^bytes=[1-9]\d*-$/.test(range ?? ''))).toBe(true);
  }
});

test('another range than was asked for is refused', async () => {
  await using registry = await fakeRegistry();
  const [, large = Buffer.alloc(0)] = layers();
  putImage(registry, 'v1', layers());
  registry.faults.push((request, response) => {
    if (!isBlob(request.url, registry, large)) return false;
    if (request.headers.range === undefined) {
      response.writeHead(200, { 'content-length': large.length });
      response.write(large.subarray(0, 1000), () => response.destroy());
    } else {
      reply(response, 206, large.subarray(0, 500), { 'content-range': `bytes 0-499/${large.length}` });
    }
    return true;
  });
  expect(words(await failureOf(buildFrom(`${registry.host}/app:v1`)))).toContain('another range');
});

test('429 and 503 are waited for, other refusals are not tried again', async () => {
  await using registry = await fakeRegistry();
  const { id } = putImage(registry, 'v1', layers());
  const statuses = [429, 503];
  registry.faults.push((_, response) => {
    const status = statuses.shift();
    if (status === undefined) return false;
    reply(response, status, undefined, { 'retry-after': '0' });
    return true;
  });
  expect((await buildFrom(`${registry.host}/app:v1`)).id).toBe(id);
  const before = registry.requests.length;
  registry.faults.push((_, response) => {
    reply(response, 403);
    return true;
  });
  await failureOf(buildFrom(`${registry.host}/app:v1`));
  expect(registry.requests.length - before).toBe(1);
});

test('wrong bytes are refused, naming both digests: a manifest, a config, a layer, a layer that is longer', async () => {
  await using registry = await fakeRegistry();
  const [first = Buffer.alloc(0)] = layers();
  const { id, digest, manifest } = putImage(registry, 'v1', layers());
  const swap = (wanted: string, bytes: Buffer) => {
    registry.faults.splice(0, 1, (request, response) => {
      if (request.url?.endsWith(wanted) !== true) return false;
      reply(response, 200, bytes);
      return true;
    });
  };
  const ref = `${registry.host}/app@${digest}`;
  const bothDigests = /should be sha256:[0-9a-f]{64} but is sha256:[0-9a-f]{64}/;
  swap(`/manifests/${digest}`, Buffer.from(JSON.stringify({ ...manifest, layers: [] })));
  expect(await failureOf(buildFrom(ref))).toMatchObject({
    code: 'mismatch',
    message: expect.stringMatching(bothDigests),
  });
  swap(`/blobs/${id}`, Buffer.from('{}'));
  expect(await failureOf(buildFrom(ref))).toMatchObject({
    code: 'mismatch',
    message: expect.stringMatching(bothDigests),
  });
  const evil = Buffer.from(first);
  evil.write('#!/bin/no', evil.indexOf('#!/bin/sh'));
  swap(`/blobs/${sha256(first)}`, evil);
  expect(await failureOf(buildFrom(ref))).toMatchObject({
    code: 'mismatch',
    message: expect.stringMatching(bothDigests),
  });
  swap(`/blobs/${sha256(first)}`, Buffer.concat([first, Buffer.alloc(512)]));
  expect(await failureOf(buildFrom(ref))).toMatchObject({
    code: 'mismatch',
    message: expect.stringContaining('longer'),
  });
});

test('a manifest beyond 4 MiB is not taken in, whether it says its size or not', async () => {
  await using registry = await fakeRegistry();
  for (const stated of [true, false]) {
    let sent = 0;
    registry.faults.splice(0, 1, (_, response) => {
      response.writeHead(200, stated ? { 'content-length': 1 << 30 } : {});
      const more = (): void => {
        if (response.destroyed || sent > 64 << 20) return;
        sent += 1 << 16;
        response.write(Buffer.alloc(1 << 16, ' '), more);
      };
      more();
      return true;
    });
    expect(words(await failureOf(buildFrom(`${registry.host}/app:v1`)))).toMatch(/an answer of \d+ bytes or more/);
    expect(sent).toBeLessThan(32 << 20);
  }
});

test('a token is fetched with credentials, renewed when it is refused, and a loop of refusals ends', async () => {
  await using temp = tempDir('auth');
  await using registry = await fakeRegistry();
  const { id } = putImage(registry, 'v1', layers());
  const asked: { url: string; authorization: string | undefined }[] = [];
  let valid = 't1';
  const tokens = createServer((request, response) => {
    asked.push({ url: request.url ?? '', authorization: request.headers.authorization });
    reply(response, 200, Buffer.from(JSON.stringify({ token: valid })));
  });
  await new Promise<void>((resolve) => tokens.listen(0, '127.0.0.1', resolve));
  const realm = `http://127.0.0.1:${(tokens.address() as AddressInfo).port}/token`;
  let requests = 0;
  registry.faults.push((request, response) => {
    // The token expires in the middle.
    if (++requests === 4) valid = 't2';
    if (request.headers.authorization === `Bearer ${valid}`) return false;
    reply(response, 401, undefined, { 'www-authenticate': `Bearer realm="${realm}",service="svc, inc",scope="x"` });
    return true;
  });
  const authFile = join(temp.path, 'auth.json');
  const auth = Buffer.from('me:pass:word').toString('base64');
  writeFileSync(authFile, JSON.stringify({ auths: { [`${registry.host}/team`]: { auth } } }));
  const options = { plainHttp: true, authFile };
  expect((await buildFrom(`${registry.host}/team/app:v1`, options)).id).toBe(id);
  const query = new URL(asked[0]?.url ?? '', realm).searchParams;
  expect(Object.fromEntries(query)).toEqual({ service: 'svc, inc', scope: 'repository:team/app:pull' });
  expect(new Set(asked.map(({ authorization }) => authorization))).toEqual(new Set([`Basic ${auth}`]));
  expect(asked).toHaveLength(2);
  // Credentials of one part of the registry are not used for another; then nothing is ever good enough.
  valid = 'never-given';
  registry.faults.push((_, response) => {
    reply(response, 401, undefined, { 'www-authenticate': `Bearer realm="${realm}"` });
    return true;
  });
  registry.faults.reverse();
  asked.length = 0;
  const before = registry.requests.length;
  const error = await failureOf(buildFrom(`${registry.host}/other/app:v1`, options));
  expect(words(error)).toContain('docker login');
  expect(registry.requests.length - before).toBe(3);
  expect(asked.map(({ authorization }) => authorization)).toEqual([undefined, undefined]);
  await new Promise((resolve) => tokens.close(resolve));
});

test('credentials stay with the registry when it redirects to another host, and a loop of redirects ends', async () => {
  await using temp = tempDir('redirect');
  await using registry = await fakeRegistry();
  await using storage = await fakeRegistry();
  const { id } = putImage(registry, 'v1', layers());
  putImage(storage, 'v1', layers());
  const auth = Buffer.from('me:secret').toString('base64');
  const authFile = join(temp.path, 'auth.json');
  writeFileSync(authFile, JSON.stringify({ auths: { [registry.host]: { auth } } }));
  registry.faults.push((request, response) => {
    if (request.headers.authorization !== `Basic ${auth}`) {
      reply(response, 401, undefined, { 'www-authenticate': 'Basic realm="r"' });
    } else if (request.url?.includes('/blobs/') === true) {
      reply(response, 307, undefined, { location: `http://${storage.host}${request.url}` });
    } else {
      return false;
    }
    return true;
  });
  const options = { plainHttp: true, authFile };
  expect((await buildFrom(`${registry.host}/app:v1`, options)).id).toBe(id);
  expect(storage.requests.length).toBeGreaterThan(0);
  expect(storage.requests.filter(({ authorization }) => authorization !== undefined)).toEqual([]);
  // A challenge of that host is not the registry's: it must not say where the credentials go.
  const challenge = `Bearer realm="http://${storage.host}/token",service="s"`;
  storage.faults.push((request, response) => {
    const token = request.url?.startsWith('/token') === true;
    if (token) reply(response, 200, Buffer.from('{"token":"t"}'));
    else reply(response, 401, undefined, { 'www-authenticate': challenge });
    return true;
  });
  const refused = words(await failureOf(buildFrom(`${registry.host}/app:v1`, options)));
  expect(storage.requests.filter(({ authorization }) => authorization !== undefined)).toEqual([]);
  expect(refused).toContain(`${storage.host}, to where ${registry.host} leads, answered 401`);
  storage.faults.pop();
  storage.faults.push((request, response) => {
    reply(response, 302, undefined, { location: request.url ?? '' });
    return true;
  });
  expect(words(await failureOf(buildFrom(`${registry.host}/app:v1`, options)))).toContain('redirects');
});

test('a mirror is asked first; what it lacks or breaks comes from the registry, and wrong bytes are refused', async () => {
  await using registry = await fakeRegistry();
  await using mirror = await fakeRegistry();
  const { id } = putImage(registry, 'v1', layers());
  const options = { ...PLAIN, mirrors: [`${mirror.host}/copy`] };
  const ref = `${registry.host}/team/app:v1`;
  expect((await buildFrom(ref, options)).id).toBe(id);
  expect(mirror.requests[0]?.url).toBe('/v2/copy/team/app/manifests/v1');
  putImage(mirror, 'v1', layers());
  const before = registry.requests.length;
  expect((await buildFrom(ref, options)).id).toBe(id);
  expect(registry.requests.length).toBe(before);
  const [, large = Buffer.alloc(0)] = layers();
  mirror.blobs.delete(sha256(large));
  expect((await buildFrom(ref, options)).id).toBe(id);
  mirror.blobs.set(sha256(large), Buffer.alloc(large.length));
  expect((await failureOf(buildFrom(ref, options))).code).toMatch(/mismatch|malformed/);
});

test('a credential helper is asked, and says so when it has none', async () => {
  await using temp = tempDir('helper');
  await using registry = await fakeRegistry();
  const { id } = putImage(registry, 'v1', layers());
  const program = join(temp.path, 'docker-credential-drifttest');
  const answer = '{"ServerURL":"x","Username":"me","Secret":"from-helper"}';
  writeFileSync(
    program,
    `#!/bin/sh\nread -r server\n[ "$1" = get ] && [ "$server" = "${registry.host}" ] && echo '${answer}'\n`,
  );
  chmodSync(program, 0o755);
  const authFile = join(temp.path, 'config.json');
  writeFileSync(authFile, JSON.stringify({ credHelpers: { [registry.host]: 'drifttest' } }));
  const wanted = `Basic ${Buffer.from('me:from-helper').toString('base64')}`;
  registry.faults.push((request, response) => {
    if (request.headers.authorization === wanted) return false;
    reply(response, 401, undefined, { 'www-authenticate': 'Basic realm="r"' });
    return true;
  });
  const path = process.env.PATH;
  process.env.PATH = `${temp.path}:${path}`;
  try {
    const options = { plainHttp: true, authFile };
    expect((await buildFrom(`${registry.host}/app:v1`, options)).id).toBe(id);
    writeFileSync(program, '#!/bin/sh\necho credentials not found in native keychain\nexit 1\n');
    expect(words(await failureOf(buildFrom(`${registry.host}/app:v1`, options)))).toContain('credentials');
    writeFileSync(authFile, JSON.stringify({ credHelpers: { [registry.host]: '../../../bin/sh' } }));
    expect((await failureOf(buildFrom(`${registry.host}/app:v1`, options))).code).toBe('malformed');
  } finally {
    process.env.PATH = path;
  }
});
