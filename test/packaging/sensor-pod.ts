import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT, readManifests } from '../cluster/manifest.ts';
import { type PodSpec as Rendered, sensorPod } from '../cluster/pod-spec.ts';
import type { Containerd } from '../support/containerd.ts';
import { type CriPod, startPod } from '../support/cri.ts';
import type { FindingJson } from '../support/sensor.ts';
import { IMAGE } from './image.ts';

export const SENSOR_POD_UID = 'd41f7000-4b5a-4968-8778-695a4b3c2d1e';
/** A port of the loopback for the pod, which here has the host's network. */
const ADDRESS = '127.0.0.1';

export type SensorPod = {
  readonly cri: CriPod;
  readonly id: string;
  findings(): FindingJson[];
  /** What it said on stderr, without its findings. */
  words(): string;
};

type Security = {
  readonly readOnlyRootFilesystem: boolean;
  readonly allowPrivilegeEscalation: boolean;
  readonly runAsUser: number;
  readonly capabilities: { readonly add: readonly string[]; readonly drop: readonly string[] };
  readonly seccompProfile: { readonly type: string };
  readonly appArmorProfile: { readonly type: string };
};

const PROFILES = ['RuntimeDefault', 'Unconfined', 'Localhost'];

/**
 * Starts the pod of daemonset.yaml with containerd's CRI plugin, its fields translated as kubelet does. Host paths lie below `dir`,
 * but for those of this containerd: its socket's directory and its root, which have the paths here that the sensor is told of.
 */
export async function startSensorPod(dir: string, containerd: Containerd, port: number): Promise<SensorPod> {
  const all = readManifests(join(ROOT, 'daemonset.yaml'));
  const { sensor, spec } = sensorPod(all);
  const logDirectory = join(dir, 'logs');
  mkdirSync(logDirectory, { recursive: true });
  const cri = await startPod(containerd.socket, {
    namespace: 'drift-sensor',
    name: 'drift-sensor-x7k2p',
    uid: SENSOR_POD_UID,
    hostPid: spec.hostPID === true,
    logDirectory,
  });
  const mounts = sensor.volumeMounts.map((mount) => {
    const [hostPath, containerPath] = place(dir, containerd, mount.mountPath);
    mkdirSync(hostPath, { recursive: true });
    // Without the propagation: this containerd's mount namespace is private, which a node's is not.
    return { containerPath, hostPath, readonly: mount.readOnly === true };
  });
  const { data } = all.find(({ kind }) => kind === 'ConfigMap') as unknown as { data: Record<string, string> };
  for (const [name, text] of Object.entries(data)) writeFileSync(join(dir, 'etc/drift-sensor', name), text);
  const id = await cri.start('sensor', IMAGE, [], {
    config: {
      args: argumentsOf(sensor, containerd, port),
      mounts,
      logPath: 'sensor.log',
      linux: { resources: resourcesOf(sensor), securityContext: securityOf(sensor) },
    },
  });
  const log = (): string => readFileSync(join(logDirectory, 'sensor.log'), 'utf8');
  const words = (): string =>
    log()
      .split('\n')
      .filter((line) => / stderr /.test(line))
      .join('\n');
  return { cri, id, words, findings: () => findingsOf(log()) };
}

function argumentsOf(sensor: Rendered['sensor'], containerd: Containerd, port: number): string[] {
  const args = sensor.args.map((arg) =>
    arg.replace('$(NODE_NAME)', 'node-1').replace('$(POD_IP)', ADDRESS).replace(':9478', `:${port}`),
  );
  return [...args, `--runtime=cri=${containerd.address}`, `--runtime=containerd=${containerd.address}`];
}

/** Where a mount comes from here, and where the sensor finds it. */
function place(dir: string, containerd: Containerd, mountPath: string): [string, string] {
  const socketDirectory = join(containerd.socket, '..');
  if (mountPath === '/run/containerd') return [socketDirectory, socketDirectory];
  if (mountPath === '/var/lib/containerd') return [containerd.root, containerd.root];
  return [join(dir, mountPath), mountPath];
}

function securityOf({ securityContext }: Rendered['sensor']): object {
  const security = securityContext as unknown as Security;
  return {
    capabilities: { addCapabilities: security.capabilities.add, dropCapabilities: security.capabilities.drop },
    runAsUser: { value: security.runAsUser },
    readonlyRootfs: security.readOnlyRootFilesystem,
    noNewPrivs: !security.allowPrivilegeEscalation,
    seccomp: { profileType: PROFILES.indexOf(security.seccompProfile.type) },
    apparmor: { profileType: PROFILES.indexOf(security.appArmorProfile.type) },
  };
}

function resourcesOf({ resources }: Rendered['sensor']): object {
  const { memory } = resources.limits as { memory: string };
  const [, mebibytes] = /^(\d+)Mi$/.exec(memory) ?? [];
  if (mebibytes === undefined) throw new Error(`the memory limit is ${memory}, not a number of Mi`);
  return { memoryLimitInBytes: Number(mebibytes) * 2 ** 20 };
}

/** Lines of CRI's log format: `TIME STREAM F TEXT`, P instead of F where a line goes on. */
function findingsOf(log: string): FindingJson[] {
  const text = log
    .slice(0, log.lastIndexOf('\n') + 1)
    .split('\n')
    .flatMap((line) => /^\S+ stdout ([FP]) (.*)$/.exec(line) ?? [])
    .filter((_part, i) => i % 3 !== 0);
  let pending = '';
  const lines: string[] = [];
  for (let i = 0; i < text.length; i += 2) {
    pending += text[i + 1] ?? '';
    if (text[i] === 'P') continue;
    lines.push(pending);
    pending = '';
  }
  return lines
    .map((line) => JSON.parse(line) as FindingJson)
    .filter(({ schema }) => schema === 'drift-sensor.finding/1');
}
