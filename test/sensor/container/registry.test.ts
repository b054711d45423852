import { readlinkSync } from 'node:fs';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type {
  Attribution,
  Container,
  ContainerDescription,
  ContainerRuntime,
  RuntimeCallbacks,
  RuntimeType,
} from '../../../sensor/container/container.ts';
import { ContainerRegistry } from '../../../sensor/container/registry.ts';
import type { ContainerRegistryOptions } from '../../../sensor/container/registry-options.ts';
import { whenAborted } from '../../../sensor/runtime/abort.ts';
import { silentLogger } from '../../../sensor/runtime/log.ts';
import { waitFor } from '../../support/command.ts';
import { execEvent, HOST, ON_HOST } from './exec-event.ts';

const A = 'a'.repeat(64);
const B = 'b'.repeat(64);

/** An engine whose knowledge the test sets. */
class FakeRuntime implements ContainerRuntime {
  readonly type: RuntimeType;
  readonly label: string;
  readonly knows = new Map<string, ContainerDescription>();
  readonly asked: string[] = [];
  hang = false;
  on: RuntimeCallbacks | undefined;

  constructor(type: RuntimeType, label: string = type) {
    this.type = type;
    this.label = label;
  }

  async watch(signal: AbortSignal, on: RuntimeCallbacks): Promise<void> {
    this.on = on;
    on.state(true, 'up');
    await whenAborted(signal);
  }

  lookup(id: string): Promise<ContainerDescription | undefined> {
    this.asked.push(id);
    return this.hang ? new Promise(() => {}) : Promise.resolve(this.knows.get(id));
  }
}

/** kubelet's view of containerd. */
class FakeCri extends FakeRuntime {
  readonly kubelets = true;
}

let now = 0;
const clock = { now: () => 0n, monotonicMs: () => now };
let docker: FakeRuntime;
let runc: FakeRuntime;
let slots: Map<bigint, bigint>;
let seen: Container[];
let gone: Container[];
let stop: AbortController;
let running: Promise<void>;

beforeEach(() => {
  now = 1_000;
  docker = new FakeRuntime('docker');
  runc = new FakeRuntime('runc');
  slots = new Map();
  seen = [];
  gone = [];
  stop = new AbortController();
});

afterEach(async () => {
  stop.abort();
  await running;
});

function start(
  options: Partial<ContainerRegistryOptions> = {},
  runtimes: readonly ContainerRuntime[] = [docker, runc],
): ContainerRegistry {
  const registry = new ContainerRegistry(options, {
    runtimes,
    log: silentLogger,
    clock,
    host: HOST,
    registerSlot: (id, slot) => slots.set(id, slot),
    onContainer: (c) => seen.push(c),
    onEnded: (c) => gone.push(c),
  });
  running = registry.run(stop.signal);
  return registry;
}

function description(id: string, changes: Partial<ContainerDescription> = {}): ContainerDescription {
  return {
    id,
    runtime: 'docker',
    image: { ref: `image-of-${id.slice(0, 4)}`, source: { kind: 'lower_dirs', dirs: ['/l'] } },
    cgroupIds: [],
    mounts: [],
    ...changes,
  };
}

function containerOf(attribution: Attribution | Promise<Attribution>): Container {
  if (attribution instanceof Promise) throw new Error('it had to be asked for');
  if (attribution.kind !== 'container') throw new Error(`a ${attribution.kind}`);
  return attribution.container;
}

