/** What a node's sensor says of itself in the cluster: schema of the SensorStatus object, and its content from plain facts. */
import * as z from 'zod';
import type { Coverage } from '../coverage.ts';
import type { PolicyFault } from '../evaluate/policy/fault.ts';
import type { ResourceReport } from './policy-resources.ts';

export const STATUS_KIND = 'SensorStatus';

const MAX_LISTED = 64;
const MAX_REASONS = 8;
const MAX_TEXT = 512;

const line = (description: string) => z.string().max(MAX_TEXT).meta({ description });
const count = (description: string) => z.int().min(0).max(2_147_483_647).meta({ description });
const reasons = z.array(z.string().max(MAX_TEXT)).max(MAX_REASONS);

export const sensorStatusSchema = z.strictObject({
  observedTime: z.iso.datetime().meta({ description: 'when the sensor last said this; older than 15 min: it is gone' }),
  version: line('of the sensor'),
  tier: line('what the node can do: scan, detect, enforce-kill, enforce'),
  tierDetail: line('why not a better one'),
  canary: line('ok, or why the sensor does not prove that it works: failed, unavailable, waiting'),
  canaryDetail: line('what the last canary showed'),
  policyGeneration: count('counts policy changes on this node since its sensor started'),
  policyCount: count('policies in force'),
  policies: z
    .array(
      z.strictObject({
        name: line('of the policy'),
        source: line('DriftPolicy, or the file on the node'),
        state: z.enum(['InForce', 'Stale', 'Refused']).meta({
          description: 'Stale: the newest generation is refused, an earlier one is in force; Refused: none is',
        }),
        generation: z.int().optional().meta({ description: 'metadata.generation of the newest that was seen' }),
        generationInForce: z.int().optional().meta({ description: 'metadata.generation of the one in force' }),
        reasons: reasons.optional().meta({ description: 'why it is refused, each with the path of its fault' }),
      }),
    )
    .max(MAX_LISTED),
  faults: reasons.optional().meta({ description: 'of policies that have no name (files that cannot be read)' }),
  coverage: z.strictObject({
    covered: count('containers of which every exec is judged'),
    uncovered: count('containers of which it is not'),
    containers: z
      .array(
        z.strictObject({
          id: line('of the container'),
          name: line('of the container').optional(),
          pod: line('NAMESPACE/NAME').optional(),
          code: line('index_failed, index_pending, unknown_container, sandboxed_runtime'),
          reason: line('in a sentence'),
        }),
      )
      .max(MAX_LISTED)
      .meta({ description: `the uncovered ones, at most ${MAX_LISTED}` }),
    limits: z
      .array(z.strictObject({ code: line('a word'), reason: line('in a sentence') }))
      .max(MAX_LISTED)
      .meta({ description: 'what limits all of the node' }),
  }),
});

export type SensorStatus = z.output<typeof sensorStatusSchema>;

export type SensorFacts = {
  readonly version: string;
  readonly tier: { readonly name: string; readonly detail: string };
  readonly canary: { readonly state: string; readonly detail: string };
  readonly policy: {
    readonly generation: number;
    readonly inForce: readonly { readonly name: string; readonly file: string }[];
    readonly faults: readonly PolicyFault[];
  };
  readonly coverage: Coverage;
};

/** All but the time. */
export function sensorStatusOf(
  facts: SensorFacts,
  resources: readonly ResourceReport[],
): Omit<SensorStatus, 'observedTime'> {
  const { version, tier, canary, policy, coverage } = facts;
  const rows = policyRows(policy, resources);
  const elsewhere = policy.faults.filter(({ file }) => !rows.some((row) => row.from === file));
  return {
    version: cut(version),
    tier: cut(tier.name),
    tierDetail: cut(tier.detail),
    canary: cut(canary.state),
    // It says how long the last one took: not worth a request each time.
    canaryDetail: canary.state === 'ok' ? 'found' : cut(canary.detail),
    policyGeneration: policy.generation,
    policyCount: policy.inForce.length,
    // Those that somebody has to mend come first, where not all find room.
    policies: rows
      .map(({ from: _from, ...row }) => row)
      .sort((a, b) => Number(a.state === 'InForce') - Number(b.state === 'InForce'))
      .slice(0, MAX_LISTED),
    ...(elsewhere.length > 0 && { faults: elsewhere.slice(0, MAX_REASONS).map((fault) => cut(sayFault(fault))) }),
    coverage: {
      covered: coverage.covered.length,
      uncovered: coverage.uncovered.length,
      containers: coverage.uncovered.slice(0, MAX_LISTED).map(({ id, name, pod, code, reason }) => ({
        id: cut(id),
        ...(name !== undefined && { name: cut(name) }),
        ...(pod !== undefined && { pod: cut(pod) }),
        code,
        reason: cut(reason),
      })),
      limits: coverage.limits.slice(0, MAX_LISTED).map(({ code, reason }) => ({ code, reason: cut(reason) })),
    },
  };
}

type Row = SensorStatus['policies'][number] & { readonly from: string };

function policyRows({ inForce, faults }: SensorFacts['policy'], resources: readonly ResourceReport[]): Row[] {
  const rows: Row[] = [];
  for (const { name, generation, inForceGeneration } of resources) {
    const from = `DriftPolicy/${name}`;
    const why = faults.filter(({ file }) => file === from).slice(0, MAX_REASONS);
    // Accepted by itself, it may still be refused beside others: its name is taken by a file.
    const holds = inForceGeneration !== undefined && inForce.some(({ file }) => file === from);
    rows.push({
      name: cut(name),
      source: 'DriftPolicy',
      state: !holds ? 'Refused' : why.length > 0 ? 'Stale' : 'InForce',
      generation,
      ...(holds && { generationInForce: inForceGeneration }),
      ...(why.length > 0 && { reasons: why.map(({ path, message }) => cut(path ? `${path}: ${message}` : message)) }),
      from,
    });
  }
  const own = new Set(rows.map(({ from }) => from));
  for (const { name, file } of inForce) {
    if (own.has(file)) continue;
    const why = faults.filter((fault) => fault.file === file).slice(0, MAX_REASONS);
    rows.push({
      name: cut(name),
      source: cut(file),
      state: why.length > 0 ? 'Stale' : 'InForce',
      ...(why.length > 0 && { reasons: why.map((fault) => cut(sayFault(fault))) }),
      from: file,
    });
  }
  return rows;
}

function sayFault({ file, path, message }: PolicyFault): string {
  return path === undefined ? `${file}: ${message}` : `${file}: ${path}: ${message}`;
}

function cut(value: string): string {
  const characters = [...value];
  return characters.length <= MAX_TEXT ? value : `${characters.slice(0, MAX_TEXT - 1).join('')}…`;
}
