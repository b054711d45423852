/** The configuration's `outputs:` and `spool:`, checked. */
import { z } from 'zod';
import { severities } from '../finding/finding.ts';
import { formatNames } from './format/format.ts';
import { ocsfVersions } from './format/ocsf.ts';
import { fsyncPolicies } from './spool/options.ts';
import { facilities } from './syslog/message.ts';
import { presetNames } from './webhook/presets.ts';

const path = z.string().min(1);
const seconds = (max: number) => z.number().min(0.1).max(max);

/** What every output has. */
const common = {
  /** Of its position in the spool and in metrics. */
  name: z
    .string()
    .regex(/^[a-z0-9][a-z0-9._-]{0,62}$/, 'must be lower-case letters, digits, dots, dashes and underscores')
    .optional(),
  format: z.enum(formatNames).optional(),
  ocsfVersion: z.enum(ocsfVersions).optional(),
  records: z.enum(['all', 'findings']).optional(),
  minSeverity: z.enum(severities).optional(),
  verdicts: z.array(z.string().min(1)).min(1).optional(),
  namespaces: z.array(z.string().min(1)).min(1).optional(),
  canary: z.boolean().optional(),
  batchRecords: z.number().int().min(1).max(10_000).optional(),
  batchBytes: z.number().int().min(1024).max(3_000_000).optional(),
  retryMaxSeconds: seconds(3600).optional(),
};

const tls = z.strictObject({
  caFile: path.optional(),
  certFile: path.optional(),
  keyFile: path.optional(),
  serverName: z.string().min(1).optional(),
  verify: z.boolean().optional(),
});

/** A header with a line break in it would be two headers. */
const header = z.string().regex(/^[\t\x20-\x7e]*$/, 'must be printable ASCII');
const url = z
  .url({ protocol: /^https?$/, error: 'must be an http:// or https:// URL' })
  .refine(
    (text) => new URL(text).username === '' && new URL(text).password === '',
    'must hold no user and password: they belong into headers, from a file or the environment',
  );
const http = {
  url,
  headers: z.record(z.string().regex(/^[A-Za-z0-9-]+$/), header).optional(),
  bearerTokenFile: path.optional(),
  gzip: z.boolean().optional(),
  timeoutSeconds: seconds(600).optional(),
  tls: tls.optional(),
};

export const outputSchema = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('stdout'), ...common }),
  z.strictObject({
    type: z.literal('file'),
    path,
    rotateBytes: z.number().int().min(4096).optional(),
    keep: z.number().int().min(0).max(100).optional(),
    ...common,
  }),
  z.strictObject({ type: z.literal('otlp'), ...http, ...common }),
  z.strictObject({
    type: z.literal('syslog'),
    address: z.string().regex(/^(\[[0-9a-fA-F:]+\]|[^:\s]+):\d{1,5}$/, 'must be HOST:PORT'),
    transport: z.enum(['udp', 'tcp', 'tls']).optional(),
    facility: z.enum(facilities).optional(),
    appName: z
      .string()
      .regex(/^[\x21-\x7e]{1,48}$/)
      .optional(),
    maxBytes: z
      .number()
      .int()
      .min(480)
      .max(1 << 20)
      .optional(),
    tls: tls.optional(),
    ...common,
  }),
  z.strictObject({
    type: z.literal('webhook'),
    preset: z.enum(presetNames).optional(),
    body: z.enum(['json_array', 'ndjson', 'single']).optional(),
    hmac: z
      .strictObject({
        secretFile: path,
        header: z
          .string()
          .regex(/^[A-Za-z0-9-]+$/)
          .optional(),
      })
      .optional(),
    index: z
      .string()
      .regex(/^[a-z0-9][a-z0-9._-]{0,254}$/)
      .optional(),
    ...http,
    ...common,
  }),
]);

export type OutputSpec = z.output<typeof outputSchema>;

export const outputsSchema = z
  .array(outputSchema)
  .max(32)
  .superRefine((outputs, context) => {
    const names = outputNames(outputs);
    for (const [at, name] of names.entries()) {
      if (names.indexOf(name) !== at)
        context.addIssue({ code: 'custom', path: [at, 'name'], message: `there is another output named ${name}` });
    }
  });

export const spoolSchema = z.strictObject({
  maxBytes: z
    .number()
    .int()
    .min(1 << 20)
    .max(2 ** 40)
    .optional(),
  memoryBytes: z
    .number()
    .int()
    .min(1 << 20)
    .max(1 << 30)
    .optional(),
  maxAgeHours: z
    .number()
    .min(0.01)
    .max(24 * 365)
    .optional(),
  fsync: z.enum(fsyncPolicies).optional(),
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
