import { toSignedBigInt } from '../../bridge/long.ts';
import { isContainerId } from '../cgroup.ts';
import { GrpcClient, type GrpcClientOptions } from '../grpc/grpc-client.ts';
import { GrpcError, isNotFound } from '../grpc/grpc-error.ts';
import { drift_sensor } from './containerd.gen.js';

const wire = drift_sensor.containerd.v1;
type WireContainer = drift_sensor.containerd.v1.Container.$Properties;

export type ContainerdContainer = {
  readonly id: string;
  readonly labels: Readonly<Record<string, string>>;
  /** Name of the image it was made from, perhaps another image's by now. */
  readonly image: string;
  readonly snapshotter: string;
  readonly snapshotKey: string;
  readonly createdNs: bigint | undefined;
  /** The OCI runtime configuration, as JSON. */
  readonly spec: Uint8Array;
};

export type ContainerdTask = { readonly pid: number; readonly stopped: boolean };
export type ContainerdMount = {
  readonly type: string;
  readonly source: string;
  readonly options: readonly string[];
};

export type ContainerdEvent = {
  readonly namespace: string;
  /** `/tasks/start` and the like. */
  readonly topic: string;
  /** The container's id. */
  readonly id: string;
  /** Of a process that was executed in the container, not its first. */
  readonly exec: boolean;
};

const TOPICS = [
  '/containers/create',
  '/containers/delete',
  '/tasks/create',
  '/tasks/start',
  '/tasks/exit',
  '/tasks/delete',
];

const MAX_NAMESPACES = 256;
const STOPPED = 3;

/** containerd's own rule for identifiers (pkg/identifiers), which namespaces and containers follow. */
function isIdentifier(text: string): boolean {
  return text.length <= 76 && isContainerId(text);
}

/**
 * The few calls of containerd's API that the sensor makes: they only read. Unknown things are `undefined`; everything
 * else that fails is a `GrpcError`.
 */
export class ContainerdApi {
  #client: Pick<GrpcClient, 'unary' | 'stream' | 'close'>;

  constructor(
    options: GrpcClientOptions,
    deps: { readonly client?: Pick<GrpcClient, 'unary' | 'stream' | 'close'> } = {},
  ) {
    this.#client = deps.client ?? new GrpcClient(options);
  }

  close(): void {
    this.#client.close();
  }

  async namespaces(signal?: AbortSignal): Promise<string[]> {
    const request = wire.Empty.encode({}).finish();
    const bytes = await this.#client.unary('/containerd.services.namespaces.v1.Namespaces/List', request, { signal });
    const { namespaces } = decode(wire.ListNamespacesResponse, bytes);
    return (namespaces ?? [])
      .map(({ name }) => name ?? '')
      .filter(isIdentifier)
      .slice(0, MAX_NAMESPACES);
  }

  async container(namespace: string, id: string, signal?: AbortSignal): Promise<ContainerdContainer | undefined> {
    const request = wire.ById.encode({ id }).finish();
    const answer = await this.#ask(namespace, 'containers.v1.Containers/Get', request, wire.ContainerAnswer, signal);
    return answer?.container == null ? undefined : container(answer.container);
  }

