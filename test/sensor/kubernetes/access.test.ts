/** The service account and a kubeconfig, against a server that speaks HTTPS. */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { type AccessChoice, chooseAccess } from '../../../sensor/kubernetes/access.ts';
import type { ApiError } from '../../../sensor/kubernetes/api-error.ts';
import { ApiClient } from '../../../sensor/kubernetes/client.ts';
import { type ApiDouble, startApiDouble } from '../../support/api-double.ts';
import { describeIf, need } from '../../support/need.ts';
import { type TempDir, tempDir } from '../../support/temp.ts';
import { type Certificates, makeCertificates } from '../forward/support/certificates.ts';
import { PODS } from './support.ts';

const LIST = { method: 'GET', path: PODS } as const;

test('without credentials there is nothing to ask', () => {
  const given = { kubernetes: 'auto' } as const;
  expect(chooseAccess(given, {})).toEqual({ kind: 'none', detail: 'not in a cluster, and no --kubeconfig' });
  expect(chooseAccess(given, { KUBERNETES_SERVICE_HOST: '10.0.0.1' }, '/nowhere')).toEqual({
    kind: 'none',
    detail: 'no service account token in /nowhere, and no --kubeconfig',
  });
  expect(chooseAccess({ kubernetes: 'off', kubeconfig: '/etc/kubeconfig' }, {}).kind).toBe('none');
});

describeIf([need.command('openssl')], 'over TLS', () => {
  let temp: TempDir;
  let certificates: Certificates;
  let api: ApiDouble;
  let account: string;

  beforeAll(async () => {
    temp = tempDir('access');
    certificates = makeCertificates(temp.path);
    const { serverKey, serverCert } = certificates;
    api = await startApiDouble({
      tls: { key: readFileSync(serverKey, 'utf8'), cert: readFileSync(serverCert, 'utf8') },
    });
    account = join(temp.path, 'serviceaccount');
    mkdirSync(account);
    writeFileSync(join(account, 'ca.crt'), readFileSync(certificates.ca));
  });

  beforeEach(() => {
    writeFileSync(join(account, 'token'), 'first\n');
    api.tokens = new Set(['first']);
  });

  afterAll(async () => {
    await api[Symbol.asyncDispose]();
    await temp.remove();
  });

  const clientOf = (choice: AccessChoice): ApiClient => {
    if (choice.kind === 'none') throw new Error(choice.detail);
    return new ApiClient({ userAgent: 'drift-sensor/test', timeoutMs: 5_000 }, { open: choice.open });
  };
  const inCluster = (): ApiClient => {
    const { hostname, port } = new URL(api.url);
    const environment = { KUBERNETES_SERVICE_HOST: hostname, KUBERNETES_SERVICE_PORT: port };
    return clientOf(chooseAccess({ kubernetes: 'auto' }, environment, account));
  };
  const never = new AbortController().signal;

  test('the service account’s token and CA are used', async () => {
    const client = inCluster();
    await expect(client.call(LIST, never)).resolves.toMatchObject({ kind: 'List' });
    expect(api.requests.at(-1)?.authorization).toBe('Bearer first');
  });

  test('a token that was replaced is read when the old one is refused', async () => {
    const client = inCluster();
    await client.call(LIST, never);
    api.tokens = new Set(['second']);
    writeFileSync(join(account, 'token'), 'second');
    await expect(client.call(LIST, never)).resolves.toMatchObject({ kind: 'List' });
    for await (const _event of client.watch(
      { path: PODS, query: { watch: 'true', timeoutSeconds: '0' }, idleMs: 5_000 },
      never,
    ));
    expect(client.counts.requests.get('GET', 'ok')).toBe(2);
    expect(client.counts.requests.get('WATCH', 'ok')).toBe(1);
  });

  test('a token that stays refused is an error, after one more try', async () => {
    const client = inCluster();
    api.tokens = new Set();
    const before = api.requests.length;
    await expect(client.call(LIST, never)).rejects.toMatchObject({
      code: 'unauthorized',
      status: 401,
    } satisfies Partial<ApiError>);
    expect(api.requests.length - before).toBe(2);
  });

  test('a token file that is gone or holds something else is no crash', async () => {
    writeFileSync(join(account, 'token'), 'two\nlines');
    await expect(inCluster().call(LIST, never)).rejects.toMatchObject({ code: 'unreachable' });
  });

  test('a server of another authority is not believed', async () => {
    const other = join(temp.path, 'other');
    mkdirSync(other);
    makeCertificates(other);
    const before = api.requests.length;
    writeFileSync(join(account, 'ca.crt'), readFileSync(join(other, 'ca.pem')));
    await expect(inCluster().call(LIST, never)).rejects.toMatchObject({ code: 'unreachable' });
    expect(api.requests.length).toBe(before);
    writeFileSync(join(account, 'ca.crt'), readFileSync(certificates.ca));
  });

  const kubeconfig = (user: object): string => {
    const path = join(temp.path, 'kubeconfig');
    const config = {
      apiVersion: 'v1',
      kind: 'Config',
      'current-context': 'test',
      contexts: [{ name: 'test', context: { cluster: 'test', user: 'test' } }],
      clusters: [{ name: 'test', cluster: { server: api.url, 'certificate-authority': certificates.ca } }],
      users: [{ name: 'test', user }],
    };
    writeFileSync(path, JSON.stringify(config));
    return path;
  };

  test('a kubeconfig’s token is used, and the file read again when it is refused', async () => {
    const client = clientOf(chooseAccess({ kubernetes: 'auto', kubeconfig: kubeconfig({ token: 'first' }) }, {}));
    await expect(client.call(LIST, never)).resolves.toMatchObject({ kind: 'List' });
    api.tokens = new Set(['second']);
    kubeconfig({ token: 'second' });
    await expect(client.call(LIST, never)).resolves.toMatchObject({ kind: 'List' });
  });

  test('a kubeconfig without a cluster is an error that says so', async () => {
    const path = join(temp.path, 'empty');
    writeFileSync(path, 'apiVersion: v1\nkind: Config\n');
    const client = clientOf(chooseAccess({ kubernetes: 'auto', kubeconfig: path }, {}));
    await expect(client.call(LIST, never)).rejects.toMatchObject({ code: 'unreachable' });
  });
});
