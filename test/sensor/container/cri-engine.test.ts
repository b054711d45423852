/** kubelet's view through containerd's real CRI plugin. */
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import type { Container, ContainerRuntime } from '../../../sensor/container/container.ts';
import { ContainerdRuntime } from '../../../sensor/container/containerd.ts';
import { CriRuntime } from '../../../sensor/container/cri.ts';
import { ContainerRegistry } from '../../../sensor/container/registry.ts';
import { systemClock } from '../../../sensor/runtime/clock.ts';
import { silentLogger } from '../../../sensor/runtime/log.ts';
import { busyboxRootfs } from '../../support/busybox.ts';
import { waitFor } from '../../support/command.ts';
import { type Containerd, startContainerd } from '../../support/containerd.ts';
import { startPod } from '../../support/cri.ts';
import { describeIf, need } from '../../support/need.ts';
import { imageArchive, layerDirectory, ociImage } from '../../support/oci.ts';
import { type TempDir, tempDir } from '../../support/temp.ts';
import { HOST } from './exec-event.ts';

const APP = 'example.test/cri/app:1';
const PAUSE = 'registry.k8s.io/pause:3.9';
const SLEEP = ['/bin/sleep', '1000000'];

/** Every container that was ever reported, by id, as it was last described. */
type Watch = { readonly registry: ContainerRegistry; readonly known: Map<string, Container> };

let stop: AbortController;
let running: Promise<void> = Promise.resolve();
beforeEach(() => {
  stop = new AbortController();
});
afterEach(async () => {
  stop.abort();
  await running;
});

async function watch(...runtimes: ContainerRuntime[]): Promise<Watch> {
  const known = new Map<string, Container>();
  const registry = new ContainerRegistry(
    {},
    {
      runtimes,
      log: silentLogger,
      clock: systemClock(),
      host: HOST,
      registerSlot: () => {},
      onContainer: (c) => known.set(c.id, c),
    },
  );
  running = registry.run(stop.signal);
  await waitFor('the watch', () => registry.engines().every((engine) => engine.up));
  return { registry, known };
}

function live({ registry }: Watch, id: string): Promise<Container> {
  return waitFor(`container ${id}`, () => registry.containers().find((c) => c.id === id && c.rootIno !== undefined));
}

function ended({ registry }: Watch, id: string): Promise<unknown> {
  return waitFor(`the end of ${id}`, () => !registry.containers().some((c) => c.id === id));
}

