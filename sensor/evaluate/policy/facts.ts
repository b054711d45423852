/** What the conditions of a rule are compared with, each value three-valued. */
import type { Container } from '../../container/container.ts';
import type { Evidence, ObjectKind, Origin } from '../../digest/evidence.ts';
import type { PolicySubject } from '../evaluate.ts';
import type { Judgement, VerdictWord } from '../verdict.ts';

/** A value; `null`: certainly none; `undefined`: not known (yet). */
export type Fact = string | null | undefined;

export type Facts = {
  readonly verdict: VerdictWord;
  readonly object: ObjectKind;
  readonly origin: Origin;
  /** Not drift that harms: unverified, a sibling image's bytes, an added execute bit. */
  readonly informational: boolean;
  /** Of the executed file. Path and name unknown where the path was cut. */
  readonly path: Fact;
  readonly name: Fact;
  readonly sha256: Fact;
  readonly cluster: Fact;
  readonly node: Fact;
  readonly namespace: Fact;
  readonly pod: Fact;
  readonly containerName: Fact;
  readonly imageRef: Fact;
  readonly imageDigest: Fact;
  readonly imageId: Fact;
  label(key: string): Fact;
  /** Of the pod's namespace. */
  namespaceLabel(key: string): Fact;
};

/** Where the sensor runs; the cluster's name may not have been given. */
export type Place = { readonly cluster: string | undefined; readonly node: string };

export function factsOf(judgement: Judgement, evidence: Evidence, subject: PolicySubject, place: Place): Facts {
  const { file, content } = evidence;
  // U+FFFD stands for what is no text; no value of a policy holds it, so that only a wildcard matches it.
  const path = file.pathTruncated ? undefined : file.path.toString('utf8');
  const container = subject.kind === 'container' ? subject.container : undefined;
  return {
    verdict: judgement.verdict,
    object: evidence.object,
    origin: evidence.origin,
    informational: isInformational(judgement),
    path,
    name: path?.slice(path.lastIndexOf('/') + 1),
    sha256: content.kind === 'hashed' ? content.sha256 : undefined,
    cluster: place.cluster,
    node: place.node,
    ...podFacts(container),
    containerName: containerName(container),
    imageRef: container?.image.ref,
    imageDigest: container?.image.digest,
    imageId: container?.image.id,
    label: (key) => label(container, key),
    namespaceLabel: (key) => namespaceLabel(container, key),
  };
}

function isInformational({ verdict, modeChange }: Judgement): boolean {
  return verdict === 'unverified' || verdict === 'sibling_image' || modeChange === 'exec_bit';
}

function podFacts(container: Container | undefined): { namespace: Fact; pod: Fact } {
  if (container === undefined) return { namespace: undefined, pod: undefined };
  if (container.pod !== undefined) return { namespace: container.pod.namespace, pod: container.pod.name };
  const none = isOutsidePods(container) ? null : undefined;
  return { namespace: none, pod: none };
}

/** runc's container id is the name that its user gave. */
function containerName(container: Container | undefined): Fact {
  return container?.name ?? (container?.runtime === 'runc' ? container.id : undefined);
}

/** A pod's labels are the pod's, never what an image or an engine calls labels; outside of pods the container's own. */
function label(container: Container | undefined, key: string): Fact {
  if (container === undefined) return undefined;
  if (container.pod === undefined && !isOutsidePods(container)) return undefined;
  const labels = container.pod === undefined ? container.labels : container.pod.labels;
  if (labels === undefined) return undefined;
  return Object.hasOwn(labels, key) ? labels[key] : null;
}

function namespaceLabel(container: Container | undefined, key: string): Fact {
  if (container === undefined) return undefined;
  if (container.pod === undefined) return isOutsidePods(container) ? null : undefined;
  const labels = container.pod.namespace_labels;
  if (labels === undefined) return undefined;
  return Object.hasOwn(labels, key) ? labels[key] : null;
}

/**
 * Whether a container that is said to be in no pod certainly is in none: kubelet marks each of its containers with labels
 * (annotations for runc and Podman) that begin with `io.kubernetes.`, and CRI-O runs nothing but pods.
 */
function isOutsidePods({ labels, runtime }: Container): boolean {
  if (labels === undefined || runtime === 'cri-o') return false;
  for (const key in labels) if (key.startsWith('io.kubernetes.')) return false;
  return true;
}
