/** The shape of Falco's JSON output, for whatever takes Falco's alerts: Falcosidekick, dashboards, response engines. */
import { type Finding, severityRank } from '../../finding/finding.ts';
import { techniqueFacts } from '../../finding/techniques.ts';
import { printable } from '../../finding/text.ts';
import {
  commandLine,
  entryProcess,
  isShortened,
  known,
  messageOf,
  pairsOf,
  reasonsText,
  splitRef,
  stepsText,
  titleOf,
} from './shared.ts';

const PRIORITIES = ['Informational', 'Notice', 'Warning', 'Error', 'Critical'] as const;

export function falcoOf(finding: Finding): Record<string, unknown> {
  const { file, process, container, pod } = finding;
  const image = container.image?.ref === undefined ? undefined : splitRef(container.image.ref);
  const [parent, ...older] = process.parents;
  const { entry, folded } = finding;
  const fields = known({
    'container.id': container.id.slice(0, 12),
    'container.full_id': container.id,
    'container.name': container.name,
    'container.image.repository': image?.name,
    'container.image.tag': image?.tag,
    'container.image.digest': container.image?.digest,
    'k8s.ns.name': pod?.namespace,
    'k8s.pod.name': pod?.name,
    'k8s.pod.uid': pod?.uid,
    'k8s.pod.labels': pairsOf(pod?.labels, ':')?.join(', '),
    'proc.pid': process.pid,
    'proc.name': process.name,
    'proc.exepath': process.exe,
    'proc.cmdline': printable(commandLine(process.args)),
    'proc.cwd': process.cwd,
    'proc.ppid': parent?.pid,
    'proc.pname': parent?.name,
    ...Object.fromEntries(older.map(({ name }, at) => [`proc.aname[${at + 2}]`, name])),
    'user.uid': process.uid,
    'fs.path.name': file.path,
    'drift.id': finding.id,
    'drift.revision': finding.revision,
    'drift.count': finding.count,
    'drift.verdict': finding.verdict,
    'drift.object': finding.object,
    'drift.origin': finding.origin,
    'drift.sha256': file.sha256,
    'drift.expected_sha256': file.expected_sha256,
    'drift.image_path': file.image_path,
    'drift.nearest_image_path': file.nearest_image_path,
    'drift.reason': finding.reason,
    'drift.confidence': finding.confidence,
    'drift.policy': finding.policy,
    'drift.rule': finding.rule,
    'drift.action': finding.action,
    'drift.attack_reasons': reasonsText(finding),
    'drift.entry': entry?.kind,
    'drift.entry.process': textOrNone(entry && entryProcess(entry)),
    'drift.folded': folded?.count,
    'drift.folded.files': textOrNone(folded?.files.map(({ path }) => path).join(', ')),
    'drift.next_steps': stepsText(finding),
    'drift.owner': pod?.owner === undefined ? undefined : `${pod.owner.kind}/${pod.owner.name}`,
    'drift.masquerade': finding.masquerade,
    'drift.cluster': finding.cluster,
    'drift.shortened': isShortened(finding),
  });
  const priority = PRIORITIES[severityRank(finding.severity)] ?? 'Informational';
  return {
    uuid: uuidOf(finding.id),
    time: finding.time,
    rule: titleOf(finding),
    priority,
    source: 'drift_sensor',
    hostname: finding.node,
    tags: ['container', 'drift', ...tacticTags(finding.attack), ...finding.attack],
    output: `${finding.time}: ${priority} ${messageOf(finding)}`,
    output_fields: fields,
  };
}

/** As Falco's own rules say them: `mitre_command_and_control`. */
function tacticTags(attack: readonly string[]): string[] {
  const names = attack.flatMap((id) => techniqueFacts(id).tactics.map(({ name }) => name));
  return [...new Set(names)].map((name) => `mitre_${name.toLowerCase().replaceAll(' ', '_')}`);
}

function textOrNone(text: string | undefined): string | undefined {
  return text === undefined || text === '' ? undefined : printable(text);
}

/** The same id in the shape of a UUID (version 8, RFC 9562: the bits are ours). */
function uuidOf(id: string): string {
  const variant = '89ab'[Number.parseInt(id.charAt(16) || '0', 16) & 3];
  return `${id.slice(0, 8)}-${id.slice(8, 12)}-8${id.slice(13, 16)}-${variant}${id.slice(17, 20)}-${id.slice(20, 32)}`;
}
