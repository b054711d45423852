import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { program } from './cc.ts';
import { ended } from './command.ts';
import { unmountBelow } from './temp.ts';

export type FuseFile = AsyncDisposable & {
  /** Of the one file on it. */
  readonly path: string;
  readonly server: ChildProcess;
};

/**
 * Mounts a FUSE filesystem at `dir/fuse` (or `dir/<name>`) whose one file has the bytes of `content`. `stall`: opening it never
 * returns; `once`: after the first opening nothing on it ever returns; `changing`: each opening finds another last byte.
 */
export async function mountFuse(
  dir: string,
  content: string,
  mode: 'serve' | 'stall' | 'once' | 'changing',
  name = 'fuse',
): Promise<FuseFile> {
  const mountpoint = join(dir, name);
  mkdirSync(mountpoint, { recursive: true });
  const server = spawn(await program('fuse-file'), [mountpoint, content, mode], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  await Promise.race([
    once(server.stdout, 'data'),
    ended(server).then((code) => {
      throw new Error(`fuse-file ended with ${code}`);
    }),
  ]);
  return {
    path: join(mountpoint, 'file'),
    server,
    async [Symbol.asyncDispose]() {
      // Its death aborts the connection: what still waits for an answer gets an error.
      server.kill('SIGKILL');
      await ended(server);
      unmountBelow(mountpoint);
    },
  };
}
