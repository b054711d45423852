/** The bundle that the image holds: made anew, started far from the checkout, with real containers. */
import { cpSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { bundledPackages } from '../../setup/bundle/licences.ts';
import { run, waitFor } from '../support/command.ts';
import { type Containerd, startContainerd } from '../support/containerd.ts';
import { elf } from '../support/elf.ts';
import { describeIf, need, testIf } from '../support/need.ts';
import { openScene, put, type Scene, sceneNeeds } from '../support/scene.ts';
import { type TempDir, tempDir } from '../support/temp.ts';

const ROOT = new URL('../..', import.meta.url).pathname;
/** Beyond what the event loop hashes itself: the thread has to be found. */
const LARGE_BYTES = 4 << 20;

let temp: TempDir;
let directory: string;
const program = (name: string) => join(directory, `${name}.mjs`);

beforeAll(async () => {
  temp = tempDir('bundle');
  directory = join(temp.path, 'bundle');
  await run([process.execPath, join(ROOT, 'setup/bundle.ts'), directory]);
});
afterAll(() => temp?.remove());

describe('the bundle', () => {
  test('knows its version without package.json', async () => {
    const { version } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as { version: string };
    expect(await run([process.execPath, program('drift-sensor'), '--version'])).toBe(`${version}\n`);
  });

  test('has an entry for each program that is started on its own, and a map for each file', () => {
    const files = readdirSync(directory);
    const entries = ['drift-sensor', 'image-index', 'hash-worker', 'hash-child', 'build-worker', 'ahead-worker'];
    expect(files).toEqual(expect.arrayContaining(entries.map((name) => `${name}.mjs`)));
    const code = files.filter((name) => name.endsWith('.mjs'));
    expect(files.filter((name) => name.endsWith('.mjs.map'))).toHaveLength(code.length);
  });

  test('says the licence of every npm package that it needs to run', () => {
    const text = readFileSync(join(directory, 'THIRD-PARTY-LICENCES.txt'), 'utf8');
    for (const name of ['@grpc/grpc-js', 'pino', 'prom-client', 'protobufjs', 'yaml', 'zod']) {
      const { version } = JSON.parse(readFileSync(join(ROOT, 'node_modules', name, 'package.json'), 'utf8')) as {
        version: string;
      };
      expect(text).toContain(`${name} ${version} (`);
    }
    expect(text).toContain('Apache License');
  });

  test('is Latin-1, of which V8 keeps a byte a character and not two', () => {
    for (const name of ['drift-sensor.mjs', 'hash-worker.mjs', 'build-worker.mjs'])
      expect(readFileSync(join(directory, name), 'utf8')).not.toMatch(/[^\0-\xff]/);
  });

  test("does not load Node's HTTP/2 and WebSocket clients, nor TLS before it is used", async () => {
    const show = `process.on('exit', () => console.log(process.moduleLoadList.join()));`;
    const preload = join(temp.path, 'show.cjs');
    writeFileSync(preload, show);
    const loaded = await run([process.execPath, '--require', preload, program('drift-sensor'), '--version']);
    expect(loaded).toContain('NativeModule http,');
    expect(loaded).not.toMatch(/undici|http2|NativeModule (?:https|tls),/);
  });

  test('has of Zod what is used: `import { z }` anywhere brings all of it, with messages in every language', () => {
    const main = readdirSync(directory).filter((name) => /^(drift-sensor|chunk).*\.mjs$/.test(name));
    const code = main.map((name) => readFileSync(join(directory, name), 'utf8')).join('');
    expect(code).toContain('Invalid input: expected ');
    expect(code).not.toMatch(/fromJSONSchema|Ung\\xFCltige Eingabe/);
  });

  test('keeps the gRPC library in a chunk that only a node with containerd loads', () => {
    const files = readdirSync(directory).filter((name) => name.endsWith('.mjs'));
    const holders = files.filter((name) => readFileSync(join(directory, name), 'utf8').includes('grpc-node-js/'));
    expect(holders).toHaveLength(1);
    const [holder = ''] = holders;
    for (const name of files.filter((file) => file !== holder)) {
      const code = readFileSync(join(directory, name), 'utf8');
      expect(code).not.toMatch(new RegExp(`from\\s*"\\./${holder}"`));
    }
  });
});

test("reads a kubeconfig by the library for it, without that one's clients", async () => {
  const code = readdirSync(directory).filter((name) => name.endsWith('.mjs'));
  for (const name of code) expect(readFileSync(join(directory, name), 'utf8')).not.toContain('CoreV1ApiRequestFactory');
  const { openKubeconfig } = (await import(
    join(directory, kubeconfigChunk(code))
  )) as typeof import('../../sensor/kubernetes/kubeconfig.ts');
  const path = join(temp.path, 'kubeconfig');
  const config = {
    'current-context': 'c',
    contexts: [{ name: 'c', context: { cluster: 'c', user: 'u' } }],
    clusters: [{ name: 'c', cluster: { server: 'https://127.0.0.1:1' } }],
    users: [{ name: 'u', user: { token: 'secret' } }],
  };
  writeFileSync(path, JSON.stringify(config));
  const { server, options } = openKubeconfig(path);
  expect(server.href).toBe('https://127.0.0.1:1/');
  expect((await options()).headers).toMatchObject({ Authorization: 'Bearer secret' });
});

function kubeconfigChunk(files: readonly string[]): string {
  const chunks = files.filter((name) => name.startsWith('kubeconfig-'));
  expect(chunks).toHaveLength(1);
  return chunks[0] ?? '';
}

test('a package that names no licence cannot be bundled', () => {
  const root = join(temp.path, 'unlicensed');
  mkdirSync(join(root, 'node_modules'), { recursive: true });
  cpSync(join(ROOT, 'node_modules/zod/package.json'), join(root, 'node_modules/zod/package.json'));
  expect(bundledPackages(root, ['node_modules/zod/index.js', 'sensor/cli.ts'])).toMatchObject([
    { name: 'zod', licence: 'MIT' },
  ]);
  mkdirSync(join(root, 'node_modules/none'));
  writeFileSync(join(root, 'node_modules/none/package.json'), JSON.stringify({ name: 'none', version: '1.0.0' }));
  expect(() => bundledPackages(root, ['node_modules/none/index.js'])).toThrow('names no licence');
});

describeIf(sceneNeeds(), 'the bundled sensor', () => {
  let scene: Scene;
  let containerd: Containerd | undefined;

  beforeAll(async () => {
    // As in the image: the native programs beside the bundle's folder.
    cpSync(join(ROOT, 'build/native'), join(temp.path, 'native'), { recursive: true });
    if (need.engine('containerd') === undefined) containerd = await startContainerd();
    scene = await openScene('bundled', {
      sensor: {
        under: [process.execPath, '--no-memory-pool-share-memory-on-teardown'],
        launcher: program('drift-sensor'),
        args: containerd === undefined ? [] : ['--runtime', `containerd=${containerd.address}`],
      },
    });
  });
  afterAll(async () => {
    await scene?.[Symbol.asyncDispose]();
    await containerd?.stop();
  });

  testIf([need.engine('containerd')], 'speaks to containerd through the library that is loaded late', async () => {
    const engine = `containerd ${containerd?.address}`;
    await waitFor(
      'containerd to be watched',
      async () => (await scene.sensor.metric('drift_sensor_engine_up', { engine })) === 1,
    );
  });

  test('catches its canary', () => {
    expect(scene.sensor.canaryFindings()).toMatchObject([{ verdict: 'added', source: 'ebpf' }]);
    expect(scene.sensor.log()).toContain('"tier":"detect"');
  });

  test('builds the index of an image in its thread, and says the digest of a file that only its other thread may hash', async () => {
    const bytes = Buffer.concat([elf({ sleepMs: 50 }), Buffer.alloc(LARGE_BYTES, 7)]);
    const sha256 = put(scene.container, 'tmp/large', bytes);
    await scene.container.exec(['/tmp/large']);
    expect(await scene.sensor.waitForFinding(({ file }) => file?.sha256 === sha256)).toMatchObject({
      verdict: 'added',
      file: { path: '/tmp/large', size: bytes.length },
    });
  });

  test('has an image-index that reads the same indexes', async () => {
    const argv = ['ls', '--index-dir', join(scene.sensor.stateDir, 'index')];
    const listed = await run([process.execPath, program('image-index'), ...argv, '--json']);
    expect(listed.split('\n').filter((line) => line !== '').length).toBeGreaterThanOrEqual(2);
  });
});
