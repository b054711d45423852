/** How a record is said: one text for each record, without a line feed. */
import { safeJson } from '../json.ts';
import type { OutputRecord } from '../output.ts';
import { cefOf } from './cef.ts';
import { ecsOf } from './ecs.ts';
import { falcoOf } from './falco.ts';
import { flatOf } from './flat.ts';
import { type OcsfVersion, ocsfOf } from './ocsf.ts';
import { isFinding } from './shared.ts';

export const formatNames = ['native', 'ocsf', 'ecs', 'falco', 'cef', 'flat'] as const;
export type FormatName = (typeof formatNames)[number];

export type FormatOptions = {
  readonly name: FormatName;
  readonly ocsfVersion: OcsfVersion;
  /** Of the sensor. */
  readonly version: string;
};

export type Format = {
  readonly name: FormatName;
  text(record: OutputRecord): string;
  /** The same as a value; undefined where the format is no JSON. */
  value(record: OutputRecord): unknown;
};

/**
 * Records that are no findings have no place in the foreign formats: as JSON they stay our own, told apart by `schema`. Outputs
 * leave them out unless they are asked for.
 */
export function createFormat({ name, ocsfVersion, version }: FormatOptions): Format {
  if (name === 'cef') return { name, text: (record) => cefOf(record, version), value: () => undefined };
  const value = (record: OutputRecord): unknown => {
    if (name === 'flat') return flatOf(record);
    if (name === 'native' || !isFinding(record)) return record;
    if (name === 'ocsf') return ocsfOf(record, ocsfVersion, version);
    return name === 'ecs' ? ecsOf(record, version) : falcoOf(record);
  };
  return { name, value, text: (record) => safeJson(value(record)) };
}
