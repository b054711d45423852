/** ArcSight Common Event Format, version 0: one line, its own escapes, no control character. */
import { type Finding, severityRank } from '../../finding/finding.ts';
import { printable } from '../../finding/text.ts';
import { safeJson } from '../json.ts';
import type { OutputRecord } from '../output.ts';
import {
  baseName,
  commandLine,
  entryText,
  isFinding,
  messageOf,
  msOf,
  reasonsText,
  stepsText,
  titleOf,
} from './shared.ts';

/** CEF counts to 10: 0–3 low, 4–6 medium, 7–8 high, 9–10 very high. */
const SEVERITIES = [1, 3, 6, 8, 10] as const;
/** The longest value that the dictionary allows for most fields. */
const MAX_VALUE = 1023;

export function cefOf(record: OutputRecord, version: string): string {
  if (!isFinding(record))
    return line(version, record.schema, record.schema, SEVERITIES[0], [['msg', safeJson(record)]]);
  const extension = fieldsOf(record).filter((field): field is [string, string | number] => field[1] !== undefined);
  return line(
    version,
    `${record.verdict}_${record.object}`,
    titleOf(record),
    SEVERITIES[severityRank(record.severity)] ?? 1,
    extension,
  );
}

type Field = [key: string, value: string | number | undefined];

function fieldsOf(finding: Finding): Field[] {
  const { file, process, container, pod, folded } = finding;
  const [parent] = process.parents;
  return [
    ['rt', msOf(finding.time)],
    ['start', msOf(finding.first_seen)],
    ['end', msOf(finding.last_seen)],
    ['dvchost', finding.node],
    ['deviceExternalId', finding.cluster === undefined ? undefined : `${finding.cluster}/${finding.node}`],
    ['externalId', finding.id],
    ['cnt', finding.count],
    ['act', finding.action],
    ['cat', 'container-drift'],
    ['outcome', finding.verdict],
    // Why it could not be judged, or why it is held to be an attack.
    ['reason', finding.reason ?? reasonsText(finding)],
    ['msg', messageOf(finding)],
    ['filePath', file.path],
    ['fname', baseName(file.path)],
    ['fsize', file.size],
    ['fileHash', file.sha256],
    ['filePermission', file.mode],
    ['fileType', finding.object],
    // What the image has instead.
    ['oldFilePath', file.image_path],
    ['oldFileHash', file.expected_sha256],
    ['oldFileSize', file.expected_size],
    ['oldFilePermission', file.expected_mode],
    ['dpid', process.pid],
    ['dproc', process.exe],
    ['duid', process.uid],
    ['spid', parent?.pid],
    ['sproc', parent?.exe ?? parent?.name],
    ...named('cs1', 'containerId', container.id),
    ...named('cs2', 'image', container.image?.ref ?? container.image?.id),
    ...named('cs3', 'pod', pod === undefined ? undefined : `${pod.namespace}/${pod.name}`),
    ...named('cs4', 'commandLine', commandLine(process.args)),
    ...named('cs5', 'policyRule', `${finding.policy}/${finding.rule}`),
    ...named('cs6', 'attack', finding.attack.join(',')),
    ...named('cn1', 'revision', finding.revision),
    ...named('cn2', 'folded', folded?.count),
    ...named('cn3', 'foldedFiles', folded?.distinct),
    ...named('flexString1', 'entry', entryText(finding.entry)),
    ...named('flexString2', 'nextSteps', stepsText(finding)),
  ];
}

/** A field of the sender's own, whose meaning stands beside it; none where there is nothing to say. */
function named(key: string, label: string, value: string | number | undefined): Field[] {
  return value === undefined || value === ''
    ? []
    : [
        [key, value],
        [`${key}Label`, label],
      ];
}

function line(
  version: string,
  id: string,
  name: string,
  severity: number,
  extension: readonly (readonly [string, string | number])[],
): string {
  const header = ['CEF:0', 'drift-sensor', 'drift-sensor', version, id, name, String(severity)];
  const fields = extension.map(([key, value]) => `${key}=${escapeValue(String(value))}`);
  return `${header.map((part, at) => (at === 0 ? part : escapeHeader(part))).join('|')}|${fields.join(' ')}`;
}

function escapeHeader(text: string): string {
  return printable(text).replace(/[\\|]/g, (char) => `\\${char}`);
}

/** After `printable`, whose own backslashes are escaped too: what reads it back sees them. */
function escapeValue(text: string): string {
  const safe = printable(text);
  const cut = safe.length > MAX_VALUE ? `${safe.slice(0, MAX_VALUE - 1).toWellFormed()}…` : safe;
  return cut.replace(/[\\=]/g, (char) => `\\${char}`);
}
