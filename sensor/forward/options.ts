/** The configuration's `outputs:` and `spool:`, checked. */
import * as z from 'zod';
import { severities } from '../finding/finding.ts';
import { type FormatName, formatNames } from './format/format.ts';
import { ocsfVersions } from './format/ocsf.ts';
import { fsyncPolicies } from './spool/options.ts';
import { facilities } from './syslog/message.ts';
import { presetNames } from './webhook/presets.ts';

/** What a key means, and an example that is not its default: for the documents that are made of this schema. */
const says = (description: string, example?: unknown) => ({
  description,
  ...(example !== undefined && { examples: [example] }),
});
const text = z.string().min(1);
const seconds = (max: number) => z.number().min(0.1).max(max);

/** What every output has. */
const common = {
  name: z
    .string()
    .regex(/^[a-z0-9][a-z0-9._-]{0,62}$/, 'must be lower-case letters, digits, dots, dashes and underscores')
    .optional()
    .meta(
      says('in metrics, and of its place in the spool; one that is renamed begins anew (default: the type)', 'siem'),
    ),
  format: z.enum(formatNames).optional().meta(says('see docs/formats.md (default: native, or the preset’s)', 'ocsf')),
  ocsfVersion: z.enum(ocsfVersions).optional().meta(says('of the format ocsf (default 1.8.0)', '1.3.0')),
  records: z
    .enum(['all', 'findings'])
    .optional()
    .meta(
      says('all: also heartbeats, gaps and losses (default: all for the native format, else findings)', 'findings'),
    ),
  minSeverity: z.enum(severities).optional().meta(says('what is below is left out', 'high')),
  verdicts: z
    .array(text)
    .min(1)
    .optional()
    .meta(says('only these', ['added', 'modified'])),
  namespaces: z
    .array(text)
    .min(1)
    .optional()
    .meta(says('only these of Kubernetes; a finding without a pod is in none', ['shop', 'payments'])),
  canary: z
    .boolean()
    .optional()
    .meta(says('also findings of the sensor’s own canary (default: in the native format)', true)),
  batchRecords: z
    .number()
    .int()
    .min(1)
    .max(10_000)
    .optional()
    .meta(says('at most, in one delivery (default 512)', 100)),
  batchBytes: z
    .number()
    .int()
    .min(1024)
    .max(3_000_000)
    .optional()
    .meta(says('at most, in one delivery (default 1 MiB)', 262_144)),
  retryMaxSeconds: seconds(3600).optional().meta(says('longest wait between two tries (default 30)', 120)),
};

const tls = z.strictObject({
  caFile: text.optional().meta(says('whom to trust (default: the system)', '/run/secrets/ca.pem')),
  certFile: text.optional().meta(says('the sensor’s own certificate', '/run/secrets/tls.crt')),
  keyFile: text.optional().meta(says('and its key', '/run/secrets/tls.key')),
  serverName: text
    .optional()
    .meta(says('the name that the certificate must have (default: the address)', 'siem.example')),
  verify: z.boolean().optional().meta(says('false: believe any certificate (default true)', true)),
});
const tlsKey = tls.optional().meta(says('files are read again when they are rotated'));

/** A header with a line break in it would be two headers. */
const header = z.string().regex(/^[\t\x20-\x7e]*$/, 'must be printable ASCII');
const url = z
  .url({ protocol: /^https?$/, error: 'must be an http:// or https:// URL' })
  .refine(
    (text) => new URL(text).username === '' && new URL(text).password === '',
    'must hold no user and password: they belong into headers, from a file or the environment',
  )
  .meta(says('where to', 'https://collector.example:4318/v1/logs'));
const http = {
  url,
  headers: z
    .record(z.string().regex(/^[A-Za-z0-9-]+$/), header)
    .optional()
    .meta(says('values may come from a file or a variable: see docs/formats.md', { 'X-Scope-OrgID': 'shop' })),
  bearerTokenFile: text.optional().meta(says('read again when it is rotated', '/run/secrets/token')),
  gzip: z.boolean().optional().meta(says('compress requests (default: for otlp)', true)),
  timeoutSeconds: seconds(600).optional().meta(says('for one request (default 10)', 30)),
  tls: tlsKey,
};

