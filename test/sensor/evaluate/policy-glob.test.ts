import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  compileGlob,
  compileOperator,
  globFault,
  MAX_GLOB_WILDCARDS,
} from '../../../sensor/evaluate/policy/pattern.ts';

test.each<[string, string, boolean]>([
  ['/usr/local/bin/hook-*', '/usr/local/bin/hook-1', true],
  ['/usr/local/bin/hook-*', '/usr/local/bin/hook-', true],
  ['/usr/local/bin/hook-*', '/usr/local/bin/hook-x/evil', false],
  ['/usr/local/bin/hook-*', '/tmp/usr/local/bin/hook-1', false],
  ['/usr/local/bin/hook-*', '/usr/local/bin/HOOK-1', false],
  ['/opt/*/bin/tool', '/opt/a/bin/tool', true],
  ['/opt/*/bin/tool', '/opt/bin/tool', false],
  ['/opt/*/bin/tool', '/opt/a/b/bin/tool', false],
  ['/opt/**/tool', '/opt/tool', true],
  ['/opt/**/tool', '/opt/a/tool', true],
  ['/opt/**/tool', '/opt/a/b/tool', true],
  ['/opt/**/tool', '/opt/a/nottool', false],
  ['/opt/**/tool', '/optical/tool', false],
  ['/opt/**', '/opt/a/b', true],
  ['/opt/**', '/opt/', true],
  ['/opt/**', '/opt', false],
  ['**/tool', '/a/b/tool', true],
  ['**/tool', 'tool', true],
  ['**/tool', '/a/xtool', false],
  ['**', '/anything/at all', true],
  ['/a**z', '/a/b/z', true],
  ['/a?c', '/abc', true],
  ['/a?c', '/a/c', false],
  ['/a?c', '/ac', false],
  ['/a?c', '/aéc', true],
  ['/a?c', '/a😀c', true],
  ['/a\\*c', '/a*c', true],
  ['/a\\*c', '/abc', false],
  ['/usr/bin/[', '/usr/bin/[', true],
  ['/usr/bin/[ab]', '/usr/bin/a', false],
  ['/{a,b}', '/a', false],
  ['/a.c', '/abc', false],
  ['', '', true],
  ['*', '', true],
  ['*', 'a\nb', true],
])('the glob %j against %j: %j', (pattern, text, matches) => {
  expect(compileGlob(pattern)(text)).toBe(matches);
});

test.each<[string, RegExp]>([
  ['/a\\', /lone backslash/],
  ['/a***', /holds \*\*\*/],
  [`/${'*/'.repeat(MAX_GLOB_WILDCARDS + 1)}`, /more than 32 wildcards/],
  [`/${'a'.repeat(600)}`, /longer than 512/],
])('the glob %j is refused with its fix', (pattern, fault) => {
  expect(globFault(pattern)).toMatch(fault);
});

test.each(['/a\\\\', `/${'*/'.repeat(MAX_GLOB_WILDCARDS)}`, `/${'a'.repeat(511)}`])(
  'the glob %j is good',
  (pattern) => {
    expect(globFault(pattern)).toBeUndefined();
  },
);

const alphabet = fc.constantFrom('a', 'b', '/', '*', '?', '**', '.', '\\*', 'é');
const patterns = fc.array(alphabet, { maxLength: 12 }).map((parts) => parts.join(''));
const texts = fc.array(fc.constantFrom('a', 'b', '/', '.', '*', 'é'), { maxLength: 14 }).map((parts) => parts.join(''));

test('a glob agrees with the regular expression that means the same', () => {
  fc.assert(
    fc.property(patterns, texts, (pattern, text) => {
      fc.pre(globFault(pattern) === undefined);
      expect(compileGlob(pattern)(text)).toBe(reference(pattern).test(text));
    }),
    { numRuns: 5_000 },
  );
});

test('a pattern made to send a backtracking matcher astray answers', () => {
  const match = compileGlob(`/${'*a'.repeat(MAX_GLOB_WILDCARDS)}b`);
  expect(match(`/${'a'.repeat(4_000)}`)).toBe(false);
  expect(match(`/${'a'.repeat(4_000)}b`)).toBe(true);
});

test.each<['Equals' | 'StartsWith' | 'EndsWith' | 'Contains' | 'Glob', string, string, boolean]>([
  ['Equals', 'prod', 'prod', true],
  ['Equals', 'prod', 'production', false],
  ['Equals', 'pr*', 'prod', false],
  ['StartsWith', 'prod', 'production', true],
  ['StartsWith', 'prod', 'a-prod', false],
  ['EndsWith', '-ci', 'team-ci', true],
  ['EndsWith', '-ci', 'team-ci-2', false],
  ['Contains', 'mid', 'a-mid-b', true],
  ['Contains', 'm.d', 'mid', false],
  ['Glob', 'team-*', 'team-a', true],
])('%s %j against %j: %j', (operator, value, text, matches) => {
  expect(compileOperator(operator, value)(text)).toBe(matches);
});

function reference(pattern: string): RegExp {
  const source = pattern.replace(/\\.|(?<=^|\/)\*\*\/|\*\*|\*|\?|[^\\*?]/gsu, (token) => {
    if (token === '**/') return '(?:[^]*/)?';
    if (token === '**') return '[^]*';
    if (token === '*') return '[^/]*';
    if (token === '?') return '[^/]';
    const literal = token.startsWith('\\') ? token.slice(1) : token;
    return literal.replace(/[.*+?^${}()|[\]\\/]/g, '\\$&');
  });
  return new RegExp(`^${source}$`, 'u');
}
