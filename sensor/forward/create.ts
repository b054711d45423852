/** From the configuration to outputs. */
import { hostname } from 'node:os';
import { createFormat, type Format, type FormatName } from './format/format.ts';
import type { ForwardTo } from './forward.ts';
import type { HttpOptions } from './http/client.ts';
import { type OutputSpec, outputNames } from './options.ts';
import { OtlpOutput } from './otlp/otlp.ts';
import type { Output } from './output.ts';
import { FileOutput, StdoutOutput } from './rotate.ts';
import type { RunnerOptions } from './runner.ts';
import { SyslogOutput } from './syslog/syslog.ts';
import { bodies, type Preset, presets } from './webhook/presets.ts';
import { WebhookOutput } from './webhook/webhook.ts';

/** Who speaks. */
export type Identity = { readonly node: string; readonly cluster: string | undefined; readonly version: string };

const ROTATE_BYTES = 100 << 20;
const KEEP_FILES = 5;
/** RFC 5426 section 3.2 for datagrams; what common receivers take over a stream. */
const SYSLOG_BYTES = { udp: 2048, tcp: 8192, tls: 8192 } as const;
/** Not even a shortened event of these fits into the 2,048 bytes that every receiver takes (RFC 5426); what is cut is no JSON. */
const LARGE_FORMATS: ReadonlySet<string | undefined> = new Set(['ocsf', 'ecs']);
/** What one datagram can hold over IPv6, 65,535 less both headers: more would never be sent. */
const MAX_DATAGRAM_BYTES = 65_487;
const NEWEST_OCSF = '1.8.0';

/** Throws where a file cannot be opened. */
export function createOutputs(specs: readonly OutputSpec[], identity: Identity): ForwardTo[] {
  const names = outputNames(specs);
  return specs.map((spec, at) => createOutput({ ...spec, name: names[at] ?? spec.type }, identity));
}

export function createOutput(spec: OutputSpec & { readonly name: string }, identity: Identity): ForwardTo {
  const preset = spec.type === 'webhook' ? presetOf(spec) : undefined;
  const name: FormatName = spec.format ?? preset?.format ?? 'native';
  const format = createFormat({ name, ocsfVersion: spec.ocsfVersion ?? NEWEST_OCSF, version: identity.version });
  return { output: outputOf(spec, format, identity), options: runnerOptions(spec, name, preset) };
}

function outputOf(spec: OutputSpec & { readonly name: string }, format: Format, identity: Identity): Output {
  const { name } = spec;
  switch (spec.type) {
    case 'stdout':
      return new StdoutOutput(name, { format });
    case 'file': {
      const { path, rotateBytes = ROTATE_BYTES, keep = KEEP_FILES } = spec;
      return new FileOutput({ name, path, rotateBytes, keep }, { format });
    }
    case 'otlp': {
      const options = { ...httpOptions(spec, true), name, resource: resourceOf(identity), version: identity.version };
      return new OtlpOutput(options, { format, now: () => BigInt(Date.now()) * 1_000_000n });
    }
    case 'syslog':
      return createSyslog(spec, name, format, identity);
    case 'webhook': {
      const { hmac, index } = spec;
      const options = { ...httpOptions(spec, false), name, node: identity.node, preset: presetOf(spec), index, hmac };
      return new WebhookOutput(options, { format });
    }
  }
}

function createSyslog(spec: OutputSpec & { type: 'syslog' }, name: string, format: Format, identity: Identity): Output {
  const { transport = 'udp', facility = 'local0', appName = 'drift-sensor', tls } = spec;
  const wanted = spec.maxBytes ?? SYSLOG_BYTES[LARGE_FORMATS.has(spec.format) ? 'tcp' : transport];
  const maxBytes = transport === 'udp' ? Math.min(wanted, MAX_DATAGRAM_BYTES) : wanted;
  const colon = spec.address.lastIndexOf(':');
  const host = spec.address.slice(0, colon).replace(/^\[|\]$/g, '');
  const port = Number(spec.address.slice(colon + 1));
  const message = { facility, appName, procId: String(process.pid), hostname: identity.node, maxBytes };
  return new SyslogOutput({ name, host, port, transport, message, tls }, { format });
}

function httpOptions(spec: OutputSpec & { type: 'otlp' | 'webhook' }, gzip: boolean): HttpOptions {
  const { url, headers, bearerTokenFile, timeoutSeconds, tls } = spec;
  const timeoutMs = timeoutSeconds === undefined ? undefined : timeoutSeconds * 1000;
  return { url, headers, bearerTokenFile, tls, timeoutMs, gzip: spec.gzip ?? gzip };
}

function presetOf({ preset, body }: OutputSpec & { type: 'webhook' }): Preset {
  const base = preset === undefined ? bodies[body ?? 'json_array'] : presets[preset];
  return base;
}

/** Our own records and the canary go where our own format goes; a receiver of a foreign format knows nothing of them. */
function runnerOptions(spec: OutputSpec, format: FormatName, preset: Preset | undefined): Partial<RunnerOptions> {
  const { records, minSeverity, verdicts, namespaces, canary } = spec;
  const own = format === 'native' && preset?.findingsOnly !== true;
  return {
    ...(spec.batchRecords !== undefined && { batchRecords: spec.batchRecords }),
    ...(spec.batchBytes !== undefined && { batchBytes: spec.batchBytes }),
    ...(spec.retryMaxSeconds !== undefined && { retryMaxMs: spec.retryMaxSeconds * 1000 }),
    filter: {
      records: preset?.findingsOnly === true ? 'findings' : (records ?? (own ? 'all' : 'findings')),
      canary: canary ?? own,
      ...(minSeverity !== undefined && { minSeverity }),
      ...(verdicts !== undefined && { verdicts }),
      ...(namespaces !== undefined && { namespaces }),
    },
  };
}

function resourceOf({ node, cluster, version }: Identity): (readonly [string, string])[] {
  const all: [string, string][] = [
    ['service.name', 'drift-sensor'],
    ['service.version', version],
    ['service.instance.id', node],
    ['host.name', hostname()],
    ['k8s.node.name', node],
  ];
  if (cluster !== undefined) all.push(['k8s.cluster.name', cluster]);
  return all;
}
