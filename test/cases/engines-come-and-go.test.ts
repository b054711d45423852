/** Engines that appear, die, come back and vanish while the sensor runs on. */
import { rmSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { busyboxRootfs } from '../support/busybox.ts';
import { run, waitFor } from '../support/command.ts';
import { type Containerd, startContainerd } from '../support/containerd.ts';
import { type Docker, startDocker } from '../support/docker.ts';
import { describeIf, need } from '../support/need.ts';
import { imageArchive, type OciImage, ociImage } from '../support/oci.ts';
import { type Podman, startPodman } from '../support/podman.ts';
import { startRunc } from '../support/runc.ts';
import { type FindingJson, type Sensor, startSensor } from '../support/sensor.ts';
import { type TempDir, tempDir } from '../support/temp.ts';
import { sha256, writeElf } from './bytes.ts';

const REF = 'example.test/drift/come-and-go:1';
const SEEN_MS = 20_000;

const needs = [
  need.root(),
  need.btf(),
  need.bridge(),
  need.engine('runc', 'docker', 'podman', 'containerd', 'busybox', 'umoci', 'skopeo'),
];

describeIf(needs, 'while the sensor runs', () => {
  let temp: TempDir;
  let rootfs: string;
  let oci: OciImage;
  let sensor: Sensor;
  let podman: Podman;
  let docker: Docker | undefined;
  let containerd: Containerd | undefined;
  /** Where the sensor looks for sockets of daemons that do not exist yet. */
  const at = (name: string) => join(temp.path, name);
  const up = (engine: string) => sensor.metric('drift_sensor_engine_up', { engine });
  const isUp = (engine: string, value: number) =>
    waitFor(`${engine} ${value === 1 ? 'up' : 'down'}`, async () => (await up(engine)) === value, SEEN_MS);
  let files = 0;

  /** Fresh bytes below a process's root, to be run as `path`; then the finding about them. */
  async function drift(pid: number, exec: (path: string) => Promise<unknown>): Promise<FindingJson> {
    files += 1;
    const path = `/tmp/drift-${files}`;
    const digest = sha256(writeElf(`/proc/${pid}/root${path}`));
    await exec(path);
    return sensor.waitForFinding((finding) => finding.file?.sha256 === digest, SEEN_MS);
  }

  beforeAll(async () => {
    temp = tempDir('come-and-go');
    rootfs = await busyboxRootfs(at('rootfs'));
    oci = await ociImage({ layout: at('layout'), tag: 'one', layers: [rootfs] });
    podman = startPodman();
    const runtimes = [
      `runc=${at('runc')}`,
      `podman=${podman.storageRoot}`,
      `docker=unix://${at('docker.sock')}`,
      `containerd=unix://${at('containerd.sock')}`,
    ];
    const flags = runtimes.flatMap((runtime) => ['--runtime', runtime]);
    sensor = await startSensor({ args: [...flags, '--canary-interval-seconds', '86400'] });
  });

  afterAll(async () => {
    await sensor?.stop();
    await docker?.stop();
    await containerd?.stop();
    await podman?.stop();
    await temp?.remove();
  });

  test('engines that do not exist are down, each with a reason, and none of it is a warning', async () => {
    for (const engine of [
      `runc ${at('runc')}`,
      `podman ${podman.storageRoot}`,
      `docker unix://${at('docker.sock')}`,
      `containerd unix://${at('containerd.sock')}`,
    ]) {
      expect(await up(engine), engine).toBe(0);
    }
    expect(sensor.log()).not.toContain('container engine lost');
  });

  test('a state directory of runc appears with its first container, goes, and appears again', async () => {
    const label = `runc ${at('runc')}`;
    for (const id of ['come-first', 'come-second']) {
      const container = await startRunc({ dir: temp.path, id, root: at('runc'), rootfs: { lower: [rootfs] } });
      const finding = await drift(container.pid, (path) => container.exec([path]));
      expect(finding).toMatchObject({ verdict: 'added', container: { id, runtime: 'runc' } });
      await isUp(label, 1);
      await container.delete();
      rmSync(at('runc'), { recursive: true });
      await isUp(label, 0);
    }
  });

  test('a storage of Podman appears with its first image', async () => {
    await podman.load(oci, REF);
    const id = await podman.start(REF, undefined, ['--name', 'come-podman']);
    const pid = Number(await podman.podman(['inspect', '--format', '{{.State.Pid}}', id]));
    const finding = await drift(pid, (path) => podman.exec(id, [path]));
    expect(finding).toMatchObject({ container: { id, name: 'come-podman', runtime: 'podman', image: { ref: REF } } });
    await isUp(`podman ${podman.storageRoot}`, 1);
  });

  test('a containerd appears; it ends, what drifts meanwhile is found; it returns', async () => {
    const label = `containerd unix://${at('containerd.sock')}`;
    const it = await startContainerd();
    containerd = it;
    symlinkSync(it.socket, at('containerd.sock'));
    await it.ctr(['images', 'import', await imageArchive(oci, 'oci-archive', at('oci.tar'), REF)]);
    const pid = await it.start(REF, 'come-containerd');
    const container = { id: 'come-containerd', runtime: 'containerd', image: { ref: REF } };
    expect(await drift(pid, (path) => it.exec('come-containerd', [path]))).toMatchObject({ container });
    await it.restart(async () => {
      await isUp(label, 0);
      // Nobody can exec through a daemon that is not there; a process of the container can.
      expect(await drift(pid, (path) => inside(pid, path))).toMatchObject({ container });
    });
    await isUp(label, 1);
    expect(await drift(pid, (path) => it.exec('come-containerd', [path]))).toMatchObject({ container });
    await it.remove('come-containerd');
  });

  test('a dockerd appears, is killed and started again while its container lives, and vanishes', async () => {
    const label = `docker unix://${at('docker.sock')}`;
    const it = await startDocker();
    docker = it;
    symlinkSync(it.socket, at('docker.sock'));
    await it.importRootfs(rootfs, REF);
    const lives = await it.start(REF, undefined, ['--name', 'come-lives']);
    const goes = await it.start(REF, undefined, ['--name', 'come-goes']);
    const container = { id: lives.id, name: 'come-lives', runtime: 'docker', image: { ref: REF } };
    expect(await drift(lives.pid, (path) => lives.exec([path]))).toMatchObject({ container });
    await it.restart(async () => {
      await isUp(label, 0);
      expect(await drift(lives.pid, (path) => inside(lives.pid, path))).toMatchObject({ container });
      process.kill(goes.pid, 'SIGKILL');
    });
    await isUp(label, 1);
    expect(await drift(lives.pid, (path) => lives.exec([path]))).toMatchObject({ container });
    const containers = () => sensor.metric('drift_sensor_containers', { runtime: 'docker' });
    await waitFor('the one that ended meanwhile to be forgotten', async () => (await containers()) === 1, SEEN_MS);
    const later = await it.start(REF, undefined, ['--name', 'come-later']);
    expect(await drift(later.pid, (path) => later.exec([path]))).toMatchObject({
      container: { id: later.id, name: 'come-later' },
    });
    await it.stop();
    docker = undefined;
    await isUp(label, 0);
    await waitFor('its containers to be forgotten', async () => (await containers()) === 0, 60_000);
  }, 180_000);

  test('all the while nothing was lost, nothing failed, and no container was unknown', async () => {
    expect(await sensor.metric('drift_sensor_lost_total')).toBe(0);
    expect(await sensor.metric('drift_sensor_faults_total')).toBe(0);
    // Not the `nsenter` of `inside`, which is the host's and rightly found in the container's cgroup.
    const own = sensor.findings().filter(({ file }) => /^\/tmp\/drift-\d/.test(file?.path ?? ''));
    expect(own.length).toBe(files);
    expect(own.filter(({ verdict }) => verdict === 'unverified')).toEqual([]);
  });
});

/** As a process of the container: in its cgroups and its namespaces, below its root. */
async function inside(pid: number, path: string): Promise<void> {
  const join = `for c in $(cut -d: -f2- /proc/$1/cgroup | sed 's/^[^:]*://'); do
      for h in /sys/fs/cgroup/*; do [ -d "$h$c" ] && [ "$c" != / ] && echo $$ >"$h$c/cgroup.procs"; done
    done 2>/dev/null
    exec nsenter --target "$1" --mount --pid --root "$2"`;
  await run(['sh', '-c', join, 'sh', String(pid), path]);
}
