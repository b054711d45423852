/** The commands beside `run`, with real runc containers and the real kernel. */
import { spawn } from 'node:child_process';
import { readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { busyboxRootfs } from '../support/busybox.ts';
import { type CommandResult, terminate, tryRun, waitFor } from '../support/command.ts';
import { elf } from '../support/elf.ts';
import { describeIf, need } from '../support/need.ts';
import { type RuncContainer, startRunc } from '../support/runc.ts';
import { type FindingJson, startSensor } from '../support/sensor.ts';
import { type TempDir, tempDir } from '../support/temp.ts';

const LAUNCHER = new URL('../../bin/drift-sensor', import.meta.url).pathname;
const runc = [need.root(), need.engine('runc', 'busybox')];
const kernel = [...runc, need.btf(), need.bridge()];

const drift = (...args: string[]): Promise<CommandResult> => tryRun([LAUNCHER, ...args]);

test.each(['run', 'status', 'audit', 'doctor', 'record', 'replay', 'policy check', 'policy test'])(
  '%s --help says what it does, with examples and exit codes',
  async (command) => {
    const { code, stdout, stderr } = await drift(...command.split(' '), '--help');
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).toMatch(new RegExp(`^drift-sensor ${command}`));
    expect(stdout).toContain('Exit code');
    expect(stdout.match(new RegExp(`^  .*drift-sensor ${command}`, 'gm'))?.length).toBeGreaterThan(0);
  },
);

test('a command that does not exist, and a flag that does not, end with 2 and the way on', async () => {
  expect(await drift('wacth')).toMatchObject({ code: 2, stdout: '' });
  expect(await drift('policy', 'nope')).toMatchObject({ code: 2 });
  for (const command of ['status', 'audit', 'replay', 'record', 'doctor']) {
    const { code, stderr } = await drift(command, '--nope');
    expect({ command, code }).toEqual({ command, code: 2 });
    expect(stderr).toContain(`--nope: no such flag (see drift-sensor ${command} --help)`);
  }
});

test('status without a sensor is a sentence and exit 3', async () => {
  await using temp = tempDir('status');
  const { code, stderr, stdout } = await drift('status', '--state-dir', temp.path);
  expect({ code, stdout }).toEqual({ code: 3, stdout: '' });
  expect(stderr).toMatch(/^drift-sensor: no sensor is running .* start one with drift-sensor run/);
});

