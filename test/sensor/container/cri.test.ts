/** kubelet's view against a double of CRI-O, also one that misbehaves; cri-engine.test.ts asks a real containerd. */
import { spawn } from 'node:child_process';
import { mkdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { status } from '@grpc/grpc-js';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Container, ContainerDescription } from '../../../sensor/container/container.ts';
import { sandboxedBy } from '../../../sensor/container/cri/describe.ts';
import { parseContainerInfo, parseImageInfo } from '../../../sensor/container/cri/info.ts';
import { CriRuntime, type CriRuntimeOptions } from '../../../sensor/container/cri.ts';
import { ContainerTable } from '../../../sensor/container/table.ts';
import { silentLogger } from '../../../sensor/runtime/log.ts';
import { terminate, waitFor } from '../../support/command.ts';
import { CREATED, CriDouble, CrioStorage, type DoubleContainer, EXITED } from '../../support/cri-double.ts';
import { need, testIf } from '../../support/need.ts';
import { type TempDir, tempDir } from '../../support/temp.ts';

const POD = { namespace: 'shop', name: 'web-0', uid: '0f1e2d3c-4b5a-4968-8778-695a4b3c2d1e' };
const hex = (digit: string) => digit.repeat(64);
const [SANDBOX, SERVER, OTHER] = [hex('5'), hex('a'), hex('b')] as const;
const [APP, APP_DIGEST, PAUSE, PAUSE_DIGEST] = [hex('1'), hex('2'), hex('3'), hex('4')] as const;
const REF = 'registry.example/app:1';

let dir: TempDir;
let cri: CriDouble;
let storage: CrioStorage;
let socketPath: string;
let stop: AbortController;
let watching: Promise<void> = Promise.resolve();
const appeared: ContainerDescription[] = [];
const ended: string[] = [];
const states: [boolean, string][] = [];

beforeEach(async () => {
  dir = tempDir('cri-double');
  // A directory of its own, as a runtime's sockets have: it can vanish with them.
  mkdirSync(join(dir.path, 'run'));
  socketPath = join(dir.path, 'run/crio.sock');
  cri = new CriDouble(socketPath);
  storage = new CrioStorage(join(dir.path, 'storage'));
  cri.imageDirectory = storage.imageDirectory;
  storage.addImage(REF, APP, APP_DIGEST);
  storage.addImage('registry.k8s.io/pause:3.9', PAUSE, PAUSE_DIGEST);
  addSandbox();
  stop = new AbortController();
  for (const list of [appeared, ended, states]) list.length = 0;
});

afterEach(async () => {
  stop.abort();
  await watching;
  await cri.stop();
  await dir.remove();
});

function addSandbox(changes: { readonly handler?: string; readonly info?: object } = {}): void {
  const labels = { app: 'web', 'io.kubernetes.pod.uid': POD.uid };
  cri.sandboxes.set(SANDBOX, { id: SANDBOX, pod: POD, labels, ...changes });
  storage.addContainer(SANDBOX, 'POD', PAUSE, 'registry.k8s.io/pause:3.9');
}

function add(id: string, changes: Partial<DoubleContainer> = {}): void {
  storage.addContainer(id, 'server', APP, REF);
  const imageRef = `registry.example/app@sha256:${APP_DIGEST}`;
  cri.containers.set(id, { id, sandboxId: SANDBOX, name: 'server', image: REF, imageRef, ...changes });
}

function runtime(options: Partial<CriRuntimeOptions> = {}): CriRuntime {
  return new CriRuntime({ socketPath, timeoutMs: 400, pollMs: 30, relistMs: 60, ...options }, { log: silentLogger });
}

function watch(options: Partial<CriRuntimeOptions> = {}): CriRuntime {
  const watched = runtime(options);
  watching = watched.watch(stop.signal, {
    appeared: (c) => appeared.push(c),
    ended: (id) => ended.push(id),
    state: (up, detail) => states.push([up, detail]),
  });
  return watched;
}

const up = () => waitFor('the watch', () => states.at(-1)?.[0] === true);
const saysDown = (pattern: RegExp) => waitFor('its fault', () => states.some(([is, why]) => !is && pattern.test(why)));
const described = (id: string) => waitFor(`container ${id.slice(0, 4)}`, () => appeared.findLast((c) => c.id === id));

