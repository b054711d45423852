/** Policies in force on the real kernel: what is allowed is quiet, and a change of the file changes what is said. */
import { createHash } from 'node:crypto';
import { mkdirSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { busyboxRootfs } from '../support/busybox.ts';
import { waitFor } from '../support/command.ts';
import { elf } from '../support/elf.ts';
import { describeIf, need } from '../support/need.ts';
import { type RuncContainer, startRunc } from '../support/runc.ts';
import { type FindingJson, type Sensor, startSensor } from '../support/sensor.ts';
import { type TempDir, tempDir } from '../support/temp.ts';

const kernel = [need.root(), need.btf(), need.bridge(), need.compiler()];

/** Changes of a policy must be in force this soon. */
const LIVE_MS = 5_000;

const ALLOWED = 'drift_sensor_allowed_total';

describeIf([...kernel, need.engine('runc', 'busybox')], 'with a policy file', () => {
  let temp: TempDir;
  let sensor: Sensor;
  let container: RuncContainer;
  let policyFile: string;
  const bySha = elf({ sleepMs: 20 });

  beforeAll(async () => {
    temp = tempDir('policy');
    const image = await busyboxRootfs(join(temp.path, 'image'));
    policyFile = join(temp.path, 'policy.yaml');
    put(policyFile, policy('Alert'));
    sensor = await startSensor({ args: ['--policy', policyFile] });
    container = await startRunc({ dir: temp.path, rootfs: { lower: [image] } });
    mkdirSync(join(container.rootfs, 'hooks'));
    await indexed();
  });

  afterAll(async () => {
    await container?.delete();
    await sensor?.stop();
    await temp?.remove();
  });

  test.each<[string, string, () => Buffer]>([
    ['the path glob', '/hooks/hook-1', () => elf({ sleepMs: 20 })],
    ['the name', '/tmp/dev1', () => elf({ sleepMs: 20 })],
    ['the digest', '/tmp/anything', () => bySha],
  ])('a binary that is allowed by %s is quiet, and counted', async (_by, path, bytes) => {
    const before = await sensor.metric(ALLOWED, { policy: 'p', rule: 'drift' });
    await execute(path, bytes());
    await waitFor(
      'it to be counted',
      async () => (await sensor.metric(ALLOWED, { policy: 'p' })) === before + 1,
      10_000,
    );
    expect(await sensor.metric('drift_sensor_verdicts_total', { verdict: 'added' })).toBeGreaterThanOrEqual(before + 1);
    expect(own().filter((finding) => finding.file?.path === path)).toEqual([]);
  });

  test.each([
    ['below the glob', '/hooks/hook-1.d/evil'],
    ['of an allowed name in argv[0] only', '/tmp/other'],
  ])('a binary %s is found, with policy and rule', async (_name, path) => {
    const digest = await execute(path, elf({ sleepMs: 20 }), 'dev1');
    expect(await found(digest)).toMatchObject({ action: 'alerted', policy: 'p', rule: 'drift' });
  });

  test('a container outside of pods is not in a namespace', async () => {
    expect(own().every((finding) => finding.rule === 'drift')).toBe(true);
    expect(own().length).toBeGreaterThan(0);
  });

  test('a change of the file is in force within five seconds', async () => {
    const generation = await sensor.metric('drift_sensor_policy_generation');
    put(policyFile, policy('Block'));
    await inForce(generation + 1);
    const blocked = await found(await execute('/tmp/blocked', elf({ sleepMs: 20 })));
    expect(blocked).toMatchObject({ action: 'would_block', rule: 'drift' });

    put(policyFile, policy('Ignore'));
    await inForce(generation + 2);
    const ignored = await sensor.metric('drift_sensor_ignored_total', { policy: 'p', rule: 'drift' });
    await execute('/tmp/ignored', elf({ sleepMs: 20 }));
    await waitFor(
      'it to be counted',
      async () => (await sensor.metric('drift_sensor_ignored_total')) > ignored,
      10_000,
    );
    expect(own().filter((finding) => finding.file?.path === '/tmp/ignored')).toEqual([]);
  });

  test('a broken file leaves the last good one in force, and says every fault', async () => {
    const generation = await sensor.metric('drift_sensor_policy_generation');
    put(policyFile, policy('Block'));
    await inForce(generation + 1);
    put(policyFile, policy('Bloc').replace('rules:', 'rulez: []\n  rules:'));
    await expect.poll(() => sensor.metric('drift_sensor_policy_valid'), { timeout: LIVE_MS }).toBe(0);
    expect(sensor.log()).toMatch(/policy\.yaml:6:3: spec: unknown key rulez/);
    expect(sensor.log()).toMatch(
      /policy\.yaml:\d+:\d+: spec\.rules\[1\]\.action: must be one of Alert, Block, Ignore, not .*Bloc/,
    );
    const finding = await found(await execute('/tmp/still-blocked', elf({ sleepMs: 20 })));
    expect(finding).toMatchObject({ action: 'would_block', policy: 'p', rule: 'drift' });
  });

  /** Writes it as most tools do: beside, then renamed over. */
  function put(path: string, text: string): void {
    writeFileSync(`${path}.new`, text);
    renameSync(`${path}.new`, path);
  }

  function policy(action: string): string {
    return `apiVersion: drift-sensor.io/v1alpha1
kind: DriftPolicy
metadata: { name: p }
spec:
  priority: 10
  rules:
    - name: kube-system
      action: Alert
      scope: { namespaces: [{ operator: Equals, value: kube-system }] }
    - name: drift
      action: ${action}
      allowProcesses:
        - path: /hooks/hook-*
        - name: dev1
        - sha256: ${sha256(bySha)}
`;
  }

  function own(): FindingJson[] {
    return sensor.findings().filter((finding) => finding.container.id === container.id);
  }

  function found(digest: string): Promise<FindingJson> {
    return sensor.waitForFinding((finding) => finding.file?.sha256 === digest, 30_000);
  }

  /** Puts a program into the container and runs it, under another argv[0] when one is given; gives its digest. */
  async function execute(path: string, bytes: Buffer, name?: string): Promise<string> {
    const place = join(container.rootfs, path);
    mkdirSync(join(place, '..'), { recursive: true });
    writeFileSync(place, bytes, { mode: 0o755 });
    await (name === undefined ? container.exec([path]) : container.sh(`exec -a ${name} ${path}`));
    return sha256(bytes);
  }

  async function inForce(generation: number): Promise<void> {
    await expect.poll(() => sensor.metric('drift_sensor_policy_generation'), { timeout: LIVE_MS }).toBe(generation);
  }

  async function indexed(): Promise<void> {
    const clean = () => sensor.metric('drift_sensor_verdicts_total', { verdict: 'in_image', object: 'binary' });
    const before = await clean();
    await container.exec(['/bin/busybox', 'true']);
    await waitFor('the image to be indexed', async () => (await clean()) > before, 30_000);
  }
});

describeIf([...kernel], 'with a policy that is refused', () => {
  test('the sensor does not start, and says every fault', async () => {
    await using temp = tempDir('policy-refused');
    const path = join(temp.path, 'bad.yaml');
    writeFileSync(path, 'kind: DriftPolicies\n');
    const failure = await startSensor({ args: ['--policy', path] }).catch((error: Error) => error);
    expect(failure).toBeInstanceOf(Error);
    expect(String((failure as Error).cause)).toMatch(/ended \(2\)/);
    expect(String((failure as Error).cause)).toMatch(/bad\.yaml:1:1: apiVersion: is missing/);
    expect(String((failure as Error).cause)).toMatch(/bad\.yaml:1:7: kind: must be DriftPolicy/);
  });
});

function sha256(bytes: Buffer): string {
  return createHash('sha256').update(bytes).digest('hex');
}
