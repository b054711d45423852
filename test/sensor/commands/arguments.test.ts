import { describe, expect, test } from 'vitest';
import { ownValue, splitArguments } from '../../../sensor/commands/arguments.ts';
import { noOperands, oneOperand } from '../../../sensor/commands/operands.ts';
import { ConfigError } from '../../../sensor/config.ts';

const own = { '--json': 'switch', '--expect': 'value' } as const;

describe("a command's own flags", () => {
  test('are parted from operands and from those of the configuration', () => {
    const given = splitArguments('audit', ['web', '--json', '--state-dir', '/s', '--expect=x', '--', '--odd'], own, [
      '--state-dir',
    ]);
    expect(given.operands).toEqual(['web', '--odd']);
    expect(given.config).toEqual(['--state-dir=/s']);
    expect(given.own.has('--json')).toBe(true);
    expect(ownValue(given, '--expect')).toBe('x');
  });

  test('a value that begins with a dash is a value', () => {
    expect(ownValue(splitArguments('replay', ['--expect', '-'], own), '--expect')).toBe('-');
  });

  test('every fault is said at once', () => {
    const wrong = () => splitArguments('audit', ['--nope', '--json=1', '--state-dir', 'x', '--expect'], own);
    expect(wrong).toThrow(ConfigError);
    expect(wrong).toThrow(
      /--nope: no such flag.*\n--json: takes no value\n--state-dir: no such flag.*\n--expect: needs a/,
    );
  });
});

test('operands that should not be there are named, and missing ones asked for', () => {
  expect(() => noOperands('status', ['x'])).toThrow('status takes no operands, not "x"');
  expect(() => oneOperand('replay', [], 'FILE')).toThrow('replay takes one FILE, not 0');
  expect(oneOperand('replay', ['a'], 'FILE')).toBe('a');
});
