import type { Logger } from '../runtime/log.ts';
import type { ContainerRuntime } from './container.ts';
import { ContainerdRuntime } from './containerd.ts';
import { CriRuntime } from './cri.ts';
import { DockerRuntime } from './docker.ts';
import { PodmanRuntime } from './podman.ts';
import { rootlessSpecs } from './rootless.ts';
import { RuncRuntime } from './runc.ts';

/** `--runtime TYPE=ADDRESS`, checked. */
export type RuntimeSpec =
  | { readonly type: 'docker' | 'containerd' | 'cri'; readonly socketPath: string }
  | { readonly type: 'podman'; readonly storageRoot: string }
  | { readonly type: 'runc'; readonly stateDir: string };

export type RuntimeSpecError = { readonly value: string; readonly message: string };

const TYPES = ['docker', 'containerd', 'cri', 'podman', 'runc'] as const;

/** Expected faults are values: the configuration reports all of them at once. */
export function parseRuntimeSpec(value: string): RuntimeSpec | RuntimeSpecError {
  const equals = value.indexOf('=');
  const type = TYPES.find((t) => t === value.slice(0, equals));
  const address = value.slice(equals + 1);
  if (equals < 0 || type === undefined) {
    return { value, message: `must be TYPE=ADDRESS with TYPE one of ${TYPES.join(', ')}` };
  }
  switch (type) {
    case 'docker':
    case 'containerd':
    case 'cri': {
      const path = /^unix:\/\/(\/.+)$/.exec(address)?.[1];
      if (path === undefined) return { value, message: `${type} needs a socket: ${type}=unix:///absolute/path` };
      // sockaddr_un.sun_path has 108 bytes with its NUL.
      if (Buffer.byteLength(path) > 107) return { value, message: 'a socket path has at most 107 bytes' };
      return { type, socketPath: path };
    }
    case 'podman':
      return absolute(value, address) ?? { type, storageRoot: trimSlash(address) };
    case 'runc':
      return absolute(value, address) ?? { type, stateDir: trimSlash(address) };
  }
}

/**
 * Where engines are by default. An absent one is watched all the same: it may be installed or started later. On a
 * Kubernetes node containerd is watched twice: by its own events, and as kubelet sees it.
 */
const DEFAULT_SPECS: readonly RuntimeSpec[] = [
  { type: 'docker', socketPath: '/run/docker.sock' },
  { type: 'containerd', socketPath: '/run/containerd/containerd.sock' },
  { type: 'cri', socketPath: '/run/containerd/containerd.sock' },
  { type: 'cri', socketPath: '/run/crio/crio.sock' },
  { type: 'podman', storageRoot: '/var/lib/containers/storage' },
  { type: 'runc', stateDir: '/run/runc' },
];

/** The default engines and those of `specs`, each once. */
export function createRuntimes(specs: readonly RuntimeSpec[], deps: { readonly log: Logger }): ContainerRuntime[] {
  const out = new Map<string, ContainerRuntime>();
  for (const spec of [...DEFAULT_SPECS, ...rootlessSpecs(), ...specs]) {
    const runtime = createRuntime(spec, deps);
    if (!out.has(runtime.label)) out.set(runtime.label, runtime);
  }
  return [...out.values()];
}

function createRuntime(spec: RuntimeSpec, deps: { readonly log: Logger }): ContainerRuntime {
  switch (spec.type) {
    case 'docker':
      return new DockerRuntime({ socketPath: ownSocket(spec.socketPath) }, deps);
    case 'containerd':
      return new ContainerdRuntime({ socketPath: ownSocket(spec.socketPath) }, deps);
    case 'runc':
      return new RuncRuntime({ stateDir: spec.stateDir }, deps);
    case 'podman':
      return new PodmanRuntime({ storageRoot: spec.storageRoot }, deps);
    case 'cri':
      return new CriRuntime({ socketPath: ownSocket(spec.socketPath) }, deps);
  }
}

/** /var/run is a link to /run on every system of the last ten years: one daemon, one watch. */
function ownSocket(path: string): string {
  return path.replace(/^\/var\/run\//, '/run/');
}

function absolute(value: string, address: string): RuntimeSpecError | undefined {
  return address.startsWith('/') ? undefined : { value, message: 'needs an absolute path' };
}

function trimSlash(path: string): string {
  return path.replace(/(.)\/+$/, '$1');
}
