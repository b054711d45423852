import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { terminate, waitFor } from './command.ts';
import { tempDir } from './temp.ts';

/** A finding as contract.md's JSON; tests look only at what they name. */
export type FindingJson = {
  readonly id: string;
  readonly revision: number;
  readonly count: number;
  readonly verdict: string;
  readonly object: string;
  readonly origin: string;
  readonly reason?: string;
  readonly source: string;
  readonly severity: string;
  readonly confidence: string;
  readonly file?: {
    readonly path: string;
    readonly sha256?: string;
    readonly expected_sha256?: string;
    readonly deleted?: boolean;
  };
  readonly process?: {
    readonly pid: number;
    readonly name: string;
    readonly exe: string;
    readonly args: readonly string[];
    readonly parents: readonly { readonly name: string }[];
  };
  readonly container: {
    readonly id: string;
    readonly runtime: string;
    readonly name?: string;
    readonly image: { readonly ref?: string; readonly id?: string };
  };
  readonly [more: string]: unknown;
};

/** `name{label="value",…}` as printed → value. */
export type Metrics = ReadonlyMap<string, number>;

export type SensorOptions = {
  /** More flags of `drift-sensor run`: `['--runtime', 'runc=/run/x']`. */
  readonly args?: readonly string[];
  readonly env?: NodeJS.ProcessEnv;
  /** Default 60 s. */
  readonly readyTimeoutMs?: number;
  /** A state directory to go on with; default a fresh one, removed by `stop`. */
  readonly stateDir?: string;
  /** Do not wait for /readyz. */
  readonly waitReady?: boolean;
  /** Default: a file that `stop` removes. */
  readonly findingsFile?: string;
  /** Default: this checkout's `bin/drift-sensor`. */
  readonly launcher?: string;
  /** Put in front of the command: `['prlimit', '--nofile=256']`. */
  readonly under?: readonly [string, ...string[]];
};

export type Sensor = AsyncDisposable & {
  readonly process: ChildProcess;
  readonly stateDir: string;
  readonly findingsFile: string;
  /** `http://127.0.0.1:PORT`. */
  readonly url: string;
  /** All findings so far, without the canary's own. */
  findings(): FindingJson[];
  canaryFindings(): FindingJson[];
  /** All records, whatever their schema. */
  records(): Readonly<Record<string, unknown>>[];
  waitForFinding(predicate: (finding: FindingJson) => boolean, timeoutMs?: number): Promise<FindingJson>;
  metrics(): Promise<Metrics>;
  /** Sums all series of `name` whose labels contain `labels`; 0 when there is none. */
  metric(name: string, labels?: Readonly<Record<string, string>>): Promise<number>;
  /** What it wrote to stderr so far. */
  log(): string;
  /** SIGTERM; gives the exit code. */
  stop(): Promise<number>;
};

const LAUNCHER = new URL('../../bin/drift-sensor', import.meta.url).pathname;

