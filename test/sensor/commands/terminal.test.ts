import { assert, property, string } from 'fast-check';
import { describe, expect, test } from 'vitest';
import { findingLine, findingTitles } from '../../../sensor/commands/terminal/finding-line.ts';
import { terminalLogger } from '../../../sensor/commands/terminal/log.ts';
import { TerminalOutput } from '../../../sensor/commands/terminal/output.ts';
import { Screen, type TerminalStream } from '../../../sensor/commands/terminal/screen.ts';
import { style, wantsColour } from '../../../sensor/commands/terminal/style.ts';
import { table } from '../../../sensor/commands/terminal/table.ts';
import { fill, fillEnd, widthOf } from '../../../sensor/commands/terminal/text.ts';
import type { Finding } from '../../../sensor/finding/finding.ts';
import { printable } from '../../../sensor/finding/text.ts';
import { Outgoing } from '../../../sensor/forward/output.ts';
import { firstFinding } from '../support/finding.ts';

const plain = style(false);
const ESCAPE = '\u001b';

describe('text in columns', () => {
  test.each([
    ['abc', 3],
    ['日本', 4],
    ['e\u0301', 1],
    ['🦀', 2],
    ['', 0],
  ])('%s takes %d columns', (text, width) => {
    expect(widthOf(text)).toBe(width);
  });

  test('is filled to exactly the width, whatever is in it', async () => {
    await assert(
      property(string({ unit: 'grapheme', maxLength: 40 }), (text) => {
        const safe = printable(text);
        expect(widthOf(fill(safe, 12))).toBe(12);
        expect(widthOf(fillEnd(safe, 12))).toBe(12);
      }),
    );
  });

  test('a long text is cut where it says least', () => {
    expect(fill('abcdefgh', 5)).toBe('abcd…');
    expect(fillEnd('/usr/local/bin/tool', 8)).toBe('…in/tool');
    // A wide character that does not fit any more leaves a blank.
    expect(fill('日本語', 4)).toBe('日… ');
    expect(fill('abcdefgh', 5, 'whole')).toBe('abcdefgh');
  });
});

describe('a table', () => {
  const columns = [
    { title: 'NAME', max: 6 },
    { title: 'EMPTY', max: 5 },
    { title: 'WHY', max: 20 },
  ];

  test('is aligned, and leaves out columns without a value', () => {
    const text = table(
      columns,
      [
        ['a', '', 'one'],
        ['日本語テキスト', '', 'two'],
      ],
      plain.bold,
    );
    expect(text).toBe('NAME    WHY\na       one\n日本…   two\n');
  });

  test('cannot be forged by a name', () => {
    const text = table(columns, [['x', '', `evil\n${ESCAPE}[2Jfake`]], plain.bold);
    expect(text.split('\n')).toHaveLength(3);
    expect(text).not.toContain(ESCAPE);
  });
});

describe('colour', () => {
  test('is for terminals only, and not where NO_COLOR or a dumb terminal says otherwise', () => {
    expect(wantsColour({ isTTY: true }, {})).toBe(true);
    expect(wantsColour({ isTTY: false }, {})).toBe(false);
    expect(wantsColour({ isTTY: true }, { NO_COLOR: '1' })).toBe(false);
    expect(wantsColour({ isTTY: true }, { NO_COLOR: '' })).toBe(true);
    expect(wantsColour({ isTTY: true }, { TERM: 'dumb' })).toBe(false);
  });
});

