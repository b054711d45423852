import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { ConfigError, loadConfig } from '../config.ts';
import type { Finding } from '../finding/finding.ts';
import { nativePrograms } from '../paths.ts';
import type { Status } from '../status.ts';
import { splitArguments } from './arguments.ts';
import { askStatus } from './ask-status.ts';
import { CannotError, type Command, EXIT } from './command.ts';
import { openBox, type SimulationBox } from './simulate/box.ts';
import { NONCE_BYTES, type SimulatedCase, simulatedCases } from './simulate/cases.ts';
import { Listener } from './simulate/listener.ts';
import { style, wantsColour } from './terminal/style.ts';
import { table } from './terminal/table.ts';

/** A finding that takes longer is as bad as none. */
const FINDING_MS = 5_000;
/** Looks of the procfs source for which a simulated process lives. */
const LINGER_MS = 1_500;

export type SimulationResult = {
  readonly case: string;
  readonly technique: string;
  readonly attack: string;
  readonly expected: string;
  /** As `expected`, of the finding that came; `nothing` when none did. */
  readonly got: string;
  readonly pass: boolean;
  /** From the beginning of the case to its finding. */
  readonly latency_ms?: number;
  readonly severity?: string;
  readonly finding?: string;
};

export const simulateCommand: Command = {
  name: 'simulate',
  operands: '[--json] [--list] [CASE…]',
  summary: 'do what attackers do, harmlessly, and wait for the running sensor’s findings',
  help: () => `drift-sensor simulate [--json] [--list] [CASE…] [--state-dir DIR]

Makes a throw-away container on this node (needs root, but no container engine), runs in it what an attacker would: new
programs, overwritten ones, code from memory, scripts, a library. All programs are a few bytes that do nothing. The running
sensor must find each of them. The findings are real ones of a container called drift-sensor-simulate-…, go wherever findings
go (so that you see whether they arrive in your SIEM), and are decided by the policies in force.

  CASE             only these; default all
  --list           the cases
  --json           one object a line: {case, technique, attack, expected, got, pass, latency_ms, severity, finding}
  --state-dir DIR  of the running sensor
  --config FILE    the running sensor's configuration file, for its stateDir

Exit codes: 0 every finding came as expected, 1 one did not, 2 wrong usage, 3 no sensor runs, or no container can be made.

  sudo drift-sensor simulate
  sudo drift-sensor simulate D05 D11
  sudo drift-sensor simulate --json | jq -r 'select(.pass | not) | .case'
`,
  run: async (args) => {
    const flags = { '--json': 'switch', '--list': 'switch' } as const;
    const given = splitArguments('simulate', args, flags, ['--state-dir', '--config']);
    const cases = chosen(given.operands);
    const json = given.own.has('--json');
    if (given.own.has('--list')) return list(cases, json);
    if (process.geteuid?.() !== 0) throw new CannotError('simulate makes a container: run it as root');
    const { stateDir } = loadConfig(given.config);
    const { status } = await askStatus(stateDir);
    const results = await simulate(cases, stateDir, status, (result) => {
      if (json) process.stdout.write(`${JSON.stringify(result)}\n`);
    });
    if (!json) process.stdout.write(`${resultTable(results)}${lastLine(results, status)}\n`);
    return results.every(({ pass }) => pass) ? EXIT.good : EXIT.found;
  },
};

function chosen(ids: readonly string[]): readonly SimulatedCase[] {
  if (ids.length === 0) return simulatedCases;
  const wanted = ids.map((id) => simulatedCases.filter((each) => each.id.toLowerCase() === id.toLowerCase()));
  const unknown = ids.filter((_, at) => wanted[at]?.length === 0);
  if (unknown.length > 0) {
    const known = simulatedCases.map(({ id }) => id).join(', ');
    throw new ConfigError(`no case ${unknown.map((id) => JSON.stringify(id)).join(', ')}; there are ${known}`);
  }
  return [...new Set(wanted.flat())];
}

