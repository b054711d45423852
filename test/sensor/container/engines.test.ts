import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import type { Container } from '../../../sensor/container/container.ts';
import { DockerRuntime } from '../../../sensor/container/docker.ts';
import { PodmanRuntime } from '../../../sensor/container/podman.ts';
import { kernelDev, parseProcCgroup } from '../../../sensor/container/proc.ts';
import { ContainerRegistry } from '../../../sensor/container/registry.ts';
import { RuncRuntime } from '../../../sensor/container/runc.ts';
import { RuntimeBinaries } from '../../../sensor/container/runtime-binaries.ts';
import { systemClock } from '../../../sensor/runtime/clock.ts';
import { silentLogger } from '../../../sensor/runtime/log.ts';
import { busyboxRootfs } from '../../support/busybox.ts';
import { run, waitFor } from '../../support/command.ts';
import { type Docker, sharedDocker } from '../../support/docker.ts';
import { removeCgroups } from '../../support/engine.ts';
import { describeIf, need } from '../../support/need.ts';
import { layerDirectory, ociImage } from '../../support/oci.ts';
import { type Podman, startPodman } from '../../support/podman.ts';
import { startRunc } from '../../support/runc.ts';
import { type TempDir, tempDir } from '../../support/temp.ts';
import { execEvent, HOST, ON_HOST } from './exec-event.ts';

let dir: TempDir;
let rootfs: string;
let stop: AbortController;
let running: Promise<void>;
let slots: Map<bigint, bigint>;
let ended: Container[];

beforeAll(async () => {
  dir = tempDir('container');
  rootfs = await busyboxRootfs(join(dir.path, 'rootfs'));
});
afterAll(() => dir.remove());

beforeEach(() => {
  stop = new AbortController();
  slots = new Map();
  ended = [];
});
afterEach(async () => {
  stop.abort();
  await running;
});

function start(runtimes: ConstructorParameters<typeof ContainerRegistry>[1]['runtimes']): ContainerRegistry {
  const registry = new ContainerRegistry(
    {},
    {
      runtimes,
      log: silentLogger,
      clock: systemClock(),
      host: HOST,
      registerSlot: (id, slot) => slots.set(id, slot),
      onEnded: (c) => ended.push(c),
    },
  );
  running = registry.run(stop.signal);
  return registry;
}

/** Directory of a process in cgroup v2, or in the v1 hierarchy of systemd. */
function cgroupInode(pid: number): bigint {
  const { v2, v1 } = parseProcCgroup(readFileSync(`/proc/${pid}/cgroup`, 'utf8'));
  const mount = execFileSync('awk', ['$3=="cgroup2"{print $2; exit}', '/proc/mounts'], { encoding: 'utf8' }).trim();
  const path = mount === '' ? `/sys/fs/cgroup/systemd${v1 ?? ''}` : `${mount}${v2 ?? ''}`;
  return statSync(path, { bigint: true }).ino;
}

function rootOf(pid: number): { rootDev: number; rootIno: bigint } {
  const s = statSync(`/proc/${pid}/root/`, { bigint: true });
  return { rootDev: kernelDev(s.dev), rootIno: s.ino };
}

