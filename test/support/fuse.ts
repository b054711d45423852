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

/** Mounts a FUSE filesystem below `dir` whose one file has the bytes of `content`; with `stall`, opening it never returns. */
export async function mountFuse(dir: string, content: string, mode: 'serve' | 'stall'): Promise<FuseFile> {
  const mountpoint = join(dir, 'fuse');
  mkdirSync(mountpoint);
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
