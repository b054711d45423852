import { generateKeyPairSync } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { loadConfig } from '../../sensor/config.ts';
import { IndexTrust } from '../../sensor/digest/index-trust.ts';
import { indexTrust } from '../../sensor/index-keys.ts';
import { silentLogger } from '../../sensor/runtime/log.ts';
import { tryRun } from '../support/command.ts';
import { tempDir } from '../support/temp.ts';

const image = { ref: 'registry.example/app:1', digest: `sha256:${'a'.repeat(64)}` } as const;
const source = { kind: 'lower_dirs', dirs: ['/layer'] } as const;

test('a registry is asked only where a key is configured, and with what the configuration names', async () => {
  await using temp = tempDir('index-keys');
  const at = (name: string) => join(temp.path, name);
  for (const name of ['a', 'b']) {
    const { publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
    writeFileSync(at(`${name}.pub`), publicKey.export({ type: 'spki', format: 'pem' }));
  }
  expect(indexTrust(loadConfig([]), silentLogger).pullFor({ ...image, source })).toBeUndefined();
  const keys = ['--index-key', at('a.pub'), '--index-key', at('b.pub')];
  const trust = indexTrust(loadConfig(keys), silentLogger);
  // Whatever credentials lie about on the node, none is used.
  expect(trust.pullFor({ ...image, source })).toMatchObject({
    keys: [{ pem: expect.stringContaining('BEGIN PUBLIC KEY') }, {}],
    registry: { anonymous: true, plainHttp: false },
    timeoutMs: 10_000,
  });
  // A name without a digest does not say which image runs here; a digest without a name not where it comes from.
  expect(trust.pullFor({ ref: image.ref, source })).toBeUndefined();
  expect(trust.pullFor({ digest: image.digest, source })).toBeUndefined();
  expect(trust.pullFor({ ...image, ref: 'No Reference', source })).toBeUndefined();

  writeFileSync(
    at('config.yaml'),
    `indexKey: [${at('a.pub')}]\nindexRegistry: { authFile: /etc/x.json, caCert: /etc/ca.crt, mirrors: [mirror.example], timeoutSeconds: 3 }\n`,
  );
  const { registry, timeoutMs } = indexTrust(loadConfig(['--config', at('config.yaml')]), silentLogger).pullFor({
    ...image,
    source,
  }) ?? { registry: undefined, timeoutMs: undefined };
  expect(registry).toEqual({
    authFile: '/etc/x.json',
    caCert: '/etc/ca.crt',
    mirrors: ['mirror.example'],
    plainHttp: false,
  });
  expect(timeoutMs).toBe(3_000);
});

test('a host that could not be reached rests for a minute, others do not', () => {
  let now = 0;
  const { publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const keys = [{ key: publicKey, fingerprint: 'SHA256:x' }];
  const trust = new IndexTrust({ keys, registry: {}, timeoutMs: 1 }, { log: silentLogger, now: () => now });
  const of = (host: string) => ({ ...image, ref: `${host}/app:1`, source });
  trust.asked(of('away.example'), { pulled: false, reason: 'unreachable', message: 'no route' });
  expect(trust.pullFor(of('away.example'))).toBeUndefined();
  expect(trust.pullFor(of('there.example'))).toBeDefined();
  now = 59_999;
  expect(trust.pullFor(of('away.example'))).toBeUndefined();
  now = 60_000;
  expect(trust.pullFor(of('away.example'))).toBeDefined();
});

test('every key that cannot be read is named, and the sensor does not start', async () => {
  await using temp = tempDir('index-keys');
  const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const secret = join(temp.path, 'secret.key');
  writeFileSync(secret, privateKey.export({ type: 'pkcs8', format: 'pem' }));
  const launcher = new URL('../../bin/drift-sensor', import.meta.url).pathname;
  const { code, stderr } = await tryRun([
    launcher,
    ...['run', '--state-dir', join(temp.path, 'state'), '--metrics', 'off'],
    ...['--index-key', join(temp.path, 'absent.pub'), '--index-key', secret],
  ]);
  expect(stderr).toContain('absent.pub');
  expect(stderr).toContain('give the public one');
  expect(code).toBe(2);
});