describe('what is known is answered at once', () => {
  test('by the kernel’s slot, by cgroup id and by name', () => {
    const registry = start();
    docker.on?.appeared(description(A, { cgroupIds: [71n] }));
    expect(slots.get(71n)).toBe(1n);
    expect(containerOf(registry.resolve(execEvent('/x', { imageSlot: 1n }))).id).toBe(A);
    expect(containerOf(registry.resolve(execEvent('/renamed/deep', {}, [5n, 71n]))).id).toBe(A);
    expect(containerOf(registry.resolve(execEvent(`/docker/${A}`))).id).toBe(A);
    expect(docker.asked).toEqual([]);
  });

  test('a container’s first exec, before its engine tells its process, gives it its cgroup and its root', () => {
    const registry = start();
    docker.on?.appeared(description(A));
    const early = registry.resolve(execEvent(`/docker/${A}`, ON_HOST, [71n]));
    expect(early).toMatchObject({ kind: 'container', hostNamespaces: true });
    expect(slots.get(71n)).toBe(1n);
    expect(containerOf(early).rootDev).toBeUndefined();
    const first = registry.resolve(execEvent(`/docker/${A}`, {}, [71n]));
    expect(first).toMatchObject({ hostNamespaces: false });
    expect(containerOf(first)).toMatchObject({ slot: 1n, rootDev: 77, rootIno: 5n });
  });

  test('a swept process does not give a container its root', () => {
    const registry = start();
    docker.on?.appeared(description(A));
    const swept = registry.resolve(execEvent(`/docker/${A}`, { source: 'procfs', backfill: true }, [71n]));
    expect(containerOf(swept).rootDev).toBeUndefined();
  });

  test('what had ended when it was looked at, so that its root is not known, does not give a container its root', () => {
    const registry = start();
    docker.on?.appeared(description(A));
    const ended = registry.resolve(execEvent(`/docker/${A}`, { rootDev: 0, rootIno: 0n }, [71n]));
    expect(containerOf(ended).rootDev).toBeUndefined();
    expect(containerOf(registry.resolve(execEvent(`/docker/${A}`, {}, [71n]))).rootDev).toBe(77);
  });

  test('of nested containers the nearest known one is meant', () => {
    const registry = start();
    docker.on?.appeared(description(A, { cgroupIds: [71n] }));
    const nested = `/docker/${A}/docker/${B}`;
    expect(containerOf(registry.resolve(execEvent(nested, { imageSlot: 1n }, [73n, 72n, 71n]))).id).toBe(A);
    docker.on?.appeared(description(B));
    expect(containerOf(registry.resolve(execEvent(nested, { imageSlot: 1n }, [73n, 72n, 71n]))).id).toBe(B);
    expect(slots.get(73n)).toBe(2n);
  });

  test('a cgroup that only has another container’s name is not that container’s', () => {
    const registry = start();
    docker.on?.appeared(description(A, { cgroupIds: [71n] }));
    docker.on?.appeared(description(B, { cgroupIds: [81n] }));
    const forged = registry.resolve(execEvent(`/docker/${A}/docker-${B}.scope`, { imageSlot: 1n }, [90n, 71n]));
    expect(containerOf(forged).id).toBe(A);
  });

  test('host processes are the host’s, whatever their cgroup or namespace is called', () => {
    const registry = start();
    for (const [path, changes] of [
      ['/user.slice/session-1.scope', ON_HOST],
      ['/', ON_HOST],
      ['/my-job', ON_HOST],
      ['/system.slice/private-tmp.service', { ...ON_HOST, mntNs: 5 }],
      ['/system.slice/chrooted.service', { mntNs: HOST.mntNs }],
      [`/machine.slice/libpod-conmon-${A}.scope`, ON_HOST],
    ] as const) {
      expect(registry.resolve(execEvent(path, changes))).toEqual({ kind: 'host' });
    }
    expect([...docker.asked, ...runc.asked]).toEqual([]);
  });
});

