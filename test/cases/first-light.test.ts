/** What the sensor must find in a plain runc and in a Docker container, seen with the real kernel, and how soon. */
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { copyFileSync, mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { busyboxRootfs } from '../support/busybox.ts';
import { program } from '../support/cc.ts';
import { waitFor } from '../support/command.ts';
import { type Docker, type DockerContainer, sharedDocker } from '../support/docker.ts';
import { elf, writeElf } from '../support/elf.ts';
import { describeIf, need } from '../support/need.ts';
import { type RuncContainer, startRunc } from '../support/runc.ts';
import { type FindingJson, type Sensor, type SensorOptions, startSensor } from '../support/sensor.ts';
import { type TempDir, tempDir } from '../support/temp.ts';

const kernel = [need.root(), need.btf(), need.bridge(), need.compiler()];

/** The longest time from an exec to its finding that the first milestone allows, once the image's index is ready. */
const LATENCY_MS = 100;

describeIf([...kernel, need.engine('runc', 'busybox')], 'in a plain runc container', () => {
  let temp: TempDir;
  let sensor: Sensor;
  let container: RuncContainer;
  let volume: string;
  let tool: Buffer;

  beforeAll(async () => {
    temp = tempDir('first-light');
    const image = await busyboxRootfs(join(temp.path, 'image'));
    tool = elf({ sleepMs: 50 });
    writeFileSync(join(image, 'usr/local/bin/tool'), tool, { mode: 0o755 });
    copyFileSync(await program('memfd-exec'), join(image, 'usr/local/bin/memfd-exec'));
    copyFileSync(await program('same-size-overwrite'), join(image, 'usr/local/bin/same-size-overwrite'));
    volume = join(temp.path, 'volume');
    mkdirSync(volume);
    sensor = await startSensor(withoutDisk(temp));
    container = await startRunc({
      dir: temp.path,
      rootfs: { lower: [image] },
      mounts: [
        { type: 'tmpfs', destination: '/cache', options: ['mode=1777'] },
        { type: 'bind', source: volume, destination: '/data', options: ['bind', 'rw'] },
      ],
    });
    await indexed(sensor, container);
  });

  afterAll(async () => {
    await container?.delete();
    await sensor?.stop();
    await temp?.remove();
  });

  const put = (path: string, bytes: Buffer) => writeFileSync(join(container.rootfs, path), bytes, { mode: 0o755 });

  test('a new ELF is added, in the writable layer', async () => {
    const bytes = elf({ sleepMs: 30 });
    put('tmp/new', bytes);
    const finding = await foundAfter(sensor, () => container.exec(['/tmp/new', 'one', 'two']), sha256(bytes));
    expect(finding).toMatchObject({
      schema: 'drift-sensor.finding/1',
      verdict: 'added',
      object: 'binary',
      origin: 'writable_layer',
      action: 'alerted',
      severity: 'high',
      confidence: 'high',
      source: 'ebpf',
      file: { path: '/tmp/new', size: bytes.length, mode: '0755', deleted: false },
      process: { name: 'new', exe: '/tmp/new', args: ['/tmp/new', 'one', 'two'], uid: 0 },
      container: { id: container.id, runtime: 'runc', image: { provenance: 'lower_dirs' } },
    });
    expect(finding.process?.parents.length).toBeGreaterThan(0);
  });

  test('an image binary overwritten with the same size and its times restored is modified', async () => {
    const bytes = elf({ sleepMs: 50 });
    expect(bytes.length).toBe(tool.length);
    put('tmp/source', bytes);
    const before = statSync(join(container.rootfs, 'usr/local/bin/tool'), { bigint: true });
    await container.exec(['/usr/local/bin/same-size-overwrite', '/usr/local/bin/tool', '/tmp/source']);
    const after = statSync(join(container.rootfs, 'usr/local/bin/tool'), { bigint: true });
    expect([after.size, after.mtimeNs]).toEqual([before.size, before.mtimeNs]);
    const finding = await foundAfter(sensor, () => container.exec(['/usr/local/bin/tool']), sha256(bytes));
    expect(finding).toMatchObject({
      verdict: 'modified',
      origin: 'writable_layer',
      file: { path: '/usr/local/bin/tool', expected_sha256: sha256(tool) },
    });
  });

  test('an image binary replaced by rename is modified', async () => {
    const bytes = elf({ sleepMs: 30 });
    put('tmp/replacement', bytes);
    await container.sh('mv /tmp/replacement /usr/local/bin/tool');
    const finding = await foundAfter(sensor, () => container.exec(['/usr/local/bin/tool']), sha256(bytes));
    expect(finding).toMatchObject({
      verdict: 'modified',
      origin: 'writable_layer',
      file: { path: '/usr/local/bin/tool' },
    });
  });

  test('a copy of an image binary under another name is relocated', async () => {
    await container.sh('cp /usr/local/bin/memfd-exec /tmp/elsewhere');
    const digest = sha256(readFileSync(join(container.rootfs, 'tmp/elsewhere')));
    const finding = await foundAfter(sensor, () => container.exec(['/tmp/elsewhere']).catch(() => undefined), digest);
    expect(finding).toMatchObject({
      verdict: 'relocated',
      origin: 'writable_layer',
      file: { path: '/tmp/elsewhere', image_path: '/usr/local/bin/memfd-exec' },
    });
    expect(finding.masquerade).toBeUndefined();
  });

  test("a copy of an image binary under another tool's name is masquerade", async () => {
    await container.sh('mkdir -p /tmp/m && cp /usr/local/bin/memfd-exec /tmp/m/sshd');
    const finding = await foundAt(sensor, () => container.exec(['/tmp/m/sshd']).catch(() => undefined), '/tmp/m/sshd');
    expect(finding).toMatchObject({ verdict: 'relocated', masquerade: true });
  });

  test('a memfd is added, with its bytes', async () => {
    const bytes = elf({ sleepMs: 30 });
    put('tmp/payload', bytes);
    const finding = await foundAfter(
      sensor,
      () => container.exec(['/usr/local/bin/memfd-exec', '/tmp/payload']),
      sha256(bytes),
    );
    expect(finding).toMatchObject({ verdict: 'added', origin: 'memfd', severity: 'critical' });
    expect(finding.file?.path).toMatch(/^memfd:/);
  });

  test('a binary on a tmpfs volume is added, origin tmpfs', async () => {
    const bytes = elf({ sleepMs: 30 });
    await copyThroughVolume(bytes, '/cache/fast');
    const finding = await foundAfter(sensor, () => container.exec(['/cache/fast']), sha256(bytes));
    expect(finding).toMatchObject({ verdict: 'added', origin: 'tmpfs', file: { path: '/cache/fast' } });
  });

  test('a binary on a bind mount is added, origin volume', async () => {
    const bytes = writeElf(join(volume, 'mounted'), { sleepMs: 30 });
    const finding = await foundAfter(sensor, () => container.exec(['/data/mounted']), sha256(bytes));
    expect(finding).toMatchObject({ verdict: 'added', origin: 'volume', file: { path: '/data/mounted' } });
  });

  test('a binary deleted right after its start is found with its bytes', async () => {
    const bytes = elf();
    // Where rm comes first there is nothing to start (127): then it is put there again.
    const start = async (): Promise<void> => {
      put('tmp/brief', bytes);
      const ran = await container.exec(['/bin/sh', '-c', '/tmp/brief & rm /tmp/brief; wait $!']);
      if (ran.code === 127) return start();
      expect(ran.code).toBe(0);
    };
    const finding = await foundAfter(sensor, start, sha256(bytes));
    expect(finding).toMatchObject({ verdict: 'added', file: { path: '/tmp/brief' } });
    expect(finding.process?.parents[0]?.name).toBe('sh');
  });

  async function copyThroughVolume(bytes: Buffer, to: string): Promise<void> {
    writeFileSync(join(volume, 'in-transit'), bytes, { mode: 0o755 });
    await container.sh(`cp /data/in-transit ${to} && chmod 755 ${to}`);
  }
});

describeIf([...kernel, need.engine('docker', 'busybox')], 'in a Docker container', () => {
  let temp: TempDir;
  let docker: Docker;
  let sensor: Sensor;
  let container: DockerContainer;

  beforeAll(async () => {
    temp = tempDir('first-light-docker');
    docker = await sharedDocker();
    const image = await busyboxRootfs(join(temp.path, 'image'));
    await docker.importRootfs(image, 'first-light:1');
    sensor = await startSensor({ ...withoutDisk(temp), args: ['--runtime', `docker=${docker.host}`] });
    container = await docker.start('first-light:1', ['sleep', '1000']);
    await indexed(sensor, container);
  });

  afterAll(async () => {
    await container?.remove();
    await sensor?.stop();
    await temp?.remove();
  });

  test('a new ELF is found, with the image it does not belong to', async () => {
    const bytes = writeElf(join(temp.path, 'new'), { sleepMs: 30 });
    await container.copyIn(join(temp.path, 'new'), '/tmp/new');
    const id = (await docker.docker(['image', 'inspect', '--format', '{{.Id}}', 'first-light:1'])).trim();
    const finding = await foundAfter(sensor, () => container.exec(['/tmp/new']), sha256(bytes));
    expect(finding).toMatchObject({
      verdict: 'added',
      object: 'binary',
      origin: 'writable_layer',
      container: { id: container.id, runtime: 'docker', image: { ref: 'first-light:1', id, provenance: 'lower_dirs' } },
    });
  });

  test("the image's own programs are quiet, however their names lead to them", async () => {
    const own = () => sensor.findings().filter((finding) => finding.container.id === container.id);
    const before = own().length;
    const clean = await sensor.metric('drift_sensor_verdicts_total', { verdict: 'in_image' });
    // busybox's shell runs its applets itself unless they are called by path.
    await container.sh('/bin/ls / >/dev/null; /bin/busybox true; cd /bin && ./cat /etc/passwd >/dev/null');
    await expect
      .poll(() => sensor.metric('drift_sensor_verdicts_total', { verdict: 'in_image' }), { timeout: 30_000 })
      .toBeGreaterThanOrEqual(clean + 4);
    expect(own().slice(before)).toEqual([]);
  });
});

/** A finding is on disk before it is said: where the disk is slow the time would be its own, not the sensor's. */
function withoutDisk({ path }: TempDir): Pick<SensorOptions, 'stateDir' | 'findingsFile'> {
  const memory = join(path, 'memory');
  mkdirSync(memory);
  execFileSync('mount', ['-t', 'tmpfs', 'tmpfs', memory]);
  return { stateDir: join(memory, 'state'), findingsFile: join(memory, 'findings.ndjson') };
}

/** Waits until what the container ran so far has been judged, which needs its image's index. */
async function indexed(sensor: Sensor, container: { exec(args: readonly string[]): Promise<unknown> }): Promise<void> {
  const clean = () => sensor.metric('drift_sensor_verdicts_total', { verdict: 'in_image', object: 'binary' });
  const before = await clean();
  await container.exec(['/bin/busybox', 'true']);
  await waitFor('the image to be indexed', async () => (await clean()) > before, 30_000);
}

/** Runs, waits for the finding with this digest, and checks that its file appeared within the milestone's latency. */
async function foundAfter(sensor: Sensor, execute: () => Promise<unknown>, digest: string): Promise<FindingJson> {
  return found(sensor, execute, (finding) => finding.file?.sha256 === digest);
}

function foundAt(sensor: Sensor, execute: () => Promise<unknown>, path: string): Promise<FindingJson> {
  return found(sensor, execute, (finding) => finding.file?.path === path);
}

async function found(
  sensor: Sensor,
  execute: () => Promise<unknown>,
  matches: (finding: FindingJson) => boolean,
): Promise<FindingJson> {
  // By the file's own clock: how late this process looks is not the sensor's.
  const seen = sensor
    .waitForFinding(matches, 30_000)
    .then((finding) => ({ finding, atMs: statSync(sensor.findingsFile).mtimeMs }));
  await execute();
  const { finding, atMs } = await seen;
  expect(atMs - Date.parse(String(finding.time))).toBeLessThanOrEqual(LATENCY_MS);
  return finding;
}

function sha256(bytes: Buffer): string {
  return createHash('sha256').update(bytes).digest('hex');
}
