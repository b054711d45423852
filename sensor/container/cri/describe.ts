/** CRI's answers and the engine's below it → our types. Pure, but for what /proc says. */
import type { ImageSource } from '../../../image-index/read/source.ts';
import type { ContainerDescription, ContainerImage, Pod } from '../container.ts';
import { withLabels } from '../pod.ts';
import { readMountinfo } from '../proc.ts';
import { lowerDirsAt } from '../root-mount.ts';
import type { CriContainer, CriImage, CriSandbox } from './api.ts';

/** Image volumes of one container. */
const MAX_VOLUME_IMAGES = 16;

/** A container of a pod. `image`: what CRI says of its image, where the engine below does not know its layers' digests. */
export function containerDescription(
  base: ContainerDescription,
  c: CriContainer,
  facts: {
    readonly sandbox: CriSandbox | undefined;
    readonly image: CriImage | undefined;
    readonly volumeImages: readonly ContainerImage[];
  },
): ContainerDescription {
  const { sandbox, volumeImages } = facts;
  return {
    ...base,
    name: c.name === '' ? (base.name ?? c.id) : c.name,
    image: imageOf(base.image, c, facts.image),
    labels: { ...base.labels, ...c.labels },
    ...(base.createdNs === undefined && c.createdNs !== undefined ? { createdNs: c.createdNs } : {}),
    ...(sandbox === undefined ? {} : { pod: podOf(sandbox) }),
    ...(c.attempt === 0 ? {} : { attempt: c.attempt }),
    ...(volumeImages.length === 0 ? {} : { volumeImages }),
    ...sandboxOf(sandbox),
  };
}

/** A pod's own container, which holds its namespaces. */
export function sandboxDescription(base: ContainerDescription, sandbox: CriSandbox): ContainerDescription {
  return {
    ...base,
    name: 'POD',
    labels: { ...base.labels, ...sandbox.labels },
    pod: podOf(sandbox),
    ...sandboxOf(sandbox),
  };
}

export function podOf(sandbox: CriSandbox): Pod {
  return withLabels(sandbox.pod, sandbox.labels);
}

/** Runtimes whose containers are no processes of this kernel, by what they are called. */
const KERNEL_OF_ITS_OWN = /(?:^|[^a-z])(kata|runsc|gvisor|firecracker|hyperv|urunc|wasm\w*|spin|slight)(?:[^a-z]|$)/i;
/** containerd's shims for runc, crun and others like them; what they start is seen, unless they were told to call another. */
const ORDINARY_SHIM = /^io\.containerd\.(?:runc\.v\d+|runtime\.v1\.linux)$/;

/** What runs a pod behind a kernel of its own, by name; undefined for an ordinary pod. */
export function sandboxedBy({ handler, info }: Pick<CriSandbox, 'handler' | 'info'>): string | undefined {
  const ordinary = info.runtimeType !== undefined && ORDINARY_SHIM.test(info.runtimeType);
  // The handler's name is anybody's choice: it counts where nothing better is known.
  const names = ordinary ? [info.runtimeBinary] : [info.runtimeType, info.runtimeBinary, handler];
  return names.find((name) => name !== undefined && KERNEL_OF_ITS_OWN.test(name))?.slice(0, 128);
}

function sandboxOf(pod: CriSandbox | undefined): Pick<ContainerDescription, 'sandbox'> {
  const sandbox = pod === undefined ? undefined : sandboxedBy(pod);
  return sandbox === undefined ? {} : { sandbox };
}

const SHA256 = /(?:^|@)(sha256:[0-9a-f]{64})$/;
/** CRI-O's ids of images are bare. */
const HEX = /^[0-9a-f]{64}$/;

function imageOf(base: ContainerImage, c: CriContainer, image: CriImage | undefined): ContainerImage {
  // The engine's own record of what was asked for; CRI may name another tag of the same image.
  const ref = c.userImage ?? base.ref ?? (isId(c.image) ? undefined : c.image);
  const digest = base.digest ?? repositoryDigest(c.imageRef);
  const id = base.id ?? [c.imageId, image?.id, c.imageRef].map(idOf).find((found) => found !== undefined);
  return {
    ...(ref === undefined ? {} : { ref }),
    ...(digest === undefined ? {} : { digest }),
    ...(id === undefined ? {} : { id }),
    source: withDiffIds(base.source, image?.info.diffIds),
  };
}

/** Layers' digests spare hashing layers that other images have, too. */
export function lacksDiffIds(source: ImageSource): boolean {
  return source.kind === 'lower_dirs' && source.diffIds === undefined;
}

/** `diffIds` base first, as in an image's config. */
function withDiffIds(source: ImageSource, diffIds: readonly string[] | undefined): ImageSource {
  if (source.kind !== 'lower_dirs' || source.diffIds !== undefined) return source;
  return diffIds?.length === source.dirs.length ? { ...source, diffIds: diffIds.toReversed() } : source;
}

/** Of `repository@sha256:…`: the manifest's, or that of an index of manifests. */
function repositoryDigest(imageRef: string | undefined): string | undefined {
  return imageRef?.includes('@') ? SHA256.exec(imageRef)?.[1] : undefined;
}

function idOf(text: string | undefined): string | undefined {
  if (text === undefined || text.includes('@')) return undefined;
  return HEX.test(text) ? `sha256:${text}` : SHA256.exec(text)?.[1];
}

function isId(text: string | undefined): boolean {
  return idOf(text) !== undefined;
}

/**
 * Images mounted into a container: where their bytes are is read from its mount table, in which they are overlays. (An image
 * of one layer may be bound without one: it is not told.)
 */
export async function volumeImages(
  c: Pick<CriContainer, 'mounts'>,
  pid: number,
  imageStatus: (image: string) => Promise<CriImage | undefined>,
): Promise<ContainerImage[]> {
  const mounts = c.mounts.filter(({ image }) => image !== undefined).slice(0, MAX_VOLUME_IMAGES);
  if (mounts.length === 0) return [];
  const mountinfo = await readMountinfo(pid);
  const out: ContainerImage[] = [];
  for (const { path, image = '' } of mounts) {
    const dirs = await lowerDirsAt(mountinfo, path);
    if (dirs === undefined) continue;
    const status = await imageStatus(image);
    const id = idOf(status?.id);
    out.push({
      ...(isId(image) ? {} : { ref: image }),
      ...(id === undefined ? {} : { id }),
      source: withDiffIds({ kind: 'lower_dirs', dirs }, status?.info.diffIds),
    });
  }
  return out;
}