describe('what is not known is asked', () => {
  test('once for many execs, until the engine knows', async () => {
    const registry = start({ retryMs: [0, 1, 1, 1, 1, 1, 1, 1] });
    const answers = [1, 2, 3].map(() => registry.resolve(execEvent(`/docker/${A}`, {}, [71n])));
    setImmediate(() => docker.knows.set(A, description(A)));
    for (const answer of answers) {
      expect(answer).toBeInstanceOf(Promise);
      expect(await answer).toMatchObject({ kind: 'container', container: { id: A, slot: 1n } });
    }
    expect(seen.filter((c) => c.slot !== 1n)).toEqual([]);
    expect(registry.stats()).toMatchObject({ lookups: 1, unknown: 0 });
  });

  test('and reported as unknown under one key when nobody knows, without asking again for a while', async () => {
    const registry = start({ retryMs: [0], unknownMs: 100 });
    const first = await registry.resolve(execEvent(`/docker/${A}`, {}, [71n]));
    expect(first).toEqual({ kind: 'unknown', key: `cgroup:/docker/${A}`, cgroup: `/docker/${A}` });
    expect(registry.resolve(execEvent(`/docker/${A}`, { pid: 9 }, [71n]))).toEqual(first);
    expect(docker.asked).toEqual([A]);
    now += 101;
    docker.knows.set(A, description(A));
    expect(await registry.resolve(execEvent(`/docker/${A}`, {}, [71n]))).toMatchObject({ kind: 'container' });
  });

  test('an engine that reports it meanwhile ends the negative answer at once', async () => {
    const registry = start({ retryMs: [0] });
    await registry.resolve(execEvent(`/docker/${A}`, {}, [71n]));
    docker.on?.appeared(description(A));
    expect(containerOf(registry.resolve(execEvent(`/docker/${A}`, {}, [71n]))).id).toBe(A);
  });

  test('runc is asked for any name; the others only for ids of their making', async () => {
    const registry = start({ retryMs: [0] });
    runc.knows.set('web', description('web', { runtime: 'runc', cgroupIds: [5n] }));
    expect(await registry.resolve(execEvent('/web', {}, [5n]))).toMatchObject({ container: { runtime: 'runc' } });
    expect(docker.asked).toEqual([]);
  });

  test('for a name the first answer that fits is taken, however long the others need', async () => {
    const containerd = new FakeRuntime('containerd');
    const registry = start({ retryMs: [0] }, [containerd, runc]);
    containerd.hang = true;
    runc.knows.set('web', description('web', { runtime: 'runc', cgroupIds: [5n] }));
    expect(await registry.resolve(execEvent('/web', {}, [5n]))).toMatchObject({ container: { runtime: 'runc' } });
    expect(registry.stats().failures).toBe(0);
  });

  test('for a name an answer that does not fit is not taken for the others’', async () => {
    const containerd = new FakeRuntime('containerd');
    const registry = start({ retryMs: [0] }, [runc, containerd]);
    runc.knows.set('web', description('web', { runtime: 'runc', cgroupIds: [4n] }));
    containerd.knows.set('web', description('web', { runtime: 'containerd', cgroupIds: [5n] }));
    expect(await registry.resolve(execEvent('/web', {}, [5n]))).toMatchObject({ container: { runtime: 'containerd' } });
  });

  test('an answer whose cgroup contradicts the event is refused', async () => {
    const registry = start({ retryMs: [0] });
    docker.knows.set(A, description(A, { cgroupIds: [1n] }));
    expect(await registry.resolve(execEvent(`/docker/${A}`, {}, [71n]))).toMatchObject({ kind: 'unknown' });
  });

  test('an engine that never answers costs the deadline, not more, and is counted', async () => {
    const registry = start({ retryMs: [0], lookupDeadlineMs: 30 });
    docker.hang = true;
    expect(await registry.resolve(execEvent(`/docker/${A}`, {}, [71n]))).toMatchObject({ kind: 'unknown' });
    expect(registry.stats().failures).toBe(1);
  });

  test('beyond the bound of questions the answer is unknown at once', () => {
    const registry = start({ maxLookups: 1, lookupDeadlineMs: 50, retryMs: [0] });
    docker.hang = true;
    expect(registry.resolve(execEvent(`/docker/${A}`))).toBeInstanceOf(Promise);
    expect(registry.resolve(execEvent(`/docker/${B}`))).toMatchObject({ kind: 'unknown' });
    expect(registry.stats().refused).toBe(1);
  });

  test('a process in namespaces of its own without any cgroup is unknown, not the host’s', () => {
    expect(start().resolve(execEvent('/'))).toMatchObject({ kind: 'unknown', key: 'ns:0:3000:2000' });
  });
});

