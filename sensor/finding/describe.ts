import type { ExecEvent } from '../bridge/event.ts';
import type { Container } from '../container/container.ts';
import type { Evidence } from '../digest/evidence.ts';
import type { Verdict } from '../evaluate/evaluate.ts';
import type { Judgement } from '../evaluate/verdict.ts';
import { techniquesOf } from './attack.ts';
import { describeEntry } from './entry.ts';
import type { Finding, FindingContainer, FindingFile, FindingProcess } from './finding.ts';
import { findingId } from './id.ts';
import { nextSteps } from './next-steps.ts';
import type { ProcessTable } from './processes.ts';
import { compileRedaction, defaultRedaction, type RedactArgs } from './redact.ts';
import { confidenceOf, severityOf } from './severity.ts';
import { summaryOf } from './summary.ts';
import { rfc3339, textFields, textOf } from './text.ts';

/** Who is speaking, and what it needs to name what a finding is about. */
export type Describer = {
  readonly cluster: string | undefined;
  readonly node: string;
  readonly processes: Pick<ProcessTable, 'parentsOf' | 'entryOf'>;
  /** CLOCK_REALTIME − CLOCK_BOOTTIME, ns, now. */
  bootOffsetNs(): bigint;
  /** Takes secrets out of arguments; by default what `defaultRedaction` knows. */
  readonly redact?: RedactArgs;
};

const redactByDefault = compileRedaction(defaultRedaction);

/** What the finding is about: a known container with its image's provenance, or one that no engine knows. */
export type Subject =
  | { readonly kind: 'container'; readonly container: Container; readonly provenance: string | undefined }
  | { readonly kind: 'unknown'; readonly key: string };

/** Without what only folding knows (revision, count, first and last time, what was folded). */
export type FindingBody = Omit<Finding, 'revision' | 'count' | 'first_seen' | 'last_seen' | 'folded'>;

export function describe(
  { judgement, decision }: Verdict,
  evidence: Evidence,
  event: ExecEvent,
  subject: Subject,
  describer: Describer,
): FindingBody {
  if (decision.action === 'none') throw new RangeError('a verdict without an action has no finding');
  const file = describeFile(evidence, judgement);
  const container = describeContainer(subject);
  const subjectContainer = subject.kind === 'container' ? subject.container : undefined;
  const words = {
    verdict: judgement.verdict,
    object: evidence.object,
    origin: evidence.origin,
    ...(judgement.reason !== undefined && { reason: judgement.reason }),
  };
  const processOf = describeProcess(event, describer);
  const way = describer.processes.entryOf(event, subjectContainer?.initPid);
  const entry = way && describeEntry(way, describer.redact ?? redactByDefault);
  const techniques = techniquesOf(judgement, evidence, { exe: processOf.exe, entry });
  const steps = nextSteps({
    ...words,
    time: event.timeNs,
    file,
    process: processOf,
    container,
    entry,
    subjectContainer,
  });
  return {
    schema: 'drift-sensor.finding/1',
    id: findingId({ ...words, cluster: describer.cluster, node: describer.node, container: container.id, file }),
    time: rfc3339(event.timeNs),
    ...(describer.cluster !== undefined && { cluster: describer.cluster }),
    node: describer.node,
    source: event.source,
    ...words,
    severity: severityOf(judgement, evidence),
    confidence: confidenceOf(judgement, evidence),
    action: decision.action,
    policy: decision.policy,
    rule: decision.rule,
    summary: summaryOf(judgement, evidence, { file, process: processOf, container, pod: subjectContainer?.pod, entry }),
    attack: techniques.map(({ id }) => id),
    ...(techniques.length > 0 && { attack_reasons: techniques.map(({ id, reason }) => `${id} ${reason}`) }),
    ...(entry !== undefined && { entry }),
    ...(steps.length > 0 && { next_steps: steps }),
    file,
    process: processOf,
    container,
    ...(subjectContainer?.pod !== undefined && { pod: subjectContainer.pod }),
    ...(judgement.masquerade && { masquerade: true as const }),
    ...(event.backfill && { backfill: true as const }),
  };
}

