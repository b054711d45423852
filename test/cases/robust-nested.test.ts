/** Whose exec it is when a container arranges its cgroups and namespaces otherwise, and what runtimes do that must stay quiet (B05, B06). */
import { mkdirSync, readFileSync, rmdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { busyboxRootfs } from '../support/busybox.ts';
import { waitFor } from '../support/command.ts';
import { type Docker, type DockerContainer, sharedDocker } from '../support/docker.ts';
import { elf } from '../support/elf.ts';
import { describeIf, need } from '../support/need.ts';
import type { RuncContainer } from '../support/runc.ts';
import { indexed, openStage, put, type Stage, sceneNeeds, settled } from '../support/scene.ts';
import { type FindingJson, type Sensor, startSensor } from '../support/sensor.ts';
import { type TempDir, tempDir } from '../support/temp.ts';

const QUIET = ['--canary-interval-seconds', '86400'];

describeIf(sceneNeeds(), 'runc containers of every kind', () => {
  let stage: Stage;
  let sensor: Sensor;
  let strangers: readonly string[] = [];

  beforeAll(async () => {
    stage = await openStage('nested', ['exec-loop']);
    sensor = await startSensor({ args: QUIET });
    await settled(sensor);
    strangers = unexplained();
  });

  afterAll(async () => {
    await sensor?.stop();
    await stage?.[Symbol.asyncDispose]();
  });

  const of = (container: RuncContainer): FindingJson[] =>
    sensor.findings().filter((f) => f.container.id === container.id);
  /** Also what could be attributed to nobody (what ran here before is somebody's); another sensor's canary on this machine is none of ours. */
  const unexplained = (): string[] =>
    sensor
      .findings()
      .filter((f) => f.reason === 'unknown_container' && !/\/drift-(helper|payload)$/.test(f.file?.path ?? ''))
      .map((f) => `${f.file?.path} ${f.container.id}`);

  test('an exec in a cgroup that was made below the container is the container’s', async () => {
    const container = await stage.container();
    await indexed(sensor, container);
    const cgroup = cgroup2Of(container.pid);
    const child = join(cgroup, 'made-inside', 'deeper');
    mkdirSync(child, { recursive: true });
    try {
      const digest = put(container, 'tmp/nested', elf({ sleepMs: 50 }));
      // The shell waits until it has been moved.
      const going = container.sh('while [ ! -e /tmp/moved ]; do sleep 0.05; done; /tmp/nested; /bin/ls / >/dev/null');
      const pid = await waitFor('the shell', () => shellIn(cgroup, container.pid));
      writeFileSync(join(child, 'cgroup.procs'), String(pid));
      put(container, 'tmp/moved', Buffer.alloc(0));
      await going;
      expect(await sensor.waitForFinding((f) => f.file?.sha256 === digest)).toMatchObject({
        verdict: 'added',
        container: { id: container.id, runtime: 'runc' },
      });
      await settled(sensor);
      expect(of(container).filter((f) => f.file?.path !== '/tmp/nested')).toEqual([]);
    } finally {
      rmdirSync(child);
      rmdirSync(join(cgroup, 'made-inside'));
    }
  });

  test('a file of the host that a privileged container runs through nsenter is found, origin host (D29)', async () => {
    const container = await stage.container({ privileged: true, hostNamespaces: ['pid'] });
    await indexed(sensor, container);
    const target = String(process.pid);
    const result = await container.exec(['/bin/busybox', 'nsenter', '-t', target, '-m', '/usr/bin/id']);
    expect(result).toMatchObject({ code: 0 });
    expect(
      await sensor.waitForFinding((f) => f.container.id === container.id && /\/id$/.test(f.file?.path ?? '')),
    ).toMatchObject({
      origin: 'host',
      verdict: 'added',
    });
  });

  test.each([
    ['a read-only root', { readonly: true }],
    ['the host’s network', { hostNamespaces: ['network'] }],
    ['the host’s pid namespace', { hostNamespaces: ['pid'] }],
    ['all capabilities', { privileged: true }],
    ['a user namespace', { userNamespace: true }],
  ] as const)(
    'a clean container with %s is quiet from its start, also for runc exec (B05, B06)',
    async (_what, options) => {
      const before = await clean();
      const container = await stage.container(options);
      await indexed(sensor, container);
      for (let i = 0; i < 5; i++) await container.exec(['/bin/ls', '/']);
      await container.exec(['/usr/local/bin/exec-loop', '50', '/bin/busybox', 'true']);
      await settled(sensor);
      await container.delete();
      await settled(sensor);
      expect(of(container)).toEqual([]);
      expect(unexplained()).toEqual(strangers);
      expect((await clean()) - before).toBeGreaterThanOrEqual(57);
    },
  );

  const clean = () => sensor.metric('drift_sensor_verdicts_total', { verdict: 'in_image' });
});

describeIf([...sceneNeeds(), need.engine('docker')], 'what Docker does to its containers', () => {
  let temp: TempDir;
  let docker: Docker;
  let sensor: Sensor;

  beforeAll(async () => {
    temp = tempDir('docker-quiet');
    docker = await sharedDocker();
    await docker.importRootfs(await busyboxRootfs(join(temp.path, 'image')), 'quiet:1');
    sensor = await startSensor({ args: [...QUIET, '--runtime', `docker=${docker.host}`] });
  });

  afterAll(async () => {
    await sensor?.stop();
    await temp?.remove();
  });

  test('its init, its health checks and docker exec are quiet (B05)', async () => {
    const health = ['--health-cmd', '/bin/ls /', '--health-interval', '1s', '--health-retries', '1'];
    const container = await docker.start('quiet:1', ['sleep', '1000'], ['--init', ...health]);
    try {
      const inImage = () => sensor.metric('drift_sensor_verdicts_total', { verdict: 'in_image' });
      await waitFor(
        'a health check',
        async () =>
          (await docker.docker(['inspect', '--format', '{{.State.Health.Status}}', container.id])) === 'healthy',
      );
      const judged = await waitFor(
        'something to be judged',
        async () => (await inImage()) > 0 && (await inImage()),
        30_000,
      );
      await container.exec(['/bin/ls', '/']);
      await waitFor('the exec to be judged', async () => (await inImage()) > judged);
      await settled(sensor);
      expect(sensor.findings().filter((f) => f.container.id === container.id)).toEqual([]);
    } finally {
      await container.remove();
    }
  });

  test.each([
    ['a read-only root', ['--read-only']],
    ['the host’s pid namespace', ['--pid', 'host']],
    ['CAP_SYS_ADMIN', ['--cap-add', 'SYS_ADMIN']],
    ['a tmpfs and a volume', ['--tmpfs', '/cache', '--volume', '/data']],
  ] as const)('a clean container with %s is quiet (B06)', async (_what, options) => {
    const container: DockerContainer = await docker.start('quiet:1', ['sleep', '1000'], options);
    try {
      const inImage = () => sensor.metric('drift_sensor_verdicts_total', { verdict: 'in_image' });
      const before = await inImage();
      for (let i = 0; i < 3; i++) await container.exec(['/bin/ls', '/']);
      await waitFor('the execs to be judged', async () => (await inImage()) >= before + 3);
      await settled(sensor);
      expect(sensor.findings().filter((f) => f.container.id === container.id)).toEqual([]);
    } finally {
      await container.remove();
    }
  });
});

function cgroup2Of(pid: number): string {
  const [, path = ''] = /^0::(.*)$/m.exec(readFileSync(`/proc/${pid}/cgroup`, 'utf8')) ?? [];
  const mounts = readFileSync('/proc/self/mountinfo', 'utf8').split('\n');
  const mount = mounts.find((line) => line.includes(' - cgroup2 '))?.split(' ')[4] ?? '/sys/fs/cgroup';
  return join(mount, path);
}

/** The process of a cgroup that is not the container's first. */
function shellIn(cgroup: string, init: number): number | undefined {
  const pids = readFileSync(join(cgroup, 'cgroup.procs'), 'utf8').trim().split('\n').map(Number);
  return pids.find((pid) => pid !== init && /^\/bin\/sh\0/.test(cmdline(pid)));
}

function cmdline(pid: number): string {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'latin1');
  } catch {
    return '';
  }
}
