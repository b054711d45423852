import { execFileSync } from 'node:child_process';
import { chmodSync, linkSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { chooseContainers } from '../../../sensor/commands/audit/choose.ts';
import type { AuditRow } from '../../../sensor/commands/audit/collect.ts';
import type { RunningContainer } from '../../../sensor/commands/audit/find-containers.ts';
import { auditTable } from '../../../sensor/commands/audit/table.ts';
import { type WalkReport, walkFiles } from '../../../sensor/commands/audit/walk.ts';
import { changedFiles } from '../../../sensor/commands/audit/writable-layer.ts';
import { style } from '../../../sensor/commands/terminal/style.ts';
import type { Container } from '../../../sensor/container/container.ts';
import { tempDir } from '../../support/temp.ts';
import { firstFinding, type GivenFinding } from '../support/finding.ts';

const temp = tempDir('audit');
afterAll(() => temp.remove());

describe('the walk', () => {
  const root = join(temp.path, 'walk');
  mkdirSync(join(root, 'a/b/c'), { recursive: true });
  mkdirSync(join(temp.path, 'outside'));
  writeFileSync(join(temp.path, 'outside/secret'), 'x');
  writeFileSync(join(root, 'a/one'), '1');
  writeFileSync(join(root, 'a/b/c/two'), '2');
  writeFileSync(Buffer.concat([Buffer.from(`${root}/a/`), Buffer.from([0xff, 0x0a])]), '3');
  symlinkSync(join(temp.path, 'outside'), join(root, 'a/link'));
  symlinkSync(join(temp.path, 'outside/secret'), join(root, 'a/file-link'));
  execFileSync('mkfifo', [join(root, 'a/fifo')]);

  const walk = (options: { maxEntries?: number; maxDepth?: number; mounted?: ReadonlySet<string> } = {}) => {
    const report: WalkReport = { entries: 0, beyondBound: 0, unreadable: 0 };
    const found: string[] = [];
    const all = { maxEntries: 100, maxDepth: 10, mounted: new Set<string>(), ...options };
    for (const { path, handle } of walkFiles(root, all, report)) {
      found.push(`${path.toString('latin1')}=${readFileSync(handle, 'latin1')}`);
    }
    return { found: found.sort(), report };
  };

  test('gives every regular file with its name as bytes, and follows no link', () => {
    const { found, report } = walk();
    expect(found).toEqual(['/a/b/c/two=2', '/a/one=1', '/a/\u00ff\n=3']);
    expect(report).toMatchObject({ beyondBound: 0, unreadable: 0 });
  });

  test('leaves out what is mounted without touching it', () => {
    expect(walk({ mounted: new Set(['/a/b']) }).found).toEqual(['/a/one=1', '/a/\u00ff\n=3']);
  });

  test.each([
    ['levels', { maxDepth: 2 }],
    ['entries', { maxEntries: 3 }],
  ])('says that there is more than it looks at: %s', (_what, bound) => {
    const { found, report } = walk(bound);
    expect(found.length).toBeLessThan(3);
    expect(report.beyondBound).toBeGreaterThan(0);
  });
});

test('of the writable layer only what could be run is judged: execute bit, ELF, #!, but nothing empty', () => {
  const dir = join(temp.path, 'upper');
  mkdirSync(join(dir, 'lib'), { recursive: true });
  const files: readonly (readonly [string, string, number])[] = [
    ['data', 'text', 0o644],
    ['tool', 'text', 0o755],
    ['lib/libx.so.1', '\u007fELF…', 0o644],
    ['run.sh', '#!/bin/sh\n', 0o600],
    ['.dockerenv', '', 0o755],
  ];
  for (const [name, text, mode] of files) {
    writeFileSync(join(dir, name), text);
    chmodSync(join(dir, name), mode);
  }
  linkSync(join(dir, 'tool'), join(dir, 'tool-2'));
  const report: WalkReport = { entries: 0, beyondBound: 0, unreadable: 0 };
  const found = [...changedFiles({ kind: 'upper', dir, mounted: new Set() }, container('c'), report)].map(
    ({ path, role, layer }) => `${path} ${role} ${layer}`,
  );
  expect(found.sort()).toEqual([
    '/lib/libx.so.1 library upper',
    '/run.sh script upper',
    '/tool exe upper',
    '/tool-2 exe upper',
  ]);
});

describe('a CONTAINER on the command line', () => {
  const known = [container('ab12'.repeat(16), 'web-1'), container('ab34'.repeat(16), 'web-2'), container('db')].map(
    (c): RunningContainer => ({ container: c, events: [] }),
  );
  const choose = (...wanted: string[]) =>
    chooseContainers(known, wanted).map(({ container: { id } }) => id.slice(0, 4));

  test('is an id, the beginning of one, or a name; without any all are meant', () => {
    expect(choose('ab12')).toEqual(['ab12']);
    expect(choose('web-2', 'db')).toEqual(['ab34', 'db']);
    expect(choose()).toHaveLength(3);
    expect(choose('db', 'db')).toHaveLength(1);
  });

  test('that is not there, or could be several, is refused with those that are', () => {
    expect(() => choose('nope', 'ab')).toThrow(
      /no running container is called "nope"\n"ab" could be web-1 \(ab12.*\) or web-2 .*\nthere are: web-1/,
    );
    expect(() => choose('')).toThrow('no running container is called ""');
  });
});

test('the table names the pods, where there are any', () => {
  const row = (given: GivenFinding): AuditRow => ({ finding: firstFinding(given), pids: [] });
  const titles = (rows: readonly AuditRow[]) => auditTable(rows, style(false)).split('\n')[0];
  expect(titles([row({})])).not.toContain('POD');
  const pod = { namespace: 'shop', name: 'web-1', uid: 'u' };
  const table = auditTable([row({}), row({ pod })], style(false));
  expect(table).toMatch(/CONTAINER +POD/);
  expect(table).toMatch(/ shop\/web-1$/m);
});

function container(id: string, name?: string): Container {
  const image = { source: { kind: 'lower_dirs' as const, dirs: [] } };
  return { slot: 1n, id, ...(name && { name }), runtime: 'docker', image, cgroupIds: [], mounts: [] };
}
