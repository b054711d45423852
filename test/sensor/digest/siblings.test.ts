/** The images of a pod, with real indexes of real directories. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { Container, ContainerImage } from '../../../sensor/container/container.ts';
import type { Content, ImageAnswer } from '../../../sensor/digest/evidence.ts';
import { ImageIndexes } from '../../../sensor/digest/image-indexes.ts';
import { IndexTrust } from '../../../sensor/digest/index-trust.ts';
import { SiblingImages, type SiblingImagesOptions } from '../../../sensor/digest/siblings.ts';
import { silentLogger } from '../../../sensor/runtime/log.ts';
import { sha256 } from '../../cases/bytes.ts';
import { type TempDir, tempDir } from '../../support/temp.ts';

const POD = { namespace: 'shop', name: 'web-0', uid: '0f1e2d3c-4b5a-4968-8778-695a4b3c2d1e' };

let dir: TempDir;
let indexes: ImageIndexes;
let slots = 0n;
beforeEach(() => {
  dir = tempDir('siblings');
  indexes = new ImageIndexes(
    { dir: join(dir.path, 'index'), helperPath: undefined, maxOpen: 8 },
    { log: silentLogger, trust: new IndexTrust({ keys: [], registry: {}, timeoutMs: 1_000 }, { log: silentLogger }) },
  );
});
afterEach(async () => {
  await indexes.close();
  await dir.remove();
});

/** An image of one layer that has one program, of these bytes. */
function image(name: string, bytes: string): ContainerImage {
  const layer = join(dir.path, name, 'opt');
  mkdirSync(layer, { recursive: true });
  writeFileSync(join(layer, 'tool'), bytes, { mode: 0o755 });
  return { ref: `${name}:1`, source: { kind: 'lower_dirs', dirs: [join(dir.path, name)] } };
}

function container(of: ContainerImage, changes: Partial<Container> = {}): Container {
  slots++;
  return {
    slot: slots,
    id: `c${slots}`,
    runtime: 'containerd',
    image: of,
    pod: POD,
    cgroupIds: [],
    mounts: [],
    ...changes,
  };
}

function content(bytes: string): Content {
  return { kind: 'hashed', sha256: sha256(Buffer.from(bytes)), size: 1n, changedSinceExec: false, deleted: false };
}

const unknown: Extract<ImageAnswer, { kind: 'known' }> = {
  kind: 'known',
  atPath: undefined,
  sameBytes: [],
  largerThanAll: false,
  baseNameTaken: false,
};

function siblings(options: Partial<SiblingImagesOptions> = {}): SiblingImages {
  return new SiblingImages(options, { indexes });
}

/** What is said of bytes that the container's own image does not have. */
async function ask(of: SiblingImages, c: Container, bytes: string): Promise<string | undefined> {
  const answer = await of.complete(c, content(bytes), unknown);
  return answer.kind === 'known' ? answer.sibling?.ref : undefined;
}

test('another image of the pod that has the bytes is named, once its index is built and at once from then on', async () => {
  const of = siblings();
  const server = container(image('app', 'app'));
  for (const c of [server, container(image('tools', 'tool')), container(image('more', 'more'))]) of.saw(c);
  const first = of.complete(server, content('tool'), unknown);
  expect(first).toBeInstanceOf(Promise);
  expect(await first).toMatchObject({ sibling: { ref: 'tools:1', entry: { path: Buffer.from('/opt/tool') } } });
  expect(of.complete(server, content('tool'), unknown)).toMatchObject({ sibling: { ref: 'tools:1' } });
  expect(of.complete(server, content('nobody’s'), unknown)).toBe(unknown);
  // The own image is no sibling of itself.
  expect(of.complete(server, content('app'), unknown)).toBe(unknown);
});

test('an image volume is a sibling, and so is the image of a container that has ended', async () => {
  const of = siblings();
  const server = container(image('app', 'app'), { volumeImages: [image('volume', 'mounted')] });
  const init = container(image('init', 'left'));
  for (const c of [server, init]) of.saw(c);
  of.ended(init);
  expect(await ask(of, server, 'mounted')).toBe('volume:1');
  expect(await ask(of, server, 'left')).toBe('init:1');
});

