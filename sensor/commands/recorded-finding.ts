/** A finding that was written once → what a policy asks about it. What the finding does not say is not known. */
import * as z from 'zod';
import { objects, origins } from '../digest/evidence.ts';
import type { Fact, Facts } from '../evaluate/policy/facts.ts';
import { verdicts } from '../evaluate/verdict.ts';

const text = z.string().optional();

/** The parts that a policy asks for; a finding of a later version may say more. */
const recordedSchema = z.object({
  schema: z.literal('drift-sensor.finding/1'),
  id: z.string(),
  cluster: text,
  node: z.string(),
  verdict: z.enum(verdicts),
  object: z.enum(objects),
  origin: z.enum(origins),
  severity: z.string(),
  action: z.enum(['alerted', 'would_block', 'blocked']),
  policy: z.string(),
  rule: z.string(),
  file: z.object({ path: z.string(), sha256: text }),
  container: z.object({
    id: z.string(),
    name: text,
    runtime: text,
    image: z.object({ ref: text, digest: text, id: text }).optional(),
  }),
  pod: z
    .object({
      namespace: z.string(),
      name: z.string(),
      labels: z.record(z.string(), z.string()).optional(),
      namespace_labels: z.record(z.string(), z.string()).optional(),
    })
    .optional(),
});

export type RecordedFinding = z.output<typeof recordedSchema>;

export type RecordedLine =
  | { readonly kind: 'finding'; readonly finding: RecordedFinding }
  /** A heartbeat, a gap: no finding, and no fault. */
  | { readonly kind: 'other' }
  | { readonly kind: 'bad'; readonly why: string };

export function parseRecorded(line: string): RecordedLine {
  let json: unknown;
  try {
    json = JSON.parse(line);
  } catch {
    return { kind: 'bad', why: 'is not JSON' };
  }
  const schema = typeof json === 'object' && json !== null && 'schema' in json ? json.schema : undefined;
  if (typeof schema !== 'string') return { kind: 'bad', why: 'is not a record of the sensor (it has no schema)' };
  if (!schema.startsWith('drift-sensor.finding/')) return { kind: 'other' };
  const parsed = recordedSchema.safeParse(json);
  if (parsed.success) return { kind: 'finding', finding: parsed.data };
  const [issue] = parsed.error.issues;
  return { kind: 'bad', why: `is not a finding: ${issue?.path.join('.') ?? ''}: ${issue?.message ?? ''}` };
}

export function factsOfRecorded(finding: RecordedFinding): Facts {
  const { file, container, pod, cluster, node } = finding;
  // Written only for what no engine knows: a known container is in no pod where the finding names none.
  const noPod: Fact = container.runtime === undefined ? undefined : null;
  return {
    verdict: finding.verdict,
    object: finding.object,
    origin: finding.origin,
    informational:
      finding.verdict === 'unverified' ||
      finding.verdict === 'sibling_image' ||
      (finding.verdict === 'mode_changed' && finding.severity === 'informational'),
    // A path that was cut has lost its beginning.
    path: isWhole(file.path) ? file.path : undefined,
    name: isWhole(file.path) ? file.path.slice(file.path.lastIndexOf('/') + 1) : undefined,
    sha256: file.sha256,
    cluster,
    node,
    namespace: pod?.namespace ?? noPod,
    pod: pod?.name ?? noPod,
    containerName: container.name ?? (container.runtime === 'runc' ? container.id : undefined),
    imageRef: container.image?.ref,
    imageDigest: container.image?.digest,
    imageId: container.image?.id,
    label: (key) => labelOf(pod?.labels, key),
    namespaceLabel: (key) => (pod === undefined ? noPod : labelOf(pod.namespace_labels, key)),
  };
}

function labelOf(labels: Readonly<Record<string, string>> | undefined, key: string): Fact {
  if (labels === undefined) return undefined;
  return Object.hasOwn(labels, key) ? labels[key] : null;
}

function isWhole(path: string): boolean {
  return path.startsWith('/') || path.startsWith('memfd:');
}
