/** Inputs for fuzzing: kept ones changed a little, kept ones spliced, and noise. */
import fc from 'fast-check';

const MAX_EDITS = 8;
const MAX_NOISE_BYTES = 512;
/** Of a repeated piece: long enough to exceed bounds on counts, short enough to be quick. */
const MAX_REPEATS = 2_000;
/** Lengths and counts that formats get wrong: around the ends of the integer types. */
const EDGES = ['00', '01', '7f', '80', 'ff', 'ffff', 'ffffff7f', '00000080', 'ffffffff', 'ffffffffffffffff'].map(
  (hex) => Buffer.from(hex, 'hex'),
);

type Edit = (input: Buffer) => Buffer;

/** `tokens`: words of the format, which noise alone would never find. */
export function mutated(corpus: readonly Buffer[], tokens: readonly string[] = []): fc.Arbitrary<Buffer> {
  const words = [...EDGES, ...tokens.map((token) => Buffer.from(token))];
  const noise = fc.uint8Array({ maxLength: MAX_NOISE_BYTES }).map((bytes) => Buffer.from(bytes));
  if (corpus.length === 0) return noise;
  const kept = fc.constantFrom(...corpus);
  const edits = fc.array(edit(words, corpus), { minLength: 1, maxLength: MAX_EDITS });
  const changed = fc.tuple(kept, edits).map(([input, all]) => all.reduce((bytes, one) => one(bytes), input));
  return fc.oneof({ weight: 12, arbitrary: changed }, { weight: 1, arbitrary: noise });
}

function edit(words: readonly Buffer[], corpus: readonly Buffer[]): fc.Arbitrary<Edit> {
  // Places are fractions of a length that is not known yet.
  const place = fc.double({ min: 0, max: 1, noNaN: true, maxExcluded: true });
  const at = (input: Buffer, fraction: number): number => Math.floor(input.length * fraction);
  const between = (input: Buffer, a: number, b: number): [number, number] => {
    const [from, to] = [at(input, a), at(input, b)];
    return from < to ? [from, to] : [to, from];
  };
  const put = (input: Buffer, from: number, to: number, piece: Buffer): Buffer =>
    Buffer.concat([input.subarray(0, from), piece, input.subarray(to)]);
  return fc.oneof(
    fc.tuple(place, fc.nat(7)).map(
      ([p, bit]): Edit =>
        (input) => {
          const out = Buffer.from(input);
          if (out.length > 0) out[at(out, p)] = (out[at(out, p)] ?? 0) ^ (1 << bit);
          return out;
        },
    ),
    fc.tuple(place, fc.constantFrom(...words)).map(
      ([p, word]): Edit =>
        (i) =>
          put(i, at(i, p), at(i, p), word),
    ),
    fc.tuple(place, fc.constantFrom(...words)).map(
      ([p, word]): Edit =>
        (i) =>
          put(i, at(i, p), at(i, p) + word.length, word),
    ),
    fc.tuple(place, place).map(
      ([a, b]): Edit =>
        (i) =>
          put(i, ...between(i, a, b), Buffer.alloc(0)),
    ),
    fc.tuple(place, place).map(
      ([a, b]): Edit =>
        (i) =>
          i.subarray(0, between(i, a, b)[1]),
    ),
    fc.tuple(place, fc.nat(40), fc.nat(MAX_REPEATS)).map(
      ([p, length, times]): Edit =>
        (i) => {
          const piece = i.subarray(at(i, p), at(i, p) + length);
          return put(i, at(i, p), at(i, p), Buffer.concat(Array.from({ length: times }, () => piece)));
        },
    ),
    fc.tuple(place, place, place, fc.constantFrom(...corpus)).map(
      ([p, a, b, other]): Edit =>
        (i) =>
          put(i, at(i, p), at(i, p), other.subarray(...between(other, a, b))),
    ),
  );
}
