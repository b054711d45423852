/** What a container pays for being watched: loads without a sensor, without it again (the noise), with it, and with peers. */
import { type ChildProcess, spawn } from 'node:child_process';
import { copyFileSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { program } from '../../support/cc.ts';
import { terminate } from '../../support/command.ts';
import { debianRootfs } from '../../support/debian.ts';
import { elf, writeElf } from '../../support/elf.ts';
import { type RuncContainer, startRunc } from '../../support/runc.ts';
import type { Sensor } from '../../support/sensor.ts';
import { type Bench, median, type Peer, type Row, round, type Setting, startBundle, warm } from './suite.ts';

const EXECS = 4_000;
const FIRST_SEEN = 300;
const SCRIPT_COMMANDS = 2_000;
const SOURCES = 12;
const BIN = '/usr/local/bin';
/** A verdict may be remembered a second after the file's change; peers take a while to load. */
const SETTLE_MS = 2_500;
const PEER_MS = 8_000;

type Load = { readonly argv: (round: number) => readonly string[]; readonly execs: number };

const LOADS: Readonly<Record<string, Load>> = {
  'known-good static': { argv: () => [`${BIN}/exec-loop`, String(EXECS), `${BIN}/static`], execs: EXECS },
  'known-good dynamic': { argv: () => [`${BIN}/exec-loop`, String(EXECS), '/bin/true'], execs: EXECS },
  'first-seen static': {
    argv: (at) => [`${BIN}/exec-loop`, '1', '/bin/sh', '-c', `for f in /opt/first/${at}-*; do $f; done`],
    execs: FIRST_SEEN,
  },
  'drifted static': {
    argv: (at) => [`${BIN}/distinct-exec`, String(FIRST_SEEN), '/tmp/template', '/tmp', String(at * 1e6)],
    execs: FIRST_SEEN,
  },
  'shell script of 2,000 commands': {
    argv: () => [`${BIN}/exec-loop`, '1', `${BIN}/commands.sh`],
    execs: SCRIPT_COMMANDS,
  },
  'make of a small C project': {
    argv: (at) => [`${BIN}/exec-loop`, '1', '/usr/bin/make', '-s', '-B', '-C', '/opt/project', `O=/tmp/o${at}`],
    execs: SOURCES * 3,
  },
};

export const overhead: Bench = {
  name: 'overhead',
  async run(setting) {
    const image = await layer(setting);
    const base = await debianRootfs({ include: ['gcc', 'libc6-dev', 'make'] });
    await using box = await startRunc({ dir: setting.dir, rootfs: { lower: [image, base] } });
    writeFileSync(join(box.rootfs, 'tmp/template'), elf(), { mode: 0o755 });
    const modes = ['none', 'none again', 'drift-sensor', ...setting.peers.map(({ name }) => name)];
    const times: Record<string, Record<string, number[]>> = {};
    let at = 0;
    for (let i = 0; i < setting.rounds; i++) {
      for (const mode of modes) {
        setting.progress(`overhead, round ${i + 1} of ${setting.rounds}: ${mode}`);
        const stop = await watcher(setting, mode, box);
        for (const [name, load] of Object.entries(LOADS)) {
          const row = times[name] ?? {};
          row[mode] = [...(row[mode] ?? []), await once(box, load, at % firstSeenSets(setting))];
          times[name] = row;
        }
        at++;
        await stop();
      }
    }
    return Object.entries(times).map(([what, byMode]): Row => {
      const values: Record<string, number> = {};
      const none = median(byMode.none ?? []);
      for (const mode of modes) values[`${mode}, us`] = round(median(byMode[mode] ?? []), 1);
      for (const mode of modes.slice(1)) values[`${mode} : none`] = round(median(byMode[mode] ?? []) / none, 3);
      return { bench: 'overhead', what: `${what}, each exec`, values };
    });
  },
};

/** Microseconds for each exec. */
async function once(box: RuncContainer, load: Load, at: number): Promise<number> {
  const result = await box.exec(load.argv(at));
  const ns = Number(result.stdout.trim().split('\n').at(-1)?.split(' ')[2]);
  if (!/ 0 \d+\s*$/.test(result.stdout))
    throw new Error(`${load.argv(at).join(' ')}: ${result.stdout}${result.stderr}`);
  return ns / load.execs / 1e3;
}

async function watcher(setting: Setting, mode: string, box: RuncContainer): Promise<() => Promise<unknown>> {
  if (mode.startsWith('none')) return async () => undefined;
  const peer = setting.peers.find(({ name }) => name === mode);
  const started: Sensor | ChildProcess = peer === undefined ? await startBundle(setting) : startPeer(peer);
  if ('findings' in started) await warm(started, () => box.exec(['/bin/true']));
  for (const argv of [[`${BIN}/static`], ['/bin/true'], ['/bin/sh', '-c', '/bin/true']]) await box.exec(argv);
  await new Promise((resolve) => setTimeout(resolve, peer === undefined ? SETTLE_MS : PEER_MS));
  for (const argv of [[`${BIN}/static`], ['/bin/true']]) await box.exec([`${BIN}/exec-loop`, '20', ...argv]);
  return 'findings' in started ? () => started.stop() : () => terminate(started);
}

function startPeer({ command }: Peer): ChildProcess {
  return spawn('sh', ['-c', `exec ${command}`], { stdio: 'ignore' });
}

/** Each start of the sensor sees files that it has not seen. */
function firstSeenSets(setting: Setting): number {
  return setting.rounds * (3 + setting.peers.length);
}

async function layer(setting: Setting): Promise<string> {
  const dir = join(setting.dir, 'overhead');
  for (const each of ['usr/local/bin', 'opt/first', 'opt/project', 'tmp'])
    mkdirSync(join(dir, each), { recursive: true });
  const bin = join(dir, 'usr/local/bin');
  for (const name of ['exec-loop', 'distinct-exec'] as const) copyFileSync(await program(name), join(bin, name));
  writeElf(join(bin, 'static'));
  for (let set = 0; set < firstSeenSets(setting); set++) {
    for (let i = 0; i < FIRST_SEEN; i++) writeElf(join(dir, `opt/first/${set}-${i}`));
  }
  const commands = Array.from({ length: SCRIPT_COMMANDS }, (_, i) => (i % 4 === 0 ? '/bin/true' : `${BIN}/static`));
  writeFileSync(join(bin, 'commands.sh'), `#!/bin/sh\n${commands.join('\n')}\n`, { mode: 0o755 });
  const objects = Array.from({ length: SOURCES }, (_, i) => `$(O)/f${i}.o`);
  const rules = [
    `$(O)/project: ${objects.join(' ')}`,
    '\tgcc -o $@ $^',
    '$(O)/%.o: %.c',
    '\t@mkdir -p $(O)',
    '\tgcc -c -O1 -o $@ $<',
    '',
  ];
  writeFileSync(join(dir, 'opt/project/Makefile'), rules.join('\n'));
  for (let i = 0; i < SOURCES; i++) {
    const main = i === 0 ? 'int main(void) { return 0; }\n' : '';
    writeFileSync(join(dir, `opt/project/f${i}.c`), `int f${i}(int x) { return x * ${i}; }\n${main}`);
  }
  return dir;
}
