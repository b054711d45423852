import protobuf from 'protobufjs';
import { GrpcClient } from '../../sensor/container/grpc/grpc-client.ts';
import type { CommandResult } from './command.ts';
import { removeCgroups } from './engine.ts';

/** Of runtime.v1 (CRI), what kubelet needs for a pod with the host's network. */
const PROTO = `syntax = "proto3";
message SandboxMetadata { string name = 1; string uid = 2; string namespace = 3; uint32 attempt = 4; }
message NamespaceOptions { int32 network = 1; int32 pid = 2; int32 ipc = 3; string target_id = 4; }
message SandboxSecurity { NamespaceOptions namespace_options = 1; }
message LinuxSandbox { string cgroup_parent = 1; SandboxSecurity security_context = 2; }
message SandboxConfig {
  SandboxMetadata metadata = 1; string hostname = 2; string log_directory = 3;
  map<string, string> labels = 6; map<string, string> annotations = 7; LinuxSandbox linux = 8;
}
message RunPodSandbox { SandboxConfig config = 1; string runtime_handler = 2; }
message ContainerMetadata { string name = 1; uint32 attempt = 2; }
message ImageSpec { string image = 1; }
message Mount { string container_path = 1; string host_path = 2; bool readonly = 3; int32 propagation = 5; }
message Capability { repeated string add_capabilities = 1; repeated string drop_capabilities = 2; }
message Int64Value { int64 value = 1; }
message SecurityProfile { int32 profile_type = 1; string localhost_ref = 2; }
message SELinuxOption { string user = 1; string role = 2; string type = 3; string level = 4; }
message ContainerSecurity {
  Capability capabilities = 1; bool privileged = 2; NamespaceOptions namespace_options = 3; SELinuxOption selinux_options = 4;
  Int64Value run_as_user = 5; bool readonly_rootfs = 7; bool no_new_privs = 11; Int64Value run_as_group = 12;
  repeated string masked_paths = 13; repeated string readonly_paths = 14; SecurityProfile seccomp = 15; SecurityProfile apparmor = 16;
}
message Resources { int64 cpu_shares = 3; int64 memory_limit_in_bytes = 4; int64 oom_score_adj = 5; }
message LinuxContainer { Resources resources = 1; ContainerSecurity security_context = 2; }
message KeyValue { string key = 1; string value = 2; }
message ContainerConfig {
  ContainerMetadata metadata = 1; ImageSpec image = 2; repeated string command = 3; repeated string args = 4;
  repeated KeyValue envs = 6; repeated Mount mounts = 7;
  map<string, string> labels = 9; map<string, string> annotations = 10; string log_path = 11; LinuxContainer linux = 15;
}
message CreateContainer { string pod_sandbox_id = 1; ContainerConfig config = 2; SandboxConfig sandbox_config = 3; }
message ById { string id = 1; }
message StopContainer { string container_id = 1; int64 timeout = 2; }
message ExecSync { string container_id = 1; repeated string cmd = 2; int64 timeout = 3; }
message ExecSyncAnswer { bytes stdout = 1; bytes stderr = 2; int32 exit_code = 3; }
message Exec { string container_id = 1; repeated string cmd = 2; bool tty = 3; bool stdin = 4; bool stdout = 5; bool stderr = 6; }
message Url { string url = 1; }
message Status { ContainerStatus status = 1; }
message ContainerStatus { int32 state = 3; }
`;

/** `NamespaceMode.NODE`. */
const NODE = 2;
const EXITED = 2;
const types = protobuf.parse(PROTO).root;

export type ContainerOptions = {
  /** Path inside → directory of the host, as an emptyDir is mounted. */
  readonly mounts?: Readonly<Record<string, string>>;
  /** kubelet counts the restarts of a container. */
  readonly attempt?: number;
  /** More of ContainerConfig, in the JSON form of its fields: `args`, `envs`, `mounts`, `logPath`, `linux`. */
  readonly config?: {
    readonly mounts?: readonly object[];
    readonly linux?: { readonly securityContext?: object; readonly resources?: object };
    readonly [field: string]: unknown;
  };
};

export type ExecStreams = {
  readonly tty: boolean;
  readonly stdin: boolean;
  readonly stdout: boolean;
  readonly stderr: boolean;
};

export type CriPod = AsyncDisposable & {
  readonly id: string;
  /** Creates and starts a container; gives its id. */
  start(name: string, image: string, command: readonly string[], options?: ContainerOptions): Promise<string>;
  /** As `kubectl exec`. */
  exec(id: string, command: readonly string[]): Promise<CommandResult>;
  /** Where the streams of such an exec are served, in kubelet's protocols. */
  execUrl(id: string, command: readonly string[], streams: ExecStreams): Promise<string>;
  hasExited(id: string): Promise<boolean>;
  /** Ends a container, by default without asking; it stays known as exited. */
  stop(id: string, graceSeconds?: number): Promise<void>;
  remove(id: string): Promise<void>;
};

