/** When a record counts as safe, as the kernel sees it. */
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { describeIf, need } from '../../../support/need.ts';
import { tempDir } from '../../../support/temp.ts';

const CHILD = new URL('../support/one-by-one.ts', import.meta.url).pathname;
const COUNT = 5;

/** In order: each fsync of the directory, write to a segment and fdatasync of it that ended well, each word that a record is safe. */
function traced(dir: string, policy: string): string[] {
  const log = join(dir, 'trace');
  const calls = 'write,pwrite64,fdatasync,fsync';
  const child = [process.execPath, CHILD, join(dir, 'spool'), policy, String(COUNT)];
  const { stdout } = spawnSync('strace', ['-f', '-y', '-e', `trace=${calls}`, '-o', log, ...child], {
    encoding: 'utf8',
    timeout: 60_000,
  });
  expect(stdout.match(/^disk \d+$/gm)).toHaveLength(COUNT);
  return readFileSync(log, 'utf8')
    .split('\n')
    .flatMap((line) => {
      if (/"disk \d+\\n"/.test(line)) return ['safe'];
      if (/\bpwrite64\(\d+<[^>]*\.seg>.* = \d+$/.test(line)) return ['written'];
      if (/\bfdatasync\(\d+<[^>]*\.seg>\) += 0$/.test(line)) return ['synced'];
      if (/\bfsync\(\d+<[^>]*\/spool>\) += 0$/.test(line)) return ['named'];
      // What another thread came between.
      if (/(pwrite64|fdatasync).*unfinished/.test(line)) return [];
      if (/<\.\.\. pwrite64 resumed>/.test(line)) return ['written'];
      if (/<\.\.\. fdatasync resumed>.* = 0$/.test(line)) return ['synced'];
      return [];
    });
}

describeIf([need.command('strace')], 'a record is called safe', () => {
  test('with `batch` after it was written and fdatasync has ended', async () => {
    await using temp = tempDir('fsync');
    const calls = traced(temp.path, 'batch').join(' ');
    const each = /written synced safe/g;
    expect(calls.match(each)).toHaveLength(COUNT);
    // The segment's own name first, without which its bytes would be nobody's.
    expect(calls).toMatch(/^named written/);
    expect(calls.replaceAll(each, '')).not.toMatch(/written|safe/);
  });

  test('with `never` after it was written, and nothing is made durable', async () => {
    await using temp = tempDir('fsync');
    const calls = traced(temp.path, 'never').join(' ');
    expect(calls.match(/written safe/g)).toHaveLength(COUNT);
    expect(calls).not.toContain('synced');
  });
});
