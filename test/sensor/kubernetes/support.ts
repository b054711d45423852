import type { Finding } from '../../../sensor/finding/finding.ts';
import { ApiClient, type ApiClientOptions } from '../../../sensor/kubernetes/client.ts';
import type { ApiDouble } from '../../support/api-double.ts';
import { firstFinding, type GivenFinding } from '../support/finding.ts';

export const PODS = '/api/v1/pods';
export const NAMESPACES = '/api/v1/namespaces';
export const POLICIES = '/apis/drift-sensor.io/v1alpha1/driftpolicies';
export const STATUSES = '/apis/drift-sensor.io/v1alpha1/sensorstatuses';
export const EVENTS = '/apis/events.k8s.io/v1/events';

/** A client of a double that lets everybody in. */
export function clientOf(api: ApiDouble, options: Partial<ApiClientOptions> = {}): ApiClient {
  const server = new URL(api.url);
  return new ApiClient(
    { userAgent: 'drift-sensor/test', ...options },
    { open: async () => ({ label: api.url, server, options: async () => ({}), refused: () => {} }) },
  );
}

export function pod(name: string, metadata: object = {}, spec: object = {}): { readonly [key: string]: unknown } {
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: {
      name,
      namespace: 'shop',
      creationTimestamp: '2026-11-21T02:42:12Z',
      labels: { app: name },
      ...metadata,
    },
    spec: { nodeName: 'node-1', serviceAccountName: 'default', ...spec },
    status: { phase: 'Running' },
  };
}

export function policy(name: string, spec: object): { readonly [key: string]: unknown } {
  return { apiVersion: 'drift-sensor.io/v1alpha1', kind: 'DriftPolicy', metadata: { name }, spec };
}

export function findingOf(change: GivenFinding = {}): Finding {
  return firstFinding({
    id: 'a'.repeat(64),
    time: '2026-11-21T10:00:00.123456789Z',
    node: 'node-1',
    summary: 'web ran /tmp/x, which is not in its image',
    file: { path: '/tmp/x' },
    process: { exe: '/tmp/x' },
    container: { id: 'c'.repeat(64), name: 'web', runtime: 'containerd' },
    pod: { namespace: 'shop', name: 'web-1', uid: 'uid-1' },
    ...change,
  });
}
