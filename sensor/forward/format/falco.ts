/** The shape of Falco's JSON output, for whatever takes Falco's alerts: Falcosidekick, dashboards, response engines. */
import type { Finding } from '../../finding/finding.ts';
import { printable } from '../../finding/text.ts';
import { commandLine, known, rankOf, splitRef } from './shared.ts';

const PRIORITIES = ['Informational', 'Notice', 'Warning', 'Error', 'Critical'] as const;

export function falcoOf(finding: Finding): Record<string, unknown> {
  const { file, process, container, pod } = finding;
  const image = container.image?.ref === undefined ? undefined : splitRef(container.image.ref);
  const [parent, grandparent] = process.parents;
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
    'proc.pid': process.pid,
    'proc.name': process.name,
    'proc.exepath': process.exe,
    'proc.cmdline': printable(commandLine(process.args)),
    'proc.cwd': process.cwd,
    'proc.ppid': parent?.pid,
    'proc.pname': parent?.name,
    'proc.aname[2]': grandparent?.name,
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
    'drift.action': finding.action,
    'drift.cluster': finding.cluster,
  });
  const priority = PRIORITIES[rankOf[finding.severity]] ?? 'Informational';
  return {
    uuid: uuidOf(finding.id),
    time: finding.time,
    rule: `Container drift: ${finding.verdict} ${finding.object}`,
    priority,
    source: 'drift_sensor',
    hostname: finding.node,
    tags: ['container', 'drift', ...finding.attack],
    output: `${finding.time}: ${priority} ${finding.summary}`,
    output_fields: fields,
  };
}

/** The same id in the shape of a UUID (version 8, RFC 9562: the bits are ours). */
function uuidOf(id: string): string {
  const variant = '89ab'[Number.parseInt(id.charAt(16) || '0', 16) & 3];
  return `${id.slice(0, 8)}-${id.slice(8, 12)}-8${id.slice(13, 16)}-${variant}${id.slice(17, 20)}-${id.slice(20, 32)}`;
}
