/** From the configuration to the last stage: the default output that `--findings` names, those of `outputs:`, and their spool. */
import type { Config } from './config.ts';
import { createOutputs } from './forward/create.ts';
import { CLOSE_MS, Forwarder, type ForwardTo, MAX_RECORD_BYTES } from './forward/forward.ts';
import { LineOutput } from './forward/lines.ts';
import type { Output } from './forward/output.ts';
import { defaultSpoolOptions, type SpoolOptions } from './forward/spool/options.ts';
import { systemClock } from './runtime/clock.ts';
import { errnoOf } from './runtime/errno.ts';
import type { Logger } from './runtime/log.ts';
import { packageVersion } from './version.ts';

/** An output that this machine cannot have. The message names the flag or key and the reason. */
export class OutputsError extends Error {
  constructor(message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'OutputsError';
  }
}

/** A file or a terminal is back soon, or never. */
const LOCAL_RETRY_MS = 5_000;
const HOUR_MS = 3_600_000;

/**
 * Rejects with an OutputsError. `instead` is the single output of a command beside `run`: it needs no spool, since the command's
 * end is its own.
 */
export async function openForwarder(config: Config, log: Logger, instead?: Output): Promise<Forwarder> {
  const { clusterName: cluster, nodeName: node } = config;
  const options = { closeMs: CLOSE_MS, maxRecordBytes: MAX_RECORD_BYTES, cluster, node };
  const deps = { clock: systemClock(), log };
  warnOfSecrets(config, log);
  if (instead !== undefined)
    return Forwarder.open(
      { ...options, spool: { ...defaultSpoolOptions, dir: undefined } },
      [{ output: instead }],
      deps,
    );
  const outputs = [
    { output: openFindings(config.findings), options: { retryMaxMs: LOCAL_RETRY_MS } },
    ...openOutputs(config),
  ];
  return Forwarder.open({ ...options, spool: spoolOptions(config) }, outputs, deps);
}

const SECRET_HEADER = /authorization|token|secret|key|cookie|password/i;

/** A configuration is read by more people than a secret should be. Never says the value. */
function warnOfSecrets({ outputs }: Config, log: Logger): void {
  for (const [at, output] of outputs.entries()) {
    for (const [name, value] of Object.entries('headers' in output ? (output.headers ?? {}) : {})) {
      if (!SECRET_HEADER.test(name) || value.includes('${')) continue;
      const key = `outputs[${at}].headers.${name}`;
      log.warn(
        { key },
        'a secret stands in the configuration itself: name a file or a variable instead (docs/formats.md)',
      );
    }
  }
}

function spoolOptions({ spool, stateDir }: Config): SpoolOptions {
  const { maxBytes, memoryBytes, maxAgeHours, fsync } = spool;
  const defaults = defaultSpoolOptions;
  return {
    dir: `${stateDir}/spool`,
    maxBytes: maxBytes ?? defaults.maxBytes,
    memoryBytes: memoryBytes ?? defaults.memoryBytes,
    maxAgeMs: maxAgeHours === undefined ? defaults.maxAgeMs : maxAgeHours * HOUR_MS,
    fsync: fsync ?? defaults.fsync,
  };
}

function openFindings(findings: string): LineOutput {
  if (findings === '-') return LineOutput.stdout();
  try {
    return LineOutput.file(findings);
  } catch (cause) {
    throw new OutputsError(`--findings: cannot open ${findings} (${errnoOf(cause)})`, { cause });
  }
}

function openOutputs({ outputs, nodeName: node, clusterName: cluster }: Config): ForwardTo[] {
  try {
    return createOutputs(outputs, { node, cluster, version: packageVersion() });
  } catch (cause) {
    throw new OutputsError(`outputs: ${cause instanceof Error ? cause.message : String(cause)}`, { cause });
  }
}
