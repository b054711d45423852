import type { Logger } from '../runtime/log.ts';
import type { ContainerRuntime } from './container.ts';
import { ContainerdRuntime } from './containerd.ts';
import { CriRuntime } from './cri.ts';
import { DockerRuntime } from './docker.ts';
import { PodmanRuntime } from './podman.ts';
import { rootlessSpecs } from './rootless.ts';
import { RuncRuntime } from './runc.ts';
import type { RuntimeSpec } from './runtime-spec.ts';

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
