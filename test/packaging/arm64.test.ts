/** The other architecture, built on this one and run by an emulator of its instructions. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { freshElf } from '../cases/bytes.ts';
import { run } from '../support/command.ts';
import { elf } from '../support/elf.ts';
import { describeIf, need } from '../support/need.ts';
import { layerDirectory, ociImage } from '../support/oci.ts';
import { type TempDir, tempDir } from '../support/temp.ts';
import { type Arm64, arm64 } from './arm64.ts';

const ROOT = new URL('../../', import.meta.url).pathname;
/** e_machine of an ELF header: EM_AARCH64, EM_BPF. */
const [AARCH64, BPF] = [183, 247];
/** bpftool lies where not everybody looks. */
const SBIN = { PATH: `${process.env.PATH}:/usr/sbin` };
const MAKE_MS = 600_000;
const needs = [
  need.x64(),
  need.command('apt-get'),
  need.command('npm'),
  need.command('readelf'),
  need.compiler(),
  need.engine('umoci'),
];

describeIf(needs, 'on arm64', () => {
  let temp: TempDir;
  let machine: Arm64;
  let native: string;
  let bundle: string;

  beforeAll(async () => {
    machine = await arm64();
    temp = tempDir('arm64');
    native = join(temp.path, 'native');
    bundle = join(temp.path, 'bundle');
    await run([process.execPath, join(ROOT, 'setup/bundle.ts'), bundle]);
    await make('all');
  }, MAKE_MS);
  afterAll(() => temp?.remove());

  const make = (...goals: readonly string[]): Promise<string> =>
    run(
      ['make', '-s', '-C', join(ROOT, 'sensor/bridge/native'), `OUT=${native}`, 'STATIC=1', ...machine.make, ...goals],
      { timeoutMs: MAKE_MS },
    );

  function emulated(program: string, args: readonly string[]): Promise<string> {
    return run([...machine.emulator, machine.node, join(bundle, `${program}.mjs`), ...args], { timeoutMs: MAKE_MS });
  }

  test('the native programs are built, static, and the BPF programs with the registers of arm64', async () => {
    const machineOf = (name: string): number => readFileSync(join(native, name)).readUInt16LE(18);
    for (const name of ['drift-bridge', 'drift-helper', 'drift-payload', 'drift-actor']) {
      expect(machineOf(name), name).toBe(AARCH64);
      expect(await run(['readelf', '--program-headers', join(native, name)]), name).not.toContain('INTERP');
    }
    expect(machineOf('exec.bpf.o')).toBe(BPF);
    // What CO-RE will ask the kernel’s types for: `pc` of the registers here, `ip` on x86-64; a call’s first argument is `orig_x0`.
    const types = await run(['bpftool', 'btf', 'dump', 'file', join(native, 'exec.bpf.o')], { env: SBIN });
    const registers = /STRUCT 'pt_regs'.*\n((?:\t.*\n)+)/.exec(types)?.[1] ?? '';
    expect([...registers.matchAll(/\t'(\w+)'/g)].map(([, field]) => field)).toEqual([
      'regs',
      'pc',
      'orig_x0',
      'syscallno',
    ]);
  });

  test('the C code passes its own tests, byte-exact fixtures of the wire among them', {
    timeout: MAKE_MS,
  }, async () => {
    const said = (await make('test')).split('\n').filter((line) => line !== '');
    expect(said).toEqual(['wire_test: good', 'queue_test: good', 'pins_test: good']);
    expect(await run([...machine.emulator, join(native, 'drift-payload')])).toBe('');
  });

  test('the Node of the lockfile runs the bundled sensor', { timeout: MAKE_MS }, async () => {
    const { version } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as { version: string };
    expect(await run([...machine.emulator, machine.node, '-p', 'process.arch'])).toBe('arm64\n');
    expect(await emulated('drift-sensor', ['--version'])).toBe(`${version}\n`);
  });

  test('the index of an image has the same bytes as on x86-64', { timeout: MAKE_MS }, async () => {
    const lower = layerDirectory(join(temp.path, 'lower'), {
      files: { 'bin/tool': { content: freshElf() }, 'bin/other': { content: elf({ arch: 'arm64' }) } },
    });
    const upper = layerDirectory(join(temp.path, 'upper'), {
      files: { 'bin/tool': { content: elf({ arch: 'arm64', exitCode: 3 }) }, 'opt/run.sh': { content: '#!/bin/sh\n' } },
    });
    const layout = join(temp.path, 'layout');
    await ociImage({ layout, tag: 'both', layers: [lower, upper] });
    const [here, there] = ['x64', 'arm64'].map((name) => join(temp.path, `index-${name}`)) as [string, string];
    const build = ['build', `oci:${layout}:both`, '--platform', 'linux/amd64', '--index-dir'];
    await run([process.execPath, join(bundle, 'image-index.mjs'), ...build, here]);
    await emulated('image-index', [...build, there]);
    const files = filesOf(here);
    expect(files.filter((path) => path.endsWith('.layer'))).toHaveLength(2);
    expect(filesOf(there)).toEqual(files);
    for (const path of files) {
      expect(readFileSync(join(there, path)).equals(readFileSync(join(here, path))), path).toBe(true);
    }
  });
});

function filesOf(directory: string): string[] {
  return readdirSync(directory, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(directory.length + 1))
    .sort();
}
