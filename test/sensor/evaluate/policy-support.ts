import { type PolicyDocument, policySchema } from '../../../sensor/evaluate/policy/document.ts';
import type { Facts } from '../../../sensor/evaluate/policy/facts.ts';

/** A policy document from its spec; throws where the schema refuses it. */
export function policy(name: string, spec: object): PolicyDocument {
  return policySchema.parse({ apiVersion: 'drift-sensor.io/v1alpha1', kind: 'DriftPolicy', metadata: { name }, spec });
}

/** An added binary in the writable layer of a container about which everything is known. */
export function facts({ labels, ...overrides }: Partial<Facts> & { labels?: Record<string, string> } = {}): Facts {
  return {
    verdict: 'added',
    object: 'binary',
    origin: 'writable_layer',
    informational: false,
    path: '/usr/local/bin/hook-1',
    name: 'hook-1',
    sha256: 'a'.repeat(64),
    cluster: 'east',
    node: 'node-1',
    namespace: 'shop',
    pod: 'cart-7d9',
    containerName: 'cart',
    imageRef: 'registry.example/shop/cart:1',
    imageDigest: `sha256:${'d'.repeat(64)}`,
    imageId: `sha256:${'e'.repeat(64)}`,
    label: (key) => labels?.[key] ?? null,
    namespaceLabel: () => null,
    ...overrides,
  };
}
