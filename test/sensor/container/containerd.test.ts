/** The containerd engine against a double that misbehaves; containerd-engine.test.ts asks a real one. */
import { randomBytes } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { status } from '@grpc/grpc-js';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { chainId } from '../../../image-index/read/oci-json.ts';
import { machinePlatform } from '../../../image-index/read/platform.ts';
import type { ContainerDescription } from '../../../sensor/container/container.ts';
import { drift_sensor } from '../../../sensor/container/containerd/containerd.gen.js';
import { ContainerdRuntime, type ContainerdRuntimeOptions } from '../../../sensor/container/containerd.ts';
import { silentLogger } from '../../../sensor/runtime/log.ts';
import { waitFor } from '../../support/command.ts';
import { type TempDir, tempDir } from '../../support/temp.ts';
import { FakeContainerd, NOT_FOUND, store } from './fake-containerd.ts';

const wire = drift_sensor.containerd.v1;
const ID = 'c'.repeat(64);
const DIFF = [`sha256:${'1'.repeat(64)}`, `sha256:${'2'.repeat(64)}`] as const;
const REF = 'registry.example/app:1';

let dir: TempDir;
let fake: FakeContainerd;
let socketPath: string;
let stop: AbortController;
let watching: Promise<void> = Promise.resolve();
const appeared: ContainerDescription[] = [];
const ended: string[] = [];
const states: [boolean, string][] = [];

beforeEach(() => {
  dir = tempDir('fake-containerd');
  socketPath = join(dir.path, 's');
  fake = new FakeContainerd(socketPath);
  stop = new AbortController();
  for (const list of [appeared, ended, states]) list.length = 0;
});

afterEach(async () => {
  stop.abort();
  await watching;
  await fake.stop();
  await dir.remove();
});

function runtime(options: Partial<ContainerdRuntimeOptions> = {}): ContainerdRuntime {
  return new ContainerdRuntime({ socketPath, timeoutMs: 400, ...options }, { log: silentLogger });
}

function watch(options: Partial<ContainerdRuntimeOptions> = {}): void {
  watching = runtime(options).watch(stop.signal, {
    appeared: (c) => appeared.push(c),
    ended: (id, ns) => ended.push(`${ns}/${id}`),
    state: (up, detail) => states.push([up, detail]),
  });
}

const up = () => waitFor('the watch', () => states.at(-1)?.[0] === true && fake.subscribers > 0);
const saysDown = (pattern: RegExp) => waitFor('its fault', () => states.some(([is, why]) => !is && pattern.test(why)));

/** One container of an image with two layers that are directories here; gives them, topmost first. */
function oneContainer(changes: { target?: string; parent?: string; options?: string[]; type?: string } = {}): string[] {
  const dirs = ['two', 'one'].map((name) => join(dir.path, name));
  for (const d of dirs) mkdirSync(d, { recursive: true });
  fake.answers.set('Containers/Get', (request) =>
    wire.ById.decode(request).id !== ID
      ? new Uint8Array()
      : wire.ContainerAnswer.encode({
          container: { id: ID, image: REF, snapshotter: 'overlayfs', snapshotKey: ID, labels: { a: 'b' } },
        }).finish(),
  );
  fake.answers.set('Snapshots/Mounts', () =>
    wire.MountsResponse.encode({
      mounts: [
        {
          type: changes.type ?? 'overlay',
          source: 'overlay',
          options: changes.options ?? ['index=off', `lowerdir=${dirs.join(':')}`, 'upperdir=/u/fs', 'workdir=/u/work'],
        },
      ],
    }).finish(),
  );
  fake.answers.set('Snapshots/Stat', () =>
    wire.StatSnapshotResponse.encode({ info: { name: ID, parent: changes.parent ?? chainId(DIFF) } }).finish(),
  );
  const target = changes.target ?? image().digest;
  fake.answers.set('Images/Get', () =>
    wire.GetImageResponse.encode({ image: { name: REF, target: { digest: target } } }).finish(),
  );
  return dirs;
}

function image(diffIds: readonly string[] = DIFF): { id: string; digest: string } {
  const id = store(fake, { os: 'linux', rootfs: { type: 'layers', diff_ids: diffIds } });
  const blob = (digest: string) => ({ mediaType: 'x', digest, size: 1 });
  return { id, digest: store(fake, { schemaVersion: 2, config: blob(id), layers: diffIds.map(blob) }) };
}

const lookup = (options: Partial<ContainerdRuntimeOptions> = {}) => runtime(options).lookup(ID, stop.signal);

