/**
 * A cluster of one node for `kubectl`: the API double with discovery, validation by a real server's schema and RBAC; what a
 * controller does with a DaemonSet; kubelet's part with real containerd; logs, and exec in kubelet's own protocol.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { makeCertificates } from '../sensor/forward/support/certificates.ts';
import { NAMESPACES, PODS } from '../sensor/kubernetes/support.ts';
import { type ApiDouble, startApiDouble } from '../support/api-double.ts';
import { ApiStore, type Stored } from '../support/api-store.ts';
import type { Containerd } from '../support/containerd.ts';
import type { Probe } from './container-fields.ts';
import { ADMIN, answer, created, exec } from './kubectl-api.ts';
import { type PodManifest, type RunningPod, runPod } from './kubelet.ts';

const DAEMONSETS = '/apis/apps/v1/daemonsets';
const CONFIGMAPS = '/api/v1/configmaps';
const NODE = 'node-1';
const LOOK_MS = 50;

export type Cluster = AsyncDisposable & {
  readonly api: ApiDouble;
  /** For KUBECONFIG. */
  readonly kubeconfig: string;
  /** The pod by its object's name, once its containers were started. */
  pod(namespace: string, name: string): RunningPod | undefined;
  /** What went wrong with pods, for messages. */
  readonly faults: readonly string[];
  /** What pods asked for, and RBAC or an admission policy did not allow. */
  readonly refused: readonly string[];
};

export async function startCluster(dir: string, containerd: Containerd): Promise<Cluster> {
  const { ca: caPath, serverKey, serverCert } = makeCertificates(dir);
  const store = new ApiStore();
  const running = new Map<string, RunningPod>();
  const faults: string[] = [];
  const refused: string[] = [];
  const podOf = (namespace = '', name = '') => running.get(store.get(PODS, name, namespace)?.metadata.uid ?? '');
  const api = await startApiDouble({
    store,
    tls: { key: readFileSync(serverKey, 'utf8'), cert: readFileSync(serverCert, 'utf8') },
    answer: (request) => answer(request, store, podOf, { refused, nodeName: NODE }),
    upgrade: (request, socket, head) => void exec(request, socket, head, podOf).catch(() => socket.destroy()),
  });
  store.put('/api/v1/nodes', { apiVersion: 'v1', kind: 'Node', metadata: { name: NODE, uid: 'node-uid' } });
  store.put(NAMESPACES, { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'default' } });
  const kubeconfig = join(dir, 'kubeconfig');
  writeFileSync(
    kubeconfig,
    JSON.stringify({
      'current-context': 'c',
      contexts: [{ name: 'c', context: { cluster: 'c', user: 'u' } }],
      clusters: [{ name: 'c', cluster: { server: api.url, 'certificate-authority': caPath } }],
      users: [{ name: 'u', user: { token: ADMIN } }],
    }),
  );
  const node = {
    nodeName: NODE,
    dir,
    containerd,
    caPath,
    apiServer: new URL(api.url),
    token: (namespace: string, name: string) => `${namespace}/${name}`,
    configMap: (namespace: string, name: string) =>
      (store.get(CONFIGMAPS, name, namespace)?.data ?? {}) as Readonly<Record<string, string>>,
  };

  const start = async (pod: Stored): Promise<void> => {
    // Scheduled: there is one node.
    const spec = { ...(pod.spec as object), nodeName: NODE };
    const bound = store.put(PODS, { ...pod, spec, status: { phase: 'Pending' } });
    const started = await runPod(bound as unknown as PodManifest, node);
    running.set(pod.metadata.uid, started);
    say(bound, started, false);
    await isReady(started);
    say(bound, started, true);
  };
  const say = (pod: Stored, { address, startedAt, containers }: RunningPod, ready: boolean): void => {
    const containerStatuses = [...containers].map(
      ([
        name,
        {
          id,
          fields: { image },
        },
      ]) => ({
        ...{ name, ready, started: true, restartCount: 0, image, imageID: image, containerID: `containerd://${id}` },
        state: { running: { startedAt } },
      }),
    );
    const conditions = [{ type: 'Ready', status: ready ? 'True' : 'False' }];
    const said = {
      phase: 'Running',
      hostIP: address,
      podIP: address,
      startTime: startedAt,
      containerStatuses,
      conditions,
    };
    if (store.get(PODS, pod.metadata.name, pod.metadata.namespace) !== undefined)
      store.put(PODS, { ...pod, status: said });
  };
  const stop = async (uid: string, { cri, containers, graceSeconds }: RunningPod, asked = true): Promise<void> => {
    for (const { id } of containers.values()) await cri.stop(id, asked ? graceSeconds : 0);
    await cri[Symbol.asyncDispose]();
    running.delete(uid);
  };

  /** One look at everything, as controllers and kubelet do. */
  const reconcile = async (): Promise<void> => {
    for (const set of store.list(DAEMONSETS)) rollOut(set, store);
    for (const pod of store.list(PODS)) {
      if ((pod.status as { phase?: string } | undefined)?.phase !== undefined || !ownerLives(pod, store)) continue;
      // Not waited for: each pod has its probes.
      void start(pod).catch((cause: unknown) => faults.push(`${pod.metadata.name}: ${String(cause)}`));
    }
    for (const pod of store.list(PODS)) {
      if (!ownerLives(pod, store)) store.delete(PODS, pod.metadata.name, pod.metadata.namespace);
    }
    const alive = new Set(store.list(PODS).map(({ metadata }) => metadata.uid));
    for (const [uid, pod] of running) if (!alive.has(uid)) await stop(uid, pod);
  };
  let over = false;
  const looking = (async () => {
    while (!over) {
      await reconcile();
      await new Promise((resolve) => setTimeout(resolve, LOOK_MS));
    }
  })();
  looking.catch((cause: unknown) => faults.push(String(cause)));
  return {
    api,
    kubeconfig,
    faults,
    refused,
    pod: podOf,
    [Symbol.asyncDispose]: async () => {
      over = true;
      await looking;
      for (const [uid, pod] of running) await stop(uid, pod, false);
      await api[Symbol.asyncDispose]();
    },
  };
}

