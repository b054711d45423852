/**
 * Receivers as their documents describe them: what they take, what they refuse and in which words. Each is strict where the
 * document is; what they stored can be looked at.
 */
import type { Received, Reply } from './receiver.ts';

type Json = Record<string, unknown>;
export type KnownReceiver = {
  readonly path: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly stored: Json[];
  answer(request: Received): Reply;
};

const RFC3339 = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,9})?(Z|[+-]\d\d:\d\d)$/;
const LABEL = /^[a-zA-Z_][a-zA-Z0-9_]*$/;
const json = (status: number, value: unknown): Reply => ({ status, body: JSON.stringify(value) });
const isObject = (value: unknown): value is Json =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
const isLabels = (value: unknown): value is Json =>
  isObject(value) &&
  Object.entries(value).every(([name, each]) => LABEL.test(name) && typeof each === 'string' && each !== '');

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

const HEC_TOKEN = '11111111-2222-3333-4444-555555555555';
const HEC_KEYS = new Set(['time', 'host', 'source', 'sourcetype', 'index', 'fields', 'event']);

/** HTTP Event Collector: "Format events for HTTP Event Collector", "Error codes". */
export function splunk(): KnownReceiver {
  const stored: Json[] = [];
  return {
    path: '/services/collector/event',
    headers: { Authorization: `Splunk ${HEC_TOKEN}` },
    stored,
    answer({ path, headers, body }) {
      if (path !== '/services/collector/event')
        return json(404, { text: 'The requested URL was not found', code: 404 });
      if (headers.authorization === undefined) return json(401, { text: 'Token is required', code: 2 });
      if (headers.authorization !== `Splunk ${HEC_TOKEN}`) return json(403, { text: 'Invalid token', code: 4 });
      const events = body.toString().trimEnd().split('\n').map(parse);
      for (const [n, event] of events.entries()) {
        const refuse = (text: string, code: number) => json(400, { text, code, 'invalid-event-number': n });
        if (!isObject(event) || Object.keys(event).some((key) => !HEC_KEYS.has(key)))
          return refuse('Invalid data format', 6);
        if (event.event === undefined) return refuse('Event field is required', 12);
        if (event.event === '') return refuse('Event field cannot be blank', 13);
        if (typeof event.time !== 'number' || event.time < 1e9 || event.time > 1e10)
          return refuse('Invalid data format', 6);
      }
      stored.push(...(events as Json[]));
      return json(200, { text: 'Success', code: 0 });
    },
  };
}

const KINDS = ['alert', 'asset', 'enrichment', 'event', 'metric', 'state', 'pipeline_error', 'signal'];

/** Bulk API on a data stream: `create` alone, `@timestamp` required, an id that is there already is a conflict. */
export function elastic(): KnownReceiver {
  const stored: Json[] = [];
  const ids = new Set<unknown>();
  const item = (status: number, type?: string) => ({ create: { status, ...(type && { error: { type } }) } });
  const store = (action: unknown, document: unknown) => {
    if (!isObject(action) || !isObject(action.create)) return item(400, 'illegal_argument_exception');
    if (!isObject(document) || !RFC3339.test(String(document['@timestamp'])))
      return item(400, 'document_parsing_exception');
    const event = document.event as { kind?: string; category?: unknown } | undefined;
    if (!KINDS.includes(event?.kind ?? '') || !Array.isArray(event?.category))
      return item(400, 'document_parsing_exception');
    const { _id } = action.create;
    if (ids.has(_id)) return item(409, 'version_conflict_engine_exception');
    ids.add(_id);
    stored.push(document);
    return item(201);
  };
  return {
    path: '/_bulk',
    stored,
    answer({ headers, body }) {
      if (!/^application\/(x-nd)?json/.test(headers['content-type'] ?? '')) return json(406, { error: 'Content-Type' });
      const text = body.toString();
      if (!text.endsWith('\n')) return json(400, { error: 'The bulk request must be terminated by a newline' });
      const lines = text.slice(0, -1).split('\n').map(parse);
      if (lines.length % 2 !== 0) return json(400, { error: 'Malformed action/metadata line' });
      const items = Array.from({ length: lines.length / 2 }, (_, n) => store(lines[2 * n], lines[2 * n + 1]));
      return json(200, { took: 1, errors: items.some(({ create }) => create.status >= 400), items });
    },
  };
}

