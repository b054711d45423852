/** What known receivers take, and how they answer. URLs are given in full by the configuration. */
import type { FormatName } from '../format/format.ts';
import type { Ack } from '../output.ts';
import { alertmanagerBody } from './alertmanager.ts';
import { jsonArray, lokiBody, ndjson, single, splunkBody } from './bodies.ts';
import type { BuildBody } from './body.ts';
import { elasticAnswer, elasticBody } from './elastic.ts';

export const presetNames = ['splunk_hec', 'elastic', 'loki', 'alertmanager', 'falcosidekick'] as const;
export type PresetName = (typeof presetNames)[number];
export type BodyName = 'json_array' | 'ndjson' | 'single';

export type Preset = {
  readonly format: FormatName;
  readonly contentType: string;
  readonly build: BuildBody;
  /** One record in each request. */
  readonly single?: true;
  /** Takes findings alone, whatever the configuration says. */
  readonly findingsOnly?: true;
  /** What a 2xx answer says beyond its status. */
  readonly answer?: (body: Buffer, count: number) => Ack;
};

const JSON_TYPE = 'application/json';
const NDJSON_TYPE = 'application/x-ndjson';

export const bodies: Readonly<Record<BodyName, Preset>> = {
  json_array: { format: 'native', contentType: JSON_TYPE, build: jsonArray },
  ndjson: { format: 'native', contentType: NDJSON_TYPE, build: ndjson },
  single: { format: 'native', contentType: JSON_TYPE, build: single, single: true },
};

export const presets: Readonly<Record<PresetName, Preset>> = {
  splunk_hec: { format: 'native', contentType: JSON_TYPE, build: splunkBody },
  elastic: { format: 'ecs', contentType: NDJSON_TYPE, build: elasticBody, answer: elasticAnswer, findingsOnly: true },
  loki: { format: 'native', contentType: JSON_TYPE, build: lokiBody },
  alertmanager: { format: 'native', contentType: JSON_TYPE, build: alertmanagerBody, findingsOnly: true },
  falcosidekick: { format: 'falco', contentType: JSON_TYPE, build: single, single: true, findingsOnly: true },
};
