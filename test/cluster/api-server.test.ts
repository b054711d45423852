/**
 * A node of a cluster: real containerd with pods of its CRI plugin, the real kernel, the real sensor; only the API server is
 * a double, which speaks HTTPS and lets in a token.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { permissions } from '../../sensor/kubernetes/permissions.ts';
import { sensorStatusSchema } from '../../sensor/kubernetes/sensor-status.ts';
import { freshElf, sha256 } from '../cases/bytes.ts';
import { makeCertificates } from '../sensor/forward/support/certificates.ts';
import { EVENTS, NAMESPACES, PODS, POLICIES, pod, policy, STATUSES } from '../sensor/kubernetes/support.ts';
import { type ApiDouble, startApiDouble } from '../support/api-double.ts';
import { busyboxRootfs } from '../support/busybox.ts';
import { waitFor } from '../support/command.ts';
import { type Containerd, startContainerd } from '../support/containerd.ts';
import { type CriPod, startPod } from '../support/cri.ts';
import { describeIf, need } from '../support/need.ts';
import { imageArchive, layerDirectory, ociImage } from '../support/oci.ts';
import { type FindingJson, type Sensor, startSensor } from '../support/sensor.ts';
import { type TempDir, tempDir } from '../support/temp.ts';
import { askedOf } from './rbac.ts';

const APP = 'example.test/cluster/app:1';
const PAUSE = 'registry.k8s.io/pause:3.9';
/** What a change of a policy may take to be in force on the node. */
const LIVE_MS = 5_000;
const needs = [
  need.root(),
  need.btf(),
  need.bridge(),
  need.command('openssl'),
  need.engine('containerd', 'busybox', 'umoci', 'skopeo'),
];

type Known = { readonly cri: CriPod; readonly container: string; readonly uid: string; readonly name: string };

