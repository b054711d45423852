import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { WorkLock } from '../../image-index/layer-lock.ts';
import { tempDir } from '../support/temp.ts';

const ENOUGH = new Error('it waits');

/** Gives up when it has looked a few times. */
function acquire(path: string): Promise<WorkLock | undefined> {
  let looks = 0;
  const check = () => {
    if (++looks > 3) throw ENOUGH;
  };
  return WorkLock.acquire(path, () => false, check);
}

test('who lives is waited for, and so is who may live: in another namespace, or without a name', async () => {
  await using temp = tempDir('lock');
  const path = join(temp.path, 'layer.lock');
  const held = await acquire(path);
  const [, namespace] = readFileSync(path, 'latin1').split(' ');
  await expect(acquire(path)).rejects.toBe(ENOUGH);
  held?.release();
  expect(existsSync(path)).toBe(false);
  const { pid: dead } = spawnSync('true');
  for (const text of [
    '',
    `${dead} pid:[1]`,
    `1 ${namespace}`,
    `0 ${namespace}`,
    `-${dead} ${namespace}`,
    'x'.repeat(9_999),
  ]) {
    writeFileSync(path, text);
    await expect(acquire(path), text.slice(0, 40)).rejects.toBe(ENOUGH);
  }
});

test('the lock of a process that is gone is taken over at once', async () => {
  await using temp = tempDir('lock');
  const path = join(temp.path, 'layer.lock');
  const held = await acquire(path);
  const [, namespace] = readFileSync(path, 'latin1').split(' ');
  held?.release();
  const { pid: dead } = spawnSync('true');
  writeFileSync(path, `${dead} ${namespace}`);
  const taken = await acquire(path);
  expect(readFileSync(path, 'latin1')).toBe(`${process.pid} ${namespace}`);
  taken?.release();
});