/** POST /loki/api/v1/push with JSON; 15 labels are its default bound. */
export function loki(): KnownReceiver {
  const stored: Json[] = [];
  return {
    path: '/loki/api/v1/push',
    stored,
    answer({ headers, body }) {
      if (headers['content-type'] !== 'application/json') return { status: 415 };
      const push = parse(body.toString());
      if (!isObject(push) || !Array.isArray(push.streams)) return { status: 400, body: 'couldn’t parse push request' };
      const found: Json[] = [];
      for (const each of push.streams as unknown[]) {
        if (!isObject(each) || !isLabels(each.stream) || Object.keys(each.stream).length > 15)
          return { status: 400, body: 'error parsing labels' };
        for (const value of (each.values ?? []) as unknown[]) {
          const [time, line] = Array.isArray(value) ? (value as unknown[]) : [];
          if (typeof time !== 'string' || !/^\d{19}$/.test(time) || typeof line !== 'string')
            return { status: 400, body: 'bad entry' };
          found.push({ ...each.stream, line });
        }
      }
      stored.push(...found);
      return { status: 204 };
    },
  };
}

/** POST /api/v2/alerts: one alert for each set of labels; later ones bring it up to date. */
export function alertmanager(): KnownReceiver {
  const stored: Json[] = [];
  const seen = new Map<string, number>();
  return {
    path: '/api/v2/alerts',
    stored,
    answer({ path, body }) {
      const alerts = parse(body.toString());
      if (path !== '/api/v2/alerts') return { status: 404 };
      if (!Array.isArray(alerts)) return json(400, 'bad_data');
      for (const alert of alerts as unknown[]) {
        const good = isObject(alert) && isLabels(alert.labels) && isLabels(alert.annotations ?? {});
        if (!good || !RFC3339.test(String(alert.startsAt))) return json(400, 'bad_data: invalid label set');
        if (
          Object.keys(alert).some(
            (key) => !['labels', 'annotations', 'startsAt', 'endsAt', 'generatorURL'].includes(key),
          )
        )
          return json(422, 'unknown field');
        const labels = JSON.stringify(Object.entries(alert.labels as Json).sort());
        const at = seen.get(labels) ?? stored.length;
        seen.set(labels, at);
        stored[at] = alert;
      }
      return { status: 200 };
    },
  };
}

const PRIORITIES = ['Emergency', 'Alert', 'Critical', 'Error', 'Warning', 'Notice', 'Informational', 'Debug'];

/** Falcosidekick: one Falco event a request; `uuid`, `output`, `priority`, `rule`, `time`, `output_fields`, `source`, `tags`, `hostname`. */
export function falcosidekick(): KnownReceiver {
  const stored: Json[] = [];
  return {
    path: '/',
    stored,
    answer({ body }) {
      const event = parse(body.toString());
      const good =
        isObject(event) &&
        PRIORITIES.includes(String(event.priority)) &&
        ['output', 'rule', 'source', 'hostname', 'uuid'].every(
          (key) => typeof event[key] === 'string' && event[key] !== '',
        ) &&
        RFC3339.test(String(event.time)) &&
        Array.isArray(event.tags) &&
        isObject(event.output_fields) &&
        Object.values(event.output_fields).every((value) => !isObject(value));
      if (!good) return { status: 400, body: 'Please send with post http method, wrong payload' };
      stored.push(event);
      return { status: 200, body: 'ok' };
    },
  };
}
