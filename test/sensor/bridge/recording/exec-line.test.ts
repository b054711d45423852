import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { checkEventLine } from '../../../../sensor/bridge/recording/event.ts';
import { type ExecLine, ExecLineReader } from '../../../../sensor/bridge/recording/exec-line.ts';

const reader = new ExecLineReader();

function read(text: string | Buffer): ExecLine | undefined {
  // In the midst of others, as in a file.
  const line = Buffer.from(text);
  const data = Buffer.concat([Buffer.from('{}\n'), line, Buffer.from('\n9]}')]);
  return reader.read(data, 3, 3 + line.length);
}

/** The oracle. */
function parsed(text: string): unknown {
  const { x, ...recorded } = JSON.parse(text) as { readonly x: unknown };
  return { x: checkEventLine(x), ...recorded };
}

function parsedOrNot(text: string): unknown {
  try {
    return parsed(text);
  } catch {
    return undefined;
  }
}

const long = fc.bigInt({ min: 0n, max: 2n ** 64n - 1n }).map(String);
const whole = fc.oneof(fc.nat(9), fc.nat());
const milliseconds = fc.oneof(
  fc.integer({ min: 0, max: 10 ** 15 }).map((ns) => ns / 1e6),
  fc.nat(),
);
const line = fc.record({
  x: fc.record({
    ...{ id: long, t: long, start: long, pid: whole, ppid: whole, argv: whole, ancestors: whole, context: whole },
    files: fc.array(whole, { minLength: 1, maxLength: 64 }),
  }),
  ...{ file: whole, subject: whole, answer: whole, at: milliseconds },
});
const example = JSON.stringify({
  x: {
    id: '1',
    t: '1795271511752745171',
    start: '24',
    pid: 7,
    ppid: 6,
    argv: 0,
    ancestors: 1,
    context: 2,
    files: [3, 4],
  },
  ...{ file: 0, subject: 4, answer: 5, at: 1825.653148 },
});

describe('the line of an exec', () => {
  it('says the same as JSON.parse, to the last bit of each number', () => {
    const property = fc.property(line, (said) => {
      const text = JSON.stringify(said);
      expect(read(text)).toStrictEqual(parsed(text));
    });
    fc.assert(property, { numRuns: 1_000 });
  });

  it('says the same or nothing when any of its bytes are others', () => {
    const change = fc.tuple(fc.nat(example.length - 1), fc.constantFrom(...'0123456789-+.eE,:"[]{} x'));
    let readings = 0;
    const property = fc.property(fc.array(change, { minLength: 1, maxLength: 3 }), (changes) => {
      const text = Buffer.from(example);
      for (const [at, byte] of changes) text[at] = byte.charCodeAt(0);
      const answer = read(text);
      if (answer === undefined) return;
      readings++;
      expect(answer).toStrictEqual(parsedOrNot(text.toString()));
    });
    fc.assert(property, { numRuns: 5_000 });
    expect(readings).toBeGreaterThan(100);
  });

  it('says nothing where it was cut, or where more follows', () => {
    for (let length = 0; length < example.length; length++) expect(read(example.slice(0, length))).toBeUndefined();
    expect(read(`${example} `)).toBeUndefined();
    expect(read(`${example.slice(0, -1)},"wall":"1"}`)).toBeUndefined();
  });
});
