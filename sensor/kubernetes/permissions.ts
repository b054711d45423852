/** One rule of a ClusterRole. */
export type Permission = {
  readonly apiGroups: readonly string[];
  readonly resources: readonly string[];
  readonly verbs: readonly string[];
};

/**
 * All that the sensor asks of the API server. Pods and policies are watched; RBAC cannot narrow them by node, the field
 * selector does. A namespace and the own Node are asked for by name. It never reads Secrets, ConfigMaps, ReplicaSets or Jobs.
 */
export const permissions: readonly Permission[] = [
  { apiGroups: [''], resources: ['pods'], verbs: ['list', 'watch'] },
  { apiGroups: [''], resources: ['namespaces', 'nodes'], verbs: ['get'] },
  { apiGroups: ['drift-sensor.io'], resources: ['driftpolicies'], verbs: ['list', 'watch'] },
  { apiGroups: ['drift-sensor.io'], resources: ['sensorstatuses'], verbs: ['create'] },
  { apiGroups: ['drift-sensor.io'], resources: ['sensorstatuses/status'], verbs: ['patch'] },
  { apiGroups: ['events.k8s.io'], resources: ['events'], verbs: ['create', 'patch'] },
];