/** Starts `drift-sensor run` from this checkout and waits until it is ready (its canary went through). */
export async function startSensor(options: SensorOptions = {}): Promise<Sensor> {
  const temp = tempDir('sensor');
  const stateDir = options.stateDir ?? join(temp.path, 'state');
  const findingsFile = options.findingsFile ?? join(temp.path, 'findings.ndjson');
  mkdirSync(stateDir, { recursive: true });
  const args = [
    'run',
    '--state-dir',
    stateDir,
    '--findings',
    findingsFile,
    '--metrics',
    '127.0.0.1:0',
    ...(options.args ?? []),
  ];
  // As a service manager starts it, in a session of its own.
  const [command, ...before] = ['setsid', ...(options.under ?? []), options.launcher ?? LAUNCHER] as const;
  const child = spawn(command, [...before, ...args], {
    stdio: ['ignore', 'ignore', 'pipe'],
    env: { ...process.env, ...options.env },
  });
  let log = '';
  child.stderr.on('data', (chunk: Buffer) => {
    log += chunk.toString();
  });
  let failure: Error | undefined;
  child.once('error', (error) => {
    failure = error;
  });

  const records = (): Readonly<Record<string, unknown>>[] =>
    existsSync(findingsFile) ? ndjson(readFileSync(findingsFile, 'utf8')) : [];
  const all = (): FindingJson[] => records().filter((r) => r.schema === 'drift-sensor.finding/1') as FindingJson[];
  const findings = (): FindingJson[] => all().filter((f) => f.container.runtime !== 'canary');
  const stop = async (): Promise<number> => {
    const code = await terminate(child);
    await temp.remove();
    return code;
  };
  /** What `probe` gives, unless the sensor has ended. */
  const whileAlive = <T>(probe: () => T): T => {
    if (failure !== undefined) throw failure;
    if (child.exitCode !== null || child.signalCode !== null) {
      throw new Error(`drift-sensor ended (${child.exitCode ?? child.signalCode}):\n${log}`);
    }
    return probe();
  };

  try {
    const url = await waitFor(
      'the sensor to say where its metrics are',
      () => whileAlive(() => metricsUrl(log)),
      options.readyTimeoutMs ?? 60_000,
    );
    if (options.waitReady !== false) {
      await waitFor(
        '/readyz',
        () => whileAlive(async () => (await status(`${url}/readyz`)) === 200),
        options.readyTimeoutMs ?? 60_000,
      );
    }
    const metrics = async (): Promise<Metrics> => parseMetrics(await (await fetch(`${url}/metrics`)).text());
    return {
      process: child,
      stateDir,
      findingsFile,
      url,
      findings,
      canaryFindings: () => all().filter((f) => f.container.runtime === 'canary'),
      records,
      waitForFinding: (predicate, timeoutMs) =>
        waitFor('a finding', () => whileAlive(() => findings().find(predicate)), timeoutMs).catch((cause: unknown) => {
          throw new Error(
            `no such finding; there are:\n${findings()
              .map((f) => JSON.stringify(f))
              .join('\n')}\n${log}`,
            { cause },
          );
        }),
      metrics,
      metric: async (name, labels) => sum(await metrics(), name, labels ?? {}),
      log: () => log,
      stop,
      [Symbol.asyncDispose]: async () => void (await stop()),
    };
  } catch (cause) {
    await stop();
    throw new Error(`drift-sensor did not become ready:\n${log}`, { cause });
  }
}

/** More than the second after which the bridge says its numbers again. */
const NUMBERS_MS = 1_200;
const NUMBERS_TRIES = 5;

/**
 * Clean execs, by contract: those judged `in_image`, and those that the kernel answered. The bridge says its number once a
 * second, so the next one is waited for, and on a busy machine one more; other containers may keep it moving.
 */
export async function cleanExecs(sensor: Sensor, labels: Readonly<Record<string, string>> = { object: 'binary' }) {
  const now = async () =>
    (await sensor.metric('drift_sensor_verdicts_total', { verdict: 'in_image', ...labels })) +
    (await sensor.metric('drift_sensor_execs_total', { scope: 'container', path: 'kernel' }));
  let last = -1;
  for (let tries = 0; tries < NUMBERS_TRIES; tries++) {
    await new Promise((resolve) => setTimeout(resolve, NUMBERS_MS));
    const clean = await now();
    if (clean === last) break;
    last = clean;
  }
  return last;
}

/** Parses the Prometheus text format (version 0.0.4), values only. */
function parseMetrics(text: string): Metrics {
  const metrics = new Map<string, number>();
  for (const line of text.split('\n')) {
    const match = /^([a-zA-Z_:][\w:]*(?:\{.*\})?) (\S+)/.exec(line);
    if (match?.[1] !== undefined) metrics.set(match[1], Number(match[2]));
  }
  return metrics;
}

function sum(metrics: Metrics, name: string, labels: Readonly<Record<string, string>>): number {
  const wanted = Object.entries(labels).map(([key, value]) => `${key}="${value}"`);
  let total = 0;
  for (const [series, value] of metrics) {
    const [base = '', rest = ''] = series.split(/\{(.*)/s);
    const present: readonly string[] = rest.match(/\w+="(?:[^"\\]|\\.)*"/g) ?? [];
    if (base === name && wanted.every((label) => present.includes(label))) total += value;
  }
  return total;
}

/** A line being written at this moment is left for the next reading. */
function ndjson(text: string): Readonly<Record<string, unknown>>[] {
  return text
    .slice(0, text.lastIndexOf('\n') + 1)
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as Readonly<Record<string, unknown>>);
}

function metricsUrl(log: string): string | undefined {
  return /"metrics":"(http:\/\/[^"]+)"/.exec(log)?.[1]?.replace(/\/metrics$|\/$/, '');
}

async function status(url: string): Promise<number> {
  try {
    return (await fetch(url)).status;
  } catch {
    return 0;
  }
}

/** Of the bridge that runs now. */
export function bridgePid(sensor: Sensor): number {
  const attached = [...sensor.log().matchAll(/"pid":(\d+),[^\n]*"the bridge is attached"/g)].at(-1);
  if (attached === undefined) throw new Error('no bridge was ever attached');
  return Number(attached[1]);
}
