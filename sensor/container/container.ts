import type { ImageSource } from '../../image-index/read/source.ts';
import type { ExecEvent } from '../bridge/event.ts';

export type RuntimeType = 'docker' | 'containerd' | 'cri-o' | 'podman' | 'runc' | 'canary' | 'simulation';

export type ContainerImage = {
  /** As the user wrote it. */
  readonly ref?: string;
  /** Of the manifest, `sha256:<hex>`. */
  readonly digest?: string;
  /** Of the config, `sha256:<hex>`. */
  readonly id?: string;
  readonly source: ImageSource;
  /** As {@link ContainerRuntime.keeper} of the engine that says all this. */
  readonly keeper?: number;
};

export type Pod = {
  readonly namespace: string;
  readonly name: string;
  readonly uid: string;
  readonly labels?: Readonly<Record<string, string>>;
  /** The workload that people think of: its Deployment, StatefulSet, DaemonSet, CronJob, or what controls it otherwise. */
  readonly owner?: { readonly kind: string; readonly name: string };
  readonly service_account?: string;
  /** Those that the configuration asks for. */
  readonly annotations?: Readonly<Record<string, string>>;
  readonly namespace_labels?: Readonly<Record<string, string>>;
  /** Which of these the API server had not said in time. */
  readonly missing?: readonly string[];
};

export type Container = {
  /** Never reused within a run of the sensor. */
  readonly slot: bigint;
  readonly id: string;
  /** The engine's own namespace (containerd), where ids are unique only within one. */
  readonly engineNamespace?: string;
  readonly name?: string;
  readonly runtime: RuntimeType;
  readonly image: ContainerImage;
  readonly labels?: Readonly<Record<string, string>>;
  readonly pod?: Pod;
  /** Inode numbers of its cgroup directories (cgroup v2 first). */
  readonly cgroupIds: readonly bigint[];
  readonly initPid?: number;
  readonly createdNs?: bigint;
  /** Superblock (kernel dev_t) and inode of its root directory, once it runs. */
  readonly rootDev?: number;
  readonly rootIno?: bigint;
  /** Destinations inside the container of its mounts (volumes, binds, tmpfs). */
  readonly mounts: readonly string[];
  /** Restarts of this container of its pod before this one, each a container of its own; absent for none and where unknown. */
  readonly attempt?: number;
  /** Images that are mounted into it (Kubernetes' image volumes). */
  readonly volumeImages?: readonly ContainerImage[];
  /** What runs it behind a kernel of its own (gVisor, Kata), so that its execs cannot be seen from here. */
  readonly sandbox?: string;
};

/** What an engine knows of one container, before it has a slot. */
export type ContainerDescription = Omit<Container, 'slot'>;

/** What the asker saw of the container, for an engine whose own record does not say it (yet). */
export type LookupHint = {
  /** A process inside the container's cgroup, perhaps gone by now. */
  readonly pid?: number;
  /** Where the container was reported to be, see {@link Container.engineNamespace}. */
  readonly engineNamespace?: string;
};

/** A process, perhaps gone by now, and the inode of the root that it had. */
export type RootedProcess = Pick<ExecEvent, 'pid' | 'rootIno'>;

/**
 * One container engine. `watch` follows its events for as long as `signal` lives, across restarts and absence of the
 * engine (backoff), and calls back for each container that appears or ends; containers that already exist are reported first.
 */
export type ContainerRuntime = {
  readonly type: RuntimeType;
  /** It is kubelet's view (CRI) of what another runtime here may report, too: it knows the pod, and its word counts more. */
  readonly kubelets?: true;
  /**
   * The user id of who keeps this engine, where that is neither root nor who runs the sensor. What it says binds nobody else: neither
   * which image a digest is nor whose container an id is.
   */
  readonly keeper?: number | undefined;
  /** For messages: `docker unix:///run/docker.sock`. */
  readonly label: string;
  watch(
    signal: AbortSignal,
    on: {
      appeared(c: ContainerDescription): void;
      ended(id: string, engineNamespace?: string): void;
      /** `up: false` carries the reason, in words a user can act on. */
      state(up: boolean, detail: string): void;
      /** An image came into the engine's store (or was there at the start), perhaps before any container uses it. */
      imageAppeared?(image: ContainerImage): void;
    },
  ): Promise<void>;
  /**
   * Asks about one container now, by the engine's full id (runc: also by the name of its cgroup); undefined when the
   * engine does not know it. Bounded in time; rejects when the engine cannot be asked.
   */
  lookup(id: string, signal: AbortSignal, hint?: LookupHint): Promise<ContainerDescription | undefined>;
  /** The container whose root the process has; for those whose cgroup names none (rootless engines without delegated cgroups). */
  lookupProcess?(process: RootedProcess, signal: AbortSignal): Promise<ContainerDescription | undefined>;
};

export type RuntimeCallbacks = Parameters<ContainerRuntime['watch']>[1];

/** Who ran it. */
export type Attribution =
  | {
      readonly kind: 'container';
      readonly container: Container;
      /**
       * The process has the host's mount namespace or the host's root although it is in the container's cgroup: the runtime's
       * start-up (`runc init`), or something that broke out (`nsenter -t 1 -m`). The file's content tells them apart.
       * An engine may live in a mount namespace of its own (systemd's PrivateMounts, a snap) that still has the host's root.
       */
      readonly hostNamespaces: boolean;
    }
  /** The host's own process, or the runtime's start-up on behalf of a container. */
  | { readonly kind: 'host' }
  /** In a container-like cgroup or namespace that no engine knows. `key` is stable for one such container. */
  | { readonly kind: 'unknown'; readonly key: string; readonly cgroup: string };

/** cgroup → container. `resolve` answers at once for what is known and with a promise (bounded in time) where an engine must be asked. */
export type ContainerResolver = {
  resolve(event: ExecEvent): Attribution | Promise<Attribution>;
};