describeIf([need.root(), need.engine('runc', 'busybox')], 'runc containers', () => {
  const runtimes = () => [new RuncRuntime({ stateDir: join(dir.path, 'runc') }, { log: silentLogger })];

  test('one on an overlay is described with its layers, its cgroup and its root', async () => {
    const registry = start(runtimes());
    await using c = await startRunc({
      dir: dir.path,
      rootfs: { lower: [rootfs] },
      root: join(dir.path, 'runc'),
      mounts: [{ type: 'tmpfs', destination: '/scratch' }],
    });
    const found = await waitFor('the container', () => registry.containers()[0]);
    expect(found).toMatchObject({
      id: c.id,
      runtime: 'runc',
      initPid: c.pid,
      image: { source: { kind: 'lower_dirs', dirs: [rootfs] } },
      cgroupIds: [cgroupInode(c.pid)],
      ...rootOf(c.pid),
    });
    expect(found.mounts).toContain('/scratch');
    expect(slots.get(cgroupInode(c.pid))).toBe(found.slot);
    await c.delete();
    await waitFor('its end', () => ended.length === 1);
  });

  test('one on a plain directory has a baseline as old as itself; an annotation names the image instead', async () => {
    const registry = start(runtimes());
    const before = BigInt(Date.now()) * 1_000_000n;
    await using plain = await startRunc({
      dir: dir.path,
      rootfs: { directory: rootfs },
      root: join(dir.path, 'runc'),
    });
    await using named = await startRunc({
      dir: dir.path,
      rootfs: { directory: rootfs },
      root: join(dir.path, 'runc'),
      annotations: { 'drift-sensor.io/image': 'oci:/images/app:v1' },
    });
    await waitFor('both', () => registry.containers().length === 2);
    const source = (id: string) => registry.containers().find((c) => c.id === id)?.image.source;
    const baseline = source(plain.id);
    expect(baseline).toMatchObject({ kind: 'rootfs_baseline', dir: rootfs });
    expect(baseline?.kind === 'rootfs_baseline' && baseline.sinceNs > before).toBe(true);
    expect(source(named.id)).toEqual({ kind: 'oci_layout', dir: '/images/app', tag: 'v1' });
  });

  test('a cgroup of another name than the container still leads to it', async () => {
    const registry = start(runtimes());
    await using c = await startRunc({
      dir: dir.path,
      rootfs: { directory: rootfs },
      root: join(dir.path, 'runc'),
      cgroupsPath: `/drift-${process.pid}/leaf`,
    });
    await using _ = { [Symbol.asyncDispose]: () => c.delete().then(() => removeCgroups(`drift-${process.pid}`)) };
    const event = execEvent(`/drift-${process.pid}/leaf`, { pid: c.pid }, [cgroupInode(c.pid)]);
    expect(await registry.resolve(event)).toMatchObject({ kind: 'container', container: { id: c.id } });
    const other = new RuncRuntime({ stateDir: join(dir.path, 'runc') }, { log: silentLogger });
    expect((await other.lookup('leaf', stop.signal))?.id).toBe(c.id);
  });

  test('one whose process and overlay have gone is not described by the empty directory that they leave', async () => {
    const stateDir = join(dir.path, 'runc');
    const runc = new RuncRuntime({ stateDir }, { log: silentLogger });
    await using c = await startRunc({ dir: dir.path, rootfs: { lower: [rootfs] }, root: stateDir });
    await c.kill();
    await waitFor('its end', () => !existsSync(`/proc/${c.pid}/root/bin`));
    expect((await runc.lookup(c.id, stop.signal))?.image.source).toEqual({ kind: 'lower_dirs', dirs: [rootfs] });
    await run(['umount', c.rootfs]);
    expect(await runc.lookup(c.id, stop.signal)).toBeUndefined();
  });

  test('whose directories somebody removed while it runs has no image that could be told, not one of no files', async () => {
    const stateDir = join(dir.path, 'runc');
    const runc = new RuncRuntime({ stateDir }, { log: silentLogger });
    const top = join(dir.path, 'removed-layer');
    mkdirSync(top);
    await using c = await startRunc({ dir: dir.path, rootfs: { lower: [top, rootfs] }, root: stateDir });
    expect((await runc.lookup(c.id, stop.signal))?.image.source.kind).toBe('lower_dirs');
    await run(['umount', '-l', c.rootfs]);
    for (const path of [top, c.upper ?? '']) rmSync(path, { recursive: true });
    expect(readdirSync(`/proc/${c.pid}/root`)).toEqual([]);
    expect(await runc.lookup(c.id, stop.signal)).toBeUndefined();
  });

  test('ten that live 50 ms each are all described, and nobody waits for a rescan', async () => {
    const stateDir = join(dir.path, 'runc');
    const registry = start([new RuncRuntime({ stateDir, rescanMs: 60_000 }, { log: silentLogger })]);
    await waitFor('the watch', () => registry.engines()[0]?.up);
    for (let i = 0; i < 10; i++) {
      const c = await startRunc({
        dir: dir.path,
        rootfs: { lower: [rootfs] },
        root: stateDir,
        id: `short-${i}`,
        args: ['/bin/sleep', '0.05'],
      });
      await c.delete();
    }
    await waitFor('their ends', () => ended.length === 10);
    expect(ended.map((c) => c.id)).toEqual(Array.from({ length: 10 }, (_, i) => `short-${i}`));
    for (const c of ended) {
      expect(c.image.source).toEqual({ kind: 'lower_dirs', dirs: [rootfs] });
      expect(c.cgroupIds).toHaveLength(1);
    }
  });

  test('a state directory that appears after the start is watched', async () => {
    const stateDir = join(dir.path, 'late');
    const registry = start([new RuncRuntime({ stateDir }, { log: silentLogger })]);
    await waitFor('its absence', () => registry.engines()[0]?.detail.includes('does not exist'));
    await using c = await startRunc({ dir: dir.path, rootfs: { directory: rootfs }, root: stateDir });
    await waitFor('the container', () => registry.containers().some((x) => x.id === c.id));
  });
});

