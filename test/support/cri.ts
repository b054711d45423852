import protobuf from 'protobufjs';
import { GrpcClient } from '../../sensor/container/grpc/grpc-client.ts';
import { removeCgroups } from './engine.ts';

/** Of runtime.v1 (CRI), what kubelet needs for a pod with the host's network. */
const PROTO = `syntax = "proto3";
message SandboxMetadata { string name = 1; string uid = 2; string namespace = 3; uint32 attempt = 4; }
message NamespaceOptions { int32 network = 1; int32 pid = 2; int32 ipc = 3; }
message SandboxSecurity { NamespaceOptions namespace_options = 1; }
message LinuxSandbox { string cgroup_parent = 1; SandboxSecurity security_context = 2; }
message SandboxConfig {
  SandboxMetadata metadata = 1; string hostname = 2; string log_directory = 3;
  map<string, string> labels = 6; map<string, string> annotations = 7; LinuxSandbox linux = 8;
}
message RunPodSandbox { SandboxConfig config = 1; }
message ContainerMetadata { string name = 1; uint32 attempt = 2; }
message ImageSpec { string image = 1; }
message ContainerSecurity { NamespaceOptions namespace_options = 3; }
message LinuxContainer { ContainerSecurity security_context = 2; }
message ContainerConfig {
  ContainerMetadata metadata = 1; ImageSpec image = 2; repeated string command = 3;
  map<string, string> labels = 9; map<string, string> annotations = 10; string log_path = 11; LinuxContainer linux = 15;
}
message CreateContainer { string pod_sandbox_id = 1; ContainerConfig config = 2; SandboxConfig sandbox_config = 3; }
message ById { string id = 1; }
`;

/** `NamespaceMode.NODE`. */
const NODE = 2;
const types = protobuf.parse(PROTO).root;

export type CriPod = AsyncDisposable & {
  readonly id: string;
  /** Creates and starts a container; gives its id. */
  start(name: string, image: string, command: readonly string[]): Promise<string>;
};

export type PodSpec = {
  readonly namespace: string;
  readonly name: string;
  readonly uid: string;
  readonly labels?: Readonly<Record<string, string>>;
};

/** Runs a pod's sandbox as kubelet does (cgroupfs driver), in the host's network. The image of the sandbox must be there. */
export async function startPod(socketPath: string, pod: PodSpec): Promise<CriPod> {
  const client = new GrpcClient({ socketPath, timeoutMs: 30_000 });
  const call = async (method: string, type: string, request: object): Promise<string> => {
    const bytes = types.lookupType(type).encode(types.lookupType(type).fromObject(request)).finish();
    const answer = await client.unary(`/runtime.v1.RuntimeService/${method}`, bytes);
    const decoded: { id?: string } = types.lookupType('ById').decode(answer).toJSON();
    return decoded.id ?? '';
  };
  const podLabels = {
    'io.kubernetes.pod.namespace': pod.namespace,
    'io.kubernetes.pod.name': pod.name,
    'io.kubernetes.pod.uid': pod.uid,
  };
  const namespaceOptions = { network: NODE, pid: 1, ipc: NODE };
  const sandbox = {
    metadata: { name: pod.name, uid: pod.uid, namespace: pod.namespace, attempt: 0 },
    labels: { ...pod.labels, ...podLabels },
    linux: { cgroupParent: `/kubepods/pod${pod.uid}`, securityContext: { namespaceOptions } },
  };
  const id = await call('RunPodSandbox', 'RunPodSandbox', { config: sandbox });
  return {
    id,
    start: async (name, image, command) => {
      const config = {
        metadata: { name, attempt: 0 },
        image: { image },
        command,
        labels: { ...podLabels, 'io.kubernetes.container.name': name },
        linux: { securityContext: { namespaceOptions } },
      };
      const request = { podSandboxId: id, config, sandboxConfig: sandbox };
      const container = await call('CreateContainer', 'CreateContainer', request);
      await call('StartContainer', 'ById', { id: container });
      return container;
    },
    [Symbol.asyncDispose]: async () => {
      await call('StopPodSandbox', 'ById', { id });
      await call('RemovePodSandbox', 'ById', { id });
      client.close();
      // Made by the runtime, removed by kubelet.
      await removeCgroups(`kubepods/pod${pod.uid}`);
    },
  };
}