describe('a process that left its container’s cgroup', () => {
  const ROOT = { rootDev: 77, rootIno: 5n };

  test('is still that container’s by its root, once no engine says whose its cgroup is', async () => {
    const registry = start({ retryMs: [0] });
    runc.on?.appeared(description('own', { runtime: 'runc', cgroupIds: [71n], ...ROOT }));
    expect(containerOf(await registry.resolve(execEvent('/sub', {}, [9n]))).id).toBe('own');
    expect(runc.asked).toEqual(['sub']);
    expect(containerOf(registry.resolve(execEvent('/'))).id).toBe('own');
  });

  test('is so at once in its mount namespace, or as a child of who is there: nobody is asked', () => {
    const registry = start({ retryMs: [0] });
    const mntNs = Number(/\d+/.exec(readlinkSync('/proc/self/ns/mnt'))?.[0]);
    runc.on?.appeared(description('own', { runtime: 'runc', cgroupIds: [71n], initPid: process.pid, ...ROOT }));
    const parent = { pid: process.ppid, startBootNs: 0n, comm: Buffer.alloc(0) };
    expect(containerOf(registry.resolve(execEvent('/sub', { mntNs }, [9n]))).id).toBe('own');
    expect(containerOf(registry.resolve(execEvent(`/docker/${A}`, { mntNs }, [9n]))).id).toBe('own');
    expect(containerOf(registry.resolve(execEvent('/sub', { ancestors: [parent] }, [9n]))).id).toBe('own');
    expect(runc.asked.concat(docker.asked)).toEqual([]);
    expect(registry.resolve(execEvent('/sub', { mntNs, rootIno: 6n }, [9n]))).toBeInstanceOf(Promise);
  });

  test('but an engine’s word for its cgroup comes first: containers can share a directory', async () => {
    const registry = start({ retryMs: [0] });
    runc.on?.appeared(description('own', { runtime: 'runc', cgroupIds: [71n], ...ROOT }));
    runc.knows.set('other', description('other', { runtime: 'runc', cgroupIds: [9n], ...ROOT }));
    expect(containerOf(await registry.resolve(execEvent('/other', {}, [9n]))).id).toBe('other');
  });

  test('of containers that share a directory the one is meant whose mount namespace it is in, also when another has ended', () => {
    const registry = start({ retryMs: [0] });
    const mntNs = Number(/\d+/.exec(readlinkSync('/proc/self/ns/mnt'))?.[0]);
    runc.on?.appeared(description('own', { runtime: 'runc', cgroupIds: [71n], initPid: process.pid, ...ROOT }));
    runc.on?.appeared(description('other', { runtime: 'runc', cgroupIds: [81n], ...ROOT }));
    expect(containerOf(registry.resolve(execEvent('/sub', { mntNs }, [9n]))).id).toBe('own');
    runc.on?.ended('other');
    expect(containerOf(registry.resolve(execEvent('/sub', { mntNs }, [9n]))).id).toBe('own');
  });

  test('and unknown once the container has ended, or with another root', async () => {
    const registry = start({ retryMs: [0] });
    runc.on?.appeared(description('own', { runtime: 'runc', cgroupIds: [71n], ...ROOT }));
    expect(await registry.resolve(execEvent('/', { rootIno: 6n }))).toMatchObject({ kind: 'unknown' });
    runc.on?.ended('own');
    expect(await registry.resolve(execEvent('/'))).toMatchObject({ kind: 'unknown' });
  });
});

