import { toSignedBigInt } from '../../bridge/long.ts';
import { isEngineId } from '../cgroup.ts';
import { GrpcClient, type GrpcClientOptions } from '../grpc/grpc-client.ts';
import { GrpcError, isNotFound } from '../grpc/grpc-error.ts';
import { drift_sensor } from './cri.gen.js';
import { type ContainerInfo, type ImageInfo, parseContainerInfo, parseImageInfo } from './info.ts';

const wire = drift_sensor.cri.v1;
type Signal = AbortSignal | undefined;
type Long = drift_sensor.cri.v1.ContainerStatus.$Properties['createdAt'];

export type CriState = 'created' | 'running' | 'exited' | 'unknown';

/** As listed: enough to see that something changed. */
export type CriListed = {
  readonly id: string;
  readonly state: CriState;
  /** Absent for a sandbox. */
  readonly sandboxId?: string;
};

export type CriContainer = {
  readonly id: string;
  readonly name: string;
  /** Restarts of this container of the pod before this one. */
  readonly attempt: number;
  readonly state: CriState;
  readonly createdNs: bigint | undefined;
  /** As the pod's author wrote it; only newer runtimes and kubelets say. */
  readonly userImage: string | undefined;
  /** A name of the image, or its id; perhaps another than the user's. */
  readonly image: string | undefined;
  /** `repository@sha256:…`, or an image id. */
  readonly imageRef: string | undefined;
  readonly imageId: string | undefined;
  readonly labels: Readonly<Record<string, string>>;
  readonly mounts: readonly { readonly path: string; readonly image?: string }[];
  readonly info: ContainerInfo;
};

export type CriSandbox = {
  readonly id: string;
  readonly pod: { readonly namespace: string; readonly name: string; readonly uid: string };
  readonly ready: boolean;
  readonly createdNs: bigint | undefined;
  readonly labels: Readonly<Record<string, string>>;
  /** The RuntimeClass's handler; empty for the default one. */
  readonly handler: string;
  readonly info: ContainerInfo;
};

export type CriImage = { readonly id: string; readonly info: ImageInfo };

const STATES = ['created', 'running', 'exited'] as const;
const READY = 0;
const MAX_MOUNTS = 10_000;

/**
 * The few calls of the Kubernetes Container Runtime Interface (v1) that the sensor makes: they only read. Unknown things are
 * `undefined`; everything else that fails is a `GrpcError`.
 */
export class CriApi {
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

