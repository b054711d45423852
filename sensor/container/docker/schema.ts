import * as z from 'zod';
import { DockerApiError } from './api.ts';

/** The parts of Docker's answers that are read; the rest is ignored. Go writes nil maps and slices as null. */
const strings = z
  .array(z.string())
  .nullish()
  .transform((v) => v ?? []);
const labels = z
  .record(z.string(), z.string())
  .nullish()
  .transform((v) => v ?? {});

const mounts = z
  .array(z.object({ Destination: z.string() }))
  .nullish()
  .transform((v) => v ?? []);

/** overlay2's directories; other drivers have other keys, or none. */
const graphDriver = z
  .object({
    Name: z.string().nullish(),
    Data: z.object({ LowerDir: z.string().nullish(), UpperDir: z.string().nullish() }).nullish(),
  })
  .nullish();

const containerSchema = z.object({
  Id: z.string().regex(/^[0-9a-f]{64}$/),
  Name: z.string().optional(),
  Created: z.string().optional(),
  /** Of the image, `sha256:…`. */
  Image: z.string().default(''),
  State: z.object({ Status: z.string(), Pid: z.number().int().nonnegative().default(0) }),
  GraphDriver: z.object({ Name: z.string().nullish(), Data: z.record(z.string(), z.unknown()).nullish() }).nullish(),
  HostConfig: z.object({ Tmpfs: z.record(z.string(), z.string()).nullish() }).nullish(),
  Mounts: mounts,
  Config: z.object({ Image: z.string().default(''), Labels: labels }),
});

const imageSchema = z.object({
  Id: z.string(),
  RepoTags: strings,
  RepoDigests: strings,
  /** Only where images live in containerd's store; then `Id` is a manifest's digest. */
  Descriptor: z.object({ digest: z.string() }).nullish(),
  RootFS: z.object({ Layers: strings }).nullish(),
  GraphDriver: graphDriver,
});

const eventSchema = z.object({
  Type: z.string().optional(),
  Action: z.string().optional(),
  Actor: z.object({ ID: z.string() }).optional(),
});

const listSchema = z.array(z.object({ Id: z.string() }));

const summarySchema = z.object({
  Id: z.string(),
  Names: strings,
  Image: z.string().default(''),
  ImageID: z.string().default(''),
  State: z.string(),
  Labels: labels,
  Mounts: mounts,
});

export type DockerContainer = z.infer<typeof containerSchema>;
/** From the list: of another shape, but answered without the container's lock. */
export type DockerSummary = z.infer<typeof summarySchema>;
export type DockerImage = z.infer<typeof imageSchema>;
export type DockerEvent = z.infer<typeof eventSchema>;

export const parseContainer = (value: unknown): DockerContainer => check(containerSchema, value, 'container');
export const parseImage = (value: unknown): DockerImage => check(imageSchema, value, 'image');
export const parseEvent = (value: unknown): DockerEvent => check(eventSchema, value, 'event');
export const parseSummaries = (value: unknown): DockerSummary[] => check(z.array(summarySchema), value, 'list');
export const parseList = (value: unknown): string[] => check(listSchema, value, 'list').map((item) => item.Id);

function check<T>(schema: z.ZodType<T>, value: unknown, what: string): T {
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  const faults = result.error.issues.slice(0, 3).map((i) => `${i.path.join('.') || '(all)'}: ${i.message}`);
  throw new DockerApiError('bad_answer', `not a ${what} as the Docker API describes it: ${faults.join('; ')}`);
}
