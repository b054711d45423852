import * as z from 'zod';
import type { ImageSource } from '../../image-index/read/source.ts';
import { isContainerId } from './cgroup.ts';
import { rfc3339Ns } from './pod.ts';

/**
 * `<state dir>/<id>/state.json` as runc (libcontainer `State`) writes it, the parts that are read. crun writes another
 * file (`status`) and is not covered here.
 */
const stateSchema = z.object({
  id: z.string().refine(isContainerId),
  init_process_pid: z.number().int().nonnegative(),
  /** Clock ticks since boot; with the pid it names the process. */
  init_process_start: z.number().nonnegative().default(0),
  /** When its creation began; what is younger in a plain rootfs is not the image's. */
  created: z.string(),
  /** Controller → directory; the empty key is cgroup v2. */
  cgroup_paths: z
    .record(z.string(), z.string())
    .nullish()
    .transform((v) => v ?? {}),
  config: z.object({
    rootfs: z.string(),
    /** `bundle=…` and the annotations, as key=value. */
    labels: z
      .array(z.string())
      .nullish()
      .transform((v) => v ?? []),
    mounts: z
      .array(z.object({ destination: z.string() }))
      .nullish()
      .transform((v) => v ?? []),
  }),
});

export type RuncState = {
  readonly id: string;
  readonly initPid: number;
  readonly initStartTicks: bigint;
  readonly createdNs: bigint;
  /** Directory in cgroup v2, else in one v1 hierarchy. */
  readonly cgroupDir: string | undefined;
  readonly rootfs: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly mounts: readonly string[];
};

/** The annotation with which a plain runc container names its image. */
const IMAGE_ANNOTATION = 'drift-sensor.io/image';

/** Undefined for text that is no such file (half written, another version, damaged). */
export function parseRuncState(text: string): RuncState | undefined {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    return undefined;
  }
  const parsed = stateSchema.safeParse(json);
  if (!parsed.success) return undefined;
  const s = parsed.data;
  const paths = s.cgroup_paths;
  const createdNs = rfc3339Ns(s.created);
  if (createdNs === undefined) return undefined;
  return {
    id: s.id,
    initPid: s.init_process_pid,
    initStartTicks: BigInt(Math.trunc(s.init_process_start)),
    createdNs,
    cgroupDir: paths[''] ?? paths['name=systemd'] ?? Object.values(paths)[0],
    rootfs: s.config.rootfs,
    labels: labelMap(s.config.labels),
    mounts: s.config.mounts.map((m) => m.destination).filter((d) => d.startsWith('/')),
  };
}

/** `oci:DIR:TAG` → an OCI layout. The directory may hold colons, the tag not. */
export function annotatedImage(labels: Readonly<Record<string, string>>): ImageSource | undefined {
  const match = /^oci:(\/.+):([^:/]+)$/.exec(labels[IMAGE_ANNOTATION] ?? '');
  const [, dir, tag] = match ?? [];
  return dir === undefined || tag === undefined ? undefined : { kind: 'oci_layout', dir, tag };
}

function labelMap(labels: readonly string[]): Record<string, string> {
  const out: Record<string, string> = Object.create(null);
  for (const label of labels) {
    const equals = label.indexOf('=');
    if (equals > 0) out[label.slice(0, equals)] = label.slice(equals + 1);
  }
  return out;
}
