import { join } from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { ContainerDescription, ContainerImage } from '../../../sensor/container/container.ts';
import { DockerApi } from '../../../sensor/container/docker/api.ts';
import { parseContainer, parseEvent, parseImage, parseList } from '../../../sensor/container/docker/schema.ts';
import { DockerRuntime, type DockerRuntimeOptions } from '../../../sensor/container/docker.ts';
import { silentLogger } from '../../../sensor/runtime/log.ts';
import { waitFor } from '../../support/command.ts';
import { type TempDir, tempDir } from '../../support/temp.ts';
import { containerJson, DIFF, FakeDocker, IMAGE_ID, imageJson } from './fake-docker.ts';

const ID = 'f'.repeat(64);
let dir: TempDir;
let fake: FakeDocker;
let socketPath: string;
let stop: AbortController;
let watching: Promise<void> = Promise.resolve();
const appeared: ContainerDescription[] = [];
const images: ContainerImage[] = [];
const ended: string[] = [];
const states: [boolean, string][] = [];

beforeEach(async () => {
  dir = tempDir('fake-docker');
  socketPath = join(dir.path, 's');
  fake = new FakeDocker(socketPath);
  stop = new AbortController();
  for (const list of [appeared, images, ended, states]) list.length = 0;
});

afterEach(async () => {
  stop.abort();
  await watching;
  await fake.stop();
  await dir.remove();
});

function runtime(options: Partial<DockerRuntimeOptions> = {}): DockerRuntime {
  return new DockerRuntime({ socketPath, timeoutMs: 400, ...options }, { log: silentLogger });
}

function watch(options: Partial<DockerRuntimeOptions> = {}): void {
  watching = runtime(options).watch(stop.signal, {
    appeared: (c) => appeared.push(c),
    ended: (id) => ended.push(id),
    state: (up, detail) => states.push([up, detail]),
    imageAppeared: (image) => images.push(image),
  });
}

const up = () => waitFor('the watch', () => states.some(([is]) => is) && fake.watchers > 0);

describe('what Docker says becomes a description', () => {
  test('layers are the image’s, topmost first, with their diffIDs and without Docker’s init layer', async () => {
    fake.json(`/containers/${ID}/json`, containerJson(ID));
    fake.json(`/images/${IMAGE_ID}/json`, imageJson());
    await fake.start();
    expect(await runtime().lookup(ID, stop.signal)).toEqual({
      id: ID,
      name: 'web',
      runtime: 'docker',
      image: {
        ref: 'registry.example/app:1',
        id: IMAGE_ID,
        digest: `sha256:${'2'.repeat(64)}`,
        source: { kind: 'lower_dirs', dirs: ['/o/two/diff', '/o/one/diff'], diffIds: [DIFF[1], DIFF[0]] },
      },
      labels: { a: 'b' },
      createdNs: 1795248328339330323n,
      cgroupIds: [],
      mounts: ['/mnt', '/scratch'],
    });
  });

  test('while dockerd holds the container’s lock the list answers instead of an inspection', async () => {
    fake.routes.set(`/containers/${ID}/json`, () => {});
    fake.json('/containers/json', [
      { Id: ID, Names: ['/web'], Image: 'app:1', ImageID: IMAGE_ID, State: 'created', Labels: null, Mounts: null },
    ]);
    fake.json(`/images/${IMAGE_ID}/json`, imageJson());
    await fake.start();
    const found = await runtime().lookup(ID, stop.signal);
    expect(found).toMatchObject({ id: ID, name: 'web', image: { ref: 'app:1', id: IMAGE_ID } });
    expect(found?.image.source).toMatchObject({ dirs: ['/o/two/diff', '/o/one/diff'] });
  });

  test('an image that was removed from the store leaves the layers without diffIDs', async () => {
    fake.json(`/containers/${ID}/json`, containerJson(ID));
    await fake.start();
    const image = (await runtime().lookup(ID, stop.signal))?.image;
    expect(image).toEqual({
      ref: 'registry.example/app:1',
      id: IMAGE_ID,
      source: { kind: 'lower_dirs', dirs: ['/o/two/diff', '/o/one/diff'] },
    });
  });

  test('in containerd’s image store the id is a manifest’s digest and no config is claimed', async () => {
    fake.json(`/containers/${ID}/json`, containerJson(ID));
    fake.json(`/images/${IMAGE_ID}/json`, imageJson({ Descriptor: { digest: IMAGE_ID }, GraphDriver: null }));
    await fake.start();
    const image = (await runtime().lookup(ID, stop.signal))?.image;
    expect(image?.digest).toBe(IMAGE_ID);
    expect(image?.id).toBeUndefined();
  });

  test('without layers and without a process nothing is claimed about the image', async () => {
    fake.json(`/containers/${ID}/json`, containerJson(ID, { graph: { Data: null, Name: 'vfs' } }));
    await fake.start();
    expect(await runtime().lookup(ID, stop.signal)).toBeUndefined();
  });

  test.each(['vfs', 'btrfs'])(
    'of a container on %s, which has no layers, the image is what the daemon exports',
    async (Name) => {
      const graph = { Data: null, Name };
      const source = { kind: 'docker_daemon', ref: IMAGE_ID, socket: socketPath };
      fake.json(`/containers/${ID}/json`, containerJson(ID, { graph }));
      fake.json(`/images/${IMAGE_ID}/json`, imageJson({ GraphDriver: graph }));
      await fake.start();
      expect((await runtime().lookup(ID, stop.signal))?.image).toMatchObject({ id: IMAGE_ID, source });
      fake.json('/containers/json', [
        { Id: ID, Names: ['/web'], Image: 'app:1', ImageID: IMAGE_ID, State: 'created', Labels: null, Mounts: null },
      ]);
      expect((await runtime().lookup(ID, stop.signal))?.image).toMatchObject({ ref: 'app:1', id: IMAGE_ID, source });
    },
  );

  test('a pid that is not in the container’s cgroup is not taken for its first process', async () => {
    fake.json(`/containers/${ID}/json`, containerJson(ID, { pid: process.pid }));
    await fake.start();
    const found = await runtime().lookup(ID, stop.signal);
    expect(found?.id).toBe(ID);
    expect(found?.initPid).toBeUndefined();
    expect(found?.rootIno).toBeUndefined();
  });

  test('an unknown, an exited and a short id are not known', async () => {
    fake.json(`/containers/${ID}/json`, containerJson(ID, { status: 'exited' }));
    await fake.start();
    expect(await runtime().lookup(ID, stop.signal)).toBeUndefined();
    expect(await runtime().lookup('e'.repeat(64), stop.signal)).toBeUndefined();
    expect(await runtime().lookup('../images/json', stop.signal)).toBeUndefined();
    expect(fake.asked.some((url) => url.includes('..'))).toBe(false);
  });
});

