/** Of the bytes; what differs between two processes or containers (their number, the start, the inode) stands at the beginning. */
const HASHED_BYTES = 32;
const PLACES = 128;
/** Longer ones are read each time: what is remembered stays small. */
const MAX_BYTES = 1024;

type Place<Value> = { readonly bytes: Buffer; readonly value: Value };

/**
 * What was read from the same bytes before: processes of one parent have the same ancestors, those of one container the same
 * cgroups. One value a place; another one that falls there takes it.
 */
export class Repeated<Value> {
  readonly #places: (Place<Value> | undefined)[] = Array.from({ length: PLACES }, () => undefined);

  /** `read` makes the value of these bytes, of which it gets a copy of its own. Whoever is given it must not change it. */
  get(bytes: Buffer, start: number, end: number, read: (own: Buffer) => Value): Value {
    const place = placeOf(bytes, start, end);
    const known = this.#places[place];
    if (known !== undefined && bytes.compare(known.bytes, 0, known.bytes.length, start, end) === 0) return known.value;
    // Memory of its own: a piece of the pool, or of an event, would keep the whole.
    const own = Buffer.allocUnsafeSlow(end - start);
    bytes.copy(own, 0, start, end);
    const value = read(own);
    if (own.length <= MAX_BYTES) this.#places[place] = { bytes: own, value };
    return value;
  }
}

function placeOf(bytes: Buffer, start: number, end: number): number {
  let hash = end - start;
  const stop = Math.min(end, start + HASHED_BYTES);
  for (let at = start; at < stop; at++) hash = (Math.imul(hash, 31) + (bytes[at] ?? 0)) | 0;
  return (hash ^ (hash >>> 9) ^ (hash >>> 18)) & (PLACES - 1);
}