test('another pod’s images and those without a pod are nobody’s siblings', async () => {
  const of = siblings();
  const server = container(image('app', 'app'));
  of.saw(server);
  of.saw(container(image('other', 'other'), { pod: { ...POD, uid: 'another' } }));
  const { pod: _, ...alone } = container(image('alone', 'alone'));
  of.saw(alone);
  expect(of.complete(server, content('other'), unknown)).toBe(unknown);
  expect(of.complete(server, content('alone'), unknown)).toBe(unknown);
  expect(of.complete(alone, content('app'), unknown)).toBe(unknown);
});

test('nothing is looked for where the image knows the bytes, nothing could be read, or there is no index', () => {
  const of = siblings();
  const server = container(image('app', 'app'));
  for (const c of [server, container(image('tools', 'tool'))]) of.saw(c);
  const entry = { path: Buffer.from('/x'), sha256: '', size: 1, mode: 0o755, uid: 0, gid: 0, kind: 'other', layer: '' };
  const twin = { ...unknown, sameBytes: [entry as never] };
  const unread = { kind: 'unread', reason: 'vanished' } as const;
  const unavailable = { kind: 'unavailable', reason: 'no_index' } as const;
  expect(of.complete(server, content('tool'), twin)).toBe(twin);
  expect(of.complete(server, unread, unknown)).toBe(unknown);
  expect(of.complete(server, content('tool'), unavailable)).toBe(unavailable);
});

test('an image that cannot be indexed vouches for nothing, and is not waited for again', async () => {
  const of = siblings();
  const server = container(image('app', 'app'));
  const broken = { ref: 'broken:1', source: { kind: 'lower_dirs', dirs: [join(dir.path, 'absent')] } } as const;
  for (const c of [server, container(broken), container(image('tools', 'tool'))]) of.saw(c);
  expect(await ask(of, server, 'tool')).toBe('tools:1');
  await of.complete(server, content('none'), unknown);
  expect(of.complete(server, content('none'), unknown)).toBe(unknown);
});

test('pods are remembered while a container of theirs lives, those that are over in a bounded number', async () => {
  const of = siblings({ maxPods: 2, maxOver: 1 });
  const pods = ['p1', 'p2', 'p3'].map((uid) => {
    const pod = { ...POD, uid };
    return [
      container(image(`app-${uid}`, uid), { pod }),
      container(image(`init-${uid}`, `left ${uid}`), { pod }),
    ] as const;
  });
  const known = (n: number) => {
    const [server] = pods[n] ?? [];
    return server === undefined ? undefined : ask(of, server, `left p${n + 1}`);
  };
  for (const each of pods.slice(0, 2)) for (const c of each) of.saw(c);
  expect([await known(0), await known(1)]).toEqual(['init-p1:1', 'init-p2:1']);
  // Both sides of the bound: the third makes the first, of which nothing was heard since, forgotten.
  for (const c of pods[2] ?? []) of.saw(c);
  expect([await known(0), await known(1), await known(2)]).toEqual([undefined, 'init-p2:1', 'init-p3:1']);
  for (const c of pods[1] ?? []) of.ended(c);
  expect(await known(1)).toBe('init-p2:1');
  for (const c of pods[2] ?? []) of.ended(c);
  expect([await known(1), await known(2)]).toEqual([undefined, 'init-p3:1']);
});

test('of one pod no more images are kept than the bound', async () => {
  const of = siblings({ maxImages: 2 });
  const server = container(image('app', 'app'));
  for (const c of [server, container(image('one', 'one')), container(image('two', 'two'))]) of.saw(c);
  expect([await ask(of, server, 'one'), await ask(of, server, 'two')]).toEqual(['one:1', undefined]);
});

test('what a sandboxed runtime runs is not compared, and vouches for nothing', () => {
  const of = siblings();
  const server = container(image('app', 'app'));
  of.saw(server);
  of.saw(container(image('tools', 'tool'), { sandbox: 'kata' }));
  expect(of.complete(server, content('tool'), unknown)).toBe(unknown);
});
