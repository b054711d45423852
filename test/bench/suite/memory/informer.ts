/**
 * What a cluster costs: 100 pods with their owners, policies from the API server, the SensorStatus and Events, beside the same
 * containers without an API server. It is reached as from a pod, by the service account that is written to where kubelet puts it.
 */
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { freshElf } from '../../../cases/bytes.ts';
import { makeCertificates } from '../../../sensor/forward/support/certificates.ts';
import { EVENTS, NAMESPACES, PODS, POLICIES, pod, policy } from '../../../sensor/kubernetes/support.ts';
import { type ApiDouble, startApiDouble } from '../../../support/api-double.ts';
import { waitFor } from '../../../support/command.ts';
import type { RuncContainer } from '../../../support/runc.ts';
import type { SensorOptions } from '../../../support/sensor.ts';
import { type Row, type Setting, startBundle } from '../suite.ts';
import { busy, memoryOf, podName } from './node.ts';

const SERVICE_ACCOUNT = '/var/run/secrets/kubernetes.io/serviceaccount';
const NODE = 'node-1';
const HASH = '56b9487d98';
/** What `kubectl get pod -o json` of an ordinary pod has: 8 KB. */
const ENVIRONMENT = 60;
const DRIFTED = 5;
const TOKEN = 'service-account';

export async function informer(setting: Setting, boxes: readonly RuncContainer[]): Promise<Row> {
  setting.progress('memory, without an API server');
  const without = await measured(setting, boxes, { args: ['--kubernetes', 'off'] });
  setting.progress('memory, with the pod informer');
  const created = mkdirSync(SERVICE_ACCOUNT, { recursive: true });
  if (created === undefined)
    throw new Error(`${SERVICE_ACCOUNT} is there: this machine is a pod, or was left by a bench`);
  try {
    await using api = await cluster(setting.dir, boxes.length);
    const { hostname, port } = new URL(api.url);
    const env = { KUBERNETES_SERVICE_HOST: hostname, KUBERNETES_SERVICE_PORT: port };
    const within = await measured(setting, boxes, { args: ['--node-name', NODE], env }, () => everythingSaid(api));
    const values = {
      'without, MB': without['both, MB'] ?? Number.NaN,
      'with informer, MB': within['both, MB'] ?? Number.NaN,
      'anonymous without, MB': without['anonymous, MB'] ?? Number.NaN,
      'anonymous with informer, MB': within['anonymous, MB'] ?? Number.NaN,
    };
    return { bench: 'memory', what: `a node of ${boxes.length} pods`, values, goal: '<= 130 MB' };
  } finally {
    rmSync(created, { recursive: true });
  }
}

async function measured(
  setting: Setting,
  boxes: readonly RuncContainer[],
  options: SensorOptions,
  settled: () => Promise<unknown> = async () => {},
): Promise<Row['values']> {
  await using sensor = await startBundle(setting, options);
  await busy(sensor, boxes);
  for (const each of boxes.slice(0, DRIFTED)) {
    writeFileSync(join(each.rootfs, 'tmp/new'), freshElf(), { mode: 0o755 });
    await each.exec(['/tmp/new']);
  }
  const found = () => sensor.findings().filter(({ file }) => file?.path === '/tmp/new').length;
  await waitFor('the findings', () => found() >= DRIFTED, 30_000);
  await settled();
  // Awaited before the sensor is stopped.
  return await memoryOf(sensor.process.pid ?? 0);
}

/** An API server that knows the pods of the containers. */
async function cluster(dir: string, pods: number): Promise<ApiDouble> {
  const { ca, serverKey, serverCert } = makeCertificates(dir);
  writeFileSync(join(SERVICE_ACCOUNT, 'ca.crt'), readFileSync(ca));
  writeFileSync(join(SERVICE_ACCOUNT, 'token'), TOKEN);
  const api = await startApiDouble({
    tls: { key: readFileSync(serverKey, 'utf8'), cert: readFileSync(serverCert, 'utf8') },
  });
  api.tokens = new Set([TOKEN]);
  const { store } = api;
  store.put('/api/v1/nodes', { metadata: { name: NODE, uid: 'node-uid' } });
  for (let index = 0; index < pods; index++) {
    const { namespace, name, uid } = podName(index);
    store.put(NAMESPACES, { metadata: { name: namespace, labels: { team: namespace, stage: 'production' } } });
    const labels = { app: name, 'app.kubernetes.io/part-of': 'shop', 'pod-template-hash': HASH };
    const ownerReferences = [{ apiVersion: 'apps/v1', ...owner(index), uid: `owner-${index}`, controller: true }];
    const env = Array.from({ length: ENVIRONMENT }, (_, i) => ({
      name: `SETTING_${i}`,
      valueFrom: { configMapKeyRef: { name: `${name}-settings`, key: `setting-${i}` } },
    }));
    const spec = { containers: [{ name: 'app', image: `registry.example/${name}:1`, env }] };
    store.put(PODS, pod(name, { namespace, uid, labels, ownerReferences }, spec));
  }
  for (const name of ['default', 'builds']) {
    const namespaces = [{ operator: 'Equals', value: name }];
    store.put(POLICIES, policy(name, { priority: 1, rules: [{ name, action: 'Ignore', scope: { namespaces } }] }));
  }
  return api;
}

/** A Deployment's, a CronJob's or a StatefulSet's. */
function owner(index: number): { readonly kind: string; readonly name: string } {
  const { name } = podName(index);
  if (index % 3 === 0) return { kind: 'ReplicaSet', name: `${name}-${HASH}` };
  return index % 3 === 1 ? { kind: 'Job', name: `${name}-29920482` } : { kind: 'StatefulSet', name };
}

/** A number for a sensor that asked for nothing, or said nothing, would be none. */
async function everythingSaid({ requests, store }: ApiDouble): Promise<void> {
  const watched = (of: string) => requests.some(({ path, query }) => path === of && query.watch === 'true');
  const asked = (end: string) => requests.some(({ path }) => path.endsWith(end));
  const all = () =>
    watched(PODS) &&
    watched(POLICIES) &&
    asked('/team-9') &&
    asked(`/${NODE}/status`) &&
    store.list(EVENTS).length >= DRIFTED;
  await waitFor('pods, policies, namespaces, the SensorStatus and Events to go over the wire', all, 60_000);
}
