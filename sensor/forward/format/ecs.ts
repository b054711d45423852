/** Elastic Common Schema 8; what it has no field for stands below `drift_sensor`. https://www.elastic.co/docs/reference/ecs */
import type { Finding } from '../../finding/finding.ts';
import { baseName, commandLine, known, rankOf, splitRef } from './shared.ts';

const ECS_VERSION = '8.11.0';
/** As Elastic's own rules number low, medium, high and critical. */
const RISK_SCORES = [0, 21, 47, 73, 99] as const;

export function ecsOf(finding: Finding, version: string): Record<string, unknown> {
  const { file, process, container, pod } = finding;
  const parent = process.parents[0];
  const techniques = finding.attack.map((id) => id.split('.')[0] ?? id);
  const subtechniques = finding.attack.filter((id) => id.includes('.'));
  return known({
    '@timestamp': finding.time,
    ecs: { version: ECS_VERSION },
    message: finding.summary,
    event: known({
      kind: 'alert',
      category: ['process', 'intrusion_detection'],
      type: finding.action === 'blocked' ? ['denied'] : ['info'],
      action: `container-drift-${finding.verdict}`,
      // The same revision that is sent twice is stored once.
      id: `${finding.id}-${finding.revision}`,
      module: 'drift_sensor',
      dataset: 'drift_sensor.finding',
      severity: RISK_SCORES[rankOf[finding.severity]],
      risk_score: RISK_SCORES[rankOf[finding.severity]],
      start: finding.first_seen,
      end: finding.last_seen,
      reason: finding.summary,
    }),
    rule: { name: finding.rule, ruleset: finding.policy },
    threat:
      techniques.length === 0
        ? undefined
        : {
            framework: 'MITRE ATT&CK',
            technique: known({
              id: [...new Set(techniques)],
              subtechnique: subtechniques.length === 0 ? undefined : { id: subtechniques },
            }),
          },
    file: known({
      path: file.path,
      name: baseName(file.path),
      size: file.size,
      mode: file.mode,
      uid: String(file.uid),
      gid: String(file.gid),
      mtime: file.mtime,
      ctime: file.ctime,
      hash: file.sha256 === undefined ? undefined : { sha256: file.sha256 },
    }),
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
      group: { id: String(process.gid) },
      parent: parent === undefined ? undefined : known({ pid: parent.pid, name: parent.name, executable: parent.exe }),
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
            resource: { type: 'pod', name: pod.name, id: pod.uid },
          }),
    host: { name: finding.node, hostname: finding.node },
    observer: { product: 'drift-sensor', type: 'sensor', version },
    drift_sensor: known({
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
      expected_sha256: file.expected_sha256,
      image_path: file.image_path,
      masquerade: finding.masquerade,
    }),
  });
}

function imageOf({ container: { image } }: Finding): Record<string, unknown> | undefined {
  if (image?.ref === undefined) return undefined;
  const { name, tag } = splitRef(image.ref);
  const digests = image.digest === undefined ? undefined : { all: [image.digest] };
  return known({ name, tag: tag === undefined ? undefined : [tag], hash: digests });
}
