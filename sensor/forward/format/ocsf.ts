/**
 * OCSF Detection Finding (class 2004) with the profiles security_control, container and host. Of each version only what its
 * schema has: https://schema.ocsf.io/1.8.0/classes/detection_finding. What OCSF has no place for stands in `unmapped`.
 */
import { type Finding, severityRank } from '../../finding/finding.ts';
import { ATTACK_VERSION, type Named, techniqueFacts } from '../../finding/techniques.ts';
import { evidencesOf } from './ocsf-evidence.ts';
import { isShortened, known, messageOf, msOf, pairsOf, reasonsText, titleOf } from './shared.ts';

export const ocsfVersions = ['1.1.0', '1.3.0', '1.8.0'] as const;
export type OcsfVersion = (typeof ocsfVersions)[number];

const CLASS_UID = 2004;
const CREATE = 1;
const UPDATE = 2;
const ACTION = { allowed: 1, denied: 2 } as const;
const DISPOSITION = { Blocked: 2, Logged: 17, Alert: 19 } as const;
const CONFIDENCE = { low: 1, medium: 2, high: 3 } as const;
const RULE = 1;
const SERVER = 1;
const STATUS_NEW = 1;
const capital = (word: string): string => word.charAt(0).toUpperCase() + word.slice(1);

export function ocsfOf(finding: Finding, schema: OcsfVersion, version: string): Record<string, unknown> {
  const update = finding.revision > 1;
  const activity = update ? UPDATE : CREATE;
  const blocked = finding.action === 'blocked';
  const attacks = finding.attack.flatMap(attacksOf);
  const newest = schema === '1.8.0';
  // No drift, or the image's own bytes: nobody is to be woken.
  const alert = finding.severity !== 'informational';
  const disposition = blocked ? 'Blocked' : alert ? 'Alert' : 'Logged';
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
    severity_id: severityRank(finding.severity) + 1,
    severity: capital(finding.severity),
    confidence_id: CONFIDENCE[finding.confidence],
    confidence: capital(finding.confidence),
    status_id: STATUS_NEW,
    status: 'New',
    message: messageOf(finding),
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
      title: titleOf(finding),
      desc: descriptionOf(finding),
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
    disposition_id: DISPOSITION[disposition],
    disposition,
    attacks: attacks.length > 0 ? attacks : undefined,
    ...(newest && { is_alert: alert, policy: { name: finding.policy } }),
    device: { name: finding.node, hostname: finding.node, type_id: SERVER, type: 'Server' },
    evidences: evidencesOf(finding, { details: newest }),
    remediation: remediationOf(finding),
    resources: [resourceOf(finding)],
    unmapped: unmappedOf(finding),
  });
}

/** What happened and why it is held against the code, for a reader who sees nothing else. */
function descriptionOf(finding: Finding): string {
  const reasons = reasonsText(finding);
  return reasons === undefined ? messageOf(finding) : `${messageOf(finding)} ${reasons}.`;
}

/** A line for each step. */
function remediationOf({ next_steps: steps }: Finding): Record<string, unknown> | undefined {
  return steps === undefined || steps.length === 0 ? undefined : { desc: steps.join('\n') };
}

/** One for each tactic that the technique serves: the list of tactics in one is deprecated since 1.1. */
function attacksOf(id: string): Record<string, unknown>[] {
  const { technique, subTechnique, tactics } = techniqueFacts(id);
  const attack = known({
    version: ATTACK_VERSION,
    technique: namedOf(technique),
    sub_technique: subTechnique === undefined ? undefined : namedOf(subTechnique),
  });
  return tactics.length === 0 ? [attack] : tactics.map((tactic) => ({ ...attack, tactic: namedOf(tactic) }));
}

function namedOf({ id, name }: Named): Record<string, unknown> {
  return known({ uid: id, name });
}

function unmappedOf(finding: Finding): Record<string, unknown> {
  const { file, process, pod, folded } = finding;
  return known({
    verdict: finding.verdict,
    object: finding.object,
    origin: finding.origin,
    reason: finding.reason,
    action: finding.action,
    revision: finding.revision,
    cluster: finding.cluster,
    attack_reasons: finding.attack_reasons,
    entry: finding.entry?.kind,
    folded: folded === undefined ? undefined : { count: folded.count, distinct: folded.distinct, by: folded.by },
    expected_sha256: file.expected_sha256,
    expected_size: file.expected_size,
    expected_mode: file.expected_mode,
    expected_uid: file.expected_uid,
    expected_gid: file.expected_gid,
    image_path: file.image_path,
    nearest_image_path: file.nearest_image_path,
    mode: file.mode,
    deleted: file.deleted,
    cwd: process.cwd,
    tty: process.tty,
    args_truncated: process.args_truncated,
    owner: pod?.owner,
    service_account: pod?.service_account,
    annotations: pairsOf(pod?.annotations, '='),
    namespace_labels: pairsOf(pod?.namespace_labels, '='),
    masquerade: finding.masquerade,
    ephemeral: finding.ephemeral,
    backfill: finding.backfill,
    shortened: isShortened(finding),
  });
}

function resourceOf({ container, pod }: Finding): Record<string, unknown> {
  return known({
    type: pod === undefined ? 'container' : 'pod',
    uid: pod?.uid ?? container.id,
    name: pod?.name ?? container.name,
    namespace: pod?.namespace,
    labels: pairsOf(pod?.labels, '='),
  });
}