describe('what containerd says becomes a description', () => {
  test('layers are topmost first, with the diffIDs of the config', async () => {
    const dirs = oneContainer();
    await fake.start();
    expect(await lookup()).toEqual({
      id: ID,
      engineNamespace: 'k8s.io',
      runtime: 'containerd',
      image: { ref: REF, ...image(), source: { kind: 'lower_dirs', dirs, diffIds: [DIFF[1], DIFF[0]] } },
      labels: { a: 'b' },
      cgroupIds: [],
      mounts: [],
    });
  });

  test('of an index, this platform’s manifest is the image', async () => {
    const [os, architecture] = machinePlatform().split('/');
    const mine = image();
    const other = image([DIFF[0]]);
    const target = store(fake, {
      manifests: [
        { digest: other.digest, size: 1, platform: { os, architecture: 'pdp11' } },
        { digest: mine.digest, size: 1, platform: { os, architecture } },
        { digest: other.digest, size: 1, platform: { os: 'unknown', architecture: 'unknown' } },
      ],
    });
    oneContainer({ target });
    await fake.start();
    expect((await lookup())?.image).toMatchObject(mine);
  });

  test.each([
    ['the name leads to an image of other layers', () => oneContainer({ parent: chainId([DIFF[1]]) })],
    ['the manifest is not in the content store', () => oneContainer({ target: `sha256:${'9'.repeat(64)}` })],
    ['the target is no digest', () => oneContainer({ target: '../../etc/passwd' })],
    [
      'the manifest’s bytes are others than its digest says',
      () => {
        const dirs = oneContainer();
        fake.blobs.set(image().digest, [Buffer.from('{}')]);
        return dirs;
      },
    ],
    [
      'the manifest is larger than any manifest',
      () => {
        const dirs = oneContainer();
        fake.blobs.set(
          image().digest,
          Array.from({ length: 5 }, () => Buffer.alloc(1 << 20, ' ')),
        );
        return dirs;
      },
    ],
  ])('the layers stand without any digest when %s', async (_, prepare) => {
    const dirs = prepare();
    await fake.start();
    expect((await lookup())?.image).toEqual({ ref: REF, source: { kind: 'lower_dirs', dirs } });
  });

  test.each([
    ['layers that are not here', { options: ['lowerdir=/no/such/directory'] }],
    ['data-only layers', { options: ['lowerdir=/usr::/bin'] }],
    ['a block device', { type: 'ext4', options: [] }],
  ])('nothing is claimed about an image of %s while no process is seen', async (_, changes) => {
    oneContainer(changes);
    await fake.start();
    expect(await lookup()).toBeUndefined();
  });

  test('of a root without layers the image itself is read, by its digest, where the store still has all of it', async () => {
    oneContainer({ type: 'bind', options: ['rw', 'rbind'] });
    const stored = new Set<string | null | undefined>(DIFF);
    fake.answers.set('Content/Info', (request) =>
      stored.has(wire.ReadContentRequest.decode(request).digest) ? new Uint8Array() : NOT_FOUND,
    );
    await fake.start();
    const { digest, id } = image();
    const source = { kind: 'containerd', ref: REF, digest, namespace: 'k8s.io', socket: socketPath };
    expect((await lookup())?.image).toEqual({ ref: REF, digest, id, source });
    stored.delete(DIFF[1]);
    expect(await lookup()).toBeUndefined();
  });

  test('a chain id is the OCI specification’s', () => {
    expect(chainId([])).toBe('');
    expect(chainId([DIFF[0]])).toBe(DIFF[0]);
    // printf 'sha256:11…1 sha256:22…2' | sha256sum
    expect(chainId(DIFF)).toBe('sha256:9932074217c35353d2e03a3f5a86549f7c67bfeb0ba53e23d69f4d4c8f7958f5');
  });
});

