/** Where the host's own programs are, seen from a pod. */
import { createHash } from 'node:crypto';
import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { hostRoot } from '../../../sensor/bridge/procfs.ts';
import { RuntimeBinaries } from '../../../sensor/container/runtime-binaries.ts';
import { elf } from '../../support/elf.ts';
import { tempDir } from '../../support/temp.ts';
import { execEvent, HOST } from './exec-event.ts';

test('the engines’ own programs are looked for below the host’s root, also behind links with absolute targets', async () => {
  await using temp = tempDir('host-root');
  const bytes = elf({ exitCode: 7 });
  const sha256 = createHash('sha256').update(bytes).digest('hex');
  for (const dir of ['usr/sbin', 'etc/alternatives']) mkdirSync(join(temp.path, dir), { recursive: true });
  symlinkSync('/usr/sbin', join(temp.path, 'sbin'));
  symlinkSync('/etc/alternatives/runc', join(temp.path, 'usr/sbin/runc'));
  symlinkSync('../../usr/sbin/runc-1.1', join(temp.path, 'etc/alternatives/runc'));
  writeFileSync(join(temp.path, 'usr/sbin/runc-1.1'), bytes);
  const event = execEvent('/x', { files: [{ size: BigInt(bytes.length) } as never] });
  const below = new RuntimeBinaries({ root: temp.path, path: '' }, { host: HOST });
  expect(below.isRuntimeBinary(sha256, event)).toBe(true);
  expect(new RuntimeBinaries({ path: '' }, { host: HOST }).isRuntimeBinary(sha256, event)).toBe(false);
});

test('outside a container the host’s root is the own one', () => {
  expect(hostRoot()).toBe('');
});
