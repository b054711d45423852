/** What the sensor has to do with a Kubernetes cluster, where it runs in one: the seam between kubernetes/ and the parts. */
import { type Config, ConfigError } from './config.ts';
import { chooseAccess } from './kubernetes/access.ts';
import { Kubernetes } from './kubernetes/kubernetes.ts';
import type { SensorFacts } from './kubernetes/sensor-status.ts';
import type { Policies, PolicySource } from './policies.ts';
import { FilePolicySource } from './policy-files.ts';
import type { Clock } from './runtime/clock.ts';
import type { Logger } from './runtime/log.ts';
import { readSmallFile } from './runtime/small-file.ts';
import type { Status } from './status.ts';
import { packageVersion } from './version.ts';

const MAX_KUBECONFIG_BYTES = 1 << 20;

/** Undefined where there are no credentials for one. Throws a ConfigError when those that are named cannot be read. */
export function openCluster(
  config: Config,
  deps: { readonly clock: Clock; readonly log: Logger },
): Kubernetes | undefined {
  const access = chooseAccess(config);
  if (access.kind === 'none') {
    deps.log.debug({ why: access.detail }, 'pods and policies of a cluster are not asked for');
    return undefined;
  }
  const { kubeconfig } = config;
  const file = kubeconfig === undefined ? undefined : readSmallFile(kubeconfig, MAX_KUBECONFIG_BYTES);
  if (file?.kind === 'refused') {
    throw new ConfigError(`--kubeconfig: ${kubeconfig} ${file.message}; name another file, or leave the flag out`);
  }
  return new Kubernetes({ ...config, version: packageVersion() }, { ...deps, access });
}

/** Files come first: a name that both use is the file's. */
export function policySources(config: Config, cluster: Kubernetes | undefined): PolicySource[] {
  const files = config.policy.length === 0 ? [] : [new FilePolicySource(config.policy)];
  return cluster === undefined ? files : [...files, cluster.policies];
}

/** What the SensorStatus is made of. */
export function clusterFacts(status: Status, policies: Policies): SensorFacts & { readonly podsHere: number } {
  const { version, tier, canary, coverage, containers } = status;
  const { current, inForce, faults } = policies;
  return {
    version,
    tier,
    canary,
    coverage,
    policy: { generation: current.generation, inForce, faults },
    podsHere: new Set(containers.flatMap(({ pod }) => pod ?? [])).size,
  };
}