describe('events', () => {
  test('containers that exist come first, then those created, then their ends', async () => {
    const other = '0'.repeat(64);
    fake.json('/containers/json', [
      { Id: ID, Names: ['/web'], Image: 'a', ImageID: IMAGE_ID, State: 'running', Labels: {}, Mounts: [] },
    ]);
    fake.json(`/containers/${ID}/json`, containerJson(ID));
    fake.json(`/images/${IMAGE_ID}/json`, imageJson());
    await fake.start();
    watch();
    await waitFor('the first container', () => appeared.some((c) => c.id === ID));
    fake.json(`/containers/${other}/json`, containerJson(other, { status: 'created' }));
    fake.event('container', 'create', other);
    await waitFor('the second container', () => appeared.some((c) => c.id === other));
    fake.routes.delete(`/containers/${other}/json`);
    fake.event('container', 'destroy', other);
    await waitFor('its end', () => ended.includes(other));
    expect(ended).not.toContain(ID);
  });

  test('images of the store and those that come later are announced', async () => {
    fake.json('/images/json', [{ Id: IMAGE_ID }]);
    fake.json(`/images/${IMAGE_ID}/json`, imageJson());
    await fake.start();
    watch();
    await waitFor('the image', () => images.length === 1);
    fake.json('/images/registry.example/new:2/json', imageJson({ Id: `sha256:${'9'.repeat(64)}` }));
    fake.event('image', 'pull', 'registry.example/new:2');
    await waitFor('the pulled image', () => images.length === 2);
    expect(images[1]).toMatchObject({
      id: `sha256:${'9'.repeat(64)}`,
      source: { dirs: ['/o/two/diff', '/o/one/diff'] },
    });
  });

  test('an event split over several writes is one event', async () => {
    await fake.start();
    fake.json(`/containers/${ID}/json`, containerJson(ID));
    watch();
    await up();
    const text = `${JSON.stringify({ Type: 'container', Action: 'start', Actor: { ID } })}\n`;
    fake.send(text.slice(0, 20));
    await new Promise((resolve) => setImmediate(resolve));
    fake.send(text.slice(20));
    await waitFor('the container', () => appeared.some((c) => c.id === ID));
  });
});