describeIf([need.root(), need.engine('docker', 'busybox')], 'Docker containers', () => {
  let docker: Docker;
  beforeAll(async () => {
    docker = await sharedDocker();
    await docker.importRootfs(rootfs, 'drift-container-test:1');
  });
  afterAll(() => docker.stop());
  const runtime = () => new DockerRuntime({ socketPath: docker.socket }, { log: silentLogger });
  /** Docker's own runc state beside its API. */
  const both = () => [
    runtime(),
    new RuncRuntime({ stateDir: join(docker.dataRoot, '../exec/runtime-runc/moby') }, { log: silentLogger }),
  ];

  test('one that runs is described once, with its image, layers, cgroup and root', async () => {
    const registry = start(both());
    await using c = await docker.start('drift-container-test:1', undefined, ['--tmpfs', '/scratch', '--name', 'dc1']);
    const found = await waitFor('the container', () => registry.containers().find((x) => x.rootIno !== undefined));
    const layers = JSON.parse(
      await docker.docker(['inspect', '-f', '{{json .RootFS.Layers}}', 'drift-container-test:1']),
    );
    expect(found).toMatchObject({
      id: c.id,
      name: 'dc1',
      runtime: 'docker',
      initPid: c.pid,
      mounts: ['/scratch'],
      cgroupIds: [cgroupInode(c.pid)],
      image: {
        ref: 'drift-container-test:1',
        id: (await docker.docker(['inspect', '-f', '{{.Image}}', c.id])).trim(),
        source: { kind: 'lower_dirs', diffIds: layers },
      },
      ...rootOf(c.pid),
    });
    const source = found.image.source;
    if (source.kind !== 'lower_dirs') throw new Error('not layers');
    expect(statSync(join(source.dirs[0] ?? '', 'bin/busybox')).size).toBe(statSync('/bin/busybox').size);
    expect(registry.containers()).toHaveLength(1);
  });

  test('ten --rm containers that live 50 ms are all described, before their end', async () => {
    const registry = start(both());
    await waitFor('the watch', () => registry.engines().every((e) => e.up));
    const ids: string[] = [];
    for (let i = 0; i < 10; i++) {
      ids.push(
        await docker.docker(['run', '-d', '--rm', '--network', 'none', 'drift-container-test:1', 'sleep', '0.05']),
      );
    }
    await waitFor('their ends', () => ended.length === 10);
    expect(ended.map((c) => c.id).toSorted()).toEqual(ids.toSorted());
    for (const c of ended)
      expect(c.image).toMatchObject({ ref: 'drift-container-test:1', source: { kind: 'lower_dirs' } });
  });

  test('one that nobody watched is found by its first exec', async () => {
    await using c = await docker.start('drift-container-test:1');
    const registry = new ContainerRegistry(
      {},
      { runtimes: [runtime()], log: silentLogger, clock: systemClock(), host: HOST, registerSlot: () => {} },
    );
    running = Promise.resolve();
    const path = parseProcCgroup(readFileSync(`/proc/${c.pid}/cgroup`, 'utf8')).v2 ?? '';
    const event = execEvent(path, { pid: c.pid }, [cgroupInode(c.pid)]);
    expect(await registry.resolve(event)).toMatchObject({ kind: 'container', container: { id: c.id } });
    expect(await registry.resolve({ ...event, ...ON_HOST })).toMatchObject({ hostNamespaces: true });
  });
});