describe('lives', () => {
  test('an ended container is found for a while, its cgroup is taken back, and its slot is never given again', () => {
    const registry = start({ lingerMs: 100 });
    docker.on?.appeared(description(A, { cgroupIds: [71n] }));
    docker.on?.ended(A);
    expect(slots.get(71n)).toBe(0n);
    expect(gone.map((c) => c.id)).toEqual([A]);
    expect(containerOf(registry.resolve(execEvent('/gone', { imageSlot: 1n }))).id).toBe(A);
    expect(containerOf(registry.resolve(execEvent(`/docker/${A}`, {}, [71n]))).id).toBe(A);
    now += 101;
    docker.on?.appeared(description(B, { cgroupIds: [72n] }));
    docker.on?.ended(B);
    expect(registry.container(1n)).toBeUndefined();
    docker.on?.appeared(description(A, { cgroupIds: [73n] }));
    expect(registry.containers().map((c) => c.slot)).toEqual([3n]);
  });

  test('a container that is stopped and started keeps its slot and gets its new cgroup', () => {
    const registry = start();
    docker.on?.appeared(description(A, { cgroupIds: [71n], initPid: 5 }));
    docker.on?.ended(A);
    // Its first exec comes before the engine's event.
    expect(containerOf(registry.resolve(execEvent(`/docker/${A}`, {}, [91n]))).slot).toBe(1n);
    docker.on?.appeared(description(A, { cgroupIds: [91n], initPid: 6 }));
    expect(registry.containers()).toMatchObject([{ slot: 1n, initPid: 6, cgroupIds: [91n] }]);
    expect(slots.get(91n)).toBe(1n);
  });

  test('an answer that was on its way when the container ended does not bring it back', () => {
    const registry = start();
    const life = description(A, { cgroupIds: [71n], initPid: 5 });
    docker.on?.appeared(life);
    docker.on?.ended(A);
    docker.on?.appeared(life);
    const { initPid: _, ...afterItsProcess } = life;
    docker.on?.appeared(afterItsProcess);
    expect(registry.containers()).toEqual([]);
    // What it executed last is its own for a while.
    expect(containerOf(registry.resolve(execEvent(`/docker/${A}`, {}, [71n]))).id).toBe(A);
  });

  test('a container that starts again in the same cgroup has it', () => {
    const registry = start();
    docker.on?.appeared(description(A, { cgroupIds: [71n], initPid: 5 }));
    docker.on?.ended(A);
    docker.on?.appeared(description(A, { cgroupIds: [71n], initPid: 6 }));
    expect(registry.containers()).toMatchObject([{ slot: 1n, initPid: 6, cgroupIds: [71n] }]);
    expect(containerOf(registry.resolve(execEvent('/elsewhere', {}, [71n]))).id).toBe(A);
    expect(slots.get(71n)).toBe(1n);
  });

  test('a runc name that is used again is another container', () => {
    const registry = start();
    const web = (createdNs: bigint, cgroup: bigint) =>
      description('web', { runtime: 'runc', createdNs, cgroupIds: [cgroup] });
    runc.on?.appeared(web(1n, 5n));
    runc.on?.ended('web');
    runc.on?.appeared(web(2n, 6n));
    expect(containerOf(registry.resolve(execEvent('/web', {}, [6n]))).slot).toBe(2n);
    expect(containerOf(registry.resolve(execEvent('/web', {}, [5n]))).slot).toBe(1n);
  });

  test('no more ended containers are kept than the bound', () => {
    const registry = start({ maxEnded: 2 });
    for (let i = 0; i < 5; i++) {
      const id = String(i).repeat(64);
      docker.on?.appeared(description(id, { cgroupIds: [BigInt(i + 1)] }));
      docker.on?.ended(id);
    }
    expect(registry.stats()).toMatchObject({ live: 0, ended: 2 });
    expect(registry.container(3n)).toBeUndefined();
    expect(registry.container(4n)).toBeDefined();
  });

  test('no more live containers are kept than the bound', () => {
    const registry = start({ maxContainers: 3 });
    for (let i = 0; i < 5; i++) docker.on?.appeared(description(String(i).repeat(64)));
    expect(registry.stats().live).toBe(3);
    expect(gone.map((c) => c.slot)).toEqual([1n, 2n]);
  });
});

