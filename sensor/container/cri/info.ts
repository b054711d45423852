/** The verbose half of CRI's answers: `info["info"]` is JSON that each runtime makes up; what both mean is read. */
import * as z from 'zod';

/** Of a container or a sandbox. */
export type ContainerInfo = {
  /** The first process; absent where there is none (any more). */
  readonly pid?: number;
  readonly sandboxId?: string;
  /** containerd's shim: `io.containerd.runc.v2`. */
  readonly runtimeType?: string;
  /** The program that containerd's runc shim calls instead of runc. */
  readonly runtimeBinary?: string;
};

/** Of an image. `diffIds`: base first. */
export type ImageInfo = { readonly diffIds?: readonly string[] };

/** A configuration with 10,000 mounts and a large environment has some 2 MB. */
const MAX_INFO_BYTES = 8 * 1024 * 1024;
/** overlay's own limit. */
const MAX_LAYERS = 500;

const optional = <T extends z.ZodType>(type: T) => type.optional().catch(undefined);

const containerSchema = z.object({
  pid: optional(z.number().int().positive().max(0x7fffffff)),
  sandboxID: optional(z.string().max(255)),
  runtimeType: optional(z.string().max(255)),
  runtimeOptions: optional(
    z.object({ BinaryName: optional(z.string().max(4096)), binary_name: optional(z.string().max(4096)) }).nullable(),
  ),
});

const imageSchema = z.object({
  imageSpec: z.object({
    rootfs: z.object({ diff_ids: z.array(z.string().regex(/^sha256:[0-9a-f]{64}$/)).max(MAX_LAYERS) }),
  }),
});

/** What does not fit is left out: a container is described without it. */
export function parseContainerInfo(info: Readonly<Record<string, string>> | null | undefined): ContainerInfo {
  const { data } = containerSchema.safeParse(infoJson(info));
  if (data === undefined) return {};
  const binary = data.runtimeOptions?.BinaryName || data.runtimeOptions?.binary_name;
  return {
    ...(data.pid === undefined ? {} : { pid: data.pid }),
    ...(data.sandboxID ? { sandboxId: data.sandboxID } : {}),
    ...(data.runtimeType ? { runtimeType: data.runtimeType } : {}),
    ...(binary ? { runtimeBinary: binary } : {}),
  };
}

export function parseImageInfo(info: Readonly<Record<string, string>> | null | undefined): ImageInfo {
  const { data } = imageSchema.safeParse(infoJson(info));
  return data === undefined ? {} : { diffIds: data.imageSpec.rootfs.diff_ids };
}

function infoJson(info: Readonly<Record<string, string>> | null | undefined): unknown {
  const text = info?.info;
  if (text === undefined || text.length > MAX_INFO_BYTES) return undefined;
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
