/**
 * Makes test/replay/golden/runc.recording from a real runc container: `node test/replay/record-golden.ts`, as root. What
 * names the machine that it was made on (distant ancestors, directories of the checkout) is taken out; the findings beside
 * it are those of a replay.
 */
import { spawn } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { busyboxRootfs } from '../support/busybox.ts';
import { run, terminate, waitFor } from '../support/command.ts';
import { startRunc } from '../support/runc.ts';
import { tempDir } from '../support/temp.ts';

const ROOT = new URL('../..', import.meta.url).pathname.replace(/\/$/, '');
const GOLDEN = join(ROOT, 'test/replay/golden/runc');
const LAUNCHER = join(ROOT, 'bin/drift-sensor');
const KEPT_ANCESTORS = 2;

const temp = tempDir('golden');
const file = join(temp.path, 'recording');
const state = join(temp.path, 'state');
const args = ['--state-dir', state, '--metrics', 'off', '--findings', join(temp.path, 'findings')];
const sensor = spawn(LAUNCHER, ['record', file, '--node-name', 'node-1', '--cluster-name', 'demo', ...args], {
  stdio: 'inherit',
});
await waitFor('the sensor', async () => {
  const status = await run([LAUNCHER, 'status', '--json', '--state-dir', state]).catch(() => '{}');
  return (JSON.parse(status) as { canary?: { state: string } }).canary?.state === 'ok';
});
const image = await busyboxRootfs(join(temp.path, 'image'));
await run(['cp', join(image, 'bin/busybox'), join(image, 'usr/bin/tool')]);
const container = await startRunc({ dir: temp.path, id: 'web-1', rootfs: { lower: [image] } });
// A program that ends at once whatever its name: busybox says that it has no such applet.
for (const script of [
  'for i in 1 2 3; do /bin/busybox true; done; chown 1:1 /usr/bin/tool; /bin/busybox true',
  'cp /usr/bin/tool /tmp/new; echo >> /tmp/new; for i in 1 2 3 4; do /tmp/new --token=abc; done',
  'cp /usr/bin/tool /tmp/moved; /tmp/moved; mkdir /tmp/m; cp /usr/bin/tool /tmp/m/sshd; /tmp/m/sshd',
  'echo >> /usr/bin/tool; /usr/bin/tool',
  'cp /tmp/new "/tmp/we\nird \\377"; "/tmp/we\nird \\377"',
  'cp /bin/busybox /root/own; chmod 4755 /bin/busybox; /bin/busybox true; rm /root/own',
]) {
  await container.sh(script);
  await new Promise((resolve) => setTimeout(resolve, 400));
}
await container.sh('/tmp/new again; /tmp/new');
await new Promise((resolve) => setTimeout(resolve, 1_600));
await container.delete();
await terminate(sensor);

const lines = readFileSync(file, 'utf8').trimEnd().split('\n');
const text = onlyOurs(lines).map(scrub).join('\n');
writeFileSync(`${GOLDEN}.recording`, `${text}\n`);
writeFileSync(`${GOLDEN}.ndjson`, await run([LAUNCHER, 'replay', `${GOLDEN}.recording`]));
await temp.remove();

/** Without whatever else runs in containers on this machine, and without shared values that nothing refers to then. */
function onlyOurs(lines: readonly string[]): string[] {
  const subjects = new Set<number>();
  for (const line of lines) {
    const subject = /^\{"s":(\d+),"v":\{"kind":"container","container":\{/.exec(line);
    if (subject !== null && /"id":"web-1"|"runtime":"canary"/.test(line)) subjects.add(Number(subject[1]));
  }
  const parsed = lines.map((line) => ({ line, value: JSON.parse(line) as Line }));
  const ours = parsed.filter(({ value }) => value.subject === undefined || subjects.has(value.subject));
  const used = new Set(ours.flatMap(({ value }) => referencesOf(value)));
  return ours.filter(({ value }) => value.s === undefined || used.has(value.s)).map(({ line }) => line);
}

type Line = {
  readonly s?: number;
  readonly subject?: number;
  readonly answer?: number;
  readonly parents?: number;
  readonly x?: { argv: number; ancestors: number; context: number; files: readonly number[] };
};

function referencesOf({ subject, answer, parents, x }: Line): (number | undefined)[] {
  return x === undefined ? [] : [subject, answer, parents, x.argv, x.ancestors, x.context, ...x.files];
}

function scrub(line: string): string {
  const value = JSON.parse(line.replaceAll(temp.path, '/tmp/demo').replaceAll(ROOT, '/opt/drift-sensor')) as {
    v?: unknown;
  };
  // Lists of ancestors and of parents are the only shared lists of objects with a pid.
  if (Array.isArray(value.v) && value.v.every((item) => typeof item === 'object' && item !== null && 'pid' in item)) {
    value.v = (value.v as { pid: number }[]).filter(({ pid }) => pid !== 1).slice(0, KEPT_ANCESTORS);
  }
  return JSON.stringify(value);
}
