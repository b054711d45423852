import { expect, test } from 'vitest';
import { codeOfStatus, messageOf, retryAfterMs } from '../../../sensor/kubernetes/api-error.ts';

const NOW = Date.parse('2026-11-21T10:00:00Z');

test.each([
  [undefined, undefined],
  ['7', 7_000],
  ['Sat, 21 Nov 2026 10:00:30 GMT', 30_000],
  ['Sat, 21 Nov 2026 09:00:00 GMT', 0],
  ['Sun, 22 Nov 2026 10:00:00 GMT', 300_000],
  ['999999999', 300_000],
  ['soon', undefined],
  ['-1', 0],
])('Retry-After %s is %s ms; a server whose clock is wrong does not silence the sensor for long', (header, ms) => {
  expect(retryAfterMs(header, NOW)).toBe(ms);
});

test('what a server says is one short line without odd characters', () => {
  expect(messageOf({ message: 'pods is\nforbidden\u001b[31m', reason: 'Forbidden' })).toBe('pods is forbidden [31m');
  expect(messageOf({ reason: 'Expired' })).toBe('Expired');
  expect(messageOf({ message: 'x'.repeat(1_000) })).toHaveLength(300);
  for (const body of [undefined, null, 7, 'text', []]) expect(messageOf(body)).toBe('');
});

test('answers that no version of the API gives are the server’s fault, or final', () => {
  expect([302, 418, 422, 500, 599].map(codeOfStatus)).toEqual(['server', 'refused', 'refused', 'server', 'server']);
});
