import type { Gap } from './bridge/bridge.ts';
import { rfc3339 } from './finding/text.ts';
import type { Unwatched } from './last-watch.ts';

type Place = { readonly node: string; readonly cluster?: string | undefined };

/** The record that says, among the findings, that events were lost. */
export function gapRecord(gap: Gap, place: Place) {
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

/** The same of the time between two sensors: how many execs nobody saw in it is not known. */
export function unwatchedRecord({ sinceNs, untilNs }: Unwatched, place: Place) {
  return {
    schema: 'drift-sensor.gap/1',
    time: rfc3339(untilNs),
    ...(place.cluster !== undefined && { cluster: place.cluster }),
    node: place.node,
    place: 'sensor_restart',
    since: rfc3339(sinceNs),
    swept: true,
  };
}
