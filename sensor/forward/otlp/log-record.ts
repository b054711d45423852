/** A record as an OpenTelemetry log record: an event with attributes by the semantic conventions, and the whole of it as body. */
import type { Finding } from '../../finding/finding.ts';
import type { Format } from '../format/format.ts';
import { isFinding, messageOf, nsOf } from '../format/shared.ts';
import type { Outgoing, OutputRecord } from '../output.ts';
import type { Attributes, AttributeValue, LogRecord } from './encode.ts';

/** SeverityNumber of the log data model: INFO, WARN, WARN3, ERROR, FATAL. */
const SEVERITY_NUMBERS = { informational: 9, low: 13, medium: 15, high: 17, critical: 21 } as const;
const INFO = 9;
const WARN = 13;

export function logRecordOf(outgoing: Outgoing, format: Format, observedNs: bigint): LogRecord {
  const { record } = outgoing;
  const body = format.name === 'native' ? outgoing.payload.toString() : format.text(record);
  if (!isFinding(record)) return otherRecord(record, body, observedNs);
  return {
    timeNs: nsOf(record.time),
    observedNs,
    severityNumber: SEVERITY_NUMBERS[record.severity],
    severityText: record.severity,
    body,
    eventName: 'drift_sensor.finding',
    attributes: attributesOf(record),
  };
}

/** `drift-sensor.heartbeat/1` → `drift_sensor.heartbeat`. */
function otherRecord(record: OutputRecord, body: string, observedNs: bigint): LogRecord {
  const name = /^drift-sensor\.([\w-]+)\//.exec(record.schema)?.[1] ?? 'record';
  const loss = name === 'loss' || name === 'gap';
  return {
    timeNs: typeof record.time === 'string' ? nsOf(record.time) : observedNs,
    observedNs,
    severityNumber: loss ? WARN : INFO,
    severityText: loss ? 'warning' : 'informational',
    body,
    eventName: `drift_sensor.${name}`,
    attributes: [],
  };
}

const OWNER_ATTRIBUTES: Readonly<Record<string, string>> = {
  Deployment: 'k8s.deployment.name',
  DaemonSet: 'k8s.daemonset.name',
  StatefulSet: 'k8s.statefulset.name',
  ReplicaSet: 'k8s.replicaset.name',
  Job: 'k8s.job.name',
  CronJob: 'k8s.cronjob.name',
};

function attributesOf(finding: Finding): Attributes {
  const { file, process, container, pod } = finding;
  const { image } = container;
  const all: readonly (readonly [string, AttributeValue | undefined])[] = [
    ['drift_sensor.finding.id', finding.id],
    ['drift_sensor.finding.revision', finding.revision],
    ['drift_sensor.finding.count', finding.count],
    ['drift_sensor.verdict', finding.verdict],
    ['drift_sensor.object', finding.object],
    ['drift_sensor.origin', finding.origin],
    ['drift_sensor.reason', finding.reason],
    ['drift_sensor.confidence', finding.confidence],
    ['drift_sensor.action', finding.action],
    ['drift_sensor.policy', finding.policy],
    ['drift_sensor.rule', finding.rule],
    ['drift_sensor.summary', messageOf(finding)],
    ['drift_sensor.attack', finding.attack],
    ['drift_sensor.attack_reasons', finding.attack_reasons],
    ['drift_sensor.entry.kind', finding.entry?.kind],
    ['drift_sensor.entry.pid', finding.entry?.pid],
    ['drift_sensor.entry.name', finding.entry?.name],
    ['drift_sensor.entry.args', finding.entry?.args],
    ['drift_sensor.next_steps', finding.next_steps],
    ['drift_sensor.folded.count', finding.folded?.count],
    ['drift_sensor.folded.distinct', finding.folded?.distinct],
    ['drift_sensor.folded.by', finding.folded?.by.name],
    ['drift_sensor.file.sha256', file.sha256],
    ['drift_sensor.file.expected_sha256', file.expected_sha256],
    ['drift_sensor.file.origin_path', file.image_path],
    ['file.path', file.path],
    ['file.name', file.path.slice(file.path.lastIndexOf('/') + 1)],
    ['file.size', file.size],
    ['file.mode', file.mode],
    ['process.pid', process.pid],
    ['process.parent_pid', process.parents[0]?.pid],
    ['process.executable.name', process.name],
    ['process.executable.path', process.exe],
    ['process.command_args', process.args],
    ['process.working_directory', process.cwd],
    ['process.interactive', process.tty],
    ['process.user.id', process.uid],
    ['process.creation.time', process.start_time],
    ['container.id', container.id],
    ['container.name', container.name],
    ['container.runtime.name', container.runtime],
    ['container.image.name', image?.ref],
    ['container.image.id', image?.id],
    ['container.image.repo_digests', image?.digest === undefined ? undefined : [repoDigest(image.ref, image.digest)]],
    ['k8s.namespace.name', pod?.namespace],
    ['k8s.pod.name', pod?.name],
    ['k8s.pod.uid', pod?.uid],
    [OWNER_ATTRIBUTES[pod?.owner?.kind ?? ''] ?? 'k8s.owner.name', pod?.owner?.name],
  ];
  return all.filter((each): each is readonly [string, AttributeValue] => each[1] !== undefined);
}

/** `registry.example/web:1.4` and its digest → `registry.example/web@sha256:…`. */
function repoDigest(ref: string | undefined, digest: string): string {
  const name = ref?.replace(/@.*$/, '').replace(/:[^/:]*$/, '');
  return name === undefined ? digest : `${name}@${digest}`;
}
