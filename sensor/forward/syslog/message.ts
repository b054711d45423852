/** One message of RFC 5424. */
import { printable, rfc3339 } from '../../finding/text.ts';
import { shrink } from '../fit.ts';
import type { Format } from '../format/format.ts';
import { isFinding, nsOf } from '../format/shared.ts';
import type { OutputRecord } from '../output.ts';

/** In the order of their numbers (section 6.2.1). */
export const facilities = [
  ...['kern', 'user', 'mail', 'daemon', 'auth', 'syslog', 'lpr', 'news', 'uucp', 'cron', 'authpriv', 'ftp'],
  ...['ntp', 'security', 'console', 'clock', 'local0', 'local1', 'local2', 'local3', 'local4', 'local5', 'local6'],
  'local7',
] as const;
export type Facility = (typeof facilities)[number];

export type MessageOptions = {
  readonly facility: Facility;
  readonly appName: string;
  readonly procId: string;
  readonly hostname: string;
  /** Of the whole message; what is longer is shortened in its content first, and cut only if that does not do. */
  readonly maxBytes: number;
};

const VERSION = 1;
/** Informational, notice, warning, error, critical. */
const SEVERITIES = { informational: 6, low: 5, medium: 4, high: 3, critical: 2 } as const;
const INFO = 6;
const WARNING = 4;
/** RFC 5612: the enterprise number for examples and for those that have none. */
const SD_ID = 'drift@32473';
const MAX_HOSTNAME = 255;

export function syslogMessage(record: OutputRecord, format: Format, options: MessageOptions): Buffer {
  const header = Buffer.from(headerOf(record, options));
  const room = Math.max(0, options.maxBytes - header.length);
  const body = (each: object): Buffer => Buffer.from(format.text(each as OutputRecord));
  return Buffer.concat([header, shrink(record, room, body) ?? cutUtf8(body(record), room)]);
}

function headerOf(record: OutputRecord, { facility, appName, procId, hostname }: MessageOptions): string {
  const finding = isFinding(record);
  const kind = /^drift-sensor\.([\w-]{1,32})\//.exec(record.schema)?.[1] ?? 'record';
  const severity = finding ? SEVERITIES[record.severity] : kind === 'loss' || kind === 'gap' ? WARNING : INFO;
  const priority = facilities.indexOf(facility) * 8 + severity;
  const time = typeof record.time === 'string' ? rfc3339(nsOf(record.time)).replace(/\d{3}Z$/, 'Z') : '-';
  const host = hostname.replace(/[^\x21-\x7e]/g, '?').slice(0, MAX_HOSTNAME) || '-';
  const data = finding
    ? structured({
        id: record.id,
        revision: String(record.revision),
        verdict: record.verdict,
        severity: record.severity,
      })
    : '-';
  return `<${priority}>${VERSION} ${time} ${host} ${appName} ${procId} ${kind} ${data} `;
}

function structured(values: Readonly<Record<string, string>>): string {
  const escaped = (value: string) => printable(value).replace(/["\\\]]/g, (char) => `\\${char}`);
  const params = Object.entries(values).map(([name, value]) => ` ${name}="${escaped(value)}"`);
  return `[${SD_ID}${params.join('')}]`;
}

/** At most `max` bytes, ending at a character's end. */
export function cutUtf8(bytes: Buffer, max: number): Buffer {
  if (bytes.length <= max) return bytes;
  let end = max;
  // Continuation bytes are 10xxxxxx: the character that is cut begins before them.
  while (end > 0 && ((bytes[end] ?? 0) & 0xc0) === 0x80) end--;
  return bytes.subarray(0, end);
}
