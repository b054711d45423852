/** What the sensor must find in Kubernetes' pods, as containerd's CRI plugin runs them, seen with the real kernel. */
import { chmodSync, copyFileSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { busyboxRootfs } from '../support/busybox.ts';
import { run, tryRun, waitFor } from '../support/command.ts';
import { type Containerd, startContainerd } from '../support/containerd.ts';
import { type CriPod, startPod } from '../support/cri.ts';
import { describeIf, need } from '../support/need.ts';
import { imageArchive, layerDirectory, ociImage } from '../support/oci.ts';
import { type FindingJson, type Sensor, startSensor } from '../support/sensor.ts';
import { type TempDir, tempDir } from '../support/temp.ts';
import { freshElf, sha256, withNonce } from './bytes.ts';

const APP = 'example.test/cri/app:1';
const TOOLS = 'example.test/cri/tools:1';
const PAUSE = 'registry.k8s.io/pause:3.9';
const SLEEP = ['/bin/sleep', '1000000'];
const CLI = new URL('../../bin/drift-sensor', import.meta.url).pathname;
const needs = [need.root(), need.btf(), need.bridge(), need.engine('containerd', 'busybox', 'umoci', 'skopeo')];

describeIf(needs, 'in a pod of containerd’s CRI', () => {
  const tool = freshElf();
  const daemon = freshElf(1_000_000);
  const script = `#!/bin/sh\n# ${sha256(tool)}\nexec /bin/true\n`;
  let temp: TempDir;
  let containerd: Containerd;
  let sensor: Sensor;
  /** Runs since before the sensor; its init container had ended by then. */
  let early: Pod;
  let web: Pod;

  type Pod = { readonly cri: CriPod; readonly uid: string; readonly server: string; readonly shared: string };

  /** A pod whose init container leaves a program and a script of its image for the other one. */
  async function start(name: string, uid: string): Promise<Pod> {
    const shared = join(temp.path, name);
    mkdirSync(shared);
    const cri = await startPod(containerd.socket, { namespace: 'shop', name, uid, labels: { app: name } });
    const mounts = { '/shared': shared };
    const init = await cri.start('prepare', TOOLS, ['/bin/cp', '/opt/tool', '/opt/daemon', '/opt/run.sh', '/shared'], {
      mounts,
    });
    await waitFor('the init container to end', () => cri.hasExited(init));
    return { cri, uid, shared, server: await cri.start('server', APP, SLEEP, { mounts }) };
  }

  /** As `kubectl cp` into a volume. */
  function put(pod: Pod, name: string, bytes: Buffer): string {
    writeFileSync(join(pod.shared, name), bytes, { mode: 0o755 });
    return sha256(bytes);
  }

  const found = (container: string, hash: string): Promise<FindingJson> =>
    sensor.waitForFinding((f) => f.container.id === container && f.file?.sha256 === hash, 30_000);
  const of = (container: string): FindingJson[] => sensor.findings().filter((f) => f.container.id === container);
  const clean = () => sensor.metric('drift_sensor_verdicts_total', { verdict: 'in_image', object: 'binary' });

  type Status = { readonly containers: readonly { id: string }[]; readonly uncovered: readonly { id: string }[] };
  const status = async (): Promise<Status> =>
    JSON.parse(await run([CLI, 'status', '--json', '--state-dir', sensor.stateDir]));

  async function runClean({ cri, server }: Pod): Promise<void> {
    const before = await clean();
    for (const command of [
      ['/bin/ls', '/'],
      ['/bin/busybox', 'true'],
      ['/bin/sh', '-c', '/bin/cat /etc/passwd'],
    ]) {
      expect((await cri.exec(server, command)).code).toBe(0);
    }
    await waitFor('clean verdicts', async () => (await clean()) >= before + 4, 30_000);
  }

  /** Copies a new program into the container's writable layer and runs it, all by `kubectl exec`. */
  async function drift(pod: Pod): Promise<FindingJson> {
    const bytes = freshElf();
    put(pod, 'payload', bytes);
    expect((await pod.cri.exec(pod.server, ['/bin/cp', '/shared/payload', '/tmp/payload'])).code).toBe(0);
    expect((await pod.cri.exec(pod.server, ['/tmp/payload'])).code).toBe(0);
    return found(pod.server, sha256(bytes));
  }

  beforeAll(async () => {
    temp = tempDir('cases-cri');
    const rootfs = await busyboxRootfs(join(temp.path, 'rootfs'));
    const tools = layerDirectory(join(temp.path, 'tools'), {
      files: { 'opt/tool': { content: tool }, 'opt/daemon': { content: daemon }, 'opt/run.sh': { content: script } },
    });
    const pause = layerDirectory(join(temp.path, 'pause'), { files: { 'etc/pause': { content: 'pause' } } });
    // gVisor is not to be had here: what calls itself so is runc, which is as good for telling it apart.
    const gvisor = join(temp.path, 'runsc');
    symlinkSync(await run(['sh', '-c', 'command -v runc']).then((path) => path.trim()), gvisor);
    containerd = await startContainerd({ cri: true, sandboxImage: PAUSE, handlers: { secure: gvisor } });
    const images = { [APP]: [rootfs], [TOOLS]: [rootfs, tools], [PAUSE]: [rootfs, pause] };
    for (const [i, [name, layers]] of Object.entries(images).entries()) {
      const image = await ociImage({ layout: join(temp.path, 'layout'), tag: `t${i}`, layers });
      const archive = await imageArchive(image, 'oci-archive', join(temp.path, 'image.tar'), name);
      await containerd.ctr(['images', 'import', archive]);
    }
    early = await start('early', 'a1e2d3c4-4b5a-4968-8778-695a4b3c2d1e');
    sensor = await startSensor({ args: ['--runtime', `cri=${containerd.address}`] });
    web = await start('web-0', 'b1e2d3c4-4b5a-4968-8778-695a4b3c2d1e');
  });

  afterAll(async () => {
    await sensor?.stop();
    for (const pod of [early, web]) await pod?.cri[Symbol.asyncDispose]();
    await containerd?.stop();
    await temp?.remove();
  });

  test('its own programs are quiet; a new one that kubectl exec runs is a finding with pod, container and image', async () => {
    await runClean(web);
    expect(of(web.server)).toEqual([]);
    const finding = await drift(web);
    expect(finding).toMatchObject({
      verdict: 'added',
      object: 'binary',
      origin: 'writable_layer',
      file: { path: '/tmp/payload' },
      container: {
        name: 'server',
        runtime: 'containerd',
        image: {
          ref: APP,
          digest: expect.stringMatching(/^sha256:[0-9a-f]{64}$/),
          id: expect.stringMatching(/^sha256:[0-9a-f]{64}$/),
        },
      },
      pod: { namespace: 'shop', name: 'web-0', uid: web.uid, labels: { app: 'web-0' } },
    });
    expect(of(web.server)).toHaveLength(1);
  });

  test.each([
    ['whose init container ended before the sensor started', () => early],
    ['that started after the sensor', () => web],
  ])('what an init container left for its sibling is the sibling’s image’s, in a pod %s', async (_, podOf) => {
    const pod = podOf();
    expect((await pod.cri.exec(pod.server, ['/shared/tool'])).code).toBe(0);
    expect(await found(pod.server, sha256(tool))).toMatchObject({
      verdict: 'sibling_image',
      severity: 'informational',
      object: 'binary',
      origin: 'volume',
      summary: expect.stringContaining(TOOLS),
      pod: { uid: pod.uid },
    });
    expect((await pod.cri.exec(pod.server, ['/bin/sh', '/shared/run.sh'])).code).toBe(0);
    const hash = sha256(Buffer.from(script));
    expect(await found(pod.server, hash)).toMatchObject({ verdict: 'sibling_image', object: 'script' });
  });

  test('what no image of the pod has is added, and so is another pod’s image’s, and a sibling’s with a setuid bit', async () => {
    const changed = put(web, 'changed', withNonce(tool));
    expect((await web.cri.exec(web.server, ['/shared/changed'])).code).toBe(0);
    expect(await found(web.server, changed)).toMatchObject({ verdict: 'added', origin: 'volume' });

    const shared = join(temp.path, 'alone');
    mkdirSync(shared);
    const uid = 'c1e2d3c4-4b5a-4968-8778-695a4b3c2d1e';
    await using alone = await startPod(containerd.socket, { namespace: 'shop', name: 'alone', uid });
    const server = await alone.start('server', APP, SLEEP, { mounts: { '/shared': shared } });
    copyFileSync(join(web.shared, 'tool'), join(shared, 'tool'));
    expect((await alone.exec(server, ['/shared/tool'])).code).toBe(0);
    expect(await found(server, sha256(tool))).toMatchObject({ verdict: 'added', pod: { uid } });

    const setuid = join(web.shared, 'setuid');
    copyFileSync(join(web.shared, 'tool'), setuid);
    chmodSync(setuid, 0o4755);
    expect((await web.cri.exec(web.server, ['/shared/setuid'])).code).toBe(0);
    const finding = await sensor.waitForFinding((f) => f.file?.path === '/shared/setuid', 30_000);
    expect(finding).toMatchObject({ verdict: 'added', file: { sha256: sha256(tool) } });
  });

  test('a container that is added to a running pod is judged by its own image', async () => {
    const debug = await web.cri.start('debugger-x7', TOOLS, SLEEP);
    const before = await clean();
    expect((await web.cri.exec(debug, ['/opt/tool'])).code).toBe(0);
    await waitFor('the clean verdict', async () => (await clean()) > before, 30_000);
    expect(of(debug)).toEqual([]);
  });

  test('an audit knows, too, what an ended init container left for a program that runs', async () => {
    const worker = await early.cri.start('worker', APP, ['/shared/daemon'], { mounts: { '/shared': early.shared } });
    await waitFor('the finding', () => of(worker).length > 0);
    const args = ['audit', '--json', '--index-dir', join(sensor.stateDir, 'index')];
    const audit = await tryRun([CLI, ...args, '--runtime', `cri=${containerd.address}`, worker]);
    expect(audit.code).toBe(1);
    const findings: FindingJson[] = audit.stdout
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(findings.map(({ verdict, file }) => [verdict, file?.path])).toEqual([['sibling_image', '/shared/daemon']]);
    await early.cri.stop(worker);
  });

  test('a pod of a sandboxed runtime is said to be unverified, once, and is never judged clean', async () => {
    const uid = 'e1e2d3c4-4b5a-4968-8778-695a4b3c2d1e';
    const spec = { namespace: 'shop', name: 'sandboxed', uid, handler: 'secure' };
    await using pod = await startPod(containerd.socket, spec);
    const server = await pod.start('server', APP, SLEEP);
    await waitFor('the container', async () => (await status()).containers.some(({ id }) => id === server));
    for (let i = 0; i < 3; i++) expect((await pod.exec(server, ['/bin/ls', '/'])).code).toBe(0);
    const finding = await sensor.waitForFinding((f) => f.container.id === server && f.count >= 3, 30_000);
    expect(finding).toMatchObject({
      verdict: 'unverified',
      reason: 'sandboxed_runtime',
      severity: 'informational',
      pod: { name: 'sandboxed', uid },
    });
    expect(new Set(of(server).map((f) => f.id)).size).toBe(1);
    const { uncovered } = await status();
    expect(uncovered.filter(({ id }) => id === server)).toEqual([
      expect.objectContaining({ code: 'sandboxed_runtime', reason: expect.stringContaining('runsc') }),
    ]);
  });

  test('containerd is restarted under the sensor: old and new containers are watched as before', async () => {
    await containerd.restart(async () => {
      await waitFor('the loss', async () => (await sensor.metric('drift_sensor_engine_losses_total')) > 0, 30_000);
    });
    const engine = { engine: `cri ${containerd.address}` };
    await waitFor('the watch', async () => (await sensor.metric('drift_sensor_engine_up', engine)) === 1, 30_000);
    expect(await drift(web)).toMatchObject({ verdict: 'added', container: { name: 'server' } });
    const uid = 'd1e2d3c4-4b5a-4968-8778-695a4b3c2d1e';
    const later = await start('later', uid);
    try {
      await runClean(later);
      expect(await drift(later)).toMatchObject({ verdict: 'added', pod: { name: 'later', uid } });
      expect(of(later.server).map((f) => f.verdict)).toEqual(['added']);
    } finally {
      await later.cri[Symbol.asyncDispose]();
    }
  });
});
