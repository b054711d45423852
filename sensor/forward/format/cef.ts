/** ArcSight Common Event Format, version 0: one line, its own escapes, no control character. */
import type { Finding } from '../../finding/finding.ts';
import { printable } from '../../finding/text.ts';
import { safeJson } from '../json.ts';
import type { OutputRecord } from '../output.ts';
import { baseName, commandLine, isFinding, msOf, rankOf } from './shared.ts';

/** CEF counts to 10: 0–3 low, 4–6 medium, 7–8 high, 9–10 very high. */
const SEVERITIES = [1, 3, 6, 8, 10] as const;
/** The longest value that the dictionary allows for most fields. */
const MAX_VALUE = 1023;

export function cefOf(record: OutputRecord, version: string): string {
  if (!isFinding(record))
    return line(version, record.schema, record.schema, SEVERITIES[0], [['msg', safeJson(record)]]);
  const name = `Container drift: ${record.verdict} ${record.object}`;
  const extension = fieldsOf(record).filter((field): field is [string, string | number] => field[1] !== undefined);
  return line(version, `${record.verdict}_${record.object}`, name, SEVERITIES[rankOf[record.severity]] ?? 1, extension);
}

function fieldsOf(finding: Finding): [string, string | number | undefined][] {
  const { file, process, container, pod } = finding;
  const [parent] = process.parents;
  return [
    ['rt', msOf(finding.time)],
    ['start', msOf(finding.first_seen)],
    ['end', msOf(finding.last_seen)],
    ['dvchost', finding.node],
    ['externalId', finding.id],
    ['cnt', finding.count],
    ['act', finding.action],
    ['cat', 'container-drift'],
    ['outcome', finding.verdict],
    ['reason', finding.reason],
    ['msg', finding.summary],
    ['filePath', file.path],
    ['fname', baseName(file.path)],
    ['fsize', file.size],
    ['fileHash', file.sha256],
    ['oldFileHash', file.expected_sha256],
    ['filePermission', file.mode],
    ['dpid', process.pid],
    ['dproc', process.exe],
    ['duid', process.uid],
    ['spid', parent?.pid],
    ['sproc', parent?.exe ?? parent?.name],
    ['cs1', container.id],
    ['cs1Label', 'containerId'],
    ['cs2', container.image?.ref ?? container.image?.id],
    ['cs2Label', 'image'],
    ['cs3', pod === undefined ? undefined : `${pod.namespace}/${pod.name}`],
    ['cs3Label', pod === undefined ? undefined : 'pod'],
    ['cs4', commandLine(process.args)],
    ['cs4Label', 'commandLine'],
    ['cs5', `${finding.policy}/${finding.rule}`],
    ['cs5Label', 'policyRule'],
    ['cs6', finding.attack.join(',') || undefined],
    ['cs6Label', finding.attack.length > 0 ? 'attack' : undefined],
    ['cn1', finding.revision],
    ['cn1Label', 'revision'],
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
