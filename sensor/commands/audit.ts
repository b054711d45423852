import { detectHost } from '../bridge/procfs.ts';
import { type Config, loadConfig } from '../config.ts';
import { askSensor } from '../control.ts';
import { runtimeSpecs } from '../daemon.ts';
import { printable } from '../finding/text.ts';
import { systemClock } from '../runtime/clock.ts';
import { splitArguments } from './arguments.ts';
import { Auditor } from './audit/auditor.ts';
import { chooseContainers } from './audit/choose.ts';
import type { AuditRow } from './audit/collect.ts';
import { findContainers, type RunningContainers } from './audit/find-containers.ts';
import { auditTable, sortRows } from './audit/table.ts';
import { CannotError, type Command, EXIT } from './command.ts';
import { policyOf } from './policies.ts';
import { style, wantsColour } from './terminal/style.ts';
import { voiceOf } from './terminal/terminal.ts';

const FLAGS = [
  '--config',
  '--state-dir',
  '--index-dir',
  '--policy',
  '--runtime',
  '--node-name',
  '--cluster-name',
  '--log-level',
];

export const auditCommand: Command = {
  name: 'audit',
  operands: '[--json] [CONTAINER…]',
  summary: 'compare once what runs, and what was written, with the images',
  help: () => `drift-sensor audit [--json] [CONTAINER…] [FLAGS]

Looks once at containers (default: all that run, of any engine), with or without a running sensor:
  - every running process: the executable and every other file that it has mapped executable
  - every file of the writable layer that could be run (execute bit, ELF or #!), also those that never ran
and compares their bytes with the image. A CONTAINER is an id, the beginning of one, or a name.

  --json           findings as JSON, one a line, instead of a table
  --policy FILE    decide by these policies (repeatable; default: alert for everything)
  --index-dir DIR  where image indexes are kept (default <stateDir>/index, shared with the sensor)
  --state-dir DIR, --runtime TYPE=ADDRESS, --node-name, --cluster-name, --config, --log-level: as for run

Exit codes: 0 nothing found, 1 drift found, 2 wrong usage or unknown container, 3 it cannot be done here (root is needed),
or nothing was found but something could not be verified.

  sudo drift-sensor audit
  sudo drift-sensor audit web-1 4f2a
  sudo drift-sensor audit --json | jq -r 'select(.severity == "critical") | .summary'
`,
  run: async (args) => {
    const given = splitArguments('audit', args, { '--json': 'switch' }, FLAGS);
    const quiet = given.config.some((arg) => arg.startsWith('--log-level='));
    const config = loadConfig(quiet ? given.config : [...given.config, '--log-level=error']);
    if (process.geteuid?.() !== 0)
      throw new CannotError('audit reads the memory maps of other processes: run it as root');
    const clock = systemClock();
    const { log, onProgress } = voiceOf(config.logLevel, 'none');
    const host = detectHost();
    const policy = policyOf(config.policy, { node: config.nodeName, cluster: config.clusterName });
    const running = await findContainers(runtimeSpecs(config.runtime), { log, clock, host });
    const chosen = chooseContainers(running.known, given.operands);

    const { attributions, told } = running;
    const auditor = new Auditor(config, { policy, clock, log, host, attributions, told, onProgress });
    try {
      await auditor.processes(chosen.flatMap(({ events }) => events));
      if (given.operands.length === 0) await auditor.processes(await withoutCanary(running, config));
      for (const container of chosen) if (container.events.length > 0) await auditor.writableLayer(container);
    } finally {
      await auditor.close();
    }
    const rows = sortRows(auditor.collector.rows());
    if (given.own.has('--json')) printJson(rows);
    else printTable(rows, auditor, chosen.length);
    sayGaps(auditor, running);
    return exitCode(rows, auditor);
  },
};

/** The running sensor's own canary is in a container that no engine knows. Its socket, which is root's, names it. */
async function withoutCanary({ unknown }: RunningContainers, config: Config): Promise<RunningContainers['unknown']> {
  const answer = unknown.length === 0 ? undefined : await askSensor(config.stateDir);
  const own = new Set<string>();
  if (answer?.kind === 'answer') {
    const status = JSON.parse(answer.text) as { containers?: readonly { id: string; runtime: string }[] };
    for (const { id, runtime } of status.containers ?? []) if (runtime === 'canary') own.add(id);
  }
  return unknown.filter(({ cgroups }) => !cgroups.some(({ name }) => own.has(name)));
}

function printJson(rows: readonly AuditRow[]): void {
  for (const { finding } of rows) process.stdout.write(`${JSON.stringify(finding)}\n`);
}

function printTable(rows: readonly AuditRow[], { counts }: Auditor, containers: number): void {
  const looked = `${containers} containers, ${counts.processes} processes, ${counts.changedFiles} changed executable files`;
  const drifted = rows.filter(isDrift).length;
  if (rows.length > 0) process.stdout.write(`${auditTable(rows, style(wantsColour(process.stdout)))}\n`);
  const unverified = rows.length - drifted;
  const rest = unverified === 0 ? '' : `, ${unverified} could not be verified`;
  process.stdout.write(`${looked}: ${drifted === 0 ? 'no drift' : `${drifted} drifted`}${rest}\n`);
}

function sayGaps({ gaps }: Auditor, { unreadable }: RunningContainers): void {
  for (const gap of gaps) process.stderr.write(`drift-sensor: ${printable(gap)}\n`);
  for (const [reason, count] of Object.entries(unreadable)) {
    process.stderr.write(`drift-sensor: ${count} processes could not be looked at (${printable(reason)})\n`);
  }
}

function exitCode(rows: readonly AuditRow[], { gaps, faults }: Auditor): number {
  if (rows.some(isDrift)) return EXIT.found;
  return rows.length > 0 || gaps.length > 0 || faults > 0 ? EXIT.cannot : EXIT.good;
}

function isDrift({ finding }: AuditRow): boolean {
  return finding.verdict !== 'unverified';
}
