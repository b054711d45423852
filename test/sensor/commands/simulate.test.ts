import { spawn } from 'node:child_process';
import { existsSync, readdirSync, writeFileSync } from 'node:fs';
import { createConnection } from 'node:net';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { simulatedCases } from '../../../sensor/commands/simulate/cases.ts';
import { cgroup2Mount } from '../../../sensor/container/cgroup-mount.ts';
import { socketPath } from '../../../sensor/control.ts';
import { describeIf, need } from '../../support/need.ts';
import { type Sensor, startSensor } from '../../support/sensor.ts';
import { tempDir } from '../../support/temp.ts';

const LAUNCHER = new URL('../../../bin/drift-sensor', import.meta.url).pathname;

type Result = {
  readonly case: string;
  readonly expected: string;
  readonly got: string;
  readonly pass: boolean;
  readonly finding?: string;
};

async function drift(...args: string[]): Promise<{ code: number | null; stdout: string; stderr: string }> {
  const child = spawn(LAUNCHER, args, { stdio: ['ignore', 'pipe', 'pipe'] });
  let [stdout, stderr] = ['', ''];
  child.stdout.on('data', (chunk: Buffer) => {
    stdout += chunk.toString();
  });
  child.stderr.on('data', (chunk: Buffer) => {
    stderr += chunk.toString();
  });
  const code = await new Promise<number | null>((resolve) => child.once('close', resolve));
  return { code, stdout, stderr };
}

const results = (stdout: string) =>
  stdout
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as Result);

describe('simulate, without a sensor,', () => {
  const temp = tempDir('simulate');
  afterAll(() => temp.remove());

  test('lists its cases', async () => {
    const { code, stdout } = await drift('simulate', '--list', '--json');
    expect(code).toBe(0);
    expect(results(stdout).map((each) => each.case)).toEqual(simulatedCases.map(({ id }) => id));
    expect((await drift('simulate', '--list', 'd05')).stdout).toContain('T1620');
  });

  test('says which cases there are when one is asked for that is not', async () => {
    const { code, stderr } = await drift('simulate', 'D05', 'D99');
    expect(code).toBe(2);
    expect(stderr).toContain('no case "D99"; there are D01, ');
  });

  test('says how to start one', async () => {
    const { code, stderr, stdout } = await drift('simulate', '--state-dir', temp.path);
    expect([code, stdout]).toEqual([3, '']);
    expect(stderr).toMatch(/no sensor is running with the state directory .*drift-sensor run|run it as root/);
  });
});

describeIf([need.root(), need.bridge(), need.btf()], 'simulate, with a sensor,', () => {
  const temp = tempDir('simulate');
  const policy = join(temp.path, 'policy.yaml');
  let sensor: Sensor;

  beforeAll(async () => {
    writeFileSync(policy, policyText('/nothing'));
    sensor = await startSensor({ args: ['--policy', policy] });
  });
  afterAll(async () => {
    await sensor.stop();
    await temp.remove();
  });

  const simulate = (...args: string[]) => drift('simulate', '--state-dir', sensor.stateDir, ...args);

  test('sees a finding of each case arrive, and leaves nothing behind', async () => {
    const { code, stdout, stderr } = await simulate('--json');
    expect(stderr).toBe('');
    const all = results(stdout);
    expect(all.filter(({ pass }) => !pass)).toEqual([]);
    expect(all.map((each) => each.case)).toEqual(simulatedCases.map(({ id }) => id));
    expect(code).toBe(0);
    expect(new Set(all.map(({ finding }) => finding)).size).toBe(all.length);
    // A simulation hears of them before the disk has them.
    for (const { finding } of all) await sensor.waitForFinding(({ id }) => id === finding);
    const written = sensor.findings().filter(({ container }) => container.runtime === 'simulation');
    expect(written[0]?.container.name).toMatch(/^drift-sensor-simulate-[0-9a-f]{12}$/);
    expect(readdirSync(join(sensor.stateDir, 'simulate'))).toEqual(['lower']);
    expect(readdirSync(cgroup2Mount() ?? '').filter((name) => name === written[0]?.container.name)).toEqual([]);
  });

  test('two at a time are one too many', async () => {
    const both = await Promise.all([simulate('--json', 'D01'), simulate('--json', 'D01')]);
    const codes = both.map(({ code }) => code).sort();
    // One may have ended before the other began.
    expect([
      [0, 3],
      [0, 0],
    ]).toContainEqual(codes);
    for (const { code, stderr } of both)
      expect(stderr).toBe(code === 0 ? '' : 'drift-sensor: another simulation is running; wait until it has ended\n');
  });

  test('a request that is none is refused, and an oversized or silent one is told the status', async () => {
    expect(await ask(sensor.stateDir, 'simulate {"id":"../../x"}\n')).toContain('"kind":"refused"');
    expect(await ask(sensor.stateDir, `${'x'.repeat(100_000)}`)).toContain('drift-sensor.status/1');
    expect(await ask(sensor.stateDir, '')).toContain('drift-sensor.status/1');
  });

  test('a policy that silences a case makes it fail, and the words say where to look', async () => {
    writeFileSync(policy, policyText('/tmp/new-program'));
    for (let tries = 0; ; tries++) {
      const { code, stdout } = await simulate('D01', 'D04');
      if (code === 0 && tries < 10) continue; // the policy is not in force yet
      expect(code).toBe(1);
      expect(stdout).toMatch(/D01 .* nothing .* no\b/);
      expect(stdout).toMatch(/D04 .* yes\b/);
      expect(stdout).toContain('1 of 2 found as expected');
      return;
    }
  });

  test('an interrupted simulation leaves no container', async () => {
    const child = spawn(LAUNCHER, ['simulate', '--state-dir', sensor.stateDir], { stdio: 'ignore' });
    while (readdirSync(join(sensor.stateDir, 'simulate')).length < 2)
      await new Promise((resolve) => setTimeout(resolve, 10));
    child.kill('SIGTERM');
    await new Promise((resolve) => child.once('close', resolve));
    expect(readdirSync(join(sensor.stateDir, 'simulate'))).toEqual(['lower']);
    expect(existsSync(socketPath(sensor.stateDir))).toBe(true);
  });
});

function policyText(path: string): string {
  return `apiVersion: drift-sensor.io/v1alpha1
kind: DriftPolicy
metadata: { name: test }
spec:
  rules:
    - { name: all, action: Alert, allowProcesses: [{ path: ${path} }] }
`;
}

function ask(stateDir: string, text: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = createConnection(socketPath(stateDir), () => socket.write(text));
    let answer = '';
    socket.on('data', (chunk: Buffer) => {
      answer += chunk.toString();
    });
    socket.once('error', reject);
    socket.once('close', () => resolve(answer));
  });
}