describe('CRI-O', () => {
  test('a container has its pod from CRI and its layers from the storage below', async () => {
    add(SERVER, { attempt: 2, userImage: 'app:1', createdNs: 5n });
    await cri.start();
    const watched = watch();
    expect(await described(SERVER)).toEqual({
      id: SERVER,
      runtime: 'cri-o',
      name: 'server',
      attempt: 2,
      image: {
        ref: 'app:1',
        digest: `sha256:${APP_DIGEST}`,
        id: `sha256:${APP}`,
        source: {
          kind: 'lower_dirs',
          dirs: [join(storage.root, 'overlay', APP, 'diff')],
          diffIds: [`sha256:${APP_DIGEST}`],
        },
      },
      labels: { 'io.kubernetes.container.name': 'server' },
      pod: { ...POD, labels: { app: 'web' } },
      createdNs: 1795248552795959615n,
      cgroupIds: [],
      mounts: [],
    });
    expect(await described(SANDBOX)).toMatchObject({ name: 'POD', pod: { ...POD, labels: { app: 'web' } } });
    expect(watched.type).toBe('cri-o');
    expect(states).toEqual([[true, 'cri-o 1.31.0, 2 containers and sandboxes']]);
  });

  test('its events tell of changes, without listing everything again', async () => {
    await cri.start();
    watch({ pollMs: 600_000 });
    await up();
    await waitFor('the stream', () => cri.subscribers === 1);
    add(SERVER, { state: CREATED });
    cri.tell(SERVER);
    await described(SERVER);
    add(SERVER, { state: EXITED });
    cri.tell(SERVER);
    await waitFor('its end', () => ended.includes(SERVER));
    expect(cri.count('RuntimeService/ListContainers')).toBe(1);
  });

  test.each(['off', 'unimplemented'] as const)('with its events %s it is polled', async (events) => {
    cri.events = events;
    await cri.start();
    watch();
    await up();
    add(SERVER);
    await described(SERVER);
    add(SERVER, { state: EXITED });
    await waitFor('its end', () => ended.includes(SERVER));
    cri.containers.delete(SERVER);
    add(OTHER);
    await described(OTHER);
    cri.containers.delete(OTHER);
    await waitFor('the other’s end', () => ended.includes(OTHER));
    expect(ended).toEqual([SERVER, OTHER]);
  });

  test('a stream of events that ends is opened again', async () => {
    await cri.start();
    watch({ pollMs: 600_000 });
    await up();
    await waitFor('the stream', () => cri.subscribers === 1);
    cri.endStreams();
    await waitFor('another', () => cri.count('RuntimeService/GetContainerEvents') === 2 && cri.subscribers === 1);
    add(SERVER);
    cri.tell(SERVER);
    await described(SERVER);
  });

  test('what has exited is told of in a pod that lives, and not in one that is over', async () => {
    add(SERVER, { state: EXITED, name: 'prepare' });
    const gone = hex('6');
    cri.sandboxes.set(gone, { id: gone, pod: { ...POD, name: 'old' }, ready: false });
    add(OTHER, { state: EXITED, sandboxId: gone });
    await cri.start();
    watch();
    await up();
    await waitFor('the init container', () => ended.includes(SERVER));
    expect(await described(SERVER)).toMatchObject({ name: 'prepare', pod: POD });
    // Looked at, too; and nothing said.
    await waitFor('three lists', () => cri.count('RuntimeService/ListContainers') > 3);
    expect(appeared.map((c) => c.id)).not.toContain(OTHER);
    expect(appeared.filter((c) => c.id === SERVER)).toHaveLength(1);
  });

  test('an id that is used again after its deletion, for another image, is another container', async () => {
    const slots: bigint[] = [];
    const table = new ContainerTable(
      { lingerMs: 60_000, maxEnded: 10, maxContainers: 10 },
      { nowMs: () => 0, registerSlot: () => {} },
    );
    const owner = runtime();
    await cri.start();
    watching = owner.watch(stop.signal, {
      appeared: (c) => {
        const { container } = table.appeared(owner, c);
        if (c.id === SERVER) slots.push(container.slot);
      },
      ended: (id) => table.ended(owner, id),
      state: () => {},
    });
    add(SERVER);
    await waitFor('the first', () => slots.length === 1);
    cri.containers.delete(SERVER);
    await waitFor('its end', () => table.live().every(({ container }) => container.id !== SERVER));
    storage.removeContainer(SERVER);
    storage.addContainer(SERVER, 'server', PAUSE, 'other:2');
    cri.containers.set(SERVER, { id: SERVER, sandboxId: SANDBOX, name: 'server', image: 'other:2' });
    await waitFor('the second', () => slots.length === 2);
    expect(new Set(slots).size).toBe(2);
    const live: Container[] = table.live().map((e) => e.container);
    expect(live.find((c) => c.id === SERVER)?.image.id).toBe(`sha256:${PAUSE}`);
  });

  testIf([need.root()], 'an image that is mounted as a volume is told with where its layers lie', async () => {
    const [lower, base, target] = ['lower', 'base', 'vol'].map((name) => join(dir.path, name)) as [
      string,
      string,
      string,
    ];
    for (const each of [lower, base, target]) mkdirSync(each);
    const script = `mount -t overlay overlay -o lowerdir=${lower}:${base} ${target} && echo mounted && exec sleep 1000`;
    const child = spawn('unshare', ['--mount', '--propagation', 'private', 'sh', '-c', script]);
    try {
      await new Promise<void>((resolve) => child.stdout.once('data', () => resolve()));
      const image = 'registry.example/data:3';
      cri.images.set(image, { id: hex('7'), diffIds: [`sha256:${hex('8')}`, `sha256:${hex('9')}`] });
      add(SERVER, {
        info: { pid: child.pid },
        mounts: [{ containerPath: target, image: { image } }, { containerPath: '/etc/hosts' }],
      });
      await cri.start();
      watch();
      expect((await described(SERVER)).volumeImages).toEqual([
        {
          ref: image,
          id: `sha256:${hex('7')}`,
          source: { kind: 'lower_dirs', dirs: [lower, base], diffIds: [`sha256:${hex('9')}`, `sha256:${hex('8')}`] },
        },
      ]);
    } finally {
      await terminate(child);
    }
  });
});

