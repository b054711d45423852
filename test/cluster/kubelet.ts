/**
 * What kubelet does with a pod, as far as the CRI can tell: every field of the pod's manifest is translated or refused, none is
 * passed over. Without CNI a pod has the node's network, and an address of the loopback for itself.
 */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Containerd } from '../support/containerd.ts';
import { type CriPod, startPod } from '../support/cri.ts';
import { type ContainerFields, linuxOf } from './container-fields.ts';

export type PodManifest = {
  readonly metadata: {
    readonly name: string;
    readonly namespace: string;
    readonly uid: string;
    readonly labels?: Readonly<Record<string, string>>;
    readonly annotations?: Readonly<Record<string, string>>;
  };
  readonly spec: { readonly containers: readonly ContainerFields[]; readonly [field: string]: unknown };
};

type Volume = {
  readonly name: string;
  readonly hostPath?: { readonly path: string; readonly type?: string };
  readonly emptyDir?: object;
  readonly configMap?: { readonly name: string };
};

export type NodeOptions = {
  readonly nodeName: string;
  /** Below it the volumes and the logs of pods. */
  readonly dir: string;
  readonly containerd: Containerd;
  /** What a Secret, a ConfigMap, a token holds: by the API server. */
  readonly configMap: (namespace: string, name: string) => Readonly<Record<string, string>>;
  readonly token: (namespace: string, serviceAccount: string) => string;
  readonly caPath: string;
  readonly apiServer: URL;
};

export type RunningPod = {
  readonly cri: CriPod;
  readonly address: string;
  readonly startedAt: string;
  readonly graceSeconds: number;
  readonly containers: ReadonlyMap<
    string,
    { readonly id: string; readonly logPath: string; readonly fields: ContainerFields }
  >;
};

/** Of a pod's spec: what is translated below, and what tells the scheduler and others, not kubelet. */
const KNOWN = new Set([
  'containers',
  'volumes',
  'hostPID',
  'serviceAccountName',
  'automountServiceAccountToken',
  'nodeName',
]);
const OF_OTHERS = new Set([
  ...['affinity', 'nodeSelector', 'tolerations', 'priorityClassName', 'terminationGracePeriodSeconds', 'restartPolicy'],
  ...['dnsPolicy', 'enableServiceLinks', 'schedulerName', 'securityContext'],
]);
const PROPAGATION: Readonly<Record<string, number>> = { None: 0, HostToContainer: 1, Bidirectional: 2 };
const TOKENS = '/var/run/secrets/kubernetes.io/serviceaccount';
let pods = 0;

export async function runPod(pod: PodManifest, node: NodeOptions): Promise<RunningPod> {
  const { metadata, spec } = pod;
  for (const field of Object.keys(spec))
    if (!KNOWN.has(field) && !OF_OTHERS.has(field)) throw new Error(`spec.${field}`);
  const { pid } = process;
  const address = `127.${1 + ((pid >> 8) & 0x7f)}.${pid & 0xff}.${++pods}`;
  const podDir = join(node.dir, 'pods', metadata.uid);
  const logs = join(podDir, 'logs');
  mkdirSync(logs, { recursive: true });
  const cri = await startPod(node.containerd.socket, {
    ...metadata,
    hostPid: spec.hostPID === true,
    logDirectory: logs,
  });
  const volumes = new Map(((spec.volumes ?? []) as Volume[]).map((volume) => [volume.name, volume]));
  const containers = new Map<string, { id: string; logPath: string; fields: ContainerFields }>();
  for (const fields of spec.containers) {
    const mounts = [
      ...(fields.volumeMounts ?? []).map(
        ({ name, mountPath, readOnly = false, mountPropagation = 'None', ...rest }) => {
          const volume = volumes.get(name);
          if (volume === undefined || Object.keys(rest).length > 0) throw new Error(`volumeMounts ${name}`);
          const hostPath = hostPathOf(volume, podDir, pod, node);
          return { containerPath: mountPath, hostPath, readonly: readOnly, propagation: PROPAGATION[mountPropagation] };
        },
      ),
      ...kubeletsOwn(podDir, pod, node),
    ];
    const variables = environmentOf(fields, pod, node, address);
    const expand = (text: string) => text.replace(/\$\((\w+)\)/g, (whole, name) => variables.get(name) ?? whole);
    const logPath = `${fields.name}.log`;
    const id = await cri.start(fields.name, fields.image, (fields.command ?? []).map(expand), {
      config: {
        args: (fields.args ?? []).map(expand),
        envs: [...variables].map(([key, value]) => ({ key, value })),
        mounts,
        logPath,
        linux: linuxOf(fields, spec),
      },
    });
    containers.set(fields.name, { id, logPath: join(logs, logPath), fields });
  }
  const graceSeconds = Number(spec.terminationGracePeriodSeconds ?? 30);
  return { cri, address, startedAt: new Date().toISOString(), graceSeconds, containers };
}