  async version(signal?: Signal): Promise<{ readonly name: string; readonly version: string }> {
    const answer = decode(wire.Version, await this.#call('RuntimeService/Version', EMPTY, signal));
    return { name: answer.runtimeName ?? '', version: (answer.runtimeVersion ?? '').slice(0, 64) };
  }

  /** All containers, also those that have exited; at most `maxCount`. */
  async containers(maxCount: number, signal?: Signal): Promise<CriListed[]> {
    const { items } = decode(wire.ContainerList, await this.#call('RuntimeService/ListContainers', EMPTY, signal));
    return (items ?? []).slice(0, maxCount).flatMap(({ id, podSandboxId, state }) => {
      if (id == null || !isEngineId(id)) return [];
      return [{ id, state: stateOf(state), sandboxId: podSandboxId ?? '' }];
    });
  }

  async sandboxes(maxCount: number, signal?: Signal): Promise<CriListed[]> {
    const { items } = decode(wire.SandboxList, await this.#call('RuntimeService/ListPodSandbox', EMPTY, signal));
    return (items ?? []).slice(0, maxCount).flatMap(({ id, state }) => {
      if (id == null || !isEngineId(id)) return [];
      return [{ id, state: (state ?? READY) === READY ? 'running' : 'exited' }];
    });
  }

  async container(id: string, signal?: Signal): Promise<CriContainer | undefined> {
    const answer = await this.#ask('RuntimeService/ContainerStatus', statusRequest(id), wire.ContainerAnswer, signal);
    const status = answer?.status;
    if (status == null) return undefined;
    return {
      id,
      name: status.metadata?.name ?? '',
      attempt: status.metadata?.attempt ?? 0,
      state: stateOf(status.state),
      createdNs: nanoseconds(status.createdAt),
      userImage: status.image?.userSpecifiedImage || undefined,
      image: status.image?.image || undefined,
      imageRef: status.imageRef || undefined,
      imageId: status.imageId || undefined,
      labels: status.labels ?? {},
      mounts: (status.mounts ?? []).slice(0, MAX_MOUNTS).map(({ containerPath, image }) => ({
        path: containerPath ?? '',
        ...(image?.image ? { image: image.image } : {}),
      })),
      info: parseContainerInfo(answer?.info),
    };
  }

  async sandbox(id: string, signal?: Signal): Promise<CriSandbox | undefined> {
    const answer = await this.#ask('RuntimeService/PodSandboxStatus', statusRequest(id), wire.SandboxAnswer, signal);
    const status = answer?.status;
    if (status == null) return undefined;
    const { namespace, name, uid } = status.metadata ?? {};
    return {
      id,
      pod: { namespace: namespace ?? '', name: name ?? '', uid: uid ?? '' },
      ready: (status.state ?? READY) === READY,
      createdNs: nanoseconds(status.createdAt),
      labels: status.labels ?? {},
      handler: status.runtimeHandler ?? '',
      info: parseContainerInfo(answer?.info),
    };
  }

  /** By name or id. */
  async image(image: string, signal?: Signal): Promise<CriImage | undefined> {
    const request = wire.ImageRequest.encode({ image: { image }, verbose: true }).finish();
    const answer = await this.#ask('ImageService/ImageStatus', request, wire.ImageAnswer, signal);
    return answer?.image?.id ? { id: answer.image.id, info: parseImageInfo(answer.info) } : undefined;
  }

  /** Where the images' filesystem is mounted or kept. */
  async imageDirectory(signal?: Signal): Promise<string | undefined> {
    const answer = await this.#ask('ImageService/ImageFsInfo', EMPTY, wire.FilesystemList, signal);
    return answer?.items?.[0]?.fsId?.mountpoint || undefined;
  }

  /** Ids of containers and sandboxes of which something has changed. Throws `unimplemented` where the runtime has no events. */
  async *events(signal: AbortSignal): AsyncGenerator<string, void, undefined> {
    const method = '/runtime.v1.RuntimeService/GetContainerEvents';
    for await (const bytes of this.#client.stream(method, EMPTY, { signal, deadline: 'none' })) {
      const { id } = decode(wire.Event, bytes);
      if (id != null && isEngineId(id)) yield id;
    }
  }

  #call(method: string, request: Uint8Array, signal: Signal): Promise<Buffer> {
    return this.#client.unary(`/runtime.v1.${method}`, request, { signal });
  }

  async #ask<T>(
    method: string,
    request: Uint8Array,
    type: { decode(bytes: Uint8Array): T },
    signal: Signal,
  ): Promise<T | undefined> {
    try {
      return decode(type, await this.#call(method, request, signal));
    } catch (error) {
      if (isNotFound(error)) return undefined;
      throw error;
    }
  }
}

const EMPTY = new Uint8Array();

function statusRequest(id: string): Uint8Array {
  return wire.StatusRequest.encode({ id, verbose: true }).finish();
}

function stateOf(state: number | null | undefined): CriState {
  return STATES[state ?? 0] ?? 'unknown';
}

function nanoseconds(value: Long): bigint | undefined {
  const ns = value == null ? 0n : toSignedBigInt(value);
  return ns > 0n ? ns : undefined;
}

function decode<T>(type: { decode(bytes: Uint8Array): T }, bytes: Uint8Array): T {
  try {
    return type.decode(bytes);
  } catch (cause) {
    throw new GrpcError('bad_answer', `not a message as a CRI runtime sends it: ${String(cause)}`, { cause });
  }
}