describe('a runtime that misbehaves', () => {
  test('one that is not there, then is, is found by its directory; and again after it and its directory had gone', async () => {
    rmSync(join(dir.path, 'run'), { recursive: true });
    watch();
    await saysDown(/does not exist/);
    mkdirSync(join(dir.path, 'run'));
    add(SERVER);
    await cri.start();
    await described(SERVER);
    await cri.stop();
    rmSync(join(dir.path, 'run'), { recursive: true });
    await waitFor('the loss', () => states.at(-1)?.[0] === false);
    cri.containers.delete(SERVER);
    add(OTHER);
    mkdirSync(join(dir.path, 'run'));
    await cri.start();
    await described(OTHER);
    // What ended while it was away.
    await waitFor('the end', () => ended.includes(SERVER));
  });

  test('a container that it cannot tell of, or is slow about, holds up no other and is asked about again', async () => {
    let faults = 0;
    cri.answers.set('RuntimeService/ContainerStatus', (request) => {
      if (!request.includes(SERVER)) return undefined;
      faults++;
      if (faults > 4) return undefined;
      return faults % 2 === 0 ? 'hang' : { status: status.INTERNAL };
    });
    add(SERVER);
    add(OTHER);
    await cri.start();
    watch();
    await described(OTHER);
    expect(appeared.map((c) => c.id)).not.toContain(SERVER);
    await described(SERVER);
    expect(states).toHaveLength(1);
  });

  test('one that stops answering is left and asked again', async () => {
    await cri.start();
    watch();
    await up();
    cri.answers.set('RuntimeService/ListContainers', () => 'hang');
    await saysDown(/no answer in time/);
    cri.answers.clear();
    await waitFor('the watch', () => states.at(-1)?.[0] === true);
  });

  test.each([
    ['docker', /cri-dockerd/],
    ['isula', /"isula" is not known/],
    ['x'.repeat(5_000), /^its runtime "x{64}" is not known here$/],
  ])('a runtime that is not known here is not watched, and that is said (%#)', async (name, reason) => {
    cri.runtimeName = name;
    await cri.start();
    watch();
    await saysDown(reason);
  });

  test('more containers than the bound are left out, and ids that are none too', async () => {
    for (let i = 0; i < 9; i++) add(`c${i}`.repeat(32));
    const asked: Buffer[] = [];
    cri.answers.set('RuntimeService/ContainerStatus', (request) => void asked.push(request));
    cri.containers.set('../x', { id: '../x', sandboxId: SANDBOX, name: 'x' });
    await cri.start();
    watch({ maxContainers: 3 });
    await waitFor('three', () => appeared.filter((c) => c.name === 'server').length >= 3);
    await waitFor('more lists', () => cri.count('RuntimeService/ListContainers') > 3);
    expect(new Set(appeared.filter((c) => c.name === 'server').map((c) => c.id)).size).toBe(3);
    expect(asked.filter((request) => request.includes('../x'))).toEqual([]);
  });

  test('any bytes as an answer give an error or an answer, never anything else', async () => {
    add(SERVER);
    await cri.start();
    const watched = runtime({ timeoutMs: 2_000 });
    const methods = ['RuntimeService/Version', 'RuntimeService/ContainerStatus', 'RuntimeService/PodSandboxStatus'];
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(...methods), fc.uint8Array({ maxLength: 200 }), async (method, bytes) => {
        cri.answers.clear();
        cri.answers.set(method, () => bytes);
        const outcome = await watched.lookup(SERVER, stop.signal).catch((error: unknown) => error);
        if (outcome instanceof Error) expect(outcome.name).toBe('GrpcError');
        else if (outcome !== undefined) expect(outcome).toMatchObject({ id: SERVER });
      }),
      { numRuns: 60 },
    );
  });
});