describe('a daemon that misbehaves', () => {
  test('absent at the start, appearing, gone and back: each is said once, and its containers are read again', async () => {
    fake.json('/containers/json', [{ Id: ID, Names: [], Image: 'a', ImageID: '', State: 'running' }]);
    fake.json(`/containers/${ID}/json`, containerJson(ID));
    watch();
    await waitFor('the absence', () => states.length === 1);
    expect(states[0]).toEqual([false, 'its socket does not exist']);
    await fake.start();
    await up();
    await waitFor('the container', () => appeared.length > 0);
    await fake.stop();
    await waitFor('the loss', () => states.at(-1)?.[0] === false);
    // The container ended while nobody could say so.
    fake.json('/containers/json', []);
    fake.routes.delete(`/containers/${ID}/json`);
    await fake.start();
    await waitFor('the end', () => ended.includes(ID));
    expect(states.at(-1)?.[0]).toBe(true);
  });

  test('a stream that ends or turns into garbage is opened again', async () => {
    await fake.start();
    watch();
    await up();
    for (const [text, word] of [
      ['{"Type":\n', 'no JSON'],
      ['[1,2]\n', 'not a event'],
      ['x'.repeat(3 * 1024 * 1024), 'longer than'],
    ] as const) {
      const before = states.length;
      fake.send(text);
      await waitFor(word, () => states.slice(before).some(([is, detail]) => !is && detail.includes(word)));
      await waitFor('the next stream', () => states.at(-1)?.[0] === true && fake.watchers > 0);
    }
    fake.endStreams();
    const before = states.length;
    await waitFor('the next stream', () => states.length > before && states.at(-1)?.[0] === true);
  });

  test('a daemon that keeps the stream open but answers nothing is noticed', async () => {
    await fake.start();
    watch({ pingMs: 20, timeoutMs: 50 });
    await up();
    fake.routes.set('/version', () => {});
    await waitFor('the loss', () => states.some(([is, detail]) => !is && detail.includes('does not answer')));
  });

  test.each([
    ['a slow answer', (f: FakeDocker) => f.routes.set('/x', () => {}), 'timeout'],
    [
      'an endless answer',
      (f: FakeDocker) =>
        f.routes.set('/x', (_, r) => {
          r.writeHead(200);
          r.write(Buffer.alloc(70_000, 0x20));
        }),
      'too_large',
    ],
    ['an error', (f: FakeDocker) => f.json('/x', { message: 'boom' }, 500), 'bad_status'],
    ['garbage', (f: FakeDocker) => f.routes.set('/x', (_, r) => void r.end('<html>')), 'bad_answer'],
    [
      'an answer that breaks off',
      (f: FakeDocker) =>
        f.routes.set('/x', (_, r) => {
          r.writeHead(200, { 'content-length': '100' });
          r.write('[');
          setImmediate(() => r.destroy());
        }),
      'unreachable',
    ],
  ])('%s is an error with a code, not a crash', async (_what, prepare, code) => {
    prepare(fake);
    await fake.start();
    const api = new DockerApi({ socketPath, timeoutMs: 1_000, maxBytes: 65_536 });
    await expect(api.get('/x')).rejects.toMatchObject({ name: 'DockerApiError', code });
  });

  test('an answer of exactly the bound is read, one byte more is not', async () => {
    const body = JSON.stringify('x'.repeat(98));
    fake.routes.set('/x', (_, r) => void r.end(body));
    await fake.start();
    expect(await new DockerApi({ socketPath, maxBytes: 100 }).get('/x')).toBe('x'.repeat(98));
    await expect(new DockerApi({ socketPath, maxBytes: 99 }).get('/x')).rejects.toMatchObject({ code: 'too_large' });
  });

  test('a failing inspection of one container does not stop the watch', async () => {
    const good = '1'.repeat(64);
    await fake.start();
    fake.json(`/containers/${ID}/json`, { Id: ID, State: 'nonsense' });
    fake.json(`/containers/${good}/json`, containerJson(good));
    watch();
    await up();
    fake.event('container', 'start', ID);
    fake.event('container', 'start', good);
    await waitFor('the good one', () => appeared.some((c) => c.id === good));
    expect(states.every(([is]) => is)).toBe(true);
  });

  test('JSON of any shape is a description or an error of ours', () => {
    const parsers = [parseContainer, parseImage, parseEvent, parseList];
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        for (const parse of parsers) {
          try {
            parse(value);
          } catch (error) {
            expect(error).toMatchObject({ code: 'bad_answer' });
          }
        }
      }),
    );
  });
});
