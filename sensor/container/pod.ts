import type { Pod } from './container.ts';

/** The pod that kubelet's labels name (dockershim, cri-dockerd, containerd and CRI-O use the same ones). */
export function podFromLabels(labels: Readonly<Record<string, string>>): Pod | undefined {
  const namespace = labels['io.kubernetes.pod.namespace'];
  const name = labels['io.kubernetes.pod.name'];
  const uid = labels['io.kubernetes.pod.uid'];
  return namespace && name && uid ? { namespace, name, uid } : undefined;
}

/** The pod with its sandbox's labels, but for those that kubelet and the runtime add: they are those at the pod's creation. */
export function withLabels(pod: Pod, labels: Readonly<Record<string, string>>): Pod {
  const own = Object.entries(labels).filter(([key]) => !/^io\.(?:kubernetes\.|cri-containerd\.)/.test(key));
  return own.length === 0 ? pod : { ...pod, labels: Object.fromEntries(own) };
}

/** RFC 3339 with up to nine decimals → ns since the epoch; undefined for anything else and for Go's zero time. */
export function rfc3339Ns(text: string | undefined): bigint | undefined {
  const match = /^(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)(?:\.(\d{1,9}))?(Z|[+-]\d\d:\d\d)$/.exec(text ?? '');
  if (match === null) return undefined;
  const ms = Date.parse(`${match[1]}${match[3]}`);
  if (Number.isNaN(ms) || ms < 0) return undefined;
  return BigInt(ms) * 1_000_000n + BigInt((match[2] ?? '').padEnd(9, '0'));
}