describeIf(needs, 'on a node of a cluster', () => {
  let temp: TempDir;
  let api: ApiDouble;
  let containerd: Containerd;
  let sensor: Sensor;
  let args: readonly string[];
  const pods: Known[] = [];

  beforeAll(async () => {
    temp = tempDir('cluster');
    const { ca, serverKey, serverCert } = makeCertificates(temp.path);
    api = await startApiDouble({
      tls: { key: readFileSync(serverKey, 'utf8'), cert: readFileSync(serverCert, 'utf8') },
    });
    api.tokens = new Set(['node-token']);
    const kubeconfig = join(temp.path, 'kubeconfig');
    writeFileSync(
      kubeconfig,
      JSON.stringify({
        'current-context': 'c',
        contexts: [{ name: 'c', context: { cluster: 'c', user: 'u' } }],
        clusters: [{ name: 'c', cluster: { server: api.url, 'certificate-authority': ca } }],
        users: [{ name: 'u', user: { token: 'node-token' } }],
      }),
    );
    api.store.put('/api/v1/nodes', { metadata: { name: 'node-1', uid: 'node-uid' } });
    api.store.put(NAMESPACES, { metadata: { name: 'shop', labels: { team: 'payments' } } });

    const rootfs = await busyboxRootfs(join(temp.path, 'rootfs'));
    const pause = layerDirectory(join(temp.path, 'pause'), { files: { 'etc/pause': { content: 'pause' } } });
    containerd = await startContainerd({ cri: true, sandboxImage: PAUSE });
    for (const [i, [name, layers]] of Object.entries({ [APP]: [rootfs], [PAUSE]: [rootfs, pause] }).entries()) {
      const image = await ociImage({ layout: join(temp.path, 'layout'), tag: `t${i}`, layers });
      await containerd.ctr([
        'images',
        'import',
        await imageArchive(image, 'oci-archive', join(temp.path, 'image.tar'), name),
      ]);
    }
    const cluster = ['--kubeconfig', kubeconfig, '--node-name', 'node-1', '--pod-annotations', 'example.com/contact'];
    args = ['--runtime', `cri=${containerd.address}`, '--runtime', `containerd=${containerd.address}`, ...cluster];
    sensor = await startSensor({ args, stateDir: join(temp.path, 'state') });
  });

  afterAll(async () => {
    await sensor?.stop();
    for (const { cri } of pods) await cri[Symbol.asyncDispose]();
    await containerd?.stop();
    await api?.[Symbol.asyncDispose]();
    await temp?.remove();
  });

  async function start(name: string, uid: string): Promise<Known> {
    const cri = await startPod(containerd.socket, { namespace: 'shop', name, uid, labels: { app: 'at-creation' } });
    const container = await cri.start('server', APP, ['/bin/sleep', '1000000']);
    const known = { cri, container, uid, name };
    pods.push(known);
    return known;
  }

  /** Writes a new program into the container's writable layer, and runs it. */
  async function drift({ cri, container }: Known): Promise<string> {
    const bytes = freshElf();
    const script = `echo ${bytes.toString('base64')} | /bin/base64 -d > /tmp/x && /bin/chmod +x /tmp/x && /tmp/x`;
    expect((await cri.exec(container, ['/bin/sh', '-c', script])).code).toBe(0);
    return sha256(bytes);
  }

  const found = (hash: string): Promise<FindingJson> => sensor.waitForFinding((f) => f.file?.sha256 === hash, 30_000);
  const known = (name: string) => api.store.put(PODS, pod(name, { uid: uidOf(name), ...WEB }));
  const uidOf = (name: string): string => pods.find((each) => each.name === name)?.uid ?? '';
  const log = (message: string) => waitFor(message, () => sensor.log().includes(message) || undefined, 30_000);

  const WEB = {
    labels: { app: 'web', 'pod-template-hash': '56b9487d98' },
    annotations: { 'example.com/contact': 'sre@example.com', other: 'x' },
    ownerReferences: [
      { apiVersion: 'apps/v1', kind: 'ReplicaSet', name: 'web-56b9487d98', uid: 'rs', controller: true },
    ],
  };

  test('a finding has the labels, owner, service account and annotations that the API server knows', async () => {
    const web = await start('web-1', 'c1e2d3c4-4b5a-4968-8778-695a4b3c2d01');
    known('web-1');
    const labelled = () => api.requests.some(({ path }) => path === `${NAMESPACES}/shop`);
    await waitFor('the labels of the namespace to be asked for', () => labelled() || undefined, 30_000);
    expect((await found(await drift(web))).pod).toEqual({
      namespace: 'shop',
      name: 'web-1',
      uid: web.uid,
      labels: WEB.labels,
      owner: { kind: 'Deployment', name: 'web' },
      service_account: 'default',
      annotations: { 'example.com/contact': 'sre@example.com' },
      namespace_labels: { team: 'payments' },
    });
  });

  test('a pod of which the API server says nothing is a finding all the same, which says what is missing', async () => {
    const unknown = await start('silent', 'c1e2d3c4-4b5a-4968-8778-695a4b3c2d02');
    expect((await found(await drift(unknown))).pod).toEqual({
      namespace: 'shop',
      name: 'silent',
      uid: unknown.uid,
      labels: { app: 'at-creation' },
      missing: ['owner', 'service_account', 'namespace_labels'],
    });
    expect(await sensor.metric('drift_sensor_pod_lookups_total', { outcome: 'missing' })).toBeGreaterThan(0);
  });

  test('a finding is an Event of its pod', async () => {
    const web = await start('web-2', 'c1e2d3c4-4b5a-4968-8778-695a4b3c2d03');
    known('web-2');
    const finding = await found(await drift(web));
    const event = await waitFor('the Event', () =>
      api.store.list(EVENTS).find(({ regarding }) => (regarding as { uid?: string }).uid === web.uid),
    );
    expect(event).toMatchObject({
      metadata: { namespace: 'shop' },
      reason: 'Drift',
      type: 'Warning',
      note: `${finding.severity}: ${String(finding.summary)}`,
      regarding: { kind: 'Pod', name: 'web-2', fieldPath: 'spec.containers{server}' },
    });
  });

  test('kubectl apply of a policy that ignores a namespace holds on the node within 5 s, and its deletion, too', async () => {
    const quiet = await start('web-3', 'c1e2d3c4-4b5a-4968-8778-695a4b3c2d04');
    known('web-3');
    await found(await drift(quiet));
    const generation = await sensor.metric('drift_sensor_policy_generation');
    const inForce = (more: number) =>
      waitFor(
        'the policy',
        async () => (await sensor.metric('drift_sensor_policy_generation')) === generation + more || undefined,
        LIVE_MS,
      );
    const scope = { namespaces: [{ operator: 'Equals', value: 'shop' }] };
    api.store.put(POLICIES, policy('quiet-shop', { rules: [{ name: 'Shop', action: 'Ignore', scope }] }));
    await inForce(1);
    const ignored = await sensor.metric('drift_sensor_ignored_total', { policy: 'quiet-shop' });
    const hash = await drift(quiet);
    await waitFor(
      'it to be counted',
      async () => (await sensor.metric('drift_sensor_ignored_total', { policy: 'quiet-shop' })) > ignored || undefined,
      30_000,
    );
    expect(sensor.findings().filter((f) => f.file?.sha256 === hash)).toEqual([]);
    api.store.delete(POLICIES, 'quiet-shop');
    await inForce(2);
    await found(await drift(quiet));
  });

  test('labels that change change what a policy says, and an unknown label silences nothing', async () => {
    const labelled = await start('web-4', 'c1e2d3c4-4b5a-4968-8778-695a4b3c2d05');
    const scope = { labels: [{ key: 'quiet', operator: 'Equals', value: 'yes' }] };
    api.store.put(POLICIES, policy('by-label', { rules: [{ name: 'Quiet', action: 'Ignore', scope }] }));
    await waitFor('it', () => sensor.log().includes('policies are in force') || undefined, LIVE_MS);
    await found(await drift(labelled));
    api.store.put(PODS, pod('web-4', { uid: labelled.uid, labels: { quiet: 'yes' } }));
    const ignored = () => sensor.metric('drift_sensor_ignored_total', { policy: 'by-label' });
    await waitFor(
      'silence',
      async () => {
        await drift(labelled);
        return (await ignored()) > 0 || undefined;
      },
      30_000,
    );
    api.store.delete(POLICIES, 'by-label');
  });

  test('the SensorStatus of the node says its tier, its coverage, and which policies are refused and why', async () => {
    api.store.put(POLICIES, policy('broken', { rules: [{ name: 'r', action: 'Mute' }] }));
    // At most one write in 30 s.
    const status = await waitFor(
      'the status',
      () => {
        const parsed = sensorStatusSchema.safeParse(api.store.get(STATUSES, 'node-1')?.status);
        return parsed.data?.policies.some(({ state }) => state === 'Refused') ? parsed.data : undefined;
      },
      60_000,
    );
    expect(status).toMatchObject({ tier: 'detect', canary: 'ok' });
    expect(status.policies).toContainEqual({
      name: 'broken',
      source: 'DriftPolicy',
      state: 'Refused',
      generation: 1,
      reasons: ['spec.rules[0].action: must be one of Alert, Block, Ignore, not "Mute"'],
    });
    expect(status.coverage.covered).toBeGreaterThan(0);
    expect(api.store.get(STATUSES, 'node-1')?.metadata.ownerReferences).toEqual([
      { apiVersion: 'v1', kind: 'Node', name: 'node-1', uid: 'node-uid' },
    ]);
    api.store.delete(POLICIES, 'broken');
  });

  test('an API server that is away delays nothing: drift is found, and policies hold, also for a sensor that starts anew', async () => {
    const scope = { pods: [{ operator: 'Equals', value: 'web-1' }] };
    api.store.put(POLICIES, policy('keep', { rules: [{ name: 'Web 1', action: 'Ignore', scope }] }));
    await waitFor('it', async () => (await sensor.metric('drift_sensor_policies')) === 1 || undefined, LIVE_MS);
    await api.down();
    await log('pods cannot be followed');
    const [web1, , web2] = pods;
    if (web1 === undefined || web2 === undefined) throw new Error('no pods');
    expect((await found(await drift(web2))).pod).toMatchObject({ owner: { kind: 'Deployment', name: 'web' } });
    await sensor.stop();
    sensor = await startSensor({ args, stateDir: join(temp.path, 'state') });
    expect(await sensor.metric('drift_sensor_policies')).toBe(1);
    expect((await found(await drift(web2))).pod).toMatchObject({
      labels: { app: 'at-creation' },
      missing: expect.any(Array),
    });
    const ignored = await sensor.metric('drift_sensor_ignored_total', { policy: 'keep' });
    await drift(web1);
    await waitFor(
      'it to be counted',
      async () => (await sensor.metric('drift_sensor_ignored_total', { policy: 'keep' })) > ignored || undefined,
      30_000,
    );
    await api.up();
    await waitFor(
      'pods to be followed',
      async () => (await sensor.metric('drift_sensor_kubernetes_following')) === 2 || undefined,
      120_000,
    );
    expect((await found(await drift(web2))).pod).toMatchObject({ owner: { kind: 'Deployment', name: 'web' } });
  });

  test('what it asked for is what it says it needs, nothing more and nothing less', () => {
    const asked = new Set(api.requests.map(askedOf).map(({ verb, group, resource }) => `${verb} ${group}/${resource}`));
    const granted = permissions.flatMap(({ apiGroups, resources, verbs }) =>
      verbs.flatMap((verb) => resources.map((resource) => `${verb} ${apiGroups[0]}/${resource}`)),
    );
    expect([...asked].filter((each) => !granted.includes(each))).toEqual([]);
    // A series is told after a minute: events.test.ts.
    expect(granted.filter((each) => !asked.has(each))).toEqual(['patch events.k8s.io/events']);
    expect(api.requests.every(({ authorization }) => authorization === 'Bearer node-token')).toBe(true);
  });
});