describeIf([need.root(), need.engine('containerd', 'busybox', 'umoci', 'skopeo')], 'pods of containerd’s CRI', () => {
  let dir: TempDir;
  let containerd: Containerd;
  const cri = () => new CriRuntime({ socketPath: containerd.socket, pollMs: 100 }, { log: silentLogger });
  const plain = () => new ContainerdRuntime({ socketPath: containerd.socket }, { log: silentLogger });

  beforeAll(async () => {
    dir = tempDir('cri-engine');
    const rootfs = await busyboxRootfs(join(dir.path, 'rootfs'));
    const extra = layerDirectory(join(dir.path, 'pause'), { files: { 'etc/pause': { content: 'pause' } } });
    containerd = await startContainerd({ cri: true, sandboxImage: PAUSE });
    for (const [name, layers] of [[APP, [rootfs]] as const, [PAUSE, [rootfs, extra]] as const]) {
      const image = await ociImage({ layout: join(dir.path, 'layout'), tag: `l${layers.length}`, layers });
      const archive = await imageArchive(image, 'oci-archive', join(dir.path, 'image.tar'), name);
      await containerd.ctr(['images', 'import', archive]);
    }
  });
  afterAll(async () => {
    await containerd?.stop();
    await dir?.remove();
  });

  test('a container and its sandbox are described with the pod, by CRI alone', async () => {
    const watched = await watch(cri());
    expect(watched.registry.engines()[0]?.detail).toMatch(/^containerd 1\.|^containerd 2\./);
    const identity = { namespace: 'shop', name: 'web-0', uid: '1f1e2d3c-4b5a-4968-8778-695a4b3c2d1e' };
    await using pod = await startPod(containerd.socket, { ...identity, labels: { app: 'web' } });
    const id = await pod.start('server', APP, SLEEP, { attempt: 3 });
    const [container, sandbox] = await Promise.all([live(watched, id), live(watched, pod.id)]);
    for (const c of [container, sandbox]) {
      expect(c).toMatchObject({ runtime: 'containerd', pod: { ...identity, labels: { app: 'web' } } });
      expect(c.cgroupIds).toHaveLength(1);
      expect(c.initPid).toBeGreaterThan(1);
      expect(c.image).toMatchObject({
        digest: expect.stringMatching(/^sha256:/),
        id: expect.stringMatching(/^sha256:/),
        source: { kind: 'lower_dirs', diffIds: expect.arrayContaining([expect.stringMatching(/^sha256:/)]) },
      });
      expect(c.sandbox).toBeUndefined();
    }
    expect(container).toMatchObject({ name: 'server', attempt: 3, image: { ref: APP } });
    expect(sandbox).toMatchObject({ name: 'POD', image: { ref: PAUSE } });
  });

  test('a container that containerd itself reports too is one container, in kubelet’s words, and ends once', async () => {
    const watched = await watch(plain(), cri());
    const identity = { namespace: 'shop', name: 'web-1', uid: '2f1e2d3c-4b5a-4968-8778-695a4b3c2d1e' };
    await using pod = await startPod(containerd.socket, identity);
    const id = await pod.start('server', APP, SLEEP, { attempt: 1 });
    const first = await live(watched, id);
    const known = await waitFor('CRI’s word', () =>
      watched.registry.containers().find((c) => c.id === id && c.attempt === 1),
    );
    expect(known.slot).toBe(first.slot);
    expect(known.image).toEqual(first.image);
    expect(watched.registry.containers().filter((c) => c.id === id)).toHaveLength(1);
    await pod.stop(id);
    await ended(watched, id);
    const ids = watched.registry.containers().map((c) => c.id);
    expect(ids).toContain(pod.id);
  });

  test('init containers, several containers, a restart and one that is added to a running pod are all of the pod', async () => {
    const watched = await watch(cri());
    const identity = { namespace: 'shop', name: 'web-2', uid: '3f1e2d3c-4b5a-4968-8778-695a4b3c2d1e' };
    await using pod = await startPod(containerd.socket, identity);
    const init = await pod.start('prepare', APP, ['/bin/true']);
    await waitFor('the init container to end', () => pod.hasExited(init));
    const server = await pod.start('server', APP, SLEEP);
    const sidecar = await pod.start('sidecar', APP, SLEEP);
    await Promise.all([live(watched, server), live(watched, sidecar)]);
    await pod.stop(server);
    const again = await pod.start('server', APP, SLEEP, { attempt: 1 });
    const debug = await pod.start('debugger-x7', PAUSE, SLEEP);
    await Promise.all([live(watched, again), live(watched, debug), ended(watched, server)]);
    await waitFor('the init container to be reported', () => watched.known.has(init));
    const named = [init, server, sidecar, again, debug].map((id) => watched.known.get(id));
    expect(named.map((c) => c?.name)).toEqual(['prepare', 'server', 'sidecar', 'server', 'debugger-x7']);
    for (const c of named) expect(c?.pod).toEqual(identity);
    expect(new Set(named.map((c) => c?.slot)).size).toBe(5);
    expect(watched.known.get(again)?.attempt).toBe(1);
    // Judged by its own image.
    expect(watched.known.get(debug)?.image.ref).toBe(PAUSE);
    expect(watched.registry.containers().some((c) => c.id === init)).toBe(false);
  });

  test('what had exited in a living pod before the watch began is reported and over; what is removed ends', async () => {
    const identity = { namespace: 'shop', name: 'web-3', uid: '4f1e2d3c-4b5a-4968-8778-695a4b3c2d1e' };
    await using pod = await startPod(containerd.socket, identity);
    const init = await pod.start('prepare', APP, ['/bin/true']);
    await waitFor('the init container to end', () => pod.hasExited(init));
    const server = await pod.start('server', APP, SLEEP);
    const watched = await watch(cri());
    await live(watched, server);
    const before = await waitFor('the init container', () => watched.known.get(init));
    expect(before).toMatchObject({ name: 'prepare', pod: identity, image: { source: { kind: 'lower_dirs' } } });
    expect(before.initPid).toBeUndefined();
    expect(watched.registry.containers().some((c) => c.id === init)).toBe(false);
    await pod.stop(server);
    await pod.remove(server);
    await ended(watched, server);
  });

  test('a static pod has the uid that kubelet made of its file', async () => {
    const watched = await watch(cri(), plain());
    const identity = { namespace: 'kube-system', name: 'etcd-node-1', uid: '8f1e2d3c4b5a49688778695a4b3c2d1e' };
    await using pod = await startPod(containerd.socket, identity);
    const id = await pod.start('etcd', APP, SLEEP);
    expect(await live(watched, id)).toMatchObject({ name: 'etcd', pod: identity });
  });

  test('a lookup knows what runs, and neither what has exited nor what never was', async () => {
    const runtime = cri();
    const { signal } = stop;
    await using pod = await startPod(containerd.socket, {
      namespace: 'shop',
      name: 'web-4',
      uid: '5f1e2d3c-4b5a-4968-8778-695a4b3c2d1e',
    });
    const id = await pod.start('server', APP, SLEEP);
    // Without a watch it makes a connection of its own.
    expect(await runtime.lookup(id, signal)).toMatchObject({ id, name: 'server', runtime: 'containerd' });
    await pod.stop(id);
    expect(await runtime.lookup(id, signal)).toBeUndefined();
    expect(await runtime.lookup('f'.repeat(64), signal)).toBeUndefined();
    expect(await runtime.lookup('../etc', signal)).toBeUndefined();
  });

  test('containerd is restarted: the loss is said and counted, and the watch goes on', async () => {
    const watched = await watch(cri());
    const identity = { namespace: 'shop', name: 'web-5', uid: '6f1e2d3c-4b5a-4968-8778-695a4b3c2d1e' };
    await using pod = await startPod(containerd.socket, identity);
    const kept = await pod.start('kept', APP, SLEEP);
    const before = await live(watched, kept);
    await containerd.restart(async () => {
      await waitFor('the loss', () => watched.registry.engines()[0]?.up === false);
      expect(watched.registry.engines()[0]?.detail).not.toBe('');
      // Its containers live on, and so do they here.
      expect(watched.registry.containers().some((c) => c.id === kept)).toBe(true);
    });
    await waitFor('the watch', () => watched.registry.engines()[0]?.up === true);
    expect(watched.registry.engines()[0]?.losses).toBe(1);
    const added = await pod.start('added', APP, SLEEP);
    await live(watched, added);
    expect((await live(watched, kept)).slot).toBe(before.slot);
  });
});
