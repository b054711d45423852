/**
 * docs/deploy.md as a new user follows it: its own commands, word for word, by the real kubectl, from `kubectl apply` to the first
 * finding and to the end. The image is the one that buildah made, the pods are containerd's; the API server is a double.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { sha256 } from '../cases/bytes.ts';
import { sensorImage } from '../packaging/image.ts';
import { PODS } from '../sensor/kubernetes/support.ts';
import { busyboxRootfs } from '../support/busybox.ts';
import { type CommandResult, run, tryRun, waitFor } from '../support/command.ts';
import { type Containerd, startContainerd } from '../support/containerd.ts';
import { describeIf, need } from '../support/need.ts';
import { imageArchive, layerDirectory, ociImage } from '../support/oci.ts';
import type { FindingJson } from '../support/sensor.ts';
import { type TempDir, tempDir } from '../support/temp.ts';
import { type Cluster, startCluster } from './cluster.ts';
import { ROOT } from './manifest.ts';

const BUSYBOX = 'docker.io/library/busybox:latest';
const PAUSE = 'registry.k8s.io/pause:3.9';
/** As the controller here names it. */
const SENSOR = 'drift-sensor-x7k2p';
const BUILD_MS = 900_000;
const needs = [
  need.root(),
  need.compiler(),
  need.btf(),
  need.command('kubectl'),
  need.command('openssl'),
  need.engine('buildah', 'debootstrap', 'containerd', 'busybox', 'umoci', 'skopeo'),
];

