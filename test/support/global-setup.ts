import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { stopSharedContainerd } from './containerd.ts';
import { stopSharedDocker } from './docker.ts';
import { unmountBelow } from './temp.ts';

const PREFIX = 'drift-run-';

/** Gives the engines that a vitest run shares a directory, and stops them at its end. */
export async function setup(): Promise<() => Promise<void>> {
  await sweep();
  const dir = mkdtempSync(join(tmpdir(), PREFIX));
  writeFileSync(join(dir, 'owner'), String(process.pid));
  // Workers inherit the environment of this process.
  process.env.DRIFT_TEST_RUN_DIR = dir;
  return () => stop(dir);
}

async function stop(dir: string): Promise<void> {
  await stopSharedDocker(dir);
  await stopSharedContainerd(dir);
  unmountBelow(dir);
  rmSync(dir, { recursive: true, force: true });
}

/** Stops what earlier runs left that were killed before they could. */
async function sweep(): Promise<void> {
  for (const name of readdirSync(tmpdir()).filter((n) => n.startsWith(PREFIX))) {
    const dir = join(tmpdir(), name);
    const owner = join(dir, 'owner');
    if (existsSync(owner) && !existsSync(`/proc/${readFileSync(owner, 'utf8')}`)) await stop(dir);
  }
}
