import { execFileSync } from 'node:child_process';
import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { ContainerImage } from '../../../sensor/container/container.ts';
import { PodmanRuntime } from '../../../sensor/container/podman.ts';
import { parseConfig, parseContainers, parseMetadata } from '../../../sensor/container/storage-schema.ts';
import { silentLogger } from '../../../sensor/runtime/log.ts';
import { waitFor } from '../../support/command.ts';
import { type TempDir, tempDir } from '../../support/temp.ts';

const C = 'c'.repeat(64);
const IMAGE = 'd'.repeat(64);
const [RW, TOP, BASE] = ['0'.repeat(64), '1'.repeat(64), '2'.repeat(64)] as const;
const diff = (digit: string) => `sha256:${digit.repeat(64)}`;
const never = new AbortController().signal;

let dir: TempDir;
let root: string;
beforeEach(() => {
  dir = tempDir('storage');
  root = join(dir.path, 'storage');
  for (const layer of [RW, TOP, BASE]) mkdirSync(join(root, 'overlay', layer, 'diff'), { recursive: true });
  mkdirSync(join(root, 'overlay/l'));
  symlinkSync(`../${TOP}/diff`, join(root, 'overlay/l/TTT'));
  symlinkSync(`../${BASE}/diff`, join(root, 'overlay/l/BBB'));
  writeFileSync(join(root, 'overlay', RW, 'lower'), 'l/TTT:l/BBB');
  put('overlay-containers/containers.json', [container()]);
  put('overlay-images/images.json', [{ id: IMAGE, digest: diff('9'), names: ['localhost/app:1'], layer: TOP }]);
  put('overlay-layers/layers.json', [
    { id: BASE, 'diff-digest': diff('a') },
    { id: TOP, parent: BASE, 'diff-digest': diff('b') },
    { id: RW, parent: TOP },
  ]);
});
afterEach(() => dir.remove());

function put(path: string, value: unknown): void {
  mkdirSync(join(root, path, '..'), { recursive: true });
  writeFileSync(join(root, path), typeof value === 'string' ? value : JSON.stringify(value));
}

function container(changes: object = {}): object {
  return {
    id: C,
    names: ['web'],
    image: IMAGE,
    layer: RW,
    metadata: JSON.stringify({ 'image-name': 'app:1', name: 'web', 'created-at': 1795248552 }),
    created: '2026-11-21T08:09:12.795959615Z',
    flags: { MountLabel: '' },
    ...changes,
  };
}

const lookup = () => new PodmanRuntime({ storageRoot: root }, { log: silentLogger }).lookup(C, never);
const layers = () => [join(root, 'overlay', TOP, 'diff'), join(root, 'overlay', BASE, 'diff')];

test('a container is described from the storage’s files alone', async () => {
  expect(await lookup()).toEqual({
    id: C,
    name: 'web',
    runtime: 'podman',
    image: {
      ref: 'app:1',
      id: `sha256:${IMAGE}`,
      digest: diff('9'),
      source: { kind: 'lower_dirs', dirs: layers(), diffIds: [diff('b'), diff('a')] },
    },
    labels: {},
    createdNs: 1795248552795959615n,
    cgroupIds: [],
    mounts: [],
  });
});

test('CRI-O’s metadata makes it a CRI-O container with its pod', async () => {
  const metadata = { 'image-name': 'app:1', 'pod-name': 'web-0', namespace: 'shop', uid: 'u-1', 'pod-id': 'p' };
  put('overlay-containers/containers.json', [container({ metadata: JSON.stringify(metadata) })]);
  expect(await lookup()).toMatchObject({ runtime: 'cri-o', pod: { name: 'web-0', namespace: 'shop', uid: 'u-1' } });
});

test('a container in the list of those that do not outlive a boot is found', async () => {
  put('overlay-containers/containers.json', []);
  put('overlay-containers/volatile-containers.json', [container()]);
  expect((await lookup())?.id).toBe(C);
});

test('layers of another store leave the diffIDs out when not all are known', async () => {
  put('overlay-layers/layers.json', [
    { id: TOP, 'diff-digest': diff('b') },
    { id: RW, parent: TOP },
  ]);
  expect((await lookup())?.image.source).toEqual({ kind: 'lower_dirs', dirs: layers() });
});

