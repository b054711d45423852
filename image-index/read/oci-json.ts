import { createHash } from 'node:crypto';
import * as z from 'zod';
import { IndexError } from '../error.ts';
import { MAX_LAYERS } from '../limits.ts';

/** The registries' customary bound on manifests. Configs carry histories and labels: the same is plenty. */
export const MAX_JSON_BYTES = 4 << 20;

const digest = z.string().regex(/^sha256:[0-9a-f]{64}$/);
const size = z.number().int().nonnegative().max(Number.MAX_SAFE_INTEGER);

const descriptor = z.object({
  mediaType: z.string().optional(),
  digest,
  size,
  platform: z.object({ architecture: z.string(), os: z.string(), variant: z.string().optional() }).optional(),
  annotations: z.record(z.string(), z.string()).optional(),
});

/** OCI image index, or Docker's manifest list. */
const index = z.object({ manifests: z.array(descriptor).max(10_000) });

/** OCI image manifest, or Docker's schema 2. */
const manifest = z.object({ config: descriptor, layers: z.array(descriptor).max(MAX_LAYERS) });

const config = z.object({ rootfs: z.object({ type: z.literal('layers'), diff_ids: z.array(digest).max(MAX_LAYERS) }) });

export type Descriptor = z.infer<typeof descriptor>;
export type OciManifest = z.infer<typeof manifest>;
export type OciConfig = z.infer<typeof config>;

export const parseManifest = (bytes: Buffer, what: string): OciManifest => parseDocument(manifest, bytes, what);
export const parseConfig = (bytes: Buffer, what: string): OciConfig => parseDocument(config, bytes, what);

/** The descriptors of an index; undefined when the document is none. */
export function parseIndex(bytes: Buffer, what: string): readonly Descriptor[] | undefined {
  const value = json(bytes, what);
  if (typeof value !== 'object' || value === null || !('manifests' in value)) return undefined;
  return check(index, value, what).manifests;
}

export function digestOf(bytes: Buffer): string {
  return `sha256:${createHash('sha256').update(bytes).digest('hex')}`;
}

/** The OCI image specification's chain id (config.md, "Layer ChainID"), after which snapshots of images are named. */
export function chainId(diffIds: readonly string[]): string {
  return diffIds.reduce(
    (chain, diffId) =>
      chain === '' ? diffId : `sha256:${createHash('sha256').update(`${chain} ${diffId}`).digest('hex')}`,
    '',
  );
}

/** A JSON document of that form. Throws `malformed`, naming the faults. */
export function parseDocument<T>(schema: z.ZodType<T>, bytes: Buffer, what: string): T {
  return check(schema, json(bytes, what), what);
}

function json(bytes: Buffer, what: string): unknown {
  try {
    return JSON.parse(bytes.toString('utf8'));
  } catch (error) {
    throw new IndexError('malformed', `${what} is no JSON`, { cause: error });
  }
}

function check<T>(schema: z.ZodType<T>, value: unknown, what: string): T {
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  const faults = result.error.issues.slice(0, 5).map((issue) => `${issue.path.join('.')}: ${issue.message}`);
  throw new IndexError('malformed', `${what}: ${faults.join('; ')}`);
}
