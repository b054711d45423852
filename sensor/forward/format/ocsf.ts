/**
 * OCSF Detection Finding (class 2004) with the profiles security_control, container and host. Of each version only what its
 * schema has: https://schema.ocsf.io/1.8.0/classes/detection_finding. What OCSF has no place for stands in `unmapped`.
 */
import type { Finding, FindingContainer, FindingFile, FindingParent, FindingProcess } from '../../finding/finding.ts';
import { baseName, commandLine, known, msOf, rankOf } from './shared.ts';

export const ocsfVersions = ['1.1.0', '1.3.0', '1.8.0'] as const;
export type OcsfVersion = (typeof ocsfVersions)[number];

const CLASS_UID = 2004;
const CREATE = 1;
const UPDATE = 2;
const ACTION = { allowed: 1, denied: 2 } as const;
const DISPOSITION = { blocked: 2, alert: 19 } as const;
const CONFIDENCE = { low: 1, medium: 2, high: 3 } as const;
const SHA_256 = 3;
const REGULAR_FILE = 1;
const RULE = 1;
const SERVER = 1;
const STATUS_NEW = 1;
const capital = (word: string): string => word.charAt(0).toUpperCase() + word.slice(1);

export function ocsfOf(finding: Finding, schema: OcsfVersion, version: string): Record<string, unknown> {
  const update = finding.revision > 1;
  const activity = update ? UPDATE : CREATE;
  const blocked = finding.action === 'blocked';
  const attacks = finding.attack.map(attackOf);
  return known({
    activity_id: activity,
    activity_name: update ? 'Update' : 'Create',
    category_uid: 2,
    category_name: 'Findings',
    class_uid: CLASS_UID,
    class_name: 'Detection Finding',
    type_uid: CLASS_UID * 100 + activity,
    type_name: `Detection Finding: ${update ? 'Update' : 'Create'}`,
    time: msOf(finding.last_seen),
    start_time: msOf(finding.first_seen),
    end_time: msOf(finding.last_seen),
    count: finding.count,
    severity_id: rankOf[finding.severity] + 1,
    severity: capital(finding.severity),
    confidence_id: CONFIDENCE[finding.confidence],
    confidence: capital(finding.confidence),
    status_id: STATUS_NEW,
    status: 'New',
    message: finding.summary,
    metadata: {
      version: schema,
      product: { name: 'drift-sensor', vendor_name: 'drift-sensor', version },
      profiles: ['security_control', 'container', 'host'],
      uid: `${finding.id}-${finding.revision}`,
      correlation_uid: finding.id,
      original_time: finding.time,
    },
    finding_info: known({
      uid: finding.id,
      title: `Container drift: ${finding.verdict} ${finding.object}`,
      desc: finding.summary,
      types: ['container-drift', finding.verdict],
      created_time: msOf(finding.first_seen),
      modified_time: update ? msOf(finding.last_seen) : undefined,
      first_seen_time: msOf(finding.first_seen),
      last_seen_time: msOf(finding.last_seen),
      data_sources: [finding.source],
      analytic: { name: finding.rule, type_id: RULE, type: 'Rule', category: finding.policy },
      attacks: attacks.length > 0 ? attacks : undefined,
    }),
    action_id: blocked ? ACTION.denied : ACTION.allowed,
    action: blocked ? 'Denied' : 'Allowed',
    disposition_id: blocked ? DISPOSITION.blocked : DISPOSITION.alert,
    disposition: blocked ? 'Blocked' : 'Alert',
    attacks: attacks.length > 0 ? attacks : undefined,
    ...(schema === '1.8.0' && { is_alert: true, policy: { name: finding.policy } }),
    device: { name: finding.node, hostname: finding.node, type_id: SERVER, type: 'Server' },
    evidences: [{ file: fileOf(finding.file), process: processOf(finding) }],
    resources: [resourceOf(finding)],
    unmapped: known({
      verdict: finding.verdict,
      object: finding.object,
      origin: finding.origin,
      reason: finding.reason,
      action: finding.action,
      revision: finding.revision,
      cluster: finding.cluster,
      expected_sha256: finding.file.expected_sha256,
      image_path: finding.file.image_path,
      mode: finding.file.mode,
      masquerade: finding.masquerade,
      ephemeral: finding.ephemeral,
      backfill: finding.backfill,
    }),
  });
}

/** A technique with a dot is a sub-technique of what stands before it. */
function attackOf(id: string): Record<string, unknown> {
  const [technique = id] = id.split('.');
  return { technique: { uid: technique }, ...(technique !== id && { sub_technique: { uid: id } }) };
}

function fileOf(file: FindingFile): Record<string, unknown> {
  return known({
    name: baseName(file.path),
    path: file.path,
    type_id: REGULAR_FILE,
    type: 'Regular File',
    size: file.size,
    hashes:
      file.sha256 === undefined ? undefined : [{ algorithm_id: SHA_256, algorithm: 'SHA-256', value: file.sha256 }],
    owner: { uid: String(file.uid) },
    modified_time: msOf(file.mtime),
  });
}

function processOf({ process, container, pod }: Finding): Record<string, unknown> {
  return known({
    pid: process.pid,
    name: process.name,
    cmd_line: process.args.length === 0 ? undefined : commandLine(process.args),
    created_time: msOf(process.start_time),
    file: executableOf(process),
    user: { uid: String(process.uid) },
    parent_process: parentOf(process.parents),
    container: containerOf(container, pod?.uid),
  });
}

function executableOf({ exe }: Pick<FindingProcess, 'exe'>): Record<string, unknown> {
  return { name: baseName(exe), path: exe, type_id: REGULAR_FILE };
}

function parentOf([parent, ...rest]: readonly FindingParent[]): Record<string, unknown> | undefined {
  if (parent === undefined) return undefined;
  return known({
    pid: parent.pid,
    name: parent.name,
    file: parent.exe === undefined ? undefined : executableOf({ exe: parent.exe }),
    parent_process: parentOf(rest),
  });
}

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

function containerOf(
  { id, name, runtime, image }: FindingContainer,
  podUid: string | undefined,
): Record<string, unknown> {
  const imageUid = image?.id ?? image?.digest ?? image?.ref;
  return known({
    uid: id,
    name,
    runtime,
    image: imageUid === undefined ? undefined : known({ uid: imageUid, name: image?.ref }),
    // Static pods have ids of another shape.
    pod_uuid: podUid !== undefined && UUID.test(podUid) ? podUid : undefined,
  });
}

function resourceOf({ container, pod }: Finding): Record<string, unknown> {
  const labels = Object.entries(pod?.labels ?? {}).map(([key, value]) => `${key}=${value}`);
  return known({
    type: pod === undefined ? 'container' : 'pod',
    uid: pod?.uid ?? container.id,
    name: pod?.name ?? container.name,
    namespace: pod?.namespace,
    labels: labels.length > 0 ? labels : undefined,
  });
}
