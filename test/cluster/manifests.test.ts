/** deploy/ and daemonset.yaml, checked by the schema of a real API server and by what the sensor itself says that it needs. */
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { loadConfig } from '../../sensor/config.ts';
import { permissions } from '../../sensor/kubernetes/permissions.ts';
import { manifests } from '../../setup/manifests.ts';
import { describeIf, need } from '../support/need.ts';
import { tempDir } from '../support/temp.ts';
import { faultsOf, kustomize, type Manifest, ROOT, readManifests } from './manifest.ts';
import { type PodSpec, sensorPod } from './pod-spec.ts';

const OVERLAYS = readdirSync(join(ROOT, 'deploy/overlays'));
const single = readManifests(join(ROOT, 'daemonset.yaml'));
const pod = sensorPod(single);
const { sensor } = pod;

describe('daemonset.yaml', () => {
  test('is what npm run manifests makes of deploy/', () => {
    for (const [path, content] of manifests()) expect(readFileSync(join(ROOT, path), 'utf8'), path).toBe(content);
  });

  test.each(single.map((manifest) => [`${manifest.kind} ${manifest.metadata.name}`, manifest] as const))(
    'has a %s that an API server takes, with no unknown field',
    (_name, manifest) => expect(faultsOf(manifest)).toEqual([]),
  );

  test('an unknown or misspelt field would be a fault', () => {
    const broken = structuredClone(single.find(({ kind }) => kind === 'DaemonSet')) as Manifest & {
      spec: { template: { spec: { containers: Record<string, unknown>[] } } };
    };
    Object.assign(broken.spec.template.spec.containers[0] ?? {}, { readOnlyRootFilesystem: true });
    expect(faultsOf(broken)).toEqual([expect.stringContaining('"additionalProperty":"readOnlyRootFilesystem"')]);
  });

  test('brings namespace and definitions before what needs them, and everything in one namespace', () => {
    const kinds = single.map(({ kind }) => kind);
    expect(kinds[0]).toBe('Namespace');
    expect(kinds.at(-1)).toBe('DaemonSet');
    const namespaces = new Set(single.flatMap(({ metadata }) => metadata.namespace ?? []));
    expect([...namespaces]).toEqual(['drift-sensor']);
  });
});

