/**
 * What JSON has no form for. A 64-bit number stands as `{"$n":"123"}`, bytes as `{"$t":"text"}` where they are UTF-8 and as
 * `{"$b":"base64"}` where they are not. Nothing else that a recording holds has a key that begins with `$`.
 */

/** Deeper values are no recording's: what is read is untrusted. */
const MAX_DEPTH = 12;
/** Decimal digits of a 64-bit number and its sign. */
const INTEGER = /^-?\d{1,20}$/;

/** For JSON.stringify. Keys whose value is undefined are left out by it. */
export function encodeValue(value: unknown): unknown {
  if (typeof value === 'bigint') return { $n: value.toString() };
  if (Buffer.isBuffer(value)) return encodeBytes(value);
  if (Array.isArray(value)) return value.map(encodeValue);
  if (typeof value !== 'object' || value === null) return value;
  const out: Record<string, unknown> = {};
  for (const [key, inner] of Object.entries(value)) if (inner !== undefined) out[key] = encodeValue(inner);
  return out;
}

function encodeBytes(bytes: Buffer): { readonly $t: string } | { readonly $b: string } {
  const text = bytes.toString('utf8');
  // U+FFFD in the text is either the file's own or the mark of what is not UTF-8.
  return !text.includes('�') || Buffer.from(text).equals(bytes) ? { $t: text } : { $b: bytes.toString('base64') };
}

/** The reverse of `encodeValue`. Throws a RangeError on what it cannot have written. */
export function decodeValue(value: unknown, depth = 0): unknown {
  if (depth > MAX_DEPTH) throw new RangeError('nested too deeply');
  if (Array.isArray(value)) return value.map((inner) => decodeValue(inner, depth + 1));
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value);
  const [first] = entries;
  if (first?.[0].startsWith('$') === true) return decodeSpecial(first[0], first[1]);
  const out: Record<string, unknown> = {};
  for (const [key, inner] of entries) {
    // The one name that is no plain property of an object.
    if (key !== '__proto__') out[key] = decodeValue(inner, depth + 1);
  }
  return out;
}

function decodeSpecial(key: string, value: unknown): bigint | Buffer {
  if (typeof value !== 'string') throw new RangeError(`${key} is no text`);
  switch (key) {
    case '$n':
      return decodeInteger(value);
    case '$t':
      return Buffer.from(value, 'utf8');
    case '$b':
      return Buffer.from(value, 'base64');
    default:
      throw new RangeError(`no such form: ${key}`);
  }
}

export function decodeInteger(text: unknown): bigint {
  if (typeof text !== 'string' || !INTEGER.test(text)) throw new RangeError('no 64-bit number');
  return BigInt(text);
}
