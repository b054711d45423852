import * as z from 'zod';
import type { Pod } from './container.ts';

/** The parts that are read of containers/storage's JSON files; the rest is ignored. */
const ID = z.string().regex(/^[0-9a-f]{64}$/);
const names = z
  .array(z.string())
  .nullish()
  .transform((v) => v ?? []);

const containerSchema = z.object({
  id: ID,
  names,
  /** Empty for `--rootfs`. */
  image: z.string().default(''),
  /** Its read-write layer; empty for `--rootfs`. */
  layer: z.string().default(''),
  /** JSON of the program that made the container. */
  metadata: z.string().default(''),
  created: z.string().optional(),
});
const imageSchema = z.object({ id: ID, digest: z.string().optional(), names, layer: z.string().default('') });
const layerSchema = z.object({ id: ID, parent: z.string().optional(), 'diff-digest': z.string().optional() });

export type StorageContainer = z.infer<typeof containerSchema>;
export type StorageImage = z.infer<typeof imageSchema>;
export type StorageLayer = z.infer<typeof layerSchema>;

export const parseContainers = (text: string) => parseArray(containerSchema, text);
export const parseImages = (text: string) => parseArray(imageSchema, text);
export const parseLayers = (text: string) => parseArray(layerSchema, text);

/** What Podman (libpod) or CRI-O wrote about its container. */
export type Metadata = { readonly engine: 'podman' | 'cri-o'; readonly imageName?: string; readonly pod?: Pod };

const metadataSchema = z.object({
  'image-name': z.string().optional(),
  'pod-name': z.string().optional(),
  namespace: z.string().optional(),
  uid: z.string().optional(),
  labels: z.record(z.string(), z.string()).nullish(),
});

/** CRI-O alone names a pod. Undefined text (Buildah's, none) is Podman's: it runs such containers, too. */
export function parseMetadata(text: string): Metadata {
  const parsed = metadataSchema.safeParse(tryJson(text));
  if (!parsed.success) return { engine: 'podman' };
  const { 'image-name': imageName, 'pod-name': name, namespace, uid } = parsed.data;
  return {
    engine: name === undefined ? 'podman' : 'cri-o',
    ...(imageName ? { imageName } : {}),
    ...(name && namespace && uid ? { pod: { name, namespace, uid } } : {}),
  };
}

const configSchema = z.object({
  root: z.object({ path: z.string() }).nullish(),
  annotations: z.record(z.string(), z.string()).nullish(),
  mounts: z.array(z.object({ destination: z.string(), source: z.string().nullish() })).nullish(),
});

/** The OCI runtime configuration of a container, as far as it is read. */
export type ContainerConfig = {
  readonly rootPath: string | undefined;
  readonly annotations: Readonly<Record<string, string>>;
  readonly mounts: readonly { readonly destination: string; readonly source: string }[];
};

export function parseConfig(text: string): ContainerConfig | undefined {
  const parsed = configSchema.safeParse(tryJson(text));
  if (!parsed.success) return undefined;
  const { root, annotations, mounts } = parsed.data;
  return {
    rootPath: root?.path,
    annotations: annotations ?? {},
    mounts: (mounts ?? []).map((m) => ({ destination: m.destination, source: m.source ?? '' })),
  };
}

/** Entries that do not fit are left out: one odd container must not hide the others. Undefined for no array at all. */
function parseArray<T>(schema: z.ZodType<T>, text: string): T[] | undefined {
  const json = tryJson(text);
  if (!Array.isArray(json)) return undefined;
  return json.flatMap((item) => {
    const parsed = schema.safeParse(item);
    return parsed.success ? [parsed.data] : [];
  });
}

function tryJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
