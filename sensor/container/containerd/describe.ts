import * as z from 'zod';
import { parseOverlayOptions } from '../../../image-index/read/overlay-options.ts';
import type { ImageSource } from '../../../image-index/read/source.ts';
import type { ContainerDescription, Pod } from '../container.ts';
import { podFromLabels, withLabels } from '../pod.ts';
import type { ProcessFacts } from '../proc.ts';
import { resolveLowerDirs } from '../root-mount.ts';
import type { ContainerdContainer, ContainerdMount } from './api.ts';
import type { ContainerdImage } from './image.ts';

/** What is read of a container's OCI runtime configuration. */
const specSchema = z.object({
  root: z.object({ path: z.string().default('') }).nullish(),
  mounts: z
    .array(z.object({ destination: z.string().default('') }))
    .nullish()
    .transform((mounts) => mounts ?? []),
  annotations: z
    .record(z.string(), z.string())
    .nullish()
    .transform((annotations) => annotations ?? {}),
});

export type Spec = z.infer<typeof specSchema>;

const MAX_SPEC_BYTES = 4 * 1024 * 1024;
const MAX_MOUNTS = 10_000;

/** Labels and annotations of containerd's CRI plugin (pkg/cri). */
const CRI_KIND = 'io.cri-containerd.kind';
const CRI_CONTAINER_NAME = 'io.kubernetes.container.name';
const CRI_ANNOTATION = 'io.kubernetes.cri.';

/** Undefined for what is no configuration: the container is then described without it. */
export function parseSpec(bytes: Uint8Array): Spec | undefined {
  if (bytes.length === 0 || bytes.length > MAX_SPEC_BYTES) return undefined;
  try {
    return specSchema.safeParse(JSON.parse(Buffer.from(bytes).toString('utf8'))).data;
  } catch {
    return undefined;
  }
}

/** dockerd's containers live in a namespace of their own; elsewhere (`--containerd-namespace`) they carry its label. */
export function isDockers(namespace: string, c?: ContainerdContainer): boolean {
  if (namespace === 'moby' || namespace === 'plugins.moby') return true;
  // Labels also come from images and pods, whose authors must not be able to hide them; dockerd names no image here.
  return c?.image === '' && c.labels['com.docker/engine.bundle.path'] !== undefined;
}

/** The sandbox of a CRI container, whose labels are the pod's. */
export function sandboxId(spec: Spec | undefined): string | undefined {
  const annotations = spec?.annotations ?? {};
  return annotations[`${CRI_ANNOTATION}container-type`] === 'container'
    ? annotations[`${CRI_ANNOTATION}sandbox-id`]
    : undefined;
}

/** As the user named it, where containerd knows that. */
export function imageRef(c: ContainerdContainer, spec: Spec | undefined): string | undefined {
  const ref = spec?.annotations[`${CRI_ANNOTATION}image-name`] ?? c.image;
  // The CRI plugin stores images under their config's digest, too.
  return ref === '' || ref.startsWith('sha256:') ? undefined : ref;
}

/** containerd's answers → our types. Pure. */
export function containerdDescription(
  c: ContainerdContainer,
  facts: {
    readonly namespace: string;
    readonly spec: Spec | undefined;
    readonly source: ImageSource;
    readonly image: ContainerdImage | undefined;
    readonly sandbox: ContainerdContainer | undefined;
    readonly live: { readonly pid: number; readonly facts: ProcessFacts } | undefined;
  },
): ContainerDescription {
  const { spec, image, live } = facts;
  const ref = imageRef(c, spec);
  const name = containerName(c, spec);
  const pod = podOf(c, spec, facts.sandbox);
  return {
    id: c.id,
    engineNamespace: facts.namespace,
    runtime: 'containerd',
    image: {
      ...(ref === undefined ? {} : { ref }),
      ...(image === undefined ? {} : { digest: image.digest, id: image.id }),
      source: facts.source,
    },
    labels: c.labels,
    cgroupIds: live?.facts.cgroupIds ?? [],
    mounts: (spec?.mounts ?? []).slice(0, MAX_MOUNTS).map((m) => m.destination),
    ...(name === undefined ? {} : { name }),
    ...(pod === undefined ? {} : { pod }),
    ...(c.createdNs === undefined ? {} : { createdNs: c.createdNs }),
    ...(live === undefined ? {} : { initPid: live.pid }),
    ...(live?.facts.rootDev === undefined ? {} : { rootDev: live.facts.rootDev }),
    ...(live?.facts.rootIno === undefined ? {} : { rootIno: live.facts.rootIno }),
  };
}

/** The image's layers, from how the container's snapshot is mounted; undefined where that names none that are directories here. */
export async function layersOf(
  mounts: readonly ContainerdMount[],
  image: ContainerdImage | undefined,
): Promise<ImageSource | undefined> {
  const [mount, another] = mounts;
  if (mount === undefined || another !== undefined) return undefined;
  // A read-only view of a single layer is that layer.
  const view = mount.type === 'bind' && mount.options.includes('ro') && mount.source.startsWith('/');
  const options = view
    ? { lowerDirs: [mount.source] }
    : mount.type === 'overlay'
      ? parseOverlayOptions(mount.options.join(','))
      : undefined;
  const dirs = options === undefined ? undefined : await resolveLowerDirs(options);
  if (dirs === undefined) return undefined;
  const diffIds = image?.diffIds.length === dirs.length ? image.diffIds.toReversed() : undefined;
  return { kind: 'lower_dirs', dirs, ...(diffIds === undefined ? {} : { diffIds }) };
}

/** The directory that alone is the container's root. */
export function boundDirectory(mounts: readonly ContainerdMount[] | undefined): string | undefined {
  const [mount, another] = mounts ?? [];
  return mount?.type === 'bind' && another === undefined && mount.source.startsWith('/') ? mount.source : undefined;
}

function containerName(c: ContainerdContainer, spec: Spec | undefined): string | undefined {
  // kubelet's word for a pod's pause container.
  if (c.labels[CRI_KIND] === 'sandbox') return 'POD';
  const named =
    c.labels[CRI_CONTAINER_NAME] ?? spec?.annotations[`${CRI_ANNOTATION}container-name`] ?? c.labels['nerdctl/name'];
  if (named) return named;
  // Ids that somebody chose are names.
  return /^[0-9a-f]{64}$/.test(c.id) ? undefined : c.id;
}

/** Labels are those at the pod's creation: containerd does not hear of later changes. */
function podOf(
  c: ContainerdContainer,
  spec: Spec | undefined,
  sandbox: ContainerdContainer | undefined,
): Pod | undefined {
  const kind = c.labels[CRI_KIND];
  if (kind === undefined) return undefined;
  const annotation = (name: string) => spec?.annotations[`${CRI_ANNOTATION}sandbox-${name}`];
  const pod =
    podFromLabels(c.labels) ??
    podFromLabels({
      'io.kubernetes.pod.namespace': annotation('namespace') ?? '',
      'io.kubernetes.pod.name': annotation('name') ?? '',
      'io.kubernetes.pod.uid': annotation('uid') ?? '',
    });
  const from = kind === 'sandbox' ? c : sandbox;
  if (pod === undefined || from === undefined) return pod;
  return withLabels(pod, from.labels);
}
