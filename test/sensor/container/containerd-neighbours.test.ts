/** containerd below somebody else: kubelet (its CRI plugin) and Docker. */
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import type { ContainerRuntime } from '../../../sensor/container/container.ts';
import { ContainerdRuntime } from '../../../sensor/container/containerd.ts';
import { DockerRuntime } from '../../../sensor/container/docker.ts';
import { ContainerRegistry } from '../../../sensor/container/registry.ts';
import { systemClock } from '../../../sensor/runtime/clock.ts';
import { silentLogger } from '../../../sensor/runtime/log.ts';
import { busyboxRootfs } from '../../support/busybox.ts';
import { waitFor } from '../../support/command.ts';
import { type Containerd, startContainerd } from '../../support/containerd.ts';
import { startPod } from '../../support/cri.ts';
import { type Docker, sharedDocker } from '../../support/docker.ts';
import { describeIf, need } from '../../support/need.ts';
import { imageArchive, ociImage } from '../../support/oci.ts';
import { type TempDir, tempDir } from '../../support/temp.ts';
import { HOST } from './exec-event.ts';

let stop: AbortController;
let running: Promise<void> = Promise.resolve();
beforeEach(() => {
  stop = new AbortController();
});
afterEach(async () => {
  stop.abort();
  await running;
});

async function start(...runtimes: ContainerRuntime[]): Promise<ContainerRegistry> {
  const deps = { runtimes, log: silentLogger, clock: systemClock(), host: HOST, registerSlot: () => {} };
  const registry = new ContainerRegistry({}, deps);
  running = registry.run(stop.signal);
  await waitFor('the watch', () => registry.engines().every((engine) => engine.up));
  return registry;
}

describeIf([need.root(), need.engine('containerd', 'busybox', 'umoci', 'skopeo')], 'a pod of the CRI plugin', () => {
  const REF = 'example.test/drift/pod:1';
  let dir: TempDir;
  let containerd: Containerd;

  beforeAll(async () => {
    dir = tempDir('containerd-cri');
    const rootfs = await busyboxRootfs(join(dir.path, 'rootfs'));
    const oci = await ociImage({ layout: join(dir.path, 'layout'), tag: 'pod', layers: [rootfs] });
    containerd = await startContainerd({ cri: true, sandboxImage: REF });
    await containerd.ctr(['images', 'import', await imageArchive(oci, 'oci-archive', join(dir.path, 'pod.tar'), REF)]);
  });
  afterAll(async () => {
    await containerd?.stop();
    await dir?.remove();
  });

  test('its containers and its sandbox are described with the pod, in the cgroup that kubelet chose', async () => {
    const registry = await start(new ContainerdRuntime({ socketPath: containerd.socket }, { log: silentLogger }));
    const identity = { namespace: 'shop', name: 'web-0', uid: '0f1e2d3c-4b5a-4968-8778-695a4b3c2d1e' };
    const live = (id: string) =>
      waitFor(`container ${id}`, () => registry.containers().find((c) => c.id === id && c.rootIno !== undefined));
    await using pod = await startPod(containerd.socket, { ...identity, labels: { app: 'web' } });
    const id = await pod.start('server', REF, ['/bin/sleep', '1000000']);
    const container = await live(id);
    const sandbox = await live(pod.id);
    for (const c of [container, sandbox]) {
      expect(c.pod).toEqual({ ...identity, labels: { app: 'web' } });
      expect(c).toMatchObject({ runtime: 'containerd', engineNamespace: 'k8s.io' });
      expect(c.cgroupIds).toHaveLength(1);
      expect(c.image).toMatchObject({
        digest: expect.stringMatching(/^sha256:/),
        id: expect.stringMatching(/^sha256:/),
        source: { kind: 'lower_dirs', diffIds: [expect.stringMatching(/^sha256:/)] },
      });
    }
    expect(container.name).toBe('server');
    expect(container.image.ref).toBe(REF);
    expect(sandbox.name).toBe('POD');
  });
});

describeIf([need.root(), need.engine('docker', 'busybox')], 'Docker above containerd', () => {
  let dir: TempDir;
  let docker: Docker;

  beforeAll(async () => {
    dir = tempDir('containerd-docker');
    docker = await sharedDocker();
    await docker.importRootfs(await busyboxRootfs(join(dir.path, 'rootfs')), 'drift-both:1');
  });
  afterAll(() => dir?.remove());

  test('a container of Docker’s is Docker’s, although its containerd is watched, too', async () => {
    const below = new ContainerdRuntime({ socketPath: docker.containerdSocket }, { log: silentLogger });
    const registry = await start(new DockerRuntime({ socketPath: docker.socket }, { log: silentLogger }), below);
    await using c = await docker.start('drift-both:1');
    await waitFor('the container', () => registry.containers().find((x) => x.id === c.id && x.rootIno !== undefined));
    expect(
      registry
        .containers()
        .filter((x) => x.id === c.id)
        .map((x) => x.runtime),
    ).toEqual(['docker']);
    expect(await below.lookup(c.id, stop.signal)).toBeUndefined();
  });
});