describe('a containerd that misbehaves', () => {
  test('an absent one is said once, with the reason, and found when it appears', async () => {
    watch();
    await saysDown(/socket does not exist/);
    expect(states).toHaveLength(1);
    await fake.start();
    await up();
    await fake.stop();
    await saysDown(/Subscribe|socket|listens|stream/);
    await fake.start();
    await up();
  });

  test('what is no socket is said', async () => {
    writeFileSync(socketPath, '');
    watch();
    await saysDown(/is no socket/);
  });

  test('one that stops answering is left, and asked again', async () => {
    await fake.start();
    watch({ pingMs: 20 });
    await up();
    const good = fake.answers.get('Namespaces/List');
    fake.answers.set('Namespaces/List', () => 'hang');
    await saysDown(/no answer in time|does not answer/);
    if (good !== undefined) fake.answers.set('Namespaces/List', good);
    await up();
  });

  test('one that ends its event stream is asked again, and what it listed is reported once more', async () => {
    oneContainer();
    await fake.start();
    watch();
    await up();
    fake.event('/containers/create', ID);
    await waitFor('the container', () => appeared.length > 0);
    fake.endStreams();
    await saysDown(/event stream ended/);
    fake.listed = [];
    fake.answers.set('Containers/Get', () => NOT_FOUND);
    await up();
    await waitFor('its end', () => ended.length > 0);
    expect(ended).toEqual([`k8s.io/${ID}`]);
  });

  test('a slow answer is a failure, not a wait without end', async () => {
    oneContainer();
    fake.answers.set('Snapshots/Mounts', () => 'hang');
    await fake.start();
    await expect(lookup({ timeoutMs: 50 })).rejects.toMatchObject({ code: 'timeout' });
  });

  test('an aborted question ends at once', async () => {
    fake.answers.set('Namespaces/List', () => 'hang');
    await fake.start();
    const asking = lookup({ timeoutMs: 60_000 });
    await waitFor('the question', () => fake.asked.length > 0);
    stop.abort();
    await expect(asking).rejects.toMatchObject({ code: 'aborted' });
  });

  test('a message above the limit is refused, one below is read', async () => {
    oneContainer();
    const padded = (bytes: number) => () =>
      wire.ListNamespacesResponse.encode({ namespaces: [{ name: 'k8s.io' }, { name: 'x'.repeat(bytes) }] }).finish();
    await fake.start();
    fake.answers.set('Namespaces/List', padded(60_000));
    expect(await lookup({ maxMessageBytes: 65_536 })).toMatchObject({ id: ID });
    fake.answers.set('Namespaces/List', padded(66_000));
    await expect(lookup({ maxMessageBytes: 65_536 })).rejects.toMatchObject({ code: 'too_large' });
  });

  test('refusals are failures with the server’s words', async () => {
    fake.answers.set('Namespaces/List', () => ({ status: status.PERMISSION_DENIED }));
    await fake.start();
    watch();
    await saysDown(/Namespaces\/List.*as told/);
    await expect(lookup()).rejects.toMatchObject({ code: 'no_permission' });
  });

  test('a process that cannot be asked for does not end its container', async () => {
    oneContainer();
    fake.answers.set('Tasks/Get', () =>
      wire.GetTaskResponse.encode({ process: { pid: 999_999_999, status: 2 } }).finish(),
    );
    fake.listed = [ID];
    await fake.start();
    watch();
    await waitFor('the container', () => appeared.length > 0);
    fake.answers.set('Tasks/Get', () => ({ status: status.UNAVAILABLE }));
    const before = appeared.length;
    fake.event('/tasks/start', ID);
    await waitFor('the next look', () => appeared.length > before);
    fake.answers.set('Tasks/Get', () => NOT_FOUND);
    fake.event('/tasks/delete', ID);
    await waitFor('its end', () => ended.length === 1);
  });

  test('a listed container without a process is not reported until it gets one', async () => {
    oneContainer();
    fake.listed = [ID];
    await fake.start();
    watch({ relistMs: 10 });
    await up();
    await waitFor('both looks', () => fake.asked.filter((m) => m === 'Tasks/Get').length >= 2);
    expect(appeared).toEqual([]);
    fake.answers.set('Tasks/Get', () =>
      wire.GetTaskResponse.encode({ process: { pid: 999_999_999, status: 1 } }).finish(),
    );
    fake.event('/tasks/create', ID);
    await waitFor('the container', () => appeared.length > 0);
  });

  test('names that could leave a path or a namespace are passed over', async () => {
    await fake.start();
    watch();
    await up();
    const before = fake.asked.filter((m) => m === 'Containers/Get').length;
    for (const id of ['../../etc', 'a/b', '', 'x'.repeat(77), '.']) fake.event('/tasks/start', id);
    fake.event('/tasks/start', ID, '../x');
    fake.event('/tasks/start', ID, 'moby');
    fake.event('/tasks/start', ID);
    await waitFor('the good one', () => fake.asked.filter((m) => m === 'Containers/Get').length > before);
    expect(fake.asked.filter((m) => m === 'Containers/Get')).toHaveLength(before + 1);
    expect(await runtime().lookup('../x', stop.signal)).toBeUndefined();
  });

  test('any bytes as an answer give an error or an answer, never anything else', async () => {
    await fake.start();
    oneContainer();
    const methods = [
      'Containers/Get',
      'Tasks/Get',
      'Images/Get',
      'Snapshots/Mounts',
      'Snapshots/Stat',
      'Namespaces/List',
    ];
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(...methods), fc.uint8Array({ maxLength: 200 }), async (method, bytes) => {
        const good = fake.answers.get(method) ?? (() => NOT_FOUND);
        fake.answers.set(method, () => bytes);
        try {
          const found = await lookup();
          expect(found === undefined || found.runtime === 'containerd').toBe(true);
        } catch (error) {
          expect(error).toMatchObject({ name: 'GrpcError' });
        } finally {
          fake.answers.set(method, good);
        }
      }),
      { numRuns: 100 },
    );
  });

  test('an event that is no event ends the connection, and the next one is good', async () => {
    await fake.start();
    watch();
    await up();
    fake.send(Buffer.concat([Buffer.from([0x1a, 0xff, 0x7f]), randomBytes(8)]));
    await saysDown(/not a message as containerd sends it/);
    await up();
  });
});