describe('the pod', () => {
  test('is not privileged, drops every capability, and says why it adds each', () => {
    expect(sensor.securityContext).toMatchObject({
      privileged: false,
      allowPrivilegeEscalation: false,
      readOnlyRootFilesystem: true,
      capabilities: { drop: ['ALL'] },
      seccompProfile: { type: 'RuntimeDefault' },
    });
    const source = readFileSync(join(ROOT, 'daemonset.yaml'), 'utf8');
    for (const name of sensor.securityContext.capabilities.add) {
      expect(source).toMatch(new RegExp(`# .*\n +- ${name}\n`));
    }
  });

  test('runs on every Linux node, without surge, and is among the last to be evicted', () => {
    expect(pod.spec).toMatchObject({
      hostPID: true,
      priorityClassName: 'system-node-critical',
      tolerations: [{ operator: 'Exists' }],
      nodeSelector: { 'kubernetes.io/os': 'linux' },
    });
    expect(pod.updateStrategy).toEqual({
      type: 'RollingUpdate',
      rollingUpdate: { maxUnavailable: '10%', maxSurge: 0 },
    });
  });

  test('shares nothing but hostPID with the node', () => {
    expect(Object.keys(pod.spec).filter((key) => key.startsWith('host'))).toEqual(['hostPID']);
    expect(sensor.ports.filter((port) => 'hostPort' in port)).toEqual([]);
  });

  test('writes to its state and its temporary directory only, and mounts no socket but its directory', () => {
    const writable = sensor.volumeMounts.filter(({ readOnly }) => readOnly !== true).map(({ mountPath }) => mountPath);
    expect(writable.sort()).toEqual(['/tmp', '/var/lib/drift-sensor']);
    const paths = pod.spec.volumes.flatMap(({ hostPath }) => hostPath?.path ?? []);
    expect(paths.filter((path) => path.endsWith('.sock'))).toEqual([]);
    for (const volume of pod.spec.volumes) {
      if (volume.emptyDir !== undefined) expect(volume.emptyDir.sizeLimit, volume.name).toBeDefined();
    }
  });

  test('sees mounts that the node makes later wherever it looks at the node', () => {
    for (const mount of sensor.volumeMounts) {
      const volume = pod.spec.volumes.find(({ name }) => name === mount.name);
      expect(volume, mount.name).toBeDefined();
      if (volume?.hostPath === undefined || mount.readOnly !== true) continue;
      expect(mount.mountPropagation, mount.mountPath).toBe('HostToContainer');
    }
  });

  test('has probes, requests and a memory limit, but no CPU limit', () => {
    expect(sensor.startupProbe.httpGet.path).toBe('/healthz');
    expect(sensor.livenessProbe.httpGet.path).toBe('/healthz');
    expect(sensor.readinessProbe.httpGet.path).toBe('/readyz');
    expect(Object.keys(sensor.resources.requests)).toEqual(expect.arrayContaining(['cpu', 'memory']));
    expect(Object.keys(sensor.resources.limits)).toEqual(['memory', 'ephemeral-storage']);
  });

  test.each(['10.1.2.3', 'fd00::1:2'])(
    'is given arguments that the sensor takes where its address is %s',
    (address) => {
      using config = configFile(single);
      const args = argumentsOf(pod.sensor, address).map((arg) =>
        arg.replace('/etc/drift-sensor/config.yaml', config.path),
      );
      expect(loadConfig(args.slice(1))).toMatchObject({ nodeName: 'node-1', metrics: `[${address}]:9478` });
    },
  );
});

test('RBAC gives what the sensor says that it asks for, and nothing else', () => {
  const roles = single.filter(({ kind }) => /Role$/.test(kind));
  expect(roles).toHaveLength(1);
  expect(roles[0]?.rules).toEqual(permissions);
});

test('a sensor may write the SensorStatus of its own node only', () => {
  const named = (kind: string) => single.find((each) => each.kind === kind) as Manifest & { spec: AdmissionSpec };
  const { metadata, spec } = named('ValidatingAdmissionPolicy');
  expect(named('ValidatingAdmissionPolicyBinding').spec).toEqual({
    policyName: metadata.name,
    validationActions: ['Deny'],
  });
  const account = `system:serviceaccount:drift-sensor:${pod.spec.serviceAccountName}`;
  expect(spec.matchConditions?.map(({ expression }) => expression)).toEqual([
    `request.userInfo.username == '${account}'`,
  ]);
  const writes = permissions
    .filter(({ verbs }) => verbs.includes('create') || verbs.includes('patch'))
    .flatMap(({ resources }) => resources)
    .filter((resource) => resource.startsWith('sensorstatuses'));
  expect(spec.matchConstraints?.resourceRules[0]?.resources.toSorted()).toEqual(writes.toSorted());
});

test('the NetworkPolicy lets out to DNS and to API servers, also behind a Service whose address was translated', () => {
  const { spec } = single.find(({ kind }) => kind === 'NetworkPolicy') as unknown as { spec: Egress };
  const open = spec.egress.flatMap(({ ports }) => ports.map(({ port, protocol }) => `${protocol} ${port}`));
  for (const port of [53, 5353]) expect(open).toEqual(expect.arrayContaining([`UDP ${port}`, `TCP ${port}`]));
  expect(open).toEqual(expect.arrayContaining(['TCP 443', 'TCP 6443']));
});

