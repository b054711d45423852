/** The pods of this node, as the API server describes them: what a finding and a policy need of each, nothing more. */
import { LRUCache } from 'lru-cache';
import type { Pod } from '../container/container.ts';
import type { Logger } from '../runtime/log.ts';
import type { ApiClient } from './client.ts';
import { type Owner, ownerOf } from './owners.ts';
import { Reflector, type ReflectorOptions } from './reflector.ts';
import { mapping, type Taken, text, textMap } from './wire.ts';

export type PodInfo = {
  readonly namespace: string;
  readonly name: string;
  readonly uid: string;
  /** What the kubelet calls a pod that it read from a file; the API server's copy of it has a uid of its own. */
  readonly staticUid?: string;
  /** Absent when they were more than are kept. */
  readonly labels?: Readonly<Record<string, string>>;
  readonly owner?: Owner;
  readonly serviceAccount?: string;
  /** Only those that were asked for. */
  readonly annotations?: Readonly<Record<string, string>>;
};

export type PodsOptions = Partial<Omit<ReflectorOptions, 'name' | 'path' | 'fieldSelector'>> & {
  readonly nodeName: string;
  readonly annotations: readonly string[];
};

/** A kubelet runs 110 by default, and hundreds at most; ended ones stay until they are collected. */
const MAX_PODS = 4_096;
const MAX_LABELS = 128;
/** Findings about a pod may come after its end. */
const GONE_KEPT = { max: 512, ttl: 600_000 };
/** Of an annotation, in UTF-16 code units; all of a pod may have 256 KiB. */
const MAX_ANNOTATION = 512;
const CONFIG_HASH = 'kubernetes.io/config.hash';

export class Pods {
  readonly reflector: Reflector<PodInfo>;
  readonly #annotations: readonly string[];
  readonly #pods = new Map<string, PodInfo>();
  /** By the static uid. */
  readonly #static = new Map<string, string>();
  readonly #gone = new LRUCache<string, PodInfo>(GONE_KEPT);
  readonly #waiting = new Map<string, Set<() => void>>();
  readonly #onPod: ((pod: PodInfo) => void) | undefined;

  constructor(
    { nodeName, annotations, ...options }: PodsOptions,
    deps: { readonly client: Pick<ApiClient, 'call' | 'watch'>; readonly log: Logger; onPod?: (pod: PodInfo) => void },
  ) {
    this.#annotations = annotations;
    this.#onPod = deps.onPod;
    this.reflector = new Reflector<PodInfo>(
      {
        name: 'pods',
        path: '/api/v1/pods',
        fieldSelector: `spec.nodeName=${nodeName}`,
        maxObjects: MAX_PODS,
        ...options,
      },
      {
        client: deps.client,
        log: deps.log,
        on: {
          take: (object) => this.#take(object),
          replaced: (pods) => this.#replaced(pods),
          put: (_key, pod) => this.#put(pod),
          gone: (uid) => this.#remove(uid),
        },
      },
    );
  }

  get(uid: string): PodInfo | undefined {
    return this.#pods.get(this.#static.get(uid) ?? uid) ?? this.#gone.get(uid);
  }

  /** Of pods that live. */
  namespaces(): ReadonlySet<string> {
    return new Set([...this.#pods.values()].map(({ namespace }) => namespace));
  }

  /** Resolves when the pod becomes known, or when `signal` aborts. */
  appeared(uid: string, signal: AbortSignal): Promise<void> {
    return new Promise((resolve) => {
      if (signal.aborted || this.get(uid) !== undefined) return resolve();
      const waiting = this.#waiting.get(uid) ?? new Set();
      this.#waiting.set(uid, waiting);
      const done = () => {
        signal.removeEventListener('abort', done);
        waiting.delete(done);
        if (waiting.size === 0) this.#waiting.delete(uid);
        resolve();
      };
      waiting.add(done);
      signal.addEventListener('abort', done, { once: true });
    });
  }

  #replaced(pods: ReadonlyMap<string, PodInfo>): void {
    for (const uid of this.#pods.keys()) if (!pods.has(uid)) this.#remove(uid);
    for (const pod of pods.values()) this.#put(pod);
  }

  #put(pod: PodInfo): void {
    this.#pods.set(pod.uid, pod);
    this.#gone.delete(pod.uid);
    if (pod.staticUid !== undefined) this.#static.set(pod.staticUid, pod.uid);
    this.#onPod?.(pod);
    for (const uid of [pod.uid, pod.staticUid]) {
      for (const done of [...(this.#waiting.get(uid ?? '') ?? [])]) done();
    }
  }

  #remove(uid: string): void {
    const pod = this.#pods.get(uid);
    if (pod === undefined) return;
    this.#pods.delete(uid);
    this.#gone.set(uid, pod);
    if (pod.staticUid === undefined) return;
    this.#gone.set(pod.staticUid, pod);
    if (this.#static.get(pod.staticUid) === uid) this.#static.delete(pod.staticUid);
  }

  #take(object: unknown): Taken<PodInfo> | undefined {
    const { metadata, spec } = mapping(object);
    const { name, namespace, uid, labels, annotations, creationTimestamp, ownerReferences } = mapping(metadata);
    const [podName, podNamespace, key] = [text(name), text(namespace), text(uid)];
    if (podName === undefined || podNamespace === undefined || key === undefined) return undefined;
    const kept = textMap(labels, MAX_LABELS);
    const owner = ownerOf(controllerOf(ownerReferences), kept, Date.parse(text(creationTimestamp) ?? ''));
    const serviceAccount = text(mapping(spec).serviceAccountName);
    const given = mapping(annotations);
    const staticUid = text(given[CONFIG_HASH]);
    const asked = this.#annotations.filter((name) => Object.hasOwn(given, name) && typeof given[name] === 'string');
    const value: PodInfo = {
      namespace: podNamespace,
      name: podName,
      uid: key,
      ...(staticUid !== undefined && staticUid !== key && { staticUid }),
      ...(kept !== undefined && { labels: kept }),
      // A static pod's owner is its node, which is said already.
      ...(owner !== undefined && owner.kind !== 'Node' && { owner }),
      ...(serviceAccount !== undefined && { serviceAccount }),
      ...(asked.length > 0 && { annotations: textMap(pick(given, asked), asked.length) ?? {} }),
    };
    return { key, value };
  }
}

/** What the API server knows, in the words of a finding. */
export function describedBy(pod: Pod, info: PodInfo): Pod {
  return {
    ...pod,
    ...(info.labels !== undefined && { labels: info.labels }),
    ...(info.owner !== undefined && { owner: info.owner }),
    ...(info.serviceAccount !== undefined && { service_account: info.serviceAccount }),
    ...(info.annotations !== undefined && { annotations: info.annotations }),
    ...(info.labels === undefined && { missing: ['labels'] }),
  };
}

function controllerOf(references: unknown): Owner | undefined {
  if (!Array.isArray(references)) return undefined;
  for (const each of references as readonly unknown[]) {
    const { controller, kind, name } = mapping(each);
    const owner = { kind: text(kind), name: text(name) };
    if (controller === true && owner.kind !== undefined && owner.name !== undefined) {
      return { kind: owner.kind, name: owner.name };
    }
  }
  return undefined;
}

function pick(from: Readonly<Record<string, unknown>>, keys: readonly string[]): Record<string, unknown> {
  return Object.fromEntries(keys.map((key) => [key, cut(String(from[key]))]));
}

function cut(value: string): string {
  return value.length <= MAX_ANNOTATION ? value : `${value.slice(0, MAX_ANNOTATION - 1).toWellFormed()}…`;
}