describeIf(kernel, 'with a sensor that runs', () => {
  test('status says the tier, the canary, what is watched, and what is not and why', async () => {
    await using temp = tempDir('status');
    await using sensor = await startSensor();
    const image = await busyboxRootfs(join(temp.path, 'image'));
    await using container = await startRunc({ dir: temp.path, rootfs: { lower: [image] } });
    const status = async () => {
      const { code, stdout } = await drift('status', '--json', '--state-dir', sensor.stateDir);
      expect(code).toBe(0);
      return JSON.parse(stdout) as { readonly containers: { id: string; index: { state: string } }[] };
    };
    const isReady = async () =>
      (await status()).containers.some(({ id, index }) => id === container.id && index.state === 'ready');
    await waitFor('the image to be indexed', isReady);
    expect(await status()).toMatchObject({
      schema: 'drift-sensor.status/1',
      tier: { name: 'detect' },
      canary: { state: 'ok' },
      source: { name: 'ebpf', attached: true, complete: true, realtime: expect.any(Boolean) },
      engines: expect.arrayContaining([expect.objectContaining({ label: 'runc /run/runc', up: true })]),
      lost: {},
    });
    const { stdout } = await drift('status', '--state-dir', sensor.stateDir);
    expect(stdout).toMatch(new RegExp(`^${container.id} .* runc .*ready`, 'm'));
  });

  test('a recording gives the same findings byte for byte; a changed finding is told', async () => {
    await using temp = tempDir('record');
    const { recording, findings } = await record(temp, []);
    const same = await drift('replay', recording, '--expect', findings);
    expect(same).toMatchObject({ code: 0, stdout: '' });
    expect(same.stderr).toMatch(/^the same \d+ findings\n$/);

    const { stdout } = await drift('replay', recording);
    const isFinding = (line: string) => line.includes('"drift-sensor.finding/1"');
    const lines = readFileSync(findings, 'utf8').split('\n').filter(isFinding);
    expect(stdout.trimEnd().split('\n').filter(isFinding)).toEqual(lines);
    expect(lines.filter((line) => line.includes('"path":"/tmp/new"')).length).toBeGreaterThanOrEqual(1);
    expect(statSync(recording).mode & 0o777).toBe(0o600);

    writeFileSync(findings, readFileSync(findings, 'utf8').replaceAll('"path":"/tmp/new"', '"path":"/tmp/old"'));
    const changed = await drift('replay', recording, '--expect', findings);
    expect(changed.code).toBe(1);
    expect(changed.stderr).toContain('file.path: "/tmp/old" → "/tmp/new"');
  });

  test('a redacted recording holds neither arguments nor names, and the drift all the same', async () => {
    await using temp = tempDir('redact');
    const { recording, id } = await record(temp, ['--redact']);
    const text = readFileSync(recording, 'utf8');
    expect(text).not.toContain('--password=secret');
    expect(text).not.toContain(id);
    const { code, stdout } = await drift('replay', recording);
    expect(code).toBe(0);
    const finding = ndjson(stdout).find(({ file }) => file?.path === '/tmp/new');
    expect(finding).toMatchObject({ verdict: 'added', process: { args: [], args_truncated: true } });
    expect(finding?.container.id).toMatch(/^r-[0-9a-f]{12}$/);
  });

  test('on a terminal a finding is an aligned line, and NO_COLOR is without colour', async () => {
    await using temp = tempDir('terminal');
    const image = await busyboxRootfs(join(temp.path, 'image'));
    await using container = await startRunc({ dir: temp.path, rootfs: { lower: [image] } });
    const state = join(temp.path, 'state');
    const shown = join(temp.path, 'typescript');
    const command = `stty cols 180; exec ${LAUNCHER} run --state-dir ${state} --metrics off`;
    const env = { ...process.env, NO_COLOR: '1' };
    const child = spawn('script', ['-qfec', command, shown], { stdio: ['pipe', 'ignore', 'ignore'], env });
    const text = (): string => {
      try {
        return readFileSync(shown, 'utf8');
      } catch {
        return '';
      }
    };
    try {
      await waitFor('ready', () => / info {3}ready /.test(text()), 30_000);
      writeFileSync(join(container.rootfs, 'tmp/new'), elf({ sleepMs: 30 }), { mode: 0o755 });
      const own = /^[\d:.]{12} {2}high +added +writable_layer +drift-\S+ +\/tmp\/new +[0-9a-f]{8} {2}by runc/m;
      const again = async () => {
        await container.exec(['/tmp/new']);
        return own.exec(text())?.[0];
      };
      expect(await waitFor('the finding', again, 30_000)).not.toContain('\u001b');
      expect(text()).toMatch(/TIME +SEVERITY +VERDICT/);
    } finally {
      const { stdout } = await drift('status', '--json', '--state-dir', state);
      process.kill((JSON.parse(stdout) as { pid: number }).pid, 'SIGTERM');
      await terminate(child);
    }
  });

  /** Runs a new program five times, with what is worth recording around it. */
  async function record(temp: TempDir, flags: readonly string[]) {
    const recording = join(temp.path, 'recording');
    const findings = join(temp.path, 'findings');
    const state = join(temp.path, 'state');
    const image = await busyboxRootfs(join(temp.path, 'image'));
    const args = ['record', recording, ...flags, '--state-dir', state, '--findings', findings, '--metrics', 'off'];
    const child = spawn(LAUNCHER, args, { stdio: 'ignore' });
    let id = '';
    try {
      await waitFor('the canary', async () => {
        const { code, stdout } = await drift('status', '--json', '--state-dir', state);
        return code === 0 && (JSON.parse(stdout) as { canary: { state: string } }).canary.state === 'ok';
      });
      await using container = await startRunc({ dir: temp.path, rootfs: { lower: [image] } });
      id = container.id;
      writeFileSync(join(container.rootfs, 'tmp/new'), elf(), { mode: 0o755 });
      await container.sh('for i in 1 2 3 4 5; do /tmp/new --password=secret; done');
      await waitFor('the finding', () => readFileSync(findings, 'utf8').includes('"path":"/tmp/new"'));
    } finally {
      expect(await terminate(child)).toBe(0);
    }
    return { recording, findings, id };
  }
});

