import type { Logger } from '../../runtime/log.ts';
import type { ContainerDescription } from '../container.ts';
import { ContainerdApi } from '../containerd/api.ts';
import { ContainerdInspector } from '../containerd/inspect.ts';
import type { GrpcClientOptions } from '../grpc/grpc-client.ts';
import { GrpcError } from '../grpc/grpc-error.ts';
import { PodmanRuntime } from '../podman.ts';
import type { CriApi } from './api.ts';

/** The engine below a CRI service: it knows where the bytes of an image are, which CRI does not say. */
export type Below = {
  readonly type: 'containerd' | 'cri-o';
  /**
   * What it says of a container; undefined while its image's bytes cannot be told. `pid`: its first process, where it has
   * one. `over`: also when that has ended.
   */
  describe(
    id: string,
    known: { readonly pid: number | undefined; readonly over: boolean },
    signal: AbortSignal,
  ): Promise<ContainerDescription | undefined>;
  /** Ids of kubelet's containers as something happens to them: for a CRI without events. */
  readonly changes?: (signal: AbortSignal) => AsyncGenerator<string, void, undefined>;
  close(): void;
};

/** kubelet's namespace in containerd: a constant of its CRI plugin. */
const NAMESPACE = 'k8s.io';
const DEFAULT_STORAGE = '/var/lib/containers/storage';

/** Throws a GrpcError `unimplemented` for a runtime that is not known here. */
export async function openBelow(
  runtimeName: string,
  options: GrpcClientOptions,
  deps: { readonly api: CriApi; readonly log: Logger },
  signal?: AbortSignal,
): Promise<Below> {
  switch (runtimeName) {
    case 'containerd':
      return containerdBelow(options);
    case 'cri-o':
      // It adds up the disk's use for an answer, which can take longer than we wait.
      return crioBelow(storageRoot(await deps.api.imageDirectory(signal).catch(() => undefined)), deps.log);
    case 'docker':
      throw new GrpcError('unimplemented', 'it is cri-dockerd, whose containers are seen through Docker itself');
    default:
      throw new GrpcError('unimplemented', `its runtime ${JSON.stringify(runtimeName.slice(0, 64))} is not known here`);
  }
}

/** containerd serves its own API on the socket of its CRI plugin. */
function containerdBelow(options: GrpcClientOptions): Below {
  const api = new ContainerdApi(options);
  const inspector = new ContainerdInspector(options, { api });
  return {
    type: 'containerd',
    describe: async (id, { pid, over }, signal) =>
      over
        ? inspector.describe(NAMESPACE, id, signal)
        : (await inspector.inspect(NAMESPACE, id, signal, pid)).description,
    async *changes(changesSignal) {
      for await (const { namespace, id, exec } of api.events(changesSignal)) {
        if (namespace === NAMESPACE && !exec) yield id;
      }
    },
    close: () => api.close(),
  };
}

function crioBelow(root: string, log: Logger): Below {
  const storage = new PodmanRuntime({ storageRoot: root }, { log });
  return {
    type: 'cri-o',
    describe: (id, { pid }, signal) => storage.lookup(id, signal, pid === undefined ? {} : { pid }),
    close: () => {},
  };
}

/** CRI-O names `<graphroot>/<driver>-images`. */
function storageRoot(imageDirectory: string | undefined): string {
  return /^(\/.+)\/[^/]+-images\/?$/.exec(imageDirectory ?? '')?.[1] ?? DEFAULT_STORAGE;
}
