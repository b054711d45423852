/**
 * `npm run arm64`: builds the sensor for arm64, boots one of Debian's kernels on an emulated machine, runs the sensor there and
 * `drift-sensor simulate` below it. Two to five minutes on two cores; 120 MB to fetch the first time. Needs Debian's qemu-system-arm, cpio.
 *
 *   --kernel NAME  bookworm (6.1, default) or trixie (6.12)
 *   --task FILE    a shell script for the machine to run instead
 *
 * Emulated instructions take some thirty times longer than a node's, so that some deadlines are longer in what is built here.
 * Exit code 1 when a case is not found.
 */
import { cpSync, existsSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { run } from '../support/command.ts';
import { tempDir } from '../support/temp.ts';
import { arm64 } from './arm64.ts';
import { boot, initramfs, kernel, SUITES } from './arm64-machine.ts';

const ROOT = new URL('../../', import.meta.url).pathname;
const LIBRARIES = [
  'libc.so.6',
  'libm.so.6',
  'libdl.so.2',
  'libpthread.so.0',
  'libstdc++.so.6',
  'libgcc_s.so.1',
  'libatomic.so.1',
];
const LOADER = 'lib/ld-linux-aarch64.so.1';

/** Each with what it stands in for now; a file that says something else fails. */
const DEADLINES = [
  ['sensor/bridge/ebpf/probe.ts', 'timeoutMs ?? 10_000', 'timeoutMs ?? 300_000'],
  ['sensor/bridge/ebpf.ts', 'handshakeMs ?? 20_000', 'handshakeMs ?? 300_000'],
  ['sensor/parts.ts', 'CANARY_DEADLINE_MS = 5_000', 'CANARY_DEADLINE_MS = 60_000'],
  ['sensor/commands/simulate.ts', 'FINDING_MS = 5_000', 'FINDING_MS = 60_000'],
  ['sensor/commands/simulate/listener.ts', 'READY_MS = 30_000', 'READY_MS = 300_000'],
  ['sensor/control.ts', 'REQUEST_MS = 100', 'REQUEST_MS = 10_000'],
] as const;

const TASK = `
uname -a
alias drift-sensor='node /opt/drift-sensor/bundle/drift-sensor.mjs'
drift-sensor run --state-dir /tmp/state >/tmp/findings 2>/tmp/log &
tries=0
until wget -q -O /dev/null http://127.0.0.1:9478/readyz 2>/dev/null || [ $tries = 150 ]; do sleep 2; tries=$((tries + 1)); done
cat /tmp/log
drift-sensor simulate --json --state-dir /tmp/state
`;

const { values } = parseArgs({
  options: { kernel: { type: 'string', default: 'bookworm' }, task: { type: 'string' } },
});
const suite = SUITES.find((name) => name === values.kernel);
if (suite === undefined) throw new Error(`--kernel ${SUITES.join(' or ')}`);
await using temp = tempDir('arm64-machine');
const machine = await arm64();
const native = join(temp.path, 'native');
const make = [
  'make',
  '-s',
  '-C',
  join(ROOT, 'sensor/bridge/native'),
  `OUT=${native}`,
  'STATIC=1',
  ...machine.make,
] as const;
await run(['make', ...make.slice(1)], { timeoutMs: 600_000 });
const bundle = await patientBundle(join(temp.path, 'source'));
const node = join(temp.path, 'node');
await run(['llvm-strip', '-o', node, machine.node]);

const found = await kernel(suite);
const ramdisk = join(temp.path, 'ramdisk');
const directories = ['lib', 'usr/lib'].map((name) => join(machine.sysroot, name, 'aarch64-linux-gnu'));
const libraries = LIBRARIES.map((name) => {
  const from = directories.map((directory) => join(directory, name)).find(existsSync);
  if (from === undefined) throw new Error(`no ${name} for arm64`);
  return [`lib/aarch64-linux-gnu/${name}`, from] as const;
});
const programs = ['drift-bridge', 'drift-helper', 'drift-payload', 'drift-actor'];
await initramfs(
  ramdisk,
  {
    ...Object.fromEntries(libraries),
    [LOADER]: join(machine.sysroot, LOADER),
    'usr/local/bin/node': node,
    'opt/drift-sensor/bundle': bundle,
    ...Object.fromEntries(programs.map((name) => [`opt/drift-sensor/native/${name}`, join(native, name)])),
  },
  values.task === undefined ? TASK : readFileSync(values.task, 'utf8'),
  found,
);

const results: { case: string; got: string; pass: boolean }[] = [];
await boot(found, ramdisk, {
  timeoutMs: 1_800_000,
  onLine: (line) => {
    process.stdout.write(`${line}\n`);
    if (line.startsWith('{"case":')) results.push(JSON.parse(line));
  },
});
const passed = results.filter(({ pass }) => pass).length;
process.stdout.write(`${passed} of ${results.length} on arm64, kernel of ${suite}\n`);
process.exitCode = results.length > 0 && passed === results.length ? 0 : 1;

/** The bundle of a copy of the sources, with longer deadlines. */
async function patientBundle(copy: string): Promise<string> {
  mkdirSync(copy);
  for (const name of ['sensor', 'image-index', 'setup', 'package.json'])
    cpSync(join(ROOT, name), join(copy, name), { recursive: true });
  symlinkSync(join(ROOT, 'node_modules'), join(copy, 'node_modules'));
  for (const [path, was, is] of DEADLINES) {
    const text = readFileSync(join(copy, path), 'utf8');
    if (!text.includes(was)) throw new Error(`${path} has no ${was}`);
    writeFileSync(join(copy, path), text.replace(was, is));
  }
  const to = join(temp.path, 'bundle');
  await run([process.execPath, join(copy, 'setup/bundle.ts'), to]);
  return to;
}
