import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { mayMount, mustStayInPod, openPodPlace } from '../../../sensor/canary/pod.ts';
import { program } from '../../support/cc.ts';
import { run } from '../../support/command.ts';
import { need, testIf } from '../../support/need.ts';
import { tempDir } from '../../support/temp.ts';

const status = (effective: string) =>
  `Name:\tnode\nCapPrm:\tffffffffffffffff\nCapEff:\t${effective}\nCapBnd:\tffffffffffffffff\n`;

test('mounting is allowed to whom CAP_SYS_ADMIN is in effect, whatever else is', () => {
  expect(mayMount(status('0000000000200000'))).toBe(true);
  expect(mayMount(status('000001ffffffffff'))).toBe(true);
  expect(mayMount(status('000001ffffdfffff'))).toBe(false);
  expect(mayMount(status('0000000000000000'))).toBe(false);
  expect(mayMount('Name:\tnode\n')).toBe(false);
});

testIf(
  [need.root()],
  'a container whose cgroups are read-only is no place for another, also with CAP_SYS_ADMIN',
  async () => {
    await using temp = tempDir('canary-pod');
    // Any other namespace than the host's.
    expect(mustStayInPod(0, temp.path)).toBe(false);
    await run(['mount', '-t', 'tmpfs', '-o', 'ro', 'none', temp.path]);
    try {
      expect(mustStayInPod(0, temp.path)).toBe(true);
    } finally {
      await run(['umount', temp.path]);
    }
    expect(mustStayInPod(0, join(temp.path, 'absent'))).toBe(true);
  },
);

testIf([need.compiler()], 'the drifted file runs, stays until it is removed, and keeps no name twice', async () => {
  await using temp = tempDir('canary-pod');
  const payloadPath = await program('memfd-exec');
  const place = openPodPlace({ payloadPath, directory: temp.path });
  const ran = join(temp.path, 'ran');
  const script = Buffer.from(`#!/bin/sh\necho once >>${ran}\n`);
  const [first, second] = [await place.runDrifted(script, 0), await place.runDrifted(script, 0)];
  expect(readFileSync(ran, 'utf8')).toBe('once\nonce\n');
  expect(readdirSync(temp.path).filter((name) => name.startsWith('drift-sensor-canary-'))).toHaveLength(2);
  first.remove();
  second.remove();
  expect(readdirSync(temp.path)).toEqual(['ran']);
});

test('a directory that refuses to execute is said, and nothing is left there', async () => {
  await using temp = tempDir('canary-pod');
  const place = openPodPlace({ payloadPath: '/nonexistent/payload', directory: temp.path });
  await expect(place.runClean(0)).rejects.toThrow('/nonexistent/payload could not be run');
  await expect(place.runDrifted(Buffer.from('#!/nonexistent/interpreter\n'), 0)).rejects.toThrow('could not be run');
  expect(readdirSync(temp.path)).toEqual([]);
});

test('what still runs ends with its place', async () => {
  await using temp = tempDir('canary-pod');
  const place = openPodPlace({ payloadPath: '/nothing', directory: temp.path });
  const running = place.runDrifted(Buffer.from('#!/bin/sh\nkill -STOP $$\n'), 0);
  await place.close();
  (await running).remove();
  expect(readdirSync(temp.path)).toEqual([]);
});
