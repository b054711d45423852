import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, readlinkSync, rmdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'vitest';
import { CanaryBox } from '../../../sensor/canary/box.ts';
import { Canary } from '../../../sensor/canary/canary.ts';
import { cgroup2Mount } from '../../../sensor/container/cgroup-mount.ts';
import { OwnRuntime } from '../../../sensor/container/own-runtime.ts';
import { nativePrograms } from '../../../sensor/paths.ts';
import { silentLogger } from '../../../sensor/runtime/log.ts';
import { waitFor } from '../../support/command.ts';
import { need, testIf } from '../../support/need.ts';
import { tempDir } from '../../support/temp.ts';

const needs = [need.root(), need.compiler()];
const cgroupRoot = cgroup2Mount() ?? '/sys/fs/cgroup';
const sha256 = (path: string) => createHash('sha256').update(readFileSync(path)).digest('hex');
const hostMntNs = () => Number(/\d+/.exec(readlinkSync('/proc/self/ns/mnt'))?.[0]);
/** Of a file below /proc/PID; empty when there is no such process any more. */
function procText(pid: number | string, name: string): string {
  try {
    return readFileSync(`/proc/${pid}/${name}`, 'latin1');
  } catch {
    return '';
  }
}

const isOver = (pid: number) => !/\) [^Z] /.test(procText(pid, 'stat'));

/** The helper that made a container with this directory: a child of this process. */
function helperOf(directory: string): number | undefined {
  const children = execFileSync('pgrep', ['-P', String(process.pid)], { encoding: 'utf8' })
    .trim()
    .split('\n');
  const found = children.find((pid) => procText(pid, 'cmdline').includes(directory));
  return found === undefined ? undefined : Number(found);
}

/** A canary that runs below `directory`, every 20 ms. `indexing`: whether images are. */
function canaryIn(directory: string, indexing: () => boolean): Canary {
  const { helper: helperPath, payload: payloadPath } = nativePrograms;
  const often = { intervalMs: 20, lingerMs: 0, deadlineMs: 300 };
  const runtime = new OwnRuntime();
  return new Canary(
    { ...often, directory, podDirectory: directory, cgroupRoot, helperPath, payloadPath },
    { runtime, log: silentLogger, hostMntNs, indexing },
  );
}

testIf(needs, 'a canary whose container does not answer has failed, and gets another container', async () => {
  await using temp = tempDir('canary-host');
  const canary = canaryIn(temp.path, () => false);
  const stop = new AbortController();
  // In place of the pipeline: the image's file is known, the drifted one is found where the container wrote it.
  const pipeline = setInterval(() => {
    canary.judged(sha256(nativePrograms.payload), 'in_image');
    for (const name of readdirSync(join(temp.path, 'upper')).filter((each) => each.startsWith('drifted-')))
      canary.judged(sha256(join(temp.path, 'upper', name)), 'added');
  }, 5);
  const running = canary.run(stop.signal);
  try {
    await waitFor('a caught canary', () => canary.state.state === 'ok');
    const first = helperOf(temp.path);
    process.kill(first ?? 0, 'SIGSTOP');
    await waitFor('a failed canary', () => canary.state.state === 'failed');
    expect(canary.state.detail).toContain('did not end');
    await waitFor('a canary in another container', () => canary.state.state === 'ok');
    expect(helperOf(temp.path)).not.toBe(first);
  } finally {
    clearInterval(pipeline);
    stop.abort();
    await running;
  }
});

testIf(needs, 'a canary waits for its first verdict while images are indexed, and for no other reason', async () => {
  await using temp = tempDir('canary-host');
  let indexing = true;
  const canary = canaryIn(temp.path, () => indexing);
  const stop = new AbortController();
  const running = canary.run(stop.signal);
  try {
    await waitFor('a second run', () => canary.runs > 1);
    expect(canary.state).toMatchObject({ state: 'waiting', detail: expect.stringContaining('is being indexed') });
    expect(canary.failures).toBe(0);
    indexing = false;
    await waitFor('a failed canary', () => canary.state.state === 'failed');
    expect(canary.state.detail).toContain('was judged never');
  } finally {
    stop.abort();
    await running;
  }
});

testIf(needs, 'a helper that has just died is an error of what it was to run, and of nothing else', async () => {
  await using temp = tempDir('canary-box');
  const cgroup = join(cgroupRoot, `drift-test-box-${process.pid}`);
  for (const name of ['lower/proc', 'upper', 'work', 'merged']) mkdirSync(join(temp.path, name), { recursive: true });
  mkdirSync(cgroup);
  try {
    const { helper: helperPath } = nativePrograms;
    const signal = new AbortController().signal;
    const box = await CanaryBox.start({ helperPath, directory: temp.path, cgroup, id: 'test' }, signal);
    const pid = helperOf(temp.path) ?? 0;
    process.kill(pid, 'SIGKILL');
    // Its end is not yet told to this process, which does not come to hear of it here.
    while (!isOver(pid) || !isOver(box.initPid));
    await expect(box.exec('/none', 0)).rejects.toThrow('its container ended');
    await box.close();
  } finally {
    rmdirSync(cgroup);
  }
});
