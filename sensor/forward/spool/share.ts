/** Who keeps a place when there is not room for all: pure arithmetic over what stands in the records' headers. */
import { HEADER_BYTES, type RecordMeta } from './record.ts';

export const KEEP = 0;
/** A later record says the same and more: nothing is lost without it. */
export const FOLD = 1;
export const DROP = 2;

/**
 * Weights of the severities' shares when each wants more than it may have, by rank (informational … critical), and last the
 * records that are no findings. What one class leaves over goes to the others.
 */
const WEIGHTS = [1, 2, 4, 6, 8, 2] as const;

/**
 * What becomes of each record so that what stays needs at most `targetBytes`. Folding comes first: a repeat supersedes the
 * earlier revisions of its finding. Then the bytes are divided between the severities by weight and, within each, evenly
 * between the containers; nobody gets more than it wants, so a flood takes only what others leave. Of a container that has too
 * much, the beginning and the end of its story stay. `records` are in order of their position.
 */
export function shareOut(records: readonly RecordMeta[], targetBytes: number): Uint8Array {
  const fate = new Uint8Array(records.length);
  foldRevisions(records, fate);
  const classes = group(records, fate);
  const wanted = classes.map((containers) => sum([...containers.values()].map((c) => c.bytes)));
  if (sum(wanted) <= targetBytes) return fate;
  const granted = fairShares(wanted, Math.max(0, targetBytes), WEIGHTS);
  for (const [at, containers] of classes.entries()) {
    const each = [...containers.values()];
    const shares = fairShares(
      each.map((c) => c.bytes),
      granted[at] ?? 0,
    );
    for (const [i, container] of each.entries()) trim(container, shares[i] ?? 0, records, fate);
  }
  return fate;
}

/** Divides `total` so that nobody gets more than it wants and what is left over goes to the rest, by weight (max-min fairness). */
export function fairShares(wanted: readonly number[], total: number, weights?: readonly number[]): number[] {
  const granted = wanted.map(() => 0);
  let open = wanted.map((_, at) => at);
  let left = total;
  while (open.length > 0) {
    const weight = sum(open.map((at) => weights?.[at] ?? 1));
    const modest = open.filter((at) => (wanted[at] ?? 0) * weight <= left * (weights?.[at] ?? 1));
    if (modest.length === 0) {
      for (const at of open) granted[at] = Math.floor((left * (weights?.[at] ?? 1)) / weight);
      break;
    }
    for (const at of modest) {
      granted[at] = wanted[at] ?? 0;
      left -= granted[at] ?? 0;
    }
    open = open.filter((at) => !modest.includes(at));
  }
  return granted;
}

export function sizeOf(record: RecordMeta): number {
  return HEADER_BYTES + record.length;
}

type Container = { readonly records: number[]; bytes: number };

function foldRevisions(records: readonly RecordMeta[], fate: Uint8Array): void {
  const highest = new Map<number, number>();
  for (let at = records.length - 1; at >= 0; at--) {
    const record = records[at];
    if (record === undefined || record.id === 0) continue;
    const later = highest.get(record.id);
    // A sensor that started anew counts from one again: its revisions do not stand for the higher ones before.
    if (later !== undefined && later >= record.revision) fate[at] = FOLD;
    else highest.set(record.id, record.revision);
  }
}

function group(records: readonly RecordMeta[], fate: Uint8Array): Map<number, Container>[] {
  const classes = WEIGHTS.map(() => new Map<number, Container>());
  for (const [at, record] of records.entries()) {
    const containers = classes[record.severity];
    if (fate[at] !== KEEP || containers === undefined) continue;
    let container = containers.get(record.container);
    if (container === undefined) {
      container = { records: [], bytes: 0 };
      containers.set(record.container, container);
    }
    container.records.push(at);
    container.bytes += sizeOf(record);
  }
  return classes;
}

function trim(container: Container, share: number, records: readonly RecordMeta[], fate: Uint8Array): void {
  if (container.bytes <= share) return;
  const size = (at: number) => sizeOf(records[at] as RecordMeta);
  const { records: own } = container;
  let left = share;
  let first = 0;
  let last = own.length;
  for (let fromStart = true; first < last; fromStart = !fromStart) {
    const at = fromStart ? own[first] : own[last - 1];
    if (at === undefined || size(at) > left) break;
    left -= size(at);
    if (fromStart) first++;
    else last--;
  }
  for (const at of own.slice(first, last)) fate[at] = DROP;
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
