import type { Pod, RuntimeType } from '../container/container.ts';
import type { ObjectKind, Origin, UnverifiedReason } from '../digest/evidence.ts';
import type { VerdictWord } from '../evaluate/verdict.ts';

export const severities = ['informational', 'low', 'medium', 'high', 'critical'] as const;
export type Severity = (typeof severities)[number];
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
  /** Octal, four digits. */
  readonly mode: string;
  readonly uid: number;
  readonly gid: number;
  readonly deleted: boolean;
  readonly expected_sha256?: string;
  readonly image_path?: string;
  readonly image_path_base64?: string;
  readonly mtime: string;
  readonly ctime: string;
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
