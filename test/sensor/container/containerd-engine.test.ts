/** The containerd engine against a real containerd. */
import { mkdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import type { Container } from '../../../sensor/container/container.ts';
import { ContainerdRuntime } from '../../../sensor/container/containerd.ts';
import { kernelDev, readProcCgroup } from '../../../sensor/container/proc.ts';
import { ContainerRegistry } from '../../../sensor/container/registry.ts';
import { systemClock } from '../../../sensor/runtime/clock.ts';
import { silentLogger } from '../../../sensor/runtime/log.ts';
import { busyboxRootfs } from '../../support/busybox.ts';
import { waitFor } from '../../support/command.ts';
import { type Containerd, startContainerd } from '../../support/containerd.ts';
import { describeIf, need } from '../../support/need.ts';
import { imageArchive, layerDirectory, type OciImage, ociImage } from '../../support/oci.ts';
import { type TempDir, tempDir } from '../../support/temp.ts';
import { execEvent, HOST } from './exec-event.ts';

const REF = 'example.test/drift/app:1';

describeIf([need.root(), need.engine('containerd', 'busybox', 'umoci', 'skopeo')], 'containerd containers', () => {
  let dir: TempDir;
  let containerd: Containerd;
  let images: Record<'one' | 'two', { archive: string; image: OciImage }>;
  let stop: AbortController;
  let running: Promise<void>;
  const ended: Container[] = [];
  const described: Container[] = [];

  beforeAll(async () => {
    dir = tempDir('containerd-engine');
    const base = await busyboxRootfs(join(dir.path, 'rootfs'));
    const build = async (tag: string) => {
      const top = layerDirectory(join(dir.path, tag), {
        files: { 'usr/local/bin/which': { content: `#!/bin/sh\necho ${tag}\n` } },
      });
      const image = await ociImage({ layout: join(dir.path, 'layout'), tag, layers: [base, top] });
      return { image, archive: await imageArchive(image, 'oci-archive', join(dir.path, `${tag}.tar`), REF) };
    };
    images = { one: await build('one'), two: await build('two') };
    containerd = await startContainerd();
    await containerd.ctr(['images', 'import', images.one.archive]);
  });

  afterAll(async () => {
    await containerd?.stop();
    await dir?.remove();
  });

  beforeEach(() => {
    stop = new AbortController();
    ended.length = 0;
    described.length = 0;
  });
  afterEach(async () => {
    stop.abort();
    await running;
    // What a test leaves that failed would be in the way of its next attempt.
    for (const namespace of ['k8s.io', 'default', 'moby']) {
      const inIt = ['--namespace', namespace];
      const left = await containerd.ctr([...inIt, 'containers', 'ls', '--quiet']);
      for (const id of left.split('\n').filter((each) => each !== '')) {
        await containerd.tryCtr([...inIt, 'tasks', 'delete', '--force', id]);
        await containerd.tryCtr([...inIt, 'containers', 'delete', id]);
      }
    }
  });

  function start(): ContainerRegistry {
    const registry = new ContainerRegistry(
      {},
      {
        runtimes: [new ContainerdRuntime({ socketPath: containerd.socket }, { log: silentLogger })],
        log: silentLogger,
        clock: systemClock(),
        host: HOST,
        registerSlot: () => {},
        onContainer: (c) => described.push(c),
        onEnded: (c) => ended.push(c),
      },
    );
    running = registry.run(stop.signal);
    return registry;
  }
  const up = (registry: ContainerRegistry) => waitFor('the watch', () => registry.engines()[0]?.up);
  const live = (registry: ContainerRegistry, id: string) =>
    waitFor(`container ${id}`, () => registry.containers().find((c) => c.id === id && c.rootIno !== undefined));

  async function expected(ref = REF): Promise<{ digest: string; id: string; diffIds: string[] }> {
    const line = (await containerd.ctr(['images', 'ls', `name==${ref}`])).split('\n')[1] ?? '';
    const digest = /sha256:[0-9a-f]{64}/.exec(line)?.[0] ?? '';
    const manifest = JSON.parse(await containerd.ctr(['content', 'get', digest]));
    const config = JSON.parse(await containerd.ctr(['content', 'get', manifest.config.digest]));
    return { digest, id: manifest.config.digest, diffIds: config.rootfs.diff_ids };
  }

  test('one that runs is described with its image, layers, cgroup and root; its end is seen', async () => {
    const registry = start();
    await up(registry);
    const pid = await containerd.start(REF, 'app', undefined, ['--label', 'tier=web']);
    const found = await live(registry, 'app');
    const { digest, id, diffIds } = await expected();
    const root = statSync(`/proc/${pid}/root/`, { bigint: true });
    expect(found).toMatchObject({
      id: 'app',
      name: 'app',
      engineNamespace: 'k8s.io',
      runtime: 'containerd',
      initPid: pid,
      labels: { tier: 'web' },
      image: { ref: REF, digest, id, source: { kind: 'lower_dirs', diffIds: diffIds.toReversed() } },
      rootDev: kernelDev(root.dev),
      rootIno: root.ino,
    });
    expect(found.pod).toBeUndefined();
    expect(found.mounts).toContain('/proc');
    expect(found.cgroupIds).toHaveLength(1);
    const { source } = found.image;
    if (source.kind !== 'lower_dirs') throw new Error('not layers');
    expect(source.dirs).toHaveLength(2);
    expect(statSync(join(source.dirs[0] ?? '', 'usr/local/bin/which')).isFile()).toBe(true);
    expect(statSync(join(source.dirs[1] ?? '', 'bin/busybox')).size).toBe(statSync('/bin/busybox').size);
    // The first that was said, before there was a process, already named the layers.
    expect(described.find((c) => c.id === 'app')?.image.source).toEqual(source);
    await containerd.ctr(['tasks', 'kill', '--signal', 'KILL', 'app']);
    await waitFor('its end', () => ended.some((c) => c.id === 'app'));
    await containerd.remove('app');
    expect(registry.containers()).toEqual([]);
  });

  test('one that was there first is found, and its process is known by its cgroup', async () => {
    const pid = await containerd.start(REF, 'early');
    const registry = start();
    const found = await live(registry, 'early');
    const { v2, v1 } = (await readProcCgroup(pid)) ?? {};
    const cgroupId = found.cgroupIds[0] ?? 0n;
    const event = execEvent(v2 ?? v1 ?? '', { pid }, [cgroupId]);
    expect(await registry.resolve(event)).toMatchObject({ kind: 'container', container: { slot: found.slot } });
    await containerd.remove('early');
    await waitFor('its end', () => ended.length === 1);
  });

  test('twenty --rm containers that live 50 ms are all described, before their end', async () => {
    const registry = start();
    await up(registry);
    const ids = Array.from({ length: 20 }, (_, i) => `short-${i}`);
    for (const id of ids) await containerd.ctr(['run', '--rm', REF, id, '/bin/sleep', '0.05']);
    await waitFor('their ends', () => ended.length === 20);
    const { digest, id } = await expected();
    expect(ended.map((c) => c.id)).toEqual(ids);
    for (const c of ended) {
      expect(c.image).toMatchObject({ ref: REF, digest, id, source: { kind: 'lower_dirs' } });
      expect(c.cgroupIds).toHaveLength(1);
    }
    expect(registry.stats()).toMatchObject({ unknown: 0, failures: 0 });
  });

  test('the same id in two namespaces is two containers, and Docker’s namespace is left to Docker', async () => {
    const registry = start();
    await up(registry);
    const other = (namespace: string, ...args: string[]) => containerd.ctr(['--namespace', namespace, ...args]);
    for (const ns of ['default', 'moby']) await other(ns, 'images', 'import', images.one.archive);
    const run = ['run', '--detach', '--null-io', REF, 'twin', '/bin/sleep', '1000000'];
    for (const ns of ['k8s.io', 'default', 'moby']) await other(ns, ...run);
    const twins = () => registry.containers().filter((c) => c.id === 'twin' && c.rootIno !== undefined);
    await waitFor('both', () => twins().length === 2);
    expect(
      twins()
        .map((c) => c.engineNamespace)
        .sort(),
    ).toEqual(['default', 'k8s.io']);
    expect(new Set(twins().map((c) => c.slot)).size).toBe(2);
    expect(new Set(twins().flatMap((c) => c.cgroupIds)).size).toBe(2);
    // Somebody who knows only the id and a process is told the right one.
    const runtime = new ContainerdRuntime({ socketPath: containerd.socket }, { log: silentLogger });
    for (const { initPid, engineNamespace } of twins()) {
      const asked = await runtime.lookup('twin', stop.signal, { pid: initPid ?? 0 });
      expect(asked).toMatchObject({ engineNamespace, initPid });
    }
    await other('default', 'tasks', 'delete', '--force', 'twin');
    await waitFor('one end', () => ended.length === 1);
    expect(ended[0]?.engineNamespace).toBe('default');
    expect(twins().map((c) => c.engineNamespace)).toEqual(['k8s.io']);
    for (const ns of ['k8s.io', 'moby']) await other(ns, 'tasks', 'delete', '--force', 'twin');
    for (const ns of ['k8s.io', 'default', 'moby']) await other(ns, 'containers', 'delete', 'twin');
  });

  test('an image rebuilt under its tag leaves the old container its own digest', async () => {
    const registry = start();
    await up(registry);
    const before = await expected();
    await containerd.start(REF, 'old');
    await live(registry, 'old');
    await containerd.ctr(['images', 'import', images.two.archive]);
    const after = await expected();
    expect(after.digest).not.toBe(before.digest);
    await containerd.start(REF, 'new');
    expect((await live(registry, 'new')).image).toMatchObject({ ref: REF, digest: after.digest, id: after.id });
    expect((await live(registry, 'old')).image).toMatchObject({ ref: REF, digest: before.digest, id: before.id });
    // Who comes now cannot know the old digest any more, and claims none; the layers are the container's own.
    const late = new ContainerdRuntime({ socketPath: containerd.socket }, { log: silentLogger });
    const image = (await late.lookup('old', stop.signal))?.image;
    const known = (await live(registry, 'old')).image.source;
    if (known.kind !== 'lower_dirs') throw new Error('not layers');
    expect(image).toEqual({ ref: REF, source: { kind: 'lower_dirs', dirs: known.dirs } });
    for (const id of ['old', 'new']) await containerd.remove(id);
    await containerd.ctr(['images', 'import', images.one.archive]);
  });

  test('a read-only container and one on a plain directory are described, too', async () => {
    const registry = start();
    await up(registry);
    await containerd.start(REF, 'view', undefined, ['--read-only']);
    const view = await live(registry, 'view');
    expect(view.image.source).toMatchObject({ kind: 'lower_dirs', diffIds: (await expected()).diffIds.toReversed() });
    const rootfs = join(dir.path, 'plain');
    mkdirSync(rootfs);
    await busyboxRootfs(rootfs);
    await containerd.start(rootfs, 'plain', undefined, ['--rootfs']);
    const plain = await live(registry, 'plain');
    expect(plain.image).toMatchObject({ source: { kind: 'rootfs_baseline', dir: rootfs, sinceNs: plain.createdNs } });
    for (const id of ['view', 'plain']) await containerd.remove(id);
  });

  test('what kubelet’s labels say of a pod stands in the description, with the sandbox’s labels', async () => {
    const registry = start();
    await up(registry);
    const pod = {
      'io.kubernetes.pod.namespace': 'shop',
      'io.kubernetes.pod.name': 'web-0',
      'io.kubernetes.pod.uid': 'u-1',
    };
    const flags = (labels: Record<string, string>, annotations: Record<string, string>) => [
      ...Object.entries(labels).flatMap(([k, v]) => ['--label', `${k}=${v}`]),
      ...Object.entries(annotations).flatMap(([k, v]) => ['--annotation', `${k}=${v}`]),
    ];
    const sandbox = 'a'.repeat(64);
    const container = 'b'.repeat(64);
    const cri = 'io.kubernetes.cri.';
    await containerd.start(
      REF,
      sandbox,
      undefined,
      flags({ ...pod, 'io.cri-containerd.kind': 'sandbox', app: 'web' }, { [`${cri}container-type`]: 'sandbox' }),
    );
    await containerd.start(
      REF,
      container,
      undefined,
      flags(
        { ...pod, 'io.cri-containerd.kind': 'container', 'io.kubernetes.container.name': 'server' },
        { [`${cri}container-type`]: 'container', [`${cri}sandbox-id`]: sandbox, [`${cri}image-name`]: 'shop/web:1' },
      ),
    );
    const labels = expect.objectContaining({ app: 'web' });
    expect(await live(registry, sandbox)).toMatchObject({
      name: 'POD',
      pod: { namespace: 'shop', name: 'web-0', uid: 'u-1', labels },
    });
    expect(await live(registry, container)).toMatchObject({
      name: 'server',
      image: { ref: 'shop/web:1' },
      pod: { namespace: 'shop', name: 'web-0', uid: 'u-1', labels },
    });
    for (const id of [container, sandbox]) await containerd.remove(id);
  });

  test('containerd restarts while a container lives: it stays the same one, and what ended meanwhile ends', async () => {
    const registry = start();
    await up(registry);
    await containerd.start(REF, 'stays');
    await containerd.start(REF, 'goes');
    const { slot } = await live(registry, 'stays');
    await live(registry, 'goes');
    await containerd.restart(async () => {
      await waitFor('its absence', () => registry.engines()[0]?.up === false);
      process.kill((await live(registry, 'goes')).initPid ?? 0, 'SIGKILL');
    });
    await up(registry);
    await waitFor('the end', () => ended.some((c) => c.id === 'goes'));
    expect((await live(registry, 'stays')).slot).toBe(slot);
    await containerd.start(REF, 'later');
    await live(registry, 'later');
    for (const id of ['stays', 'goes', 'later']) await containerd.remove(id);
    await waitFor('all ends', () => registry.containers().length === 0);
  });
});
