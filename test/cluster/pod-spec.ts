import type { Manifest } from './manifest.ts';

type Probe = { readonly httpGet: { readonly path: string; readonly port: string } };

/** As much of a DaemonSet as the tests look at; the whole is checked by the API server's schema. */
export type PodSpec = {
  readonly updateStrategy: unknown;
  readonly spec: {
    readonly volumes: readonly {
      readonly name: string;
      readonly hostPath?: { readonly path: string };
      readonly emptyDir?: { readonly sizeLimit?: string };
    }[];
    readonly [key: string]: unknown;
  };
  readonly sensor: {
    readonly image: string;
    readonly args: readonly string[];
    readonly ports: readonly object[];
    readonly securityContext: { readonly capabilities: { readonly add: readonly string[] } };
    readonly volumeMounts: readonly {
      readonly name: string;
      readonly mountPath: string;
      readonly readOnly?: boolean;
      readonly mountPropagation?: string;
    }[];
    readonly startupProbe: Probe;
    readonly livenessProbe: Probe;
    readonly readinessProbe: Probe;
    readonly resources: { readonly requests: object; readonly limits: object };
  };
};

/** The sensor's pod among rendered manifests. */
export function sensorPod(all: readonly Manifest[]): PodSpec {
  const daemonSet = all.find(({ kind }) => kind === 'DaemonSet') as unknown as {
    spec: { updateStrategy: unknown; template: { spec: PodSpec['spec'] & { containers: PodSpec['sensor'][] } } };
  };
  const { updateStrategy, template } = daemonSet.spec;
  const [sensor] = template.spec.containers;
  if (sensor === undefined) throw new Error('the DaemonSet has no container');
  return { updateStrategy, spec: template.spec, sensor };
}
