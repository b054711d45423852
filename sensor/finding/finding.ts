import type { Pod, RuntimeType } from '../container/container.ts';
import type { ObjectKind, Origin, UnverifiedReason } from '../digest/evidence.ts';
import type { VerdictWord } from '../evaluate/verdict.ts';

export const severities = ['informational', 'low', 'medium', 'high', 'critical'] as const;
export type Severity = (typeof severities)[number];

/** 0 for informational to 4 for critical; -1 for any other word. */
export function severityRank(word: unknown): number {
  return (severities as readonly unknown[]).indexOf(word);
}
export type Confidence = 'low' | 'medium' | 'high';

/**
 * One line of the findings. Unknown is absent. Times are RFC 3339 UTC with nine decimals; `<field>_base64` carries the
 * bytes of a text that is not UTF-8. A receiver keys on (id, revision).
 */
export type Finding = {
  readonly schema: 'drift-sensor.finding/1';
  readonly id: string;
  readonly revision: number;
  readonly count: number;
  readonly first_seen: string;
  readonly last_seen: string;
  readonly time: string;
  readonly cluster?: string;
  readonly node: string;
  readonly source: 'ebpf' | 'procfs' | 'fanotify';
  readonly verdict: VerdictWord;
  readonly object: ObjectKind;
  readonly origin: Origin;
  readonly reason?: UnverifiedReason;
  readonly severity: Severity;
  readonly confidence: Confidence;
  readonly action: 'alerted' | 'would_block' | 'blocked';
  readonly policy: string;
  readonly rule: string;
  readonly summary: string;
  readonly attack: readonly string[];
  /** One sentence for each technique of `attack`, in that order, each beginning with the technique's id. */
  readonly attack_reasons?: readonly string[];
  /** How the code came to run: what the process descends from. Absent where that was not seen. */
  readonly entry?: FindingEntry;
  /** What to do next: sentences with command lines in which nothing that a container chose stands. */
  readonly next_steps?: readonly string[];
  /** Related drift that is said in this finding instead of in ones of its own; `count` counts it too. */
  readonly folded?: FindingFolded;
  readonly file: FindingFile;
  readonly process: FindingProcess;
  readonly container: FindingContainer;
  readonly pod?: Pod;
  readonly masquerade?: true;
  readonly ephemeral?: true;
  readonly backfill?: true;
};

export type FindingFile = {
  readonly path: string;
  readonly path_base64?: string;
  readonly sha256?: string;
  readonly size: number;
  /** Octal, four digits. With the times absent where no inode was seen: of code without a file, or of one that had gone. */
  readonly mode?: string;
  readonly uid: number;
  readonly gid: number;
  readonly deleted: boolean;
  readonly expected_sha256?: string;
  /** With these the image ships the file, where it has others now. */
  readonly expected_size?: number;
  readonly expected_mode?: string;
  readonly expected_uid?: number;
  readonly expected_gid?: number;
  /** Of a file that the image does not have: the image's tool of the same base name. */
  readonly nearest_image_path?: string;
  readonly nearest_image_path_base64?: string;
  readonly image_path?: string;
  readonly image_path_base64?: string;
  readonly mtime?: string;
  readonly ctime?: string;
};

export type FindingProcess = {
  readonly pid: number;
  readonly name: string;
  readonly name_base64?: string;
  readonly exe: string;
  readonly exe_base64?: string;
  readonly args: readonly string[];
  readonly args_base64?: readonly string[];
  readonly args_truncated?: true;
  readonly cwd?: string;
  readonly cwd_base64?: string;
  readonly uid: number;
  readonly gid: number;
  readonly start_time: string;
  readonly tty: boolean;
  readonly parents: readonly FindingParent[];
};

export type FindingParent = {
  readonly pid: number;
  readonly name: string;
  readonly name_base64?: string;
  readonly exe?: string;
  readonly exe_base64?: string;
  /** A package manager of the image. */
  readonly installer?: true;
};

/**
 * `entrypoint`: a descendant of the container's first process; `exec_session`: somebody came in with `kubectl exec`, `docker
 * exec` and the like (health checks do too); `cron`: a scheduler inside the container. `pid`, `name` and `args` are those of the
 * first process on that way: the container's, the session's, the scheduler.
 */
export const entryKinds = ['entrypoint', 'exec_session', 'cron'] as const;
export type FindingEntry = {
  readonly kind: (typeof entryKinds)[number];
  readonly pid: number;
  readonly name: string;
  readonly name_base64?: string;
  readonly args?: readonly string[];
};

export type FindingFolded = {
  /** Executions that were folded, and how many different files they were of (counted up to a bound). */
  readonly count: number;
  readonly distinct: number;
  /** The package manager or dropper that ran them. */
  readonly by: { readonly pid: number; readonly name: string; readonly exe?: string };
  /** The first of them. */
  readonly files: readonly {
    readonly path: string;
    readonly sha256?: string;
    readonly verdict: VerdictWord;
    readonly object: ObjectKind;
    readonly origin: Origin;
  }[];
};

export type FindingContainer = {
  readonly id: string;
  readonly name?: string;
  readonly runtime?: RuntimeType;
  readonly image?: {
    readonly ref?: string;
    readonly digest?: string;
    readonly id?: string;
    readonly provenance?: 'registry' | 'content_store' | 'lower_dirs' | 'rootfs_baseline';
  };
};