describeIf(needs, 'docs/deploy.md', () => {
  const page = readFileSync(join(ROOT, 'docs/deploy.md'), 'utf8');
  let temp: TempDir;
  let containerd: Containerd;
  let cluster: Cluster;

  beforeAll(async () => {
    const image = await sensorImage();
    temp = tempDir('deploy');
    containerd = await startContainerd({ cri: true, sandboxImage: PAUSE, node: true });
    const rootfs = await busyboxRootfs(join(temp.path, 'rootfs'));
    const pause = layerDirectory(join(temp.path, 'pause'), { files: { 'etc/pause': { content: 'pause' } } });
    for (const [i, [name, layers]] of Object.entries({ [BUSYBOX]: [rootfs], [PAUSE]: [rootfs, pause] }).entries()) {
      const built = await ociImage({ layout: join(temp.path, 'layout'), tag: `t${i}`, layers });
      await importArchive(await imageArchive(built, 'oci-archive', join(temp.path, 'image.tar'), name));
    }
    const archive = join(temp.path, 'sensor.tar');
    await run(['tar', '-C', image.layout, '-cf', archive, '.']);
    await importArchive(archive);
    cluster = await startCluster(temp.path, containerd);
  }, BUILD_MS);

  afterAll(async () => {
    await cluster?.[Symbol.asyncDispose]();
    await containerd?.stop();
    await temp?.remove();
  });

  const importArchive = (path: string) => containerd.ctr(['images', 'import', path], { timeoutMs: 300_000 });

  /** The page's command lines below a heading. */
  function commands(heading: string): string[] {
    const section = page.split(/^## /m).find((each) => each.startsWith(`${heading}\n`)) ?? '';
    const blocks = [...section.matchAll(/^```sh\n([\s\S]*?)^```/gm)].map(([, block = '']) => block);
    const lines = blocks.join('').split('\n');
    return lines.filter((line) => line !== '');
  }

  function shell(command: string): Promise<CommandResult> {
    const env = { KUBECONFIG: cluster.kubeconfig, HOME: temp.path };
    return tryRun(['sh', '-c', command], { cwd: ROOT, env, timeoutMs: 300_000 });
  }

  const [status = '', statuses = '', ...others] = commands('Watch it');

  /** What a command of the page prints; throws with the sensor's words when it fails. */
  async function out(command: string): Promise<string> {
    const { code, stdout, stderr } = await shell(command);
    if (code === 0) return stdout;
    throw new Error(`exit ${code}: ${command}\n${stderr}${stdout}\n${cluster.faults.join('\n')}\n${sensorLog()}`);
  }

  const sensorLog = (): string => {
    const path = cluster.pod('drift-sensor', SENSOR)?.containers.get('sensor')?.logPath;
    return path === undefined ? '' : readFileSync(path, 'utf8').slice(-4_000);
  };

  async function findings(): Promise<FindingJson[]> {
    const text = await out('kubectl -n drift-sensor logs ds/drift-sensor');
    const lines = text.split('\n').filter((line) => line.startsWith('{"schema":"drift-sensor.finding/1"'));
    return lines.map((line) => JSON.parse(line) as FindingJson);
  }

  test('“Apply” makes every object, and waits until the canary was caught', { timeout: BUILD_MS }, async () => {
    const [apply = '', rollout = '', ...rest] = commands('Apply');
    expect(rest).toEqual([]);
    const made = (await out(apply)).trim().split('\n');
    expect(made).toHaveLength(11);
    expect(made.filter((line) => !line.endsWith(' created'))).toEqual([]);
    expect(await out(rollout)).toContain('daemon set "drift-sensor" successfully rolled out');
    const canary = (await findings()).find(({ container }) => container.runtime === 'canary');
    expect(canary).toMatchObject({
      verdict: 'added',
      source: 'ebpf',
      node: 'node-1',
      file: { path: expect.stringMatching(/^\/tmp\/drift-sensor-canary-/) },
      container: { name: 'sensor' },
      pod: { namespace: 'drift-sensor', name: SENSOR },
    });
  });

  test('“The first finding” shows the finding with its pod, and as an Event of it', { timeout: BUILD_MS }, async () => {
    const [create = '', wait = '', drift = '', logs = '', describe = '', ...rest] = commands('The first finding');
    expect(rest).toEqual([]);
    // Of an attempt before this one.
    cluster.api.store.delete(PODS, 'victim', 'default');
    await waitFor('nothing', () => cluster.pod('default', 'victim') === undefined, 60_000);
    await out(create);
    await out(wait);
    await out(drift);
    const lines = async () => (await shell(logs)).stdout.split('\n').filter((line) => line !== '');
    await waitFor('the finding', async () => (await lines()).length > 0, 60_000);
    const [line = ''] = await lines();
    expect(JSON.parse(line)).toMatchObject({
      verdict: 'added',
      object: 'binary',
      origin: 'writable_layer',
      file: {
        path: '/tmp/busybox-2',
        sha256: sha256(Buffer.concat([readFileSync('/bin/busybox'), Buffer.from('\n')])),
      },
      container: { name: 'victim', image: { ref: BUSYBOX } },
      pod: { namespace: 'default', name: 'victim' },
    });
    const shown = async () => (await out(describe)).split('\n').find((it) => it.includes('Drift'));
    expect(await waitFor('the Event', shown, 60_000)).toMatch(
      /Warning +Drift +\S+ +drift-sensor.io\/sensor +high: A binary that is not in image \S+ ran from \/tmp\/busybox-2 in container victim/,
    );
  });

  test('says nothing else of the pods: neither of their own programs nor of the runtime’s', {
    timeout: 120_000,
  }, async () => {
    // With each start and exec the runtime runs copies of itself in the container's cgroup.
    await out('kubectl run second --image=busybox --restart=Never -- sleep 3600');
    await out('kubectl wait --for=condition=Ready pod/second');
    for (let i = 0; i < 5; i++) await out('kubectl exec second -- ls /');
    await waitFor('it to be watched', async () => (await out(status)).includes('default/second'), 30_000);
    const drift = (await findings()).filter(({ verdict, pod }) => verdict !== 'unverified' && pod !== undefined);
    const said = drift.map(({ container, file }) => `${container.name} ${file?.path.replace(/[0-9a-f]{12}$/, '…')}`);
    expect([...new Set(said)].sort()).toEqual(['sensor /tmp/drift-sensor-canary-…', 'victim /tmp/busybox-2']);
  });

  test('“Watch it” shows what the sensor watches, and its status in the cluster', async () => {
    expect(others).toEqual([]);
    const said = await out(status);
    expect(said).toMatch(/^tier +detect/m);
    expect(said).toMatch(/^cluster .*\(service account\): pods following/m);
    expect(said).toMatch(/ victim +containerd +\S+ +ready +default\/victim$/m);
    expect(said).toMatch(/ sensor +containerd +localhost\/drift-sensor:dev +ready +drift-sensor\//m);
    expect(await out(statuses)).toMatch(/^node-1 /m);
    const { stdout } = await shell('kubectl -n drift-sensor exec ds/drift-sensor -- drift-sensor doctor');
    expect(stdout).toMatch(/^ok +kubernetes_rights +all that the sensor asks for$/m);
    expect(cluster.refused).toEqual([]);
  });

  test('the sensor’s token writes the status of no other node', async () => {
    const object = join(temp.path, 'status.json');
    writeFileSync(
      object,
      JSON.stringify({ apiVersion: 'drift-sensor.io/v1alpha1', kind: 'SensorStatus', metadata: { name: 'node-2' } }),
    );
    const create = `kubectl create --raw /apis/drift-sensor.io/v1alpha1/sensorstatuses -f ${object}`;
    const { code, stderr } = await shell(`${create} --token=drift-sensor/drift-sensor`);
    expect([code, stderr]).toEqual([1, expect.stringContaining('the SensorStatus of its own node only')]);
    expect(await out('kubectl get sensorstatuses')).not.toContain('node-2');
  });

  test('“Update and remove” removes the sensor with its pod', { timeout: 120_000 }, async () => {
    const [, remove = ''] = /`(kubectl delete -f \S+)`/.exec(page) ?? [];
    const words = cluster.pod('drift-sensor', SENSOR)?.containers.get('sensor')?.logPath ?? '';
    expect((await out(remove)).trim().split('\n')).toHaveLength(11);
    const stopping = () => readFileSync(words, 'utf8').includes('"msg":"stopping"');
    await waitFor('its last words', stopping, 60_000);
    expect(cluster.faults).toEqual([]);
  });

  test.each([
    ['minimal-privilege', 'scan'],
    // CAP_SYS_ADMIN, but neither privileged nor with cgroups that can be written.
    ['eks-bottlerocket', 'detect'],
  ])('the overlay %s is ready, too: its canary is caught in tier %s', { timeout: 300_000 }, async (name, tier) => {
    await waitFor('nothing', () => cluster.pod('drift-sensor', SENSOR) === undefined, 60_000);
    const rendered = join(temp.path, `${name}.yaml`);
    await out(`kubectl kustomize deploy/overlays/${name} >${rendered} && kubectl apply -f ${rendered}`);
    try {
      await out('kubectl -n drift-sensor rollout status ds/drift-sensor --timeout=120s');
      // A busy machine's sensor may not answer in time.
      const said = await waitFor(
        'its status',
        async () => {
          const { code, stdout } = await shell(status);
          return code === 0 ? stdout : undefined;
        },
        60_000,
      );
      expect(said).toMatch(new RegExp(`^tier +${tier}: `, 'm'));
      expect(said).toMatch(/^canary +ok: /m);
      expect(cluster.faults).toEqual([]);
    } finally {
      await out(`kubectl delete -f ${rendered}`);
    }
  });
});
