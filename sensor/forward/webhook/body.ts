import type { Format } from '../format/format.ts';
import type { Outgoing } from '../output.ts';

export type BodyContext = {
  readonly format: Format;
  readonly node: string;
  /** Splunk's index, Elastic's data stream. */
  readonly index: string | undefined;
};

export type BuildBody = (batch: readonly Outgoing[], context: BodyContext) => string;

/** The text of one record; what is native is passed on as it is. */
export function textOf(outgoing: Outgoing, format: Format): string {
  return format.name === 'native' ? outgoing.payload.toString() : format.text(outgoing.record);
}
