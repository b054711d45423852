import { execFileSync } from 'node:child_process';
import { chmodSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, expect, test } from 'vitest';
import { CapabilityReader } from '../../../sensor/digest/capabilities.ts';
import { nativePrograms } from '../../../sensor/paths.ts';
import { describeIf, need } from '../../support/need.ts';
import { tempDir } from '../../support/temp.ts';

/** cap_setuid=ep */
const VALUE = '0100000280000000000000000000000000000000';
const options = { helperPath: nativePrograms.helper, timeoutMs: 5_000, maxQueued: 100 };
let reader: CapabilityReader | undefined;

afterEach(() => reader?.close());

describeIf([need.root(), need.bridge()], 'file capabilities', () => {
  test('answers come in the order of the questions, also for what is not there', async () => {
    await using temp = tempDir('caps');
    const path = (name: string) => join(temp.path, name);
    writeFileSync(path('with'), 'x');
    writeFileSync(path('without'), 'x');
    execFileSync('setfattr', ['-n', 'security.capability', '-v', `0x${VALUE}`, path('with')]);
    reader = new CapabilityReader(options);
    const names = ['with', 'without', 'missing', 'with', 'missing', 'without'];
    const answers = await Promise.all(names.map((name) => reader?.read(path(name))));
    const bytes = Buffer.from(VALUE, 'hex');
    expect(answers).toEqual([bytes, 'none', 'unread', bytes, 'unread', 'none']);
    expect(reader.counters).toEqual({ read: 4, unread: 2 });
  });

  test('a helper that ended is started again', async () => {
    reader = new CapabilityReader(options);
    expect(await reader.read('/etc/passwd')).toBe('none');
    reader.close();
    expect(await reader.read('/etc/passwd')).toBe('none');
  });

  test('more questions than may wait are not asked', async () => {
    reader = new CapabilityReader({ ...options, maxQueued: 2 });
    const answers = ['/etc/passwd', '/etc/passwd', '/etc/passwd'].map((path) => reader?.read(path));
    expect(await Promise.all(answers)).toEqual(['none', 'none', 'unread']);
  });
});

test('a helper that does not answer is ended, and what waited is not said to be without capabilities', async () => {
  await using temp = tempDir('caps');
  const mute = join(temp.path, 'mute');
  writeFileSync(mute, '#!/bin/sh\nexec sleep 60\n');
  chmodSync(mute, 0o755);
  reader = new CapabilityReader({ helperPath: mute, timeoutMs: 100, maxQueued: 10 });
  expect(await Promise.all([reader.read('/etc/passwd'), reader.read('/etc/passwd')])).toEqual(['unread', 'unread']);
});

test('a helper that says what is no answer is not believed', async () => {
  await using temp = tempDir('caps');
  const liar = join(temp.path, 'liar');
  writeFileSync(liar, '#!/bin/sh\nhead -c 5000 /dev/zero | tr "\\\\0" x; exec sleep 60\n');
  chmodSync(liar, 0o755);
  reader = new CapabilityReader({ helperPath: liar, timeoutMs: 5_000, maxQueued: 10 });
  expect(await reader.read('/etc/passwd')).toBe('unread');
});

test('without a helper nothing can be read', async () => {
  reader = new CapabilityReader({ ...options, helperPath: undefined });
  expect(await reader.read('/etc/passwd')).toBe('unread');
  expect(reader.counters).toEqual({ read: 0, unread: 1 });
});
