/** A container of a pod's manifest, and what of it becomes CRI's `LinuxContainerConfig`. */

export type Probe = {
  readonly httpGet: { readonly path: string; readonly port: string };
  readonly periodSeconds: number;
  readonly timeoutSeconds: number;
  readonly failureThreshold: number;
};

export type ContainerFields = {
  readonly name: string;
  readonly image: string;
  readonly command?: readonly string[];
  readonly args?: readonly string[];
  readonly env?: readonly {
    readonly name: string;
    readonly value?: string;
    readonly valueFrom?: { readonly fieldRef?: { readonly fieldPath: string } };
  }[];
  readonly ports?: readonly { readonly name: string; readonly containerPort: number }[];
  readonly volumeMounts?: readonly {
    readonly name: string;
    readonly mountPath: string;
    readonly readOnly?: boolean;
    readonly mountPropagation?: string;
  }[];
  readonly resources?: { readonly requests?: Quantities; readonly limits?: Quantities };
  readonly securityContext?: Security;
  readonly startupProbe?: Probe;
  readonly readinessProbe?: Probe;
  readonly livenessProbe?: Probe;
};

type Quantities = Readonly<Record<string, string>>;
type Profile = { readonly type: string };
type Security = {
  readonly privileged?: boolean;
  readonly allowPrivilegeEscalation?: boolean;
  readonly readOnlyRootFilesystem?: boolean;
  readonly runAsUser?: number;
  readonly runAsGroup?: number;
  readonly capabilities?: { readonly add?: readonly string[]; readonly drop?: readonly string[] };
  readonly seccompProfile?: Profile;
  readonly appArmorProfile?: Profile;
  readonly seLinuxOptions?: object;
};

/** Given to linuxOf or to the caller; `imagePullPolicy` and what `kubectl run` fills in change nothing here. */
const KNOWN = new Set([
  ...['name', 'image', 'command', 'args', 'env', 'ports', 'volumeMounts', 'resources', 'securityContext'],
  ...['startupProbe', 'readinessProbe', 'livenessProbe', 'imagePullPolicy'],
  ...['terminationMessagePath', 'terminationMessagePolicy'],
]);
const KNOWN_SECURITY = new Set([
  ...['privileged', 'allowPrivilegeEscalation', 'readOnlyRootFilesystem', 'runAsUser', 'runAsGroup', 'capabilities'],
  ...['seccompProfile', 'appArmorProfile', 'seLinuxOptions'],
]);
/** SecurityProfile.ProfileType. */
const PROFILES = ['RuntimeDefault', 'Unconfined'];
/** `procMount: Default`: pkg/securitycontext of Kubernetes. */
const MASKED = [
  ...['asound', 'acpi', 'kcore', 'keys', 'latency_stats', 'timer_list', 'timer_stats', 'sched_debug', 'scsi'].map(
    (name) => `/proc/${name}`,
  ),
  '/sys/firmware',
  '/sys/devices/virtual/powercap',
];
const READ_ONLY = ['bus', 'fs', 'irq', 'sys', 'sysrq-trigger'].map((name) => `/proc/${name}`);
/** pkg/kubelet/qos: what is critical for the node, and a pod that asks for nothing. */
const [CRITICAL, BEST_EFFORT] = [-997, 1000];

export function linuxOf(fields: ContainerFields, pod: Readonly<Record<string, unknown>>): object {
  const { securityContext: security = {}, resources = {}, name } = fields;
  refuse(name, fields, KNOWN);
  refuse(`${name}.securityContext`, security, KNOWN_SECURITY);
  const { limits = {}, requests = {} } = resources;
  refuse(`${name}.limits`, limits, new Set(['memory', 'ephemeral-storage']));
  return {
    resources: {
      cpuShares: shares(requests.cpu),
      ...(limits.memory === undefined ? {} : { memoryLimitInBytes: bytes(limits.memory) }),
      oomScoreAdj: pod.priorityClassName === 'system-node-critical' ? CRITICAL : BEST_EFFORT,
    },
    securityContext: {
      capabilities: {
        addCapabilities: security.capabilities?.add ?? [],
        dropCapabilities: security.capabilities?.drop ?? [],
      },
      privileged: security.privileged === true,
      ...(security.runAsUser === undefined ? {} : { runAsUser: { value: security.runAsUser } }),
      ...(security.runAsGroup === undefined ? {} : { runAsGroup: { value: security.runAsGroup } }),
      readonlyRootfs: security.readOnlyRootFilesystem === true,
      noNewPrivs: security.allowPrivilegeEscalation === false,
      seccomp: { profileType: profile(security.seccompProfile ?? { type: 'Unconfined' }) },
      ...(security.appArmorProfile === undefined
        ? {}
        : { apparmor: { profileType: profile(security.appArmorProfile) } }),
      ...(security.seLinuxOptions === undefined ? {} : { selinuxOptions: security.seLinuxOptions }),
      maskedPaths: MASKED,
      readonlyPaths: READ_ONLY,
    },
  };
}

function refuse(where: string, fields: object, known: ReadonlySet<string>): void {
  const unknown = Object.keys(fields).find((field) => !known.has(field));
  if (unknown !== undefined) throw new Error(`${where}.${unknown} is not translated`);
}

function profile({ type }: Profile): number {
  const number = PROFILES.indexOf(type);
  if (number < 0) throw new Error(`profile ${type}`);
  return number;
}

function bytes(quantity: string): number {
  const [, mebibytes] = /^(\d+)Mi$/.exec(quantity) ?? [];
  if (mebibytes === undefined) throw new Error(`${quantity} is not a number of Mi`);
  return Number(mebibytes) * 2 ** 20;
}

/** 1024 a CPU, at least 2. */
function shares(quantity: string | undefined): number {
  const [, millis = '0'] = /^(\d+)m$/.exec(quantity ?? '0m') ?? [];
  return Math.max(2, Math.floor((Number(millis) * 1024) / 1000));
}