describeIf([need.root(), need.engine('podman', 'runc', 'umoci', 'skopeo', 'busybox')], 'Podman containers', () => {
  let podman: Podman;
  beforeAll(async () => {
    podman = startPodman();
    const top = layerDirectory(join(dir.path, 'top'), { files: { 'etc/motd': { content: 'hello', mode: 0o644 } } });
    const image = await ociImage({ layout: join(dir.path, 'oci'), tag: 'latest', layers: [rootfs, top] });
    await podman.load(image, 'localhost/drift-podman-test:1');
  });
  afterAll(() => podman.stop());
  /** Podman's containers also stand in runc's default state directory. */
  const both = () => [
    new PodmanRuntime({ storageRoot: podman.storageRoot }, { log: silentLogger }),
    new RuncRuntime({}, { log: silentLogger }),
  ];
  const mine = (registry: ContainerRegistry) => registry.containers().filter((c) => c.runtime === 'podman');

  test('one that runs is described once, with its image, layers, cgroup and root, and its end is seen', async () => {
    const registry = start(both());
    const id = await podman.start('localhost/drift-podman-test:1', undefined, ['--name', 'pc1', '--tmpfs', '/scratch']);
    const pid = Number(await podman.podman(['inspect', '-f', '{{.State.Pid}}', id]));
    const found = await waitFor('the container', () =>
      mine(registry).find((c) => c.initPid === pid && c.mounts.includes('/scratch')),
    );
    const image = JSON.parse(await podman.podman(['image', 'inspect', 'localhost/drift-podman-test:1']))[0];
    expect(found).toMatchObject({
      id,
      name: 'pc1',
      runtime: 'podman',
      cgroupIds: [cgroupInode(pid)],
      image: {
        ref: 'localhost/drift-podman-test:1',
        id: `sha256:${image.Id}`,
        digest: image.Digest,
        source: { kind: 'lower_dirs', diffIds: image.RootFS.Layers.toReversed() },
      },
      ...rootOf(pid),
    });
    const source = found.image.source;
    if (source.kind !== 'lower_dirs') throw new Error('not layers');
    expect(statSync(join(source.dirs.at(-1) ?? '', 'bin/busybox')).size).toBe(statSync('/bin/busybox').size);
    expect(registry.containers().filter((c) => c.id === id)).toHaveLength(1);
    await podman.podman(['stop', '-t', '0', id]);
    await waitFor('its end', () => ended.some((c) => c.id === id));
    await podman.podman(['start', id]);
    await waitFor('its second life', () => mine(registry).some((c) => c.slot === found.slot && c.initPid !== pid));
    await podman.podman(['rm', '-f', '-t', '0', id]);
    await waitFor('its second end', () => mine(registry).length === 0);
  });

  test('ten --rm containers that live 50 ms are all described, before their end', async () => {
    const registry = start(both());
    await waitFor('the watch', () => registry.engines().every((e) => e.up));
    const ids: string[] = [];
    for (let i = 0; i < 10; i++) {
      ids.push(await podman.start('localhost/drift-podman-test:1', ['/bin/sleep', '0.05'], ['--rm']));
    }
    const ours = () => ended.filter((c) => ids.includes(c.id));
    await waitFor('their ends', () => ours().length === 10);
    for (const c of ours()) {
      expect(c.runtime).toBe('podman');
      expect(c.image).toMatchObject({ ref: 'localhost/drift-podman-test:1', source: { kind: 'lower_dirs' } });
    }
  });
});

describeIf([need.root(), need.engine('runc')], 'the engines’ own programs', () => {
  const binaries = new RuntimeBinaries({}, { host: HOST });
  const program = (path: string) => ({
    sha256: createHash('sha256').update(readFileSync(path)).digest('hex'),
    size: statSync(path, { bigint: true }).size,
  });
  const event = (size: bigint) => execEvent('/x', { files: [{ size } as never] });

  test('runc’s bytes are known by their content, those of a shell are not', () => {
    const runc = program(execFileSync('which', ['runc'], { encoding: 'utf8' }).trim());
    const shell = program('/bin/sh');
    expect(binaries.isRuntimeBinary(runc.sha256, event(runc.size))).toBe(true);
    expect(binaries.isRuntimeBinary(shell.sha256, event(shell.size))).toBe(false);
    expect(binaries.isRuntimeBinary(runc.sha256, event(runc.size + 1n))).toBe(false);
    expect(binaries.isInitBinary(runc.sha256)).toBe(false);
  });
});
