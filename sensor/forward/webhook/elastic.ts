import { isFinding } from '../format/shared.ts';
import type { Ack } from '../output.ts';
import { type BuildBody, textOf } from './body.ts';

const DEFAULT_INDEX = 'logs-drift_sensor.finding-default';
/** The document is there already: this revision was delivered before. */
const CONFLICT = 409;
const TOO_MANY = 429;

/** Bulk API. `create` with the revision's own id stores what is sent twice once, and is all that data streams allow. */
export const elasticBody: BuildBody = (batch, { format, index }) =>
  batch
    .map((outgoing) => {
      const { record } = outgoing;
      const id = isFinding(record) ? { _id: `${record.id}-${record.revision}` } : {};
      return `${JSON.stringify({ create: { _index: index ?? DEFAULT_INDEX, ...id } })}\n${textOf(outgoing, format)}\n`;
    })
    .join('');

/** Each item has a status of its own. Those before the first that is to be tried again are done with. */
export function elasticAnswer(body: Buffer, count: number): Ack {
  const answer = parse(body);
  if (answer === undefined) return { accepted: 0, error: new Error('the answer is not that of the Bulk API') };
  if (answer.errors !== true) return { accepted: count };
  const statuses = answer.items.map((item) => Object.values(item)[0]?.status ?? 500);
  const again = statuses.findIndex((status) => status === TOO_MANY || status >= 500);
  const done = again < 0 ? statuses : statuses.slice(0, again);
  const refused = done.filter((status) => status >= 400 && status !== CONFLICT).length;
  if (again < 0 && refused === 0) return { accepted: count };
  const status = again < 0 ? done.find((each) => each >= 400 && each !== CONFLICT) : statuses[again];
  return { accepted: again < 0 ? count : again, refused, error: new Error(`an item has status ${status}`) };
}

type BulkAnswer = { readonly errors?: unknown; readonly items: readonly Record<string, { status?: number }>[] };

function parse(body: Buffer): BulkAnswer | undefined {
  try {
    const value: unknown = JSON.parse(body.toString());
    const valid = typeof value === 'object' && value !== null && 'items' in value && Array.isArray(value.items);
    return valid ? (value as BulkAnswer) : undefined;
  } catch {
    return undefined;
  }
}