function describeFile(evidence: Evidence, { verdict, imageEntry }: Judgement): FindingFile {
  const { file, content, image } = evidence;
  const sha256 = content.kind === 'hashed' ? content.sha256 : undefined;
  // No inode is without a type, which stands in its mode.
  const seen = file.mode !== 0;
  const mode = octal(file.mode);
  // What stands elsewhere has its own mode and owner rightly.
  const replaced = verdict === 'modified' || verdict === 'mode_changed' ? imageEntry : undefined;
  const nearest = image.kind === 'known' && imageEntry === undefined ? image.nearest : undefined;
  return {
    ...textFields('path', file.path),
    ...(sha256 !== undefined && { sha256 }),
    size: Number(file.size),
    ...(seen && { mode }),
    uid: file.uid,
    gid: file.gid,
    deleted: file.unlinked || (content.kind === 'hashed' && content.deleted),
    ...(imageEntry !== undefined && imageEntry.sha256 !== sha256 && { expected_sha256: imageEntry.sha256 }),
    ...(replaced !== undefined && {
      ...(replaced.size !== Number(file.size) && { expected_size: replaced.size }),
      ...(seen && octal(replaced.mode) !== mode && { expected_mode: octal(replaced.mode) }),
      ...(replaced.uid !== file.uid && { expected_uid: replaced.uid }),
      ...(replaced.gid !== file.gid && { expected_gid: replaced.gid }),
    }),
    ...(imageEntry !== undefined && textFields('image_path', imageEntry.path)),
    ...(nearest !== undefined && textFields('nearest_image_path', nearest.path)),
    ...(seen && { mtime: rfc3339(file.mtimeNs), ctime: rfc3339(file.ctimeNs) }),
  };
}

function octal(mode: number): string {
  return (mode & 0o7777).toString(8).padStart(4, '0');
}

function describeProcess(event: ExecEvent, describer: Describer): FindingProcess {
  const argv = (describer.redact ?? redactByDefault)(event.argv);
  const args = argv.map(textOf);
  const exe = event.files.find((file) => file.role === 'exe')?.path ?? event.filename;
  return {
    pid: event.pid,
    ...textFields('name', event.comm),
    ...textFields('exe', exe),
    args: args.map((arg) => arg.text),
    ...(args.some((arg) => arg.base64 !== undefined) && {
      args_base64: argv.map((arg) => arg.toString('base64')),
    }),
    ...(event.argvTruncated && { args_truncated: true as const }),
    ...(event.cwd.length > 0 && textFields('cwd', event.cwd)),
    uid: event.uid,
    gid: event.gid,
    start_time: rfc3339(event.startBootNs + describer.bootOffsetNs()),
    tty: event.tty,
    parents: describer.processes.parentsOf(event),
  };
}

function describeContainer(subject: Subject): FindingContainer {
  if (subject.kind === 'unknown') return { id: subject.key };
  const { container, provenance } = subject;
  const { image } = container;
  const known = {
    ...(image.ref !== undefined && { ref: image.ref }),
    ...(image.digest !== undefined && { digest: image.digest }),
    ...(image.id !== undefined && { id: image.id }),
    ...(isProvenance(provenance) && { provenance }),
  };
  return {
    id: container.id,
    ...(container.name !== undefined && { name: container.name }),
    runtime: container.runtime,
    ...(Object.keys(known).length > 0 && { image: known }),
  };
}

type Provenance = NonNullable<NonNullable<FindingContainer['image']>['provenance']>;

function isProvenance(word: string | undefined): word is Provenance {
  return word === 'registry' || word === 'content_store' || word === 'lower_dirs' || word === 'rootfs_baseline';
}