  /** Ids of all containers, also those that do not run. */
  async containerIds(namespace: string, maxCount: number, signal?: AbortSignal): Promise<string[]> {
    const request = wire.Filters.encode({}).finish();
    const ids: string[] = [];
    try {
      // Streamed: one message with the configurations of all containers exceeds any bound on a busy node.
      const method = '/containerd.services.containers.v1.Containers/ListStream';
      for await (const bytes of this.#client.stream(method, request, { ...inside(namespace), signal })) {
        const id = decode(wire.ContainerAnswer, bytes).container?.id ?? '';
        if (isIdentifier(id)) ids.push(id);
        if (ids.length >= maxCount) break;
      }
      return ids;
    } catch (error) {
      if (!(error instanceof GrpcError && error.code === 'unimplemented')) throw error;
    }
    const list = await this.#ask(
      namespace,
      'containers.v1.Containers/List',
      request,
      wire.ListContainersResponse,
      signal,
    );
    return (list?.containers ?? [])
      .map((c) => c.id ?? '')
      .filter(isIdentifier)
      .slice(0, maxCount);
  }

  /** The container's first process. */
  async task(namespace: string, containerId: string, signal?: AbortSignal): Promise<ContainerdTask | undefined> {
    const request = wire.GetTaskRequest.encode({ containerId }).finish();
    const answer = await this.#ask(namespace, 'tasks.v1.Tasks/Get', request, wire.GetTaskResponse, signal);
    const process = answer?.process;
    return process == null ? undefined : { pid: process.pid ?? 0, stopped: process.status === STOPPED };
  }

  /** Digest of what an image's name leads to now: a manifest or an index. */
  async imageTarget(namespace: string, name: string, signal?: AbortSignal): Promise<string | undefined> {
    const request = wire.ById.encode({ id: name }).finish();
    const answer = await this.#ask(namespace, 'images.v1.Images/Get', request, wire.GetImageResponse, signal);
    return answer?.image?.target?.digest ?? undefined;
  }

  /** A small blob of the content store; throws `too_large` for others. */
  async blob(namespace: string, digest: string, maxBytes: number, signal?: AbortSignal): Promise<Buffer | undefined> {
    const request = wire.ReadContentRequest.encode({ digest }).finish();
    const chunks: Uint8Array[] = [];
    let total = 0;
    try {
      const method = '/containerd.services.content.v1.Content/Read';
      for await (const bytes of this.#client.stream(method, request, { ...inside(namespace), signal })) {
        const { data } = decode(wire.ReadContentResponse, bytes);
        total += data?.length ?? 0;
        if (total > maxBytes) throw new GrpcError('too_large', `${digest} is longer than ${maxBytes} bytes`);
        if (data != null) chunks.push(data);
      }
      return Buffer.concat(chunks);
    } catch (error) {
      if (isNotFound(error)) return undefined;
      throw error;
    }
  }

  /** Whether the content store has all these blobs. */
  async hasBlobs(namespace: string, digests: readonly string[], signal?: AbortSignal): Promise<boolean> {
    for (const digest of digests) {
      const request = wire.ReadContentRequest.encode({ digest }).finish();
      const info = await this.#ask(namespace, 'content.v1.Content/Info', request, wire.Empty, signal);
      if (info === undefined) return false;
    }
    return true;
  }

  /** How a container's snapshot is mounted. */
  async mounts(
    namespace: string,
    snapshotter: string,
    key: string,
    signal?: AbortSignal,
  ): Promise<ContainerdMount[] | undefined> {
    const request = wire.SnapshotRequest.encode({ snapshotter, key }).finish();
    const answer = await this.#ask(namespace, 'snapshots.v1.Snapshots/Mounts', request, wire.MountsResponse, signal);
    return answer?.mounts?.map((m) => ({ type: m.type ?? '', source: m.source ?? '', options: m.options ?? [] }));
  }

  /** Name of the snapshot below; empty where there is none. For unpacked images it is the chain id of their layers. */
  async snapshotParent(
    namespace: string,
    snapshotter: string,
    key: string,
    signal?: AbortSignal,
  ): Promise<string | undefined> {
    const request = wire.SnapshotRequest.encode({ snapshotter, key }).finish();
    const answer = await this.#ask(
      namespace,
      'snapshots.v1.Snapshots/Stat',
      request,
      wire.StatSnapshotResponse,
      signal,
    );
    return answer?.info == null ? undefined : (answer.info.parent ?? '');
  }

  /** Events about containers of all namespaces, from about now. The server does not say when the subscription stands. */
  async *events(signal: AbortSignal): AsyncGenerator<ContainerdEvent, void, undefined> {
    const request = wire.Filters.encode({ filters: TOPICS.map((topic) => `topic=="${topic}"`) }).finish();
    const method = '/containerd.services.events.v1.Events/Subscribe';
    for await (const bytes of this.#client.stream(method, request, { signal, deadline: 'none' })) {
      const { namespace, topic, event } = decode(wire.Envelope, bytes);
      if (!topic || !namespace || !isIdentifier(namespace) || event?.value == null) continue;
      const { containerId = '', id = '' } =
        topic === '/tasks/exit'
          ? decode(wire.TaskExit, event.value)
          : { containerId: decode(wire.EventSubject, event.value).id };
      if (containerId === null || !isIdentifier(containerId)) continue;
      yield { namespace, topic, id: containerId, exec: Boolean(id) && id !== containerId };
    }
  }

  async #ask<T>(
    namespace: string,
    method: string,
    request: Uint8Array,
    type: { decode(bytes: Uint8Array): T },
    signal: AbortSignal | undefined,
  ): Promise<T | undefined> {
    try {
      return decode(
        type,
        await this.#client.unary(`/containerd.services.${method}`, request, { ...inside(namespace), signal }),
      );
    } catch (error) {
      if (isNotFound(error)) return undefined;
      throw error;
    }
  }
}

function inside(namespace: string): { metadata: Record<string, string> } {
  return { metadata: { 'containerd-namespace': namespace } };
}

function decode<T>(type: { decode(bytes: Uint8Array): T }, bytes: Uint8Array): T {
  try {
    return type.decode(bytes);
  } catch (cause) {
    throw new GrpcError('bad_answer', `not a message as containerd sends it: ${String(cause)}`, { cause });
  }
}

function container(c: WireContainer): ContainerdContainer {
  const { seconds, nanos } = c.createdAt ?? {};
  return {
    id: c.id ?? '',
    labels: c.labels ?? {},
    image: c.image ?? '',
    snapshotter: c.snapshotter ?? '',
    snapshotKey: c.snapshotKey ?? '',
    createdNs: seconds == null ? undefined : toSignedBigInt(seconds) * 1_000_000_000n + BigInt(nanos ?? 0),
    spec: c.spec?.value ?? new Uint8Array(),
  };
}