test('a layer that is missing on disk leaves the container undescribed rather than half described', async () => {
  writeFileSync(join(root, 'overlay', RW, 'lower'), 'l/TTT:l/GONE');
  expect(await lookup()).toBeUndefined();
});

test('a container on a directory of its own has a baseline', async () => {
  put('overlay-containers/containers.json', [container({ image: '', layer: '', metadata: '{}' })]);
  put(`overlay-containers/${C}/userdata/config.json`, {
    root: { path: '/srv/root' },
    mounts: [{ destination: '/data' }],
  });
  expect(await lookup()).toMatchObject({
    mounts: ['/data'],
    image: { source: { kind: 'rootfs_baseline', dir: '/srv/root', sinceNs: 1795248552795959615n } },
  });
});

test('an odd entry does not hide the others, and a file that is no list hides nothing for ever', async () => {
  put('overlay-containers/containers.json', [{ id: '../../etc' }, 7, null, container()]);
  expect((await lookup())?.id).toBe(C);
  const runtime = new PodmanRuntime({ storageRoot: root }, { log: silentLogger });
  put('overlay-containers/containers.json', '{');
  expect(await runtime.lookup(C, never)).toBeUndefined();
  put('overlay-containers/containers.json', [container()]);
  expect((await runtime.lookup(C, never))?.id).toBe(C);
});

test('a pipe in the place of a file does not block', async () => {
  put('overlay-containers/volatile-containers.json', '');
  execFileSync('rm', [join(root, 'overlay-containers/volatile-containers.json')]);
  execFileSync('mkfifo', [join(root, 'overlay-containers/volatile-containers.json')]);
  expect((await lookup())?.id).toBe(C);
});

test('storage that appears later, its images, and the end of a container are told', async () => {
  const late = join(dir.path, 'late');
  const stop = new AbortController();
  const images: ContainerImage[] = [];
  const seen: string[] = [];
  const states: string[] = [];
  const watching = new PodmanRuntime({ storageRoot: late, rescanMs: 20 }, { log: silentLogger }).watch(stop.signal, {
    appeared: (c) => seen.push(`+${c.name}`),
    ended: (id) => seen.push(`-${id === C ? 'web' : id}`),
    state: (_, detail) => states.push(detail),
    imageAppeared: (image) => images.push(image),
  });
  await waitFor('its absence', () => states.length === 1);
  symlinkSync(root, late);
  await waitFor('the container', () => seen.length === 1);
  await waitFor('the image', () => images.length === 1);
  put('overlay-containers/containers.json', []);
  await waitFor('the end', () => seen.length === 2);
  stop.abort();
  await watching;
  expect(seen).toEqual(['+web', '-web']);
  expect(states).toEqual(['there is no storage (yet)', '1 containers']);
  expect(images[0]).toMatchObject({ ref: 'localhost/app:1', id: `sha256:${IMAGE}`, source: { kind: 'lower_dirs' } });
});

test('text of any shape is parsed or refused, never thrown at', () => {
  fc.assert(
    fc.property(fc.oneof(fc.string(), fc.json()), (text) => {
      parseContainers(text);
      parseMetadata(text);
      parseConfig(text);
    }),
  );
});

test('storage that holds images but has never had a container is watched as empty', async () => {
  execFileSync('rm', ['-r', join(root, 'overlay-containers')]);
  const stop = new AbortController();
  const states: [boolean, string][] = [];
  const seen: string[] = [];
  const watching = new PodmanRuntime({ storageRoot: root, rescanMs: 20 }, { log: silentLogger }).watch(stop.signal, {
    appeared: (c) => seen.push(c.id),
    ended: () => {},
    state: (up, detail) => states.push([up, detail]),
  });
  await waitFor('the storage', () => states.length === 1);
  put('overlay-containers/containers.json', [container()]);
  await waitFor('the container', () => seen.length === 1);
  stop.abort();
  await watching;
  expect(states).toEqual([[true, '0 containers']]);
});