describe('a finding on a terminal', () => {
  test('stands below its titles', () => {
    const titles = findingTitles(140, plain);
    const line = findingLine(finding(), 140, plain);
    for (const [title, value] of [
      ['SEVERITY', 'high'],
      ['VERDICT', 'added'],
      ['ORIGIN', 'tmpfs'],
      ['CONTAINER', 'web-1'],
      ['PATH', '/dev/shm/x'],
      ['SHA256', 'abababab'],
      ['STARTED BY', 'by sh (7) ×3'],
    ] as const) {
      expect(line.indexOf(value), title).toBe(titles.indexOf(title));
    }
  });

  test('keeps to the width of the terminal, but leaves something of the path on a narrow one', () => {
    const long = finding({ path: `/${'d/'.repeat(300)}end` });
    expect(widthOf(findingLine({ ...long, count: 1 }, 170, plain))).toBeLessThanOrEqual(170);
    expect(findingLine(long, 20, plain)).toContain('d/end');
  });

  test('has one line and no control characters, whatever the container calls its files', async () => {
    await assert(
      property(string({ unit: 'binary' }), string({ unit: 'binary' }), (path, name) => {
        const line = findingLine(finding({ path, parent: name, container: name }), 160, plain);
        expect(line).not.toMatch(/[\p{Cc}\p{Zl}\p{Zp}]/u);
      }),
    );
  });
});

describe('the terminal output', () => {
  test('shows findings below one line of titles, losses, and not the canary', async () => {
    const { stream, text } = terminal();
    const output = new TerminalOutput({ screen: new Screen({ err: stream, nowMs: () => 0 }), stream, paint: plain });
    const canary = { ...finding(), container: { id: 'c', runtime: 'canary' as const } };
    const gap = { schema: 'drift-sensor.gap/1', time: '2026-11-21T10:00:00.000000000Z', place: 'kernel_ring', lost: 7 };
    expect(await output.write([finding(), canary, gap, finding()].map((record) => Outgoing.of(record)))).toEqual({
      accepted: 4,
    });
    const lines = text().trimEnd().split('\n');
    expect(lines).toHaveLength(4);
    expect(lines[0]).toContain('SEVERITY');
    expect(lines[2]).toBe('10:00:00.000  7 lost at kernel_ring (drift-sensor.gap/1)');
  });

  test('keeps progress on the last line, and only on a terminal', () => {
    const { stream, text } = terminal();
    let nowMs = 0;
    const screen = new Screen({ err: stream, nowMs: () => nowMs });
    screen.progress('half');
    screen.lines(stream, 'found\n');
    expect(text()).toBe(`half\r${ESCAPE}[2Kfound\nhalf`);
    nowMs = 50;
    screen.progress('too soon');
    screen.progress(undefined);
    screen.lines(stream, 'end\n');
    expect(text().endsWith(`\r${ESCAPE}[2Kend\n`)).toBe(true);
    const pipe = terminal(false);
    new Screen({ err: pipe.stream, nowMs: () => 0 }).progress('half');
    expect(pipe.text()).toBe('');
  });

  test('writes the log as time, level, message and facts, from its level on', () => {
    const { stream, text } = terminal();
    const screen = new Screen({ err: stream, nowMs: () => 0 });
    const log = terminalLogger('info', {
      screen,
      stream,
      paint: plain,
      now: () => new Date('2026-11-21T10:00:00.123Z'),
    });
    log.debug({}, 'hidden');
    log.warn({ path: `a${ESCAPE}[31m`, count: 2, absent: undefined }, 'something\nforged');
    expect(text()).toBe('10:00:00.123  warn   something\\u{a}forged                      path=a\\u{1b}[31m count=2\n');
  });
});

function terminal(isTTY = true): { stream: TerminalStream; text: () => string } {
  let written = '';
  const write = (text: string) => {
    written += text;
  };
  return { stream: { isTTY, columns: 160, write }, text: () => written };
}

function finding(of: { path?: string; parent?: string; container?: string } = {}): Finding {
  return firstFinding({
    time: '2026-11-21T09:07:01.123456789Z',
    count: 3,
    origin: 'tmpfs',
    file: { path: of.path ?? '/dev/shm/x', sha256: 'ab'.repeat(32) },
    process: { parents: [{ pid: 7, name: of.parent ?? 'sh' }] },
    container: { id: 'c', name: of.container ?? 'web-1', runtime: 'runc' },
  });
}

test('text in no columns at all is nothing, as on a terminal that does not know its size', () => {
  expect([fill('text', 0), fillEnd('text', 0), fill('text', -1), fill('', 0)]).toEqual(['', '', '', '']);
});
