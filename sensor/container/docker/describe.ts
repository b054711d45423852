import type { ImageSource } from '../../../image-index/read/source.ts';
import type { ContainerDescription, ContainerImage } from '../container.ts';
import { podFromLabels, rfc3339Ns } from '../pod.ts';
import type { ProcessFacts } from '../proc.ts';
import type { DockerContainer, DockerImage, DockerSummary } from './schema.ts';

/** `-init`: mount points and empty files that Docker lays between image and container; no image layer. */
const INIT_LAYER = /-init\/diff$/;

/** Docker's JSON → our types; what needs /proc is passed in. Pure. */
export function dockerDescription(
  c: DockerContainer,
  image: ContainerImage,
  live: { readonly pid: number; readonly facts: ProcessFacts } | undefined,
): ContainerDescription {
  const name = c.Name?.replace(/^\//, '');
  const created = rfc3339Ns(c.Created);
  const pod = podFromLabels(c.Config.Labels);
  return {
    id: c.Id,
    runtime: 'docker',
    image,
    labels: c.Config.Labels,
    cgroupIds: live?.facts.cgroupIds ?? [],
    mounts: [...new Set([...c.Mounts.map((m) => m.Destination), ...Object.keys(c.HostConfig?.Tmpfs ?? {})])],
    ...(name ? { name } : {}),
    ...(created === undefined ? {} : { createdNs: created }),
    ...(pod === undefined ? {} : { pod }),
    ...(live === undefined ? {} : { initPid: live.pid }),
    ...(live?.facts.rootDev === undefined ? {} : { rootDev: live.facts.rootDev }),
    ...(live?.facts.rootIno === undefined ? {} : { rootIno: live.facts.rootIno }),
  };
}

/** The same from the list of containers, which says less: no process, no tmpfs mounts, no exact creation time. Pure. */
export function summaryDescription(s: DockerSummary, image: ContainerImage): ContainerDescription {
  const name = s.Names[0]?.replace(/^\//, '');
  const pod = podFromLabels(s.Labels);
  return {
    id: s.Id,
    runtime: 'docker',
    image,
    labels: s.Labels,
    cgroupIds: [],
    mounts: s.Mounts.map((m) => m.Destination),
    ...(name ? { name } : {}),
    ...(pod === undefined ? {} : { pod }),
  };
}

/** `ref` as the user wrote it; `image` undefined when it has been removed from the store since. */
export function dockerImage(
  ref: string | undefined,
  id: string,
  image: DockerImage | undefined,
  source: ImageSource,
): ContainerImage {
  const digest = manifestDigest(ref, image);
  const isManifest = image?.Descriptor?.digest === id;
  return {
    ...(ref ? { ref } : {}),
    ...(digest === undefined ? {} : { digest }),
    ...(isSha256(id) && !isManifest ? { id } : {}),
    source,
  };
}

/** Image layers of a container from its graph driver, topmost first; undefined where that is not overlay2. */
export function containerLayers(c: DockerContainer): string[] | undefined {
  const lower = c.GraphDriver?.Data?.LowerDir;
  return typeof lower !== 'string' || lower === ''
    ? undefined
    : lower.split(':').filter((dir) => !INIT_LAYER.test(dir));
}

/** The same for an image, whose topmost layer is its "upper" directory. */
export function imageLayers(image: DockerImage): string[] | undefined {
  const { UpperDir: upper, LowerDir: lower } = image.GraphDriver?.Data ?? {};
  if (!upper) return undefined;
  return lower ? [upper, ...lower.split(':')] : [upper];
}

/** Drivers and snapshotters whose containers have a filesystem, or a directory, of their own instead of layers. */
const WITHOUT_LAYERS: ReadonlySet<string | null | undefined> = new Set([
  ...['vfs', 'btrfs', 'zfs', 'devicemapper'],
  ...['native', 'devmapper'],
]);

/** The image as the daemon hands it out, where no directory of its own storage has its layers alone; undefined where one may. */
export function exportedImage(
  { GraphDriver }: Pick<DockerContainer | DockerImage, 'GraphDriver'>,
  image: DockerImage | undefined,
  socket: string,
): ImageSource | undefined {
  if (image === undefined || !WITHOUT_LAYERS.has(GraphDriver?.Name)) return undefined;
  return { kind: 'docker_daemon', ref: image.Id, socket };
}

/**
 * Directories with the diffIDs that Docker names base first. Where there is exactly one directory more than layers
 * (Docker's own init snapshot in containerd's store), the topmost is not the image's.
 */
export function lowerDirsSource(dirs: readonly string[], image: DockerImage | undefined): ImageSource {
  const diffIds = [...(image?.RootFS?.Layers ?? [])].reverse();
  const own = diffIds.length > 0 && dirs.length === diffIds.length + 1 ? dirs.slice(1) : dirs;
  const match = diffIds.length === own.length && diffIds.every(isSha256);
  return { kind: 'lower_dirs', dirs: own, ...(match ? { diffIds } : {}) };
}

function manifestDigest(ref: string | undefined, image: DockerImage | undefined): string | undefined {
  const own = image?.Descriptor?.digest;
  if (own !== undefined && isSha256(own)) return own;
  const pairs = (image?.RepoDigests ?? []).map((d) => d.split('@'));
  // One image can have digests in several repositories: prefer the one the user named.
  const repository = ref?.split('@')[0]?.replace(/:[^/:]*$/, '');
  const digest = (pairs.find(([name]) => name === repository) ?? pairs[0])?.[1];
  return digest !== undefined && isSha256(digest) ? digest : undefined;
}

function isSha256(text: string): boolean {
  return /^sha256:[0-9a-f]{64}$/.test(text);
}