describeIf([need.command('kubectl')], 'kubectl kustomize', () => {
  let base: Manifest[];
  beforeAll(async () => {
    base = await kustomize(join(ROOT, 'deploy/base'));
  });

  test('makes of deploy/base the same objects', () => {
    const key = ({ kind, metadata }: Manifest) => `${kind}/${metadata.name}`;
    const sorted = (list: readonly Manifest[]) => [...list].sort((a, b) => (key(a) < key(b) ? -1 : 1));
    expect(sorted(base)).toEqual(sorted(single));
  });

  test.each(OVERLAYS)('renders overlay %s, every object valid', async (name) => {
    const rendered = await kustomize(join(ROOT, 'deploy/overlays', name));
    expect(rendered.flatMap(faultsOf)).toEqual([]);
    expect(rendered.map(({ kind }) => kind)).toEqual(expect.arrayContaining(base.map(({ kind }) => kind)));
    expect(JSON.stringify(rendered)).not.toContain('$patch');
    using config = configFile(rendered);
    const { sensor: changed } = sensorPod(rendered);
    const args = argumentsOf(changed, '10.1.2.3').map((arg) =>
      arg.replace('/etc/drift-sensor/config.yaml', config.path),
    );
    expect(loadConfig(args.slice(1)).nodeName).toBe('node-1');
    expect(changed.securityContext).toMatchObject({ privileged: false, capabilities: { drop: ['ALL'] } });
  });

  test('the overlay for the least privilege adds two capabilities only, and the source that needs no more', async () => {
    const { sensor: least } = sensorPod(await kustomize(join(ROOT, 'deploy/overlays/minimal-privilege')));
    expect(least.securityContext.capabilities.add).toEqual(['SYS_PTRACE', 'DAC_READ_SEARCH']);
    expect(least.args).toContain('--source=procfs');
  });

  test('the SecurityContextConstraints of OpenShift admit the pod as it is, and no more than it asks for', async () => {
    const rendered = await kustomize(join(ROOT, 'deploy/overlays/openshift'));
    const scc = rendered.find(({ kind }) => kind === 'SecurityContextConstraints');
    const { sensor: asking, spec } = sensorPod(rendered);
    const { add } = asking.securityContext.capabilities;
    const kinds = spec.volumes.flatMap((volume) => Object.keys(volume).filter((key) => key !== 'name'));
    expect(scc).toMatchObject({
      allowHostPID: true,
      allowHostNetwork: false,
      allowPrivilegedContainer: false,
      allowedCapabilities: add,
      // With MustRunAs the SELinux level would have to be the namespace's, which is not known here.
      seLinuxContext: { type: 'RunAsAny' },
      seccompProfiles: ['runtime/default'],
      // The token of the service account is a projected one.
      volumes: [...new Set([...kinds, 'projected'])].sort(),
    });
    const namespace = rendered.find(({ kind }) => kind === 'Namespace');
    expect(namespace?.metadata).toMatchObject({ annotations: { 'openshift.io/node-selector': '' } });
  });
});

type AdmissionSpec = {
  readonly matchConditions?: readonly { readonly expression: string }[];
  readonly matchConstraints?: { readonly resourceRules: readonly { readonly resources: readonly string[] }[] };
};
type Egress = { readonly egress: readonly { readonly ports: readonly { port: number; protocol: string }[] }[] };

/** As kubelet expands `$(NAME)`. */
function argumentsOf({ args }: PodSpec['sensor'], address: string): string[] {
  return args.map((arg) => arg.replace('$(NODE_NAME)', 'node-1').replace('$(POD_IP)', address));
}

/** The ConfigMap's file as the volume shows it. */
function configFile(all: readonly Manifest[]): Disposable & { readonly path: string } {
  const { data } = all.find(({ kind }) => kind === 'ConfigMap') as unknown as { data: Record<string, string> };
  const temp = tempDir('config-map');
  const path = join(temp.path, 'config.yaml');
  writeFileSync(path, data['config.yaml'] ?? '');
  return { path, [Symbol.dispose]: () => void temp.remove() };
}