describe('a sandboxed runtime', () => {
  test('is said of the pod’s containers', async () => {
    addSandbox({ handler: 'kata-qemu' });
    add(SERVER);
    await cri.start();
    watch();
    expect(await described(SERVER)).toMatchObject({ sandbox: 'kata-qemu', pod: POD });
    expect(await described(SANDBOX)).toMatchObject({ sandbox: 'kata-qemu' });
  });

  const shim = (runtimeType: string, runtimeBinary?: string) => ({
    runtimeType,
    ...(runtimeBinary === undefined ? {} : { runtimeBinary }),
  });
  test.each([
    ['', {}, undefined],
    ['runc', {}, undefined],
    ['crun', {}, undefined],
    ['katalog', {}, undefined],
    ['gvisor', {}, 'gvisor'],
    ['runsc', {}, 'runsc'],
    ['secure', shim('io.containerd.kata.v2'), 'io.containerd.kata.v2'],
    ['secure', shim('io.containerd.runsc.v1'), 'io.containerd.runsc.v1'],
    ['spin', shim('io.containerd.spin.v2'), 'io.containerd.spin.v2'],
    ['wasm', shim('io.containerd.wasmtime.v1'), 'io.containerd.wasmtime.v1'],
    // A name is anybody's choice; the shim is a fact.
    ['kata', shim('io.containerd.runc.v2'), undefined],
    ['secure', shim('io.containerd.runc.v2', '/usr/local/bin/runsc'), '/usr/local/bin/runsc'],
    ['secure', shim('io.containerd.runc.v2', '/usr/bin/crun'), undefined],
  ])('handler %o with %o: %o', (handler, info, expected) => {
    expect(sandboxedBy({ handler, info })).toBe(expected);
  });
});

describe('verbose information', () => {
  test.each([
    [undefined, {}],
    [{}, {}],
    [{ info: '{' }, {}],
    [{ info: 'null' }, {}],
    [{ info: '{"pid":0,"sandboxID":""}' }, {}],
    [{ info: '{"pid":-1,"runtimeOptions":null}' }, {}],
    [{ info: '{"pid":7,"sandboxID":"s","runtimeType":4}' }, { pid: 7, sandboxId: 's' }],
    [{ info: '{"pid":7,"runtimeOptions":{"BinaryName":"/usr/bin/crun"}}' }, { pid: 7, runtimeBinary: '/usr/bin/crun' }],
    [{ info: '{"runtimeOptions":{"binary_name":"/usr/bin/crun"}}' }, { runtimeBinary: '/usr/bin/crun' }],
    [{ other: '{"pid":7}' }, {}],
  ])('%o', (info, expected) => {
    expect(parseContainerInfo(info)).toEqual(expected);
  });

  test('an image’s layers are those of its configuration, or not said', () => {
    const diffIds = [`sha256:${hex('1')}`];
    const text = JSON.stringify({ imageSpec: { rootfs: { diff_ids: diffIds } } });
    expect(parseImageInfo({ info: text })).toEqual({ diffIds });
    expect(parseImageInfo({ info: text.replace('sha256:', 'sha1:') })).toEqual({});
    expect(parseImageInfo({ info: `${text}${' '.repeat(8 * 1024 * 1024)}` })).toEqual({});
    expect(parseImageInfo(undefined)).toEqual({});
  });

  test('any text is read or left out', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.json()), (info) => {
        expect(parseContainerInfo({ info })).toBeTypeOf('object');
        expect(parseImageInfo({ info })).toBeTypeOf('object');
      }),
    );
  });
});

test('cri.proto names no field that the code does not read', () => {
  const proto = readFileSync(new URL('../../../sensor/container/cri/cri.proto', import.meta.url), 'utf8');
  const sources = ['api', 'below', 'inspect', 'describe'].map((part) =>
    readFileSync(new URL(`../../../sensor/container/cri/${part}.ts`, import.meta.url), 'utf8'),
  );
  const camel = (name: string) => name.replace(/_(\w)/g, (_, c: string) => c.toUpperCase());
  const fields = [...proto.matchAll(/^ +(?:repeated )?[\w<>, ]+ (\w+) = \d+;/gm)].map((match) => camel(match[1] ?? ''));
  expect(fields.length).toBeGreaterThan(20);
  expect(fields.filter((field) => !sources.some((source) => source.includes(field)))).toEqual([]);
});