/** A pod of the set for this node, and what the set says of it. */
function rollOut(set: Stored, store: ApiStore): void {
  const { name, namespace = '', uid, generation } = set.metadata;
  const { template } = set.spec as { template: { metadata: object; spec: object } };
  const pods = store.list(PODS, namespace).filter(({ metadata }) => ownerUid(metadata) === uid);
  if (pods.length === 0) {
    const ownerReferences = [{ apiVersion: 'apps/v1', kind: 'DaemonSet', name, uid, controller: true }];
    const metadata = { ...template.metadata, ...created(), name: `${name}-x7k2p`, namespace, ownerReferences };
    const spec = { ...template.spec, nodeName: NODE };
    store.put(PODS, { apiVersion: 'v1', kind: 'Pod', metadata, spec });
  }
  const ready = pods.filter(({ status }) =>
    JSON.stringify(status ?? '').includes('"type":"Ready","status":"True"'),
  ).length;
  const count = {
    numberReady: ready,
    numberAvailable: ready,
    desiredNumberScheduled: 1,
    updatedNumberScheduled: pods.length,
  };
  const status = {
    ...count,
    observedGeneration: generation,
    currentNumberScheduled: pods.length,
    numberMisscheduled: 0,
  };
  if (JSON.stringify(set.status) !== JSON.stringify(status)) store.put(DAEMONSETS, { ...set, status });
}

function ownerUid(metadata: Stored['metadata']): string | undefined {
  return (metadata.ownerReferences as { uid: string }[] | undefined)?.[0]?.uid;
}

function ownerLives({ metadata }: Stored, store: ApiStore): boolean {
  const uid = ownerUid(metadata);
  return uid === undefined || store.list(DAEMONSETS).some((set) => set.metadata.uid === uid);
}

/** Asks the probes as the manifest says; rejects when start-up takes longer than it allows. */
async function isReady({ address, containers }: RunningPod): Promise<void> {
  for (const { fields } of containers.values()) {
    const { startupProbe, readinessProbe, livenessProbe, ports = [] } = fields;
    const url = ({ httpGet }: Probe) => {
      const port = ports.find(({ name }) => name === httpGet.port)?.containerPort;
      return `http://${address}:${port}${httpGet.path}`;
    };
    const until = async (probe: Probe, tries: number): Promise<void> => {
      for (let n = 0; n < tries; n++) {
        if (await answers(url(probe), probe.timeoutSeconds)) return;
        await new Promise((resolve) => setTimeout(resolve, probe.periodSeconds * 1_000));
      }
      throw new Error(`${url(probe)} did not answer 200`);
    };
    if (startupProbe !== undefined) await until(startupProbe, startupProbe.failureThreshold);
    if (livenessProbe !== undefined) await until(livenessProbe, 1);
    // Never ready is no reason to end it; the test's own patience is.
    if (readinessProbe !== undefined) await until(readinessProbe, 60);
  }
}

async function answers(url: string, seconds: number): Promise<boolean> {
  try {
    return (await fetch(url, { signal: AbortSignal.timeout(seconds * 1_000) })).ok;
  } catch {
    return false;
  }
}