function hostPathOf(volume: Volume, podDir: string, { metadata }: PodManifest, node: NodeOptions): string {
  const { name, hostPath, emptyDir, configMap } = volume;
  if (hostPath !== undefined) {
    if (hostPath.type === 'DirectoryOrCreate') mkdirSync(node.containerd.here(hostPath.path), { recursive: true });
    else if (hostPath.type !== undefined) throw new Error(`hostPath.type ${hostPath.type}`);
    return hostPath.path;
  }
  const dir = join(podDir, 'volumes', name);
  mkdirSync(dir, { recursive: true });
  if (configMap !== undefined) {
    const data = node.configMap(metadata.namespace, configMap.name);
    for (const [file, text] of Object.entries(data)) writeFileSync(join(dir, file), text);
  } else if (emptyDir === undefined) throw new Error(`volume ${name} is of an unknown kind`);
  return dir;
}

/** The token of the service account, and the files that kubelet gives every container. */
function kubeletsOwn(podDir: string, { metadata, spec }: PodManifest, node: NodeOptions): object[] {
  const dir = join(podDir, 'own');
  mkdirSync(dir, { recursive: true });
  const file = (name: string, text: string): string => {
    writeFileSync(join(dir, name), text);
    return join(dir, name);
  };
  const mounts: object[] = [
    { containerPath: '/etc/hosts', hostPath: file('hosts', '127.0.0.1\tlocalhost\n') },
    { containerPath: '/dev/termination-log', hostPath: file('termination-log', '') },
  ];
  const { serviceAccountName, automountServiceAccountToken } = spec as Record<string, unknown>;
  if (serviceAccountName === undefined || automountServiceAccountToken === false) return mounts;
  const tokens = join(dir, 'token');
  mkdirSync(tokens, { recursive: true });
  writeFileSync(join(tokens, 'token'), node.token(metadata.namespace, String(serviceAccountName)));
  writeFileSync(join(tokens, 'ca.crt'), readFileSync(node.caPath));
  writeFileSync(join(tokens, 'namespace'), metadata.namespace);
  return [...mounts, { containerPath: TOKENS, hostPath: tokens, readonly: true }];
}

function environmentOf(
  fields: ContainerFields,
  pod: PodManifest,
  node: NodeOptions,
  address: string,
): Map<string, string> {
  const facts: Readonly<Record<string, string>> = {
    'spec.nodeName': node.nodeName,
    'status.podIP': address,
    'metadata.name': pod.metadata.name,
    'metadata.namespace': pod.metadata.namespace,
  };
  const variables = new Map([
    ['KUBERNETES_SERVICE_HOST', node.apiServer.hostname],
    ['KUBERNETES_SERVICE_PORT', node.apiServer.port],
  ]);
  for (const { name, value, valueFrom } of fields.env ?? []) {
    const given = value ?? facts[valueFrom?.fieldRef?.fieldPath ?? ''];
    if (given === undefined) throw new Error(`env ${name}`);
    variables.set(name, given);
  }
  return variables;
}