const outputSchema = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('stdout'), ...common }),
  z.strictObject({
    type: z.literal('file'),
    path: text.meta(says('appended to; reopened when somebody renames it', '/var/log/drift/findings.json')),
    rotateBytes: z
      .number()
      .int()
      .min(4096)
      .optional()
      .meta(says('rename it at this size (default 100 MiB)', 104_857_600)),
    keep: z.number().int().min(0).max(100).optional().meta(says('renamed files that are kept (default 5)', 10)),
    ...common,
  }),
  z.strictObject({ type: z.literal('otlp'), ...http, ...common }),
  z.strictObject({
    type: z.literal('syslog'),
    address: z
      .string()
      .regex(/^(\[[0-9a-fA-F:]+\]|[^:\s]+):\d{1,5}$/, 'must be HOST:PORT')
      .meta(says('HOST:PORT', 'siem.example:6514')),
    transport: z.enum(['udp', 'tcp', 'tls']).optional().meta(says('udp confirms nothing (default udp)', 'tls')),
    facility: z.enum(facilities).optional().meta(says('as RFC 5424 numbers them (default local0)', 'local4')),
    appName: z
      .string()
      .regex(/^[\x21-\x7e]{1,48}$/)
      .optional()
      .meta(says('of RFC 5424 (default drift-sensor)', 'drift')),
    maxBytes: z
      .number()
      .int()
      .min(480)
      .max(1 << 20)
      .optional()
      .meta(
        says(
          'of a message; a longer finding is shortened (default 2048 over udp, else and for ocsf and ecs 8192)',
          8192,
        ),
      ),
    tls: tlsKey,
    ...common,
  }),
  z.strictObject({
    type: z.literal('webhook'),
    preset: z
      .enum(presetNames)
      .optional()
      .meta(says('body, format and headers as this receiver wants them', 'splunk_hec')),
    body: z
      .enum(['json_array', 'ndjson', 'single'])
      .optional()
      .meta(says('without a preset (default json_array)', 'ndjson')),
    hmac: z
      .strictObject({
        secretFile: text.meta(says('its bytes are the key', '/run/secrets/hmac')),
        header: z
          .string()
          .regex(/^[A-Za-z0-9-]+$/)
          .optional()
          .meta(says('the request’s header (default x-drift-sensor-signature)', 'X-Signature')),
      })
      .optional()
      .meta(says('sign requests: t=SECONDS,v1=HEX, HMAC-SHA-256 over SECONDS.BODY as sent')),
    index: z
      .string()
      .regex(/^[a-z0-9][a-z0-9._-]{0,254}$/)
      .optional()
      .meta(
        says('Splunk’s index, or Elastic’s data stream (default there logs-drift_sensor.finding-default)', 'drift'),
      ),
    ...http,
    ...common,
  }),
]);

export type OutputSpec = z.output<typeof outputSchema>;

/** In these a finding with the longest names is still whole. */
const LEAST_BYTES = {
  native: 2048,
  falco: 2048,
  flat: 2048,
  ocsf: 4096,
  ecs: 4096,
  cef: 480,
} as const satisfies Record<FormatName, number>;

export const outputsSchema = z
  .array(outputSchema)
  .max(32)
  .superRefine((outputs, context) => {
    const names = outputNames(outputs);
    for (const [at, name] of names.entries()) {
      if (names.indexOf(name) !== at)
        context.addIssue({ code: 'custom', path: [at, 'name'], message: `there is another output named ${name}` });
    }
    for (const [at, output] of outputs.entries()) {
      if (output.type !== 'syslog' || output.maxBytes === undefined) continue;
      const { format = 'native', maxBytes } = output;
      if (maxBytes >= LEAST_BYTES[format]) continue;
      const message = `must be at least ${LEAST_BYTES[format]} with the format ${format}: what is cut is no JSON`;
      context.addIssue({ code: 'custom', path: [at, 'maxBytes'], message });
    }
  });

export const spoolSchema = z.strictObject({
  maxBytes: z
    .number()
    .int()
    .min(1 << 20)
    .max(2 ** 40)
    .optional()
    .meta(
      says('on disk; beyond it records are dropped, the least severe first, and counted (default 64 MiB)', 268_435_456),
    ),
  memoryBytes: z
    .number()
    .int()
    .min(1 << 20)
    .max(1 << 30)
    .optional()
    .meta(says('of records that the disk has not taken yet (default 16 MiB)', 33_554_432)),
  maxAgeHours: z
    .number()
    .min(0.01)
    .max(24 * 365)
    .optional()
    .meta(says('older records are dropped, in time for which the sensor ran (default 168)', 24)),
  fsync: z
    .enum(fsyncPolicies)
    .optional()
    .meta(
      says(
        'what survives a power cut: batch: all; interval: but for some 100 ms; never: what the kernel wrote (default batch)',
        'interval',
      ),
    ),
});

export type SpoolSpec = z.output<typeof spoolSchema>;

/** An output without a name has its type's, with a number from the second on. */
export function outputNames(outputs: readonly OutputSpec[]): string[] {
  const counts = new Map<string, number>();
  return outputs.map((output) => {
    if (output.name !== undefined) return output.name;
    const count = (counts.get(output.type) ?? 0) + 1;
    counts.set(output.type, count);
    return count === 1 ? output.type : `${output.type}-${count}`;
  });
}