describeIf(runc, 'audit', () => {
  let temp: TempDir;
  let container: RuncContainer;
  let state: string;
  const audit = (...args: string[]) => drift('audit', '--state-dir', state, ...args);

  beforeAll(async () => {
    temp = tempDir('audit');
    state = join(temp.path, 'state');
    const image = await busyboxRootfs(join(temp.path, 'image'));
    writeFileSync(join(image, 'usr/local/bin/tool'), elf({ sleepMs: 60_000 }), { mode: 0o755 });
    container = await startRunc({ dir: temp.path, rootfs: { lower: [image] } });
  });
  afterAll(async () => {
    await container?.delete();
    await temp?.remove();
  });

  test('finds nothing in a clean container, also one whose files were only touched', async () => {
    await container.sh('chown 1:1 /usr/local/bin/tool; touch /bin/busybox; echo data > /tmp/data');
    const { code, stdout } = await audit(container.id);
    expect(stdout).toMatch(/^1 containers, .*: no drift\n$/);
    expect(code).toBe(0);
    expect(await audit('--json', container.id)).toMatchObject({ code: 0, stdout: '' });
  });

  test('finds what runs and what never ran, each with its verdict', async () => {
    const put = (path: string, bytes: Buffer | string, mode: number) =>
      writeFileSync(join(container.rootfs, path), bytes, { mode });
    put('tmp/runs', elf({ sleepMs: 60_000 }), 0o755);
    await container.sh('for i in 1 2; do /tmp/runs >/dev/null 2>&1 </dev/null & done');
    put('tmp/never', elf(), 0o644);
    put('tmp/script', '#!/bin/sh\n', 0o700);
    put('usr/local/bin/tool', elf(), 0o755);
    await container.sh('cp /bin/busybox /tmp/sshd; ln -s / /tmp/out; mkfifo /tmp/pipe');

    const { code, stdout } = await audit('--json', container.id.slice(0, -2));
    expect(code).toBe(1);
    const found = new Map(ndjson(stdout).map((finding) => [finding.file?.path, finding]));
    const paths = ['/tmp/never', '/tmp/runs', '/tmp/script', '/tmp/sshd', '/usr/local/bin/tool'];
    expect([...found.keys()].sort()).toEqual(paths);
    expect(found.get('/tmp/runs')).toMatchObject({ verdict: 'added', count: 2, process: { name: 'runs' } });
    expect(found.get('/tmp/never')).toMatchObject({ verdict: 'added', object: 'binary', origin: 'writable_layer' });
    expect(found.get('/tmp/never')?.process).toBeUndefined();
    expect(found.get('/tmp/script')).toMatchObject({ verdict: 'added', object: 'script' });
    expect(found.get('/tmp/sshd')).toMatchObject({ verdict: 'relocated', masquerade: true });
    expect(found.get('/usr/local/bin/tool')).toMatchObject({ verdict: 'modified', severity: 'critical' });

    const table = (await audit(container.id)).stdout.split('\n');
    expect(table[0]).toMatch(/^SEVERITY +VERDICT +ORIGIN +PATH +RUNNING +CONTAINER/);
    expect(table[1]).toMatch(/^critical +modified +writable_layer +\/usr\/local\/bin\/tool +no /);
    expect(table.some((line) => / \/tmp\/runs +pid \d+, \d+ /.test(line))).toBe(true);
  });

  test('an unknown container is exit 2, with those that there are', async () => {
    const { code, stderr } = await audit('no-such-container');
    expect(code).toBe(2);
    expect(stderr).toContain('no running container is called "no-such-container"');
    expect(stderr).toContain(container.id);
  });
});

test.runIf(process.getuid?.() === 0)('audit without root is exit 3 and says so', async () => {
  const asNobody = ['setpriv', '--reuid=65534', '--regid=65534', '--clear-groups'] as const;
  const { code, stderr } = await tryRun([...asNobody, LAUNCHER, 'audit']);
  expect(code).toBe(3);
  expect(stderr).toContain('run it as root');
});

function ndjson(text: string): FindingJson[] {
  return text
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as FindingJson);
}