describe('two engines see one container', () => {
  test('the engine above runc owns it; runc adds what it knows and cannot end it', async () => {
    const registry = start();
    docker.on?.appeared(description(A));
    runc.on?.appeared(description(A, { runtime: 'runc', image: { source: RUNC_SOURCE }, cgroupIds: [7n], initPid: 3 }));
    expect(registry.containers()).toMatchObject([
      { slot: 1n, runtime: 'docker', image: { ref: 'image-of-aaaa' }, cgroupIds: [7n], initPid: 3 },
    ]);
    runc.on?.ended(A);
    expect(registry.containers()).toHaveLength(1);
    docker.on?.ended(A);
    expect(registry.containers()).toEqual([]);
  });

  test('runc’s report of an engine’s container waits for what that engine says', async () => {
    const registry = start();
    docker.knows.set(A, description(A));
    runc.on?.appeared(description(A, { runtime: 'runc', image: { source: RUNC_SOURCE }, cgroupIds: [7n] }));
    await waitFor('the container', () => registry.containers().length === 1);
    expect(registry.containers()).toMatchObject([{ runtime: 'docker', cgroupIds: [7n] }]);
    expect(seen.every((c) => c.runtime === 'docker')).toBe(true);
  });

  test('kubelet’s words count for a container that its engine describes too, whoever comes first', () => {
    for (const order of [
      ['cri', 'engine'],
      ['engine', 'cri'],
    ]) {
      const engine = new FakeRuntime('containerd');
      const cri = new FakeCri('containerd', 'cri');
      const registry = start({}, [engine, cri, runc]);
      const pod = { namespace: 'shop', name: 'web-0', uid: 'u' };
      for (const who of order) {
        if (who === 'cri') cri.on?.appeared(description(A, { name: 'server', pod, attempt: 2 }));
        else engine.on?.appeared(description(A, { name: 'k8s_server', cgroupIds: [7n], initPid: 3 }));
      }
      const both = { name: 'server', pod, attempt: 2, cgroupIds: [7n], initPid: 3 };
      expect(registry.containers()).toMatchObject([both]);
      // runc's state knows less than either.
      runc.on?.appeared(description(A, { runtime: 'runc', name: A, image: { source: RUNC_SOURCE } }));
      expect(registry.containers()).toMatchObject([both]);
      runc.on?.ended(A);
      expect(registry.containers()).toHaveLength(1);
      // The engine hears of the end at once, kubelet's view by and by; what it still says does not bring it back.
      engine.on?.ended(A);
      expect(registry.containers()).toEqual([]);
      engine.on?.appeared(description(A));
      expect(registry.containers()).toEqual([]);
      cri.on?.ended(A);
      expect(gone.splice(0)).toHaveLength(1);
    }
  });

  test('of two answers about one container kubelet’s is taken', async () => {
    const engine = new FakeRuntime('containerd');
    const cri = new FakeCri('containerd', 'cri');
    engine.knows.set(A, description(A, { name: 'k8s_server' }));
    cri.knows.set(A, description(A, { name: 'server' }));
    const registry = start({}, [engine, cri]);
    const attribution = await registry.resolve(execEvent(`/kubepods/pod1/cri-containerd-${A}.scope`, {}, [71n]));
    expect(containerOf(attribution)).toMatchObject({ name: 'server' });
  });

  test('a runc container that ended while the engine above was asked has ended', async () => {
    const registry = start();
    runc.on?.appeared(description(A, { runtime: 'runc', image: { source: RUNC_SOURCE }, cgroupIds: [7n] }));
    runc.on?.ended(A);
    await waitFor('the end', () => gone.length === 1);
    expect(registry.stats()).toMatchObject({ live: 0, ended: 1 });
  });
});

test('an engine whose event was lost is asked about containers without a process', async () => {
  const registry = start({ auditMs: 10 });
  docker.on?.appeared(description(A, { initPid: 0x3fffffff }));
  docker.on?.appeared(description(B, { initPid: process.pid }));
  now += 20;
  await waitFor('the end', () => gone.length === 1);
  expect(registry.containers().map((c) => c.id)).toEqual([B]);
});

const RUNC_SOURCE = { kind: 'rootfs_baseline', dir: '/r', sinceNs: 1n } as const;

test('what an engine told when it was asked, and what ended before its watch began, is over when that begins', async () => {
  const registry = start({ retryMs: [0] });
  docker.knows.set(A, description(A, { cgroupIds: [71n] }));
  docker.knows.set(B, description(B, { cgroupIds: [72n] }));
  await registry.resolve(execEvent(`/docker/${A}`, {}, [71n]));
  await registry.resolve(execEvent(`/docker/${B}`, {}, [72n]));
  docker.knows.delete(A);
  docker.on?.state(true, 'up again');
  await waitFor('its end', () => gone.length > 0);
  expect(gone.map(({ id }) => id)).toEqual([A]);
  expect(registry.containers().map(({ id }) => id)).toEqual([B]);
});

test('an engine that was absent is asked all the same: its first container may be the one', async () => {
  const registry = start({ retryMs: [0] });
  docker.on?.state(false, 'its socket does not exist');
  docker.knows.set(A, description(A));
  expect(await registry.resolve(execEvent(`/docker/${A}`, {}, [71n]))).toMatchObject({ kind: 'container' });
});
