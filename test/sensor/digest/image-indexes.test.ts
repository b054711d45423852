/** Indexes of others: which the sensor takes from a real registry, and which it refuses. */
import { generateKeyPairSync } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { describeAnew } from '../../../image-index/format/describe-anew.ts';
import { readPrivateKey, readPublicKey, type TrustedKey } from '../../../image-index/share/keys.ts';
import { pushIndex } from '../../../image-index/share/push.ts';
import { IndexStore, readControl } from '../../../image-index/store.ts';
import type { Container, ContainerImage } from '../../../sensor/container/container.ts';
import { ImageIndexes } from '../../../sensor/digest/image-indexes.ts';
import { IndexTrust } from '../../../sensor/digest/index-trust.ts';
import { type Logger, silentLogger } from '../../../sensor/runtime/log.ts';
import { type Registry, startRegistry } from '../../image-index/support/registry.ts';
import { describeIf, need } from '../../support/need.ts';
import { layerDirectory, ociImage, pushImage } from '../../support/oci.ts';
import { type TempDir, tempDir } from '../../support/temp.ts';

const TOOL = '#!/bin/sh\necho tool\n';
const MALWARE = '#!/bin/sh\necho malware\n';

describeIf(
  [need.command('docker-registry'), need.command('htpasswd'), need.engine('skopeo', 'umoci')],
  'an index in the registry',
  () => {
    let temp: TempDir;
    let registry: Registry;
    const at = (name: string) => join(temp.path, name);
    let number = 0;
    const plain = { plainHttp: true, anonymous: true } as const;

    beforeAll(async () => {
      temp = tempDir('trust');
      registry = await startRegistry();
      for (const name of ['good', 'attacker']) {
        const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
        writeFileSync(at(`${name}.key`), privateKey.export({ type: 'pkcs8', format: 'pem' }));
        writeFileSync(at(`${name}.pub`), publicKey.export({ type: 'spki', format: 'pem' }));
      }
    });
    afterAll(async () => {
      await registry?.stop();
      await temp?.remove();
    });

    /** An image in the registry, its layer as a directory, and what an engine would say of it. */
    async function image(name: string, files: Record<string, string>) {
      const dir = layerDirectory(at(`${name}-layer`), {
        files: Object.fromEntries(Object.entries(files).map(([path, content]) => [path, { content }])),
      });
      const oci = await ociImage({ layout: at(`${name}-layout`), tag: 'v1', layers: [dir] });
      const ref = `${registry.host}/${name}:v1`;
      await pushImage(oci, ref);
      const index = await new IndexStore({ dir: at(`${name}-built`), registry: plain }).buildSource(
        { kind: 'registry', ref },
        `docker://${ref}`,
      );
      const { key, digest = '', imageId = '' } = index;
      index.close();
      const appeared: ContainerImage = { ref, digest, id: imageId, source: { kind: 'lower_dirs', dirs: [dir] } };
      return { appeared, ref, path: new IndexStore({ dir: at(`${name}-built`) }).imagePath(key), key };
    }

    const push = (path: string, ref: string, key?: string) =>
      pushIndex(
        {
          path,
          ref,
          registry: plain,
          scratchDir: at('scratch'),
          ...(key !== undefined && { signKey: readPrivateKey(at(key)) }),
        },
        readControl({}),
      );

    /** A sensor's indexes in a directory of their own (or `dir`), with what was logged as a warning. */
    function indexes(keys: readonly TrustedKey[], dir = at(`node${number++}`), timeoutMs = 10_000) {
      const warnings: object[] = [];
      const log: Logger = {
        debug() {},
        info() {},
        error() {},
        warn: (facts) => void ('reason' in facts && warnings.push(facts)),
      };
      const trust = new IndexTrust({ keys, registry: plain, timeoutMs }, { log });
      const images = new ImageIndexes({ dir, helperPath: undefined, maxOpen: 8 }, { log, trust });
      const ask = async (of: ContainerImage) => {
        const state = await images.whenReady({ image: of } as Container);
        return state.kind === 'ready' ? state.index : state;
      };
      return { trust, warnings, ask, dir, [Symbol.asyncDispose]: () => images.close() };
    }

    const paths = (index: unknown) =>
      index !== null && typeof index === 'object' && 'byPath' in index
        ? ['/bin/tool', '/bin/malware'].filter((path) =>
            (index as { byPath(p: Buffer): unknown }).byPath(Buffer.from(path)),
          )
        : index;

    test('is taken when a configured key signed it: not one of the layers is read here', async () => {
      const { appeared, path, ref } = await image('signed', { 'bin/tool': TOOL });
      await push(path, ref, 'good.key');
      const key = readPublicKey(at('good.pub'));
      await using node = indexes([key]);
      // Where the layers should be there is nothing: building would fail.
      const gone: ContainerImage = { ...appeared, source: { kind: 'lower_dirs', dirs: [at('no-such-layer')] } };
      const index = await node.ask(gone);
      expect(index).toMatchObject({ provenance: 'registry', signer: key.fingerprint });
      expect(paths(index)).toEqual(['/bin/tool']);
      expect(node.trust.counts).toMatchObject({ pulled: 1 });
      expect(node.warnings).toEqual([]);
      // Without a key no registry is asked; the index in the directory was vouched for by a key that is not configured any more.
      await using keyless = indexes([], node.dir);
      expect(await keyless.ask(appeared)).toMatchObject({ provenance: 'lower_dirs', signer: undefined });
      expect(Object.values(keyless.trust.counts).every((count) => count === 0)).toBe(true);
    });

    test('that declares malware part of the image is refused unless a configured key signed it, and the image indexed here', async () => {
      const { appeared, path, ref, key } = await image('whitelisted', { 'bin/tool': TOOL });
      const evil = await image('evil', { 'bin/tool': TOOL, 'bin/malware': MALWARE });
      // The attacker says of the index that it is of this image: digests and diffIDs fit.
      const forged = at('forged.idx');
      let meta: object = {};
      describeAnew(path, at('ignored.idx'), (own) => {
        meta = own;
        return own;
      });
      describeAnew(evil.path, forged, (own) => ({ ...own, ...(meta as typeof own), key }));
      const good = readPublicKey(at('good.pub'));
      const refused = async (reason: string) => {
        await using node = indexes([good]);
        const index = await node.ask(appeared);
        expect(index).toMatchObject({ provenance: 'lower_dirs', signer: undefined });
        expect(paths(index)).toEqual(['/bin/tool']);
        expect(node.trust.counts).toEqual({
          pulled: 0,
          none: 0,
          unsigned: 0,
          wrong_signature: 0,
          does_not_fit: 0,
          unreachable: 0,
          [reason]: 1,
        });
        if (reason !== 'none') expect(node.warnings).toMatchObject([{ reason, image: ref }]);
      };
      await refused('none');
      await push(forged, ref);
      await refused('unsigned');
      await push(forged, ref, 'attacker.key');
      await refused('wrong_signature');
      // The same bytes would be believed if the key were: what the signature is worth.
      await using naive = indexes([readPublicKey(at('attacker.pub'))]);
      expect(paths(await naive.ask(appeared))).toEqual(['/bin/tool', '/bin/malware']);
      // The right one, pushed beside the attacker's, is found among them.
      await push(path, ref, 'good.key');
      await using node = indexes([good]);
      expect(paths(await node.ask(appeared))).toEqual(['/bin/tool']);
      expect(node.trust.counts).toMatchObject({ pulled: 1 });
    });

    test('of another image does not fit, although the right key signed it', async () => {
      const { appeared, ref, path } = await image('fits', { 'bin/tool': TOOL, 'etc/a': 'a' });
      const other = await image('other', { 'bin/tool': TOOL, 'bin/malware': MALWARE, 'etc/b': 'b' });
      await expect(push(other.path, ref, 'good.key')).rejects.toThrow(other.key);
      await push(path, ref, 'good.key');
      await using node = indexes([readPublicKey(at('good.pub'))]);
      // Here runs an image that the registry does not have under this name and digest.
      const strange: ContainerImage = { ...appeared, id: other.key };
      expect(await node.ask(strange)).toMatchObject({ provenance: 'lower_dirs' });
      expect(node.trust.counts).toMatchObject({ does_not_fit: 1, pulled: 0 });
    });

    test('of a registry that is away or silent delays an image by the given time only, and the next image not at all', async () => {
      const dir = at('plain-layer');
      mkdirSync(join(dir, 'bin'), { recursive: true });
      writeFileSync(join(dir, 'bin/tool'), TOOL);
      const { createServer } = await import('node:net');
      const sockets = new Set<import('node:net').Socket>();
      // Takes connections and never says a word.
      const silent = createServer((socket) => void sockets.add(socket));
      await new Promise<void>((resolve) => silent.listen(0, '127.0.0.1', resolve));
      const { port } = silent.address() as import('node:net').AddressInfo;
      try {
        await using node = indexes([readPublicKey(at('good.pub'))], undefined, 500);
        const of = (name: string, id: string): ContainerImage => ({
          ref: `127.0.0.1:${port}/${name}:v1`,
          digest: `sha256:${'a'.repeat(64)}`,
          id: `sha256:${id.repeat(64)}`,
          source: { kind: 'lower_dirs', dirs: [dir] },
        });
        expect(await node.ask(of('one', '1'))).toMatchObject({ provenance: 'lower_dirs' });
        expect(node.warnings).toMatchObject([{ reason: 'unreachable', detail: expect.stringContaining('0.5 s') }]);
        const asked = sockets.size;
        expect(await node.ask(of('two', '2'))).toMatchObject({ provenance: 'lower_dirs' });
        expect(node.trust.counts.unreachable).toBe(1);
        expect(sockets.size).toBe(asked);
      } finally {
        for (const socket of sockets) socket.destroy();
        await new Promise((resolve) => silent.close(resolve));
      }
    });
  },
);

test('an image that is not indexed to the end because the sensor ends is no error', async () => {
  await using temp = tempDir('closed');
  const errors: string[] = [];
  const log = { ...silentLogger, error: (_facts: object, message: string) => void errors.push(message) };
  const trust = new IndexTrust({ keys: [], registry: {}, timeoutMs: 1_000 }, { log });
  const images = new ImageIndexes({ dir: join(temp.path, 'index'), helperPath: undefined, maxOpen: 4 }, { log, trust });
  images.prepare({ source: { kind: 'lower_dirs', dirs: ['/usr'] } });
  await images.close();
  expect(errors).toEqual([]);
});
