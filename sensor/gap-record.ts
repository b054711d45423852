import type { Gap } from './bridge/bridge.ts';
import { rfc3339 } from './finding/text.ts';

/** The record that says, among the findings, that events were lost. */
export function gapRecord(gap: Gap, place: { readonly node: string; readonly cluster?: string | undefined }) {
  return {
    schema: 'drift-sensor.gap/1',
    time: rfc3339(gap.timeNs),
    ...(place.cluster !== undefined && { cluster: place.cluster }),
    node: place.node,
    place: gap.place,
    lost: gap.lost,
    swept: gap.sweep,
  };
}
