/** Elastic Common Schema 8; what it has no field for stands below `drift_sensor`. https://www.elastic.co/docs/reference/ecs */
import type { Pod } from '../../container/container.ts';
import { type Finding, severityRank } from '../../finding/finding.ts';
import { type Named, techniqueFacts } from '../../finding/techniques.ts';
import { baseName, commandLine, isShortened, known, messageOf, pairsOf, splitRef } from './shared.ts';

const ECS_VERSION = '8.11.0';
/** As Elastic's own rules number low, medium, high and critical. */
const RISK_SCORES = [0, 21, 47, 73, 99] as const;

export function ecsOf(finding: Finding, version: string): Record<string, unknown> {
  const { file, process, container, pod } = finding;
  const parent = process.parents[0];
  return known({
    '@timestamp': finding.time,
    ecs: { version: ECS_VERSION },
    message: messageOf(finding),
    event: known({
      kind: 'alert',
      category: ['process', 'intrusion_detection'],
      type: finding.action === 'blocked' ? ['denied'] : ['info'],
      action: `container-drift-${finding.verdict}`,
      // The same revision that is sent twice is stored once.
      id: `${finding.id}-${finding.revision}`,
      module: 'drift_sensor',
      dataset: 'drift_sensor.finding',
      severity: RISK_SCORES[severityRank(finding.severity)],
      risk_score: RISK_SCORES[severityRank(finding.severity)],
      start: finding.first_seen,
      end: finding.last_seen,
      reason: messageOf(finding),
    }),
    rule: { name: finding.rule, ruleset: finding.policy },
    threat: threatOf(finding.attack),
    file: known({
      path: file.path,
      name: baseName(file.path),
      size: file.size,
      mode: file.mode,
      uid: String(file.uid),
      gid: String(file.gid),
      mtime: file.mtime,
      ctime: file.ctime,
      hash: hashOf(finding),
    }),
    dll:
      finding.object === 'library'
        ? known({ name: baseName(file.path), path: file.path, hash: hashOf(finding) })
        : undefined,
    process: known({
      pid: process.pid,
      name: process.name,
      executable: process.exe,
      args: process.args,
      args_count: process.args.length,
      command_line: commandLine(process.args),
      working_directory: process.cwd,
      start: process.start_time,
      interactive: process.tty,
      user: { id: String(process.uid) },
      parent: parent === undefined ? undefined : known({ pid: parent.pid, name: parent.name, executable: parent.exe }),
      entry_leader: entryLeaderOf(finding),
    }),
    container: known({
      id: container.id,
      name: container.name,
      runtime: container.runtime,
      image: imageOf(finding),
    }),
    orchestrator:
      pod === undefined
        ? undefined
        : known({
            type: 'kubernetes',
            namespace: pod.namespace,
            cluster: finding.cluster === undefined ? undefined : { name: finding.cluster },
            resource: resourceOf(pod),
          }),
    host: { name: finding.node, hostname: finding.node },
    observer: { product: 'drift-sensor', type: 'sensor', version },
    related: relatedOf(finding),
    drift_sensor: ownOf(finding),
  });
}

/** ECS keeps techniques, sub-techniques and tactics in lists of their own. */
function threatOf(attack: readonly string[]): Record<string, unknown> | undefined {
  if (attack.length === 0) return undefined;
  const facts = attack.map(techniqueFacts);
  const subtechnique = listed(facts.flatMap((each) => each.subTechnique ?? []));
  return known({
    framework: 'MITRE ATT&CK',
    tactic: listed(facts.flatMap(({ tactics }) => tactics)),
    technique: known({ ...listed(facts.map(({ technique }) => technique)), subtechnique }),
  });
}

/** Each once; the names stand in the order of the ids. */
function listed(all: readonly Named[]): { id: string[]; name?: string[] } | undefined {
  const unique = [...new Map(all.map((each) => [each.id, each])).values()];
  if (unique.length === 0) return undefined;
  const names = unique.map(({ name }) => name);
  return { id: unique.map(({ id }) => id), ...(names.every((name) => name !== undefined) && { name: names }) };
}

/** The first process on the way in. */
function entryLeaderOf({ entry }: Finding): Record<string, unknown> | undefined {
  if (entry === undefined) return undefined;
  const { kind, pid, name, args } = entry;
  return known({
    pid,
    name,
    ...(args !== undefined && { args, args_count: args.length, command_line: commandLine(args) }),
    entry_meta: { type: kind },
  });
}

function hashOf({ file: { sha256 } }: Finding): Record<string, unknown> | undefined {
  return sha256 === undefined ? undefined : { sha256 };
}

function resourceOf(pod: Pod): Record<string, unknown> {
  return known({
    type: 'pod',
    name: pod.name,
    id: pod.uid,
    label: pairsOf(pod.labels, ':'),
    annotation: pairsOf(pod.annotations, ':'),
    parent: pod.owner === undefined ? undefined : { type: pod.owner.kind },
  });
}

/** Digests to search by, wherever else they were seen. */
function relatedOf({ file, folded }: Finding): Record<string, unknown> | undefined {
  const hashes = [file.sha256, ...(folded?.files ?? []).map(({ sha256 }) => sha256)];
  const found = [...new Set(hashes.filter((hash) => hash !== undefined))];
  return found.length === 0 ? undefined : { hash: found };
}

function ownOf(finding: Finding): Record<string, unknown> {
  const { file, process, pod, folded } = finding;
  return known({
    id: finding.id,
    revision: finding.revision,
    count: finding.count,
    verdict: finding.verdict,
    object: finding.object,
    origin: finding.origin,
    reason: finding.reason,
    severity: finding.severity,
    confidence: finding.confidence,
    action: finding.action,
    attack_reasons: finding.attack_reasons,
    next_steps: finding.next_steps,
    folded:
      folded === undefined
        ? undefined
        : {
            count: folded.count,
            distinct: folded.distinct,
            by: known({ pid: folded.by.pid, name: folded.by.name, executable: folded.by.exe }),
            paths: folded.files.map(({ path }) => path),
          },
    expected_sha256: file.expected_sha256,
    expected_size: file.expected_size,
    expected_mode: file.expected_mode,
    expected_uid: file.expected_uid === undefined ? undefined : String(file.expected_uid),
    expected_gid: file.expected_gid === undefined ? undefined : String(file.expected_gid),
    image_path: file.image_path,
    nearest_image_path: file.nearest_image_path,
    deleted: file.deleted,
    ancestors: process.parents.length === 0 ? undefined : process.parents.map(({ name, pid }) => `${name}(${pid})`),
    gid: String(process.gid),
    args_truncated: process.args_truncated,
    owner: pod?.owner?.name,
    service_account: pod?.service_account,
    namespace_labels: pairsOf(pod?.namespace_labels, ':'),
    image_id: finding.container.image?.id,
    masquerade: finding.masquerade,
    ephemeral: finding.ephemeral,
    backfill: finding.backfill,
    shortened: isShortened(finding),
  });
}

function imageOf({ container: { image } }: Finding): Record<string, unknown> | undefined {
  if (image?.ref === undefined) return undefined;
  const { name, tag } = splitRef(image.ref);
  const digests = image.digest === undefined ? undefined : { all: [image.digest] };
  return known({ name, tag: tag === undefined ? undefined : [tag], hash: digests });
}
