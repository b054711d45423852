/** Containers whose root is a plain copy of the image and no overlay: what is their image's is told by content, not by times. */
import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { busyboxRootfs } from '../support/busybox.ts';
import { waitFor } from '../support/command.ts';
import { startContainerd } from '../support/containerd.ts';
import { startDocker } from '../support/docker.ts';
import { writeElf } from '../support/elf.ts';
import { describeIf, need } from '../support/need.ts';
import { imageArchive, type OciImage, ociImage } from '../support/oci.ts';
import { type Sensor, startSensor } from '../support/sensor.ts';
import { type TempDir, tempDir } from '../support/temp.ts';

const REF = 'example.test/drift/plain:1';
const TOOL = '/usr/local/bin/tool';

/** What an entrypoint does in its first moments; then it stays. */
const OWNED = `chown -R 1000:1000 /bin /usr/local; chmod 700 ${TOOL}; exec sleep 1000000`;
const TAMPERED = `touch -r ${TOOL} /tmp/was; echo >> ${TOOL}; touch -r /tmp/was ${TOOL}; ${TOOL}; exec sleep 1000000`;

type Engine = {
  readonly runtime: string;
  load(image: OciImage): Promise<void>;
  /** Gives its id. */
  start(script: string): Promise<string>;
  exec(id: string, command: readonly string[]): Promise<number>;
  /** Waits for its end, at which it is removed. */
  brief(name: string, mount: string, command: readonly string[]): Promise<void>;
  stop(): Promise<void>;
};

async function nativeContainerd(dir: string): Promise<Engine> {
  const containerd = await startContainerd();
  const native = ['--snapshotter', 'native'];
  const started: string[] = [];
  return {
    runtime: `containerd=${containerd.address}`,
    load: async (image) => {
      const archive = await imageArchive(image, 'oci-archive', join(dir, 'oci.tar'), REF);
      await containerd.ctr(['images', 'import', '--snapshotter', 'native', archive]);
    },
    start: async (script) => {
      const id = `plain-${started.length}`;
      started.push(id);
      await containerd.start(REF, id, ['/bin/sh', '-c', script], native);
      return id;
    },
    exec: async (id, command) => (await containerd.exec(id, command)).code,
    brief: async (name, file, command) => {
      const mount = ['--mount', `type=bind,src=${file},dst=/payload,options=rbind:ro`];
      await containerd.ctr(['run', '--rm', ...native, ...mount, REF, name, ...command]);
    },
    stop: async () => {
      for (const id of started) await containerd.remove(id);
      await containerd.stop();
    },
  };
}

async function vfsDocker(dir: string): Promise<Engine> {
  const docker = await startDocker({ storageDriver: 'vfs' });
  return {
    runtime: `docker=${docker.host}`,
    load: async (image) => {
      const archive = await imageArchive(image, 'docker-archive', join(dir, 'docker.tar'), REF);
      await docker.docker(['load', '--input', archive]);
    },
    start: async (script) => (await docker.start(REF, ['/bin/sh', '-c', script])).id,
    exec: async (id, command) => (await docker.tryDocker(['exec', id, ...command])).code,
    brief: async (name, file, command) => {
      const mount = ['--volume', `${file}:/payload:ro`];
      await docker.docker(['run', '--rm', '--network', 'none', '--name', name, ...mount, REF, ...command]);
    },
    stop: () => docker.stop(),
  };
}

const basic = [need.root(), need.btf(), need.bridge()];
const engines = [
  { name: 'containerd’s native snapshotter', start: nativeContainerd, needs: need.engine('containerd', 'umoci') },
  { name: 'Docker’s vfs driver', start: vfsDocker, needs: need.engine('docker', 'umoci') },
];

for (const { name, start, needs } of engines) {
  describeIf([...basic, needs, need.engine('busybox', 'skopeo')], `on ${name}`, () => {
    let temp: TempDir;
    let engine: Engine;
    let sensor: Sensor | undefined;

    beforeAll(async () => {
      temp = tempDir('plain-root');
      const rootfs = await busyboxRootfs(join(temp.path, 'rootfs'));
      writeElf(join(rootfs, TOOL));
      const image = await ociImage({ layout: join(temp.path, 'layout'), tag: 'plain', layers: [rootfs] });
      engine = await start(temp.path);
      await engine.load(image);
    });
    afterEach(async () => {
      await sensor?.stop();
      sensor = undefined;
    });
    afterAll(async () => {
      await engine?.stop();
      await temp?.remove();
    });

    test('what an entrypoint gives another owner and mode stays the image’s, what it overwrites does not', async () => {
      sensor = await startSensor({ args: ['--runtime', engine.runtime] });
      const { findings, metric } = sensor;
      const owned = await engine.start(OWNED);
      const tampered = await engine.start(TAMPERED);
      const of = (id: string) => findings().filter((finding) => finding.container.id === id);
      await waitFor('the overwritten one', () => of(tampered).some(({ file }) => file?.path === TOOL), 30_000);
      const clean = () => metric('drift_sensor_verdicts_total', { verdict: 'in_image', object: 'binary' });
      const before = await clean();
      for (const command of [[TOOL], ['/bin/ls', '/'], ['/bin/busybox', 'true']])
        expect(await engine.exec(owned, command)).toBe(0);
      await waitFor('clean verdicts', async () => (await clean()) >= before + 3, 30_000);
      expect(of(owned)).toEqual([]);
      expect(of(tampered)).toMatchObject([
        { verdict: 'modified', file: { path: TOOL }, container: { image: { ref: REF, provenance: 'content_store' } } },
      ]);
    });

    test('of containers that are gone at once drift is found, with its image, and all that they run is verified', async () => {
      sensor = await startSensor({ args: ['--runtime', engine.runtime] });
      const file = join(temp.path, 'payload');
      const sha256 = createHash('sha256')
        .update(writeElf(file, { sleepMs: 50 }))
        .digest('hex');
      const names = Array.from({ length: 5 }, (_, i) => `brief-${i}`);
      for (const each of names) await engine.brief(each, file, ['/bin/sh', '-c', '/payload; /bin/true']);
      const all = () => sensor?.findings().filter(({ file: found }) => found?.sha256 === sha256) ?? [];
      await waitFor('five findings', () => all().length === names.length, 30_000);
      for (const finding of all()) {
        expect(finding).toMatchObject({ verdict: 'added', origin: 'volume', container: { image: { ref: REF } } });
      }
      const ids = new Set(all().map(({ container }) => container.id));
      expect(
        sensor.findings().filter(({ container, verdict }) => ids.has(container.id) && verdict !== 'added'),
      ).toEqual([]);
    });
  });
}
