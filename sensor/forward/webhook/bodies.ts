import { isFinding, nsOf } from '../format/shared.ts';
import { safeJson } from '../json.ts';
import type { OutputRecord } from '../output.ts';
import { type BuildBody, textOf } from './body.ts';

export const jsonArray: BuildBody = (batch, { format }) => {
  // What is no JSON travels as strings.
  const texts = batch.map((outgoing) => textOf(outgoing, format));
  return `[${(format.name === 'cef' ? texts.map((text) => JSON.stringify(text)) : texts).join(',')}]`;
};

export const ndjson: BuildBody = (batch, { format }) =>
  batch.map((outgoing) => `${textOf(outgoing, format)}\n`).join('');

export const single: BuildBody = (batch, { format }) => batch.map((outgoing) => textOf(outgoing, format)).join('\n');

/** HTTP Event Collector: event objects one behind the other. */
export const splunkBody: BuildBody = (batch, { format, node, index }) =>
  batch
    .map(({ record, payload }) => {
      const time = Number(timeNs(record) / 1_000_000n) / 1000;
      const about = { time, host: node, source: 'drift-sensor', sourcetype: `drift_sensor:${format.name}` };
      const head = JSON.stringify(index === undefined ? about : { ...about, index });
      const event =
        format.name === 'native' ? payload.toString() : JSON.stringify(format.value(record) ?? format.text(record));
      return `${head.slice(0, -1)},"event":${event}}\n`;
    })
    .join('');

/** Push API: streams by a few labels with few values each; everything else stays in the line. */
export const lokiBody: BuildBody = (batch, { format, node }) => {
  const streams = new Map<string, { stream: Record<string, string>; values: [string, string][] }>();
  for (const outgoing of batch) {
    const { record } = outgoing;
    const stream: Record<string, string> = { job: 'drift-sensor', node };
    if (isFinding(record)) {
      stream.severity = record.severity;
      stream.verdict = record.verdict;
      if (record.cluster !== undefined) stream.cluster = record.cluster;
      if (record.pod !== undefined) stream.namespace = record.pod.namespace;
    } else stream.schema = record.schema;
    const key = JSON.stringify(stream);
    const known = streams.get(key) ?? { stream, values: [] };
    known.values.push([timeNs(record).toString(), textOf(outgoing, format)]);
    streams.set(key, known);
  }
  return safeJson({ streams: [...streams.values()] });
};

function timeNs(record: OutputRecord): bigint {
  return typeof record.time === 'string' ? nsOf(record.time) : BigInt(Date.now()) * 1_000_000n;
}