export type PodSpec = {
  readonly namespace: string;
  readonly name: string;
  readonly uid: string;
  readonly labels?: Readonly<Record<string, string>>;
  /** Of the pod's RuntimeClass; default the runtime's own. */
  readonly handler?: string;
  readonly hostPid?: boolean;
  /** Where containers with a `logPath` write what they print, each line with time, stream and `F` before it. */
  readonly logDirectory?: string;
};

/** Runs a pod's sandbox as kubelet does (cgroupfs driver), in the host's network. The image of the sandbox must be there. */
export async function startPod(socketPath: string, pod: PodSpec): Promise<CriPod> {
  const call = async (method: string, type: string, request: object): Promise<Buffer> => {
    // A connection for each, as the runtime may be restarted in between.
    const client = new GrpcClient({ socketPath, timeoutMs: 30_000 });
    try {
      const bytes = types.lookupType(type).encode(types.lookupType(type).fromObject(request)).finish();
      return await client.unary(`/runtime.v1.RuntimeService/${method}`, bytes);
    } finally {
      client.close();
    }
  };
  const idOf = (answer: Buffer): string => {
    const { id }: { id?: string } = types.lookupType('ById').decode(answer).toJSON();
    return id ?? '';
  };
  const podLabels = {
    'io.kubernetes.pod.namespace': pod.namespace,
    'io.kubernetes.pod.name': pod.name,
    'io.kubernetes.pod.uid': pod.uid,
  };
  const namespaceOptions = { network: NODE, pid: pod.hostPid === true ? NODE : 1, ipc: NODE };
  const sandbox = {
    metadata: { name: pod.name, uid: pod.uid, namespace: pod.namespace, attempt: 0 },
    labels: { ...pod.labels, ...podLabels },
    logDirectory: pod.logDirectory ?? '',
    linux: { cgroupParent: `/kubepods/pod${pod.uid}`, securityContext: { namespaceOptions } },
  };
  const request = { config: sandbox, runtimeHandler: pod.handler ?? '' };
  const id = idOf(await call('RunPodSandbox', 'RunPodSandbox', request));
  return {
    id,
    start: async (name, image, command, { mounts = {}, attempt = 0, config: more = {} } = {}) => {
      const binds = Object.entries(mounts).map(([containerPath, hostPath]) => ({ containerPath, hostPath }));
      const config = {
        ...more,
        metadata: { name, attempt },
        image: { image },
        command,
        mounts: [...binds, ...(more.mounts ?? [])],
        labels: { ...podLabels, 'io.kubernetes.container.name': name },
        linux: { ...more.linux, securityContext: { ...more.linux?.securityContext, namespaceOptions } },
      };
      const create = { podSandboxId: id, config, sandboxConfig: sandbox };
      const container = idOf(await call('CreateContainer', 'CreateContainer', create));
      await call('StartContainer', 'ById', { id: container });
      return container;
    },
    exec: async (containerId, cmd) => {
      const answer = await call('ExecSync', 'ExecSync', { containerId, cmd, timeout: 20 });
      const type = types.lookupType('ExecSyncAnswer');
      const result: { stdout: Uint8Array; stderr: Uint8Array; exitCode: number } = type.toObject(type.decode(answer), {
        defaults: true,
      }) as never;
      const text = (bytes: Uint8Array): string => Buffer.from(bytes).toString();
      return { code: result.exitCode, stdout: text(result.stdout), stderr: text(result.stderr) };
    },
    execUrl: async (containerId, cmd, streams) => {
      const answer = types.lookupType('Url').decode(await call('Exec', 'Exec', { containerId, cmd, ...streams }));
      return (answer.toJSON() as { url: string }).url;
    },
    hasExited: async (containerId) => {
      const answer = types.lookupType('Status').decode(await call('ContainerStatus', 'ById', { id: containerId }));
      const { status }: { status?: { state?: number } } = answer.toJSON();
      return status?.state === EXITED;
    },
    stop: async (containerId, timeout = 0) => {
      await call('StopContainer', 'StopContainer', { containerId, timeout });
    },
    remove: async (containerId) => {
      await call('RemoveContainer', 'ById', { id: containerId });
    },
    [Symbol.asyncDispose]: async () => {
      await call('StopPodSandbox', 'ById', { id });
      await call('RemovePodSandbox', 'ById', { id });
      // Made by the runtime, removed by kubelet.
      await removeCgroups(`kubepods/pod${pod.uid}`);
    },
  };
}
