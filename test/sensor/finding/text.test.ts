import { isUtf8 } from 'node:buffer';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { joinedText, printable, rfc3339, textFields, textOf } from '../../../sensor/finding/text.ts';

const bytes = fc.oneof(
  fc.uint8Array({ maxLength: 64 }).map((array) => Buffer.from(array)),
  fc.string({ unit: 'binary' }).map((text) => Buffer.from(text)),
  fc.string({ unit: 'binary' }).map((text) => Buffer.concat([Buffer.from(text), Buffer.from([0xed, 0xa0, 0x80])])),
);

test('base64 is present exactly when the bytes are not UTF-8, and carries them', () => {
  fc.assert(
    fc.property(bytes, (given) => {
      const { text, base64 } = textOf(given);
      expect(base64 === undefined).toBe(isUtf8(given));
      expect(base64 === undefined ? Buffer.from(text) : Buffer.from(base64, 'base64')).toEqual(given);
    }),
  );
});

test('a U+FFFD that was there is text', () => {
  expect(textOf(Buffer.from('a\u{fffd}b'))).toEqual({ text: 'a\u{fffd}b', base64: undefined });
});

test('a byte order mark is kept', () => {
  expect(textOf(Buffer.from('\u{feff}x')).text).toBe('\u{feff}x');
});

test('the fields of a text are its name, and its name with base64 only where needed', () => {
  expect(textFields('path', Buffer.from('/tmp/ä'))).toEqual({ path: '/tmp/ä' });
  expect(textFields('path', Buffer.from([0x2f, 0xff]))).toEqual({ path: '/\u{fffd}', path_base64: 'L/8=' });
});

test('what is printed has no control, format or line-breaking character', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (text) => {
      expect(printable(text)).not.toMatch(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u);
    }),
  );
  expect(printable('a\nb\u{1b}[31m\u{2028}\u{202e}\u{7f}\u{e0001}')).toBe(
    'a\\u{a}b\\u{1b}[31m\\u{2028}\\u{202e}\\u{7f}\\u{e0001}',
  );
  expect(printable('/tmp/ä 文 🦊')).toBe('/tmp/ä 文 🦊');
});

test.each([
  [0n, '1970-01-01T00:00:00.000000000Z'],
  [1n, '1970-01-01T00:00:00.000000001Z'],
  [999_999_999n, '1970-01-01T00:00:00.999999999Z'],
  [1_000_000_000n, '1970-01-01T00:00:01.000000000Z'],
  [1_700_000_000_123_456_789n, '2023-11-14T22:13:20.123456789Z'],
  [-1n, '1970-01-01T00:00:00.000000000Z'],
  [253_402_300_799_000_000_000n, '9999-12-31T23:59:59.000000000Z'],
  [253_402_300_800_000_000_000n, '9999-12-31T23:59:59.000000000Z'],
  [2n ** 80n, '9999-12-31T23:59:59.000000000Z'],
  [-(2n ** 63n), '1970-01-01T00:00:00.000000000Z'],
])('%s ns is %s', (ns, text) => {
  expect(rfc3339(ns)).toBe(text);
});

test('times sort as text as they do as numbers', () => {
  const time = fc.bigInt({ min: 0n, max: 253_402_300_799_000_000_000n });
  fc.assert(
    fc.property(time, time, (a, b) => {
      expect(rfc3339(a) < rfc3339(b)).toBe(a < b);
    }),
  );
});

test('joined arguments are all of their text up to a bound, and say when that was reached', () => {
  const argv = fc.array(
    fc.uint8Array({ maxLength: 6 }).map((array) => Buffer.from(array)),
    { maxLength: 6 },
  );
  fc.assert(
    fc.property(argv, fc.nat(20), (given, max) => {
      const whole = given.map((each) => each.toString('latin1')).join('\0');
      expect(joinedText(given, max)).toEqual({ text: whole.slice(0, max), cut: whole.length > max });
    }),
  );
});