async function simulate(
  cases: readonly SimulatedCase[],
  stateDir: string,
  { tier }: Status,
  on: (result: SimulationResult) => void,
): Promise<SimulationResult[]> {
  const stop = new AbortController();
  const onSignal = () => stop.abort();
  process.once('SIGINT', onSignal).once('SIGTERM', onSignal);
  let opened: SimulationBox | undefined;
  let listener: Listener | undefined;
  try {
    opened = await openBox(stateDir, stop.signal);
    const { box, lower, cgroupId } = opened;
    listener = await Listener.open(stateDir, {
      id: box.id,
      lower,
      cgroup_id: cgroupId.toString(),
      init_pid: box.initPid,
      root_dev: box.rootDev,
      root_ino: box.rootIno.toString(),
    });
    const results: SimulationResult[] = [];
    for (const each of cases) {
      if (stop.signal.aborted) throw new CannotError('the simulation was interrupted');
      const result = await one(each, opened, listener, tier.name === 'scan' ? LINGER_MS : 0);
      results.push(result);
      on(result);
    }
    return results;
  } finally {
    process.off('SIGINT', onSignal).off('SIGTERM', onSignal);
    listener?.close();
    await opened?.close();
  }
}

async function one(
  { id, technique, attack, expected, path, run }: SimulatedCase,
  { box }: SimulationBox,
  listener: Listener,
  lingerMs: number,
): Promise<SimulationResult> {
  const drifted = Buffer.concat([readFileSync(nativePrograms.payload), randomBytes(NONCE_BYTES)]);
  const before = new Set(listener.findings);
  const startedMs = performance.now();
  const about = (finding: Finding) =>
    !before.has(finding) &&
    finding.revision === 1 &&
    (path === undefined ? wordsOf(finding) === expected : finding.file.path === path);
  let came: Finding | undefined;
  const arrival = listener
    .next((finding) => about(finding) && wordsOf(finding) === expected, FINDING_MS)
    .then((finding) => {
      came = finding;
      return performance.now() - startedMs;
    });
  await run({
    host: (inside) => `/proc/${box.initPid}/root${inside}`,
    exec: (inside) => box.exec(inside, lingerMs),
    drifted,
  });
  const latencyMs = await arrival;
  const got: Finding | undefined = came ?? listener.findings.find(about);
  const words = got === undefined ? 'nothing' : wordsOf(got);
  return {
    case: id,
    technique,
    attack,
    expected,
    got: words,
    pass: words === expected && got?.attack.includes(attack) === true,
    ...(got !== undefined && { latency_ms: Number(latencyMs.toFixed(1)), severity: got.severity, finding: got.id }),
  };
}

function wordsOf({ verdict, object, origin }: Finding): string {
  return `${verdict}/${object}/${origin}`;
}

function list(cases: readonly SimulatedCase[], json: boolean): number {
  const rows = cases.map(({ id, technique, attack, expected }) => ({ case: id, technique, attack, expected }));
  if (json) for (const row of rows) process.stdout.write(`${JSON.stringify(row)}\n`);
  else {
    const columns = ['CASE', 'TECHNIQUE', 'ATT&CK', 'EXPECTED'].map((title) => ({ title, max: 70 }));
    const paint = style(wantsColour(process.stdout));
    process.stdout.write(
      table(
        columns,
        rows.map((row) => Object.values(row)),
        paint.bold,
      ),
    );
  }
  return EXIT.good;
}

function resultTable(results: readonly SimulationResult[]): string {
  const paint = style(wantsColour(process.stdout));
  return table(
    [
      { title: 'CASE', max: 6 },
      { title: 'TECHNIQUE', max: 66 },
      { title: 'ATT&CK', max: 10 },
      { title: 'EXPECTED', max: 34 },
      { title: 'GOT', max: 34 },
      { title: 'LATENCY', max: 12 },
      { title: 'PASS', max: 4, paint: (cell) => (cell === 'yes' ? paint.green : paint.red) },
    ],
    results.map(({ case: id, technique, attack, expected, got, latency_ms, pass }) => [
      id,
      technique,
      attack,
      expected,
      got,
      latency_ms === undefined ? '-' : `${latency_ms} ms`,
      pass ? 'yes' : 'no',
    ]),
    paint.bold,
  );
}

function lastLine(results: readonly SimulationResult[], { tier, policy }: Status): string {
  const passed = results.filter(({ pass }) => pass).length;
  const all = `${passed} of ${results.length} found as expected (tier ${tier.name})`;
  if (passed === results.length) return all;
  const scan = tier.name === 'scan' ? '; in the tier scan short-lived processes can be missed' : '';
  return `${all}; a policy may silence some (generation ${policy.generation}, see drift-sensor status)${scan}`;
}
