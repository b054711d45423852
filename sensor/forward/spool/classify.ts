/** What the spool sorts records by, from the record itself. */
import { crc32 } from 'node:zlib';
import { severityRank } from '../../finding/finding.ts';
import type { OutputRecord } from '../output.ts';
import { OTHER, type RecordClass } from './record.ts';

const OTHER_CLASS: RecordClass = { severity: OTHER, container: 0, id: 0, revision: 0 };
/** A later heartbeat says what the earlier did: where there is no room for both, the earlier goes first. */
const HEARTBEAT_CLASS: RecordClass = { ...OTHER_CLASS, id: 1 };
/** Hexadecimal digits that fit into a double exactly: 13 × 4 = 52 bits. */
const ID_DIGITS = 13;

export function classify(record: OutputRecord): RecordClass {
  if (record.schema === 'drift-sensor.heartbeat/1') return HEARTBEAT_CLASS;
  if (record.schema !== 'drift-sensor.finding/1') return OTHER_CLASS;
  const { severity, id, revision, container } = record;
  const rank = severityRank(severity);
  const containerId = idOf(container);
  return {
    severity: rank < 0 ? OTHER : rank,
    container: containerId === undefined ? 0 : crc32(containerId),
    id: typeof id === 'string' ? Number.parseInt(id.slice(0, ID_DIGITS), 16) || 0 : 0,
    revision: typeof revision === 'number' ? Math.min(revision, 0xffff_ffff) : 0,
  };
}

/** The container of a record in JSON; for an announcement only, so that what cannot be read is left out. */
export function containerIdOf(payload: Buffer): string | undefined {
  try {
    const record: unknown = JSON.parse(payload.toString());
    return typeof record === 'object' && record !== null && 'container' in record ? idOf(record.container) : undefined;
  } catch {
    return undefined;
  }
}

function idOf(container: unknown): string | undefined {
  const id = typeof container === 'object' && container !== null && 'id' in container ? container.id : undefined;
  return typeof id === 'string' ? id : undefined;
}
