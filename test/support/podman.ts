import { join } from 'node:path';
import { type CommandOptions, type CommandResult, run, tryRun } from './command.ts';
import type { OciImage } from './oci.ts';
import { tempDir, unmountBelow } from './temp.ts';

export type Podman = AsyncDisposable & {
  /** As `--runtime podman=` takes it. */
  readonly storageRoot: string;
  podman(args: readonly string[], options?: CommandOptions): Promise<string>;
  tryPodman(args: readonly string[], options?: CommandOptions): Promise<CommandResult>;
  /** Copies an OCI layout's image into the storage as `name`. */
  load(image: OciImage, name: string): Promise<void>;
  /** `podman run --detach` without network; gives the full id. */
  start(image: string, args?: readonly string[], options?: readonly string[]): Promise<string>;
  exec(id: string, args: readonly string[], options?: CommandOptions): Promise<CommandResult>;
  stop(): Promise<void>;
};

/** A podman with storage of its own below a temporary directory, with runc as its runtime. Needs root. */
export function startPodman(): Podman {
  const temp = tempDir('podman');
  const storageRoot = join(temp.path, 'storage');
  const base = [
    'podman',
    ...['--root', storageRoot],
    ...['--runroot', join(temp.path, 'run')],
    ...['--tmpdir', join(temp.path, 'tmp')],
    ...['--storage-driver', 'overlay'],
    // crun refuses hybrid cgroups.
    ...['--runtime', 'runc'],
    ...['--cgroup-manager', 'cgroupfs'],
    ...['--events-backend', 'file'],
  ] as [string, ...string[]];
  const tryPodman = (args: readonly string[], options?: CommandOptions): Promise<CommandResult> =>
    tryRun([...base, ...args], options);
  const podman = async (args: readonly string[], options?: CommandOptions): Promise<string> =>
    (await run([...base, ...args], options)).replace(/\n$/, '');
  const stop = async (): Promise<void> => {
    await tryPodman(['rm', '--all', '--force', '--time', '0']);
    unmountBelow(temp.path);
    await temp.remove();
  };
  return {
    storageRoot,
    podman,
    tryPodman,
    load: async (image, name) => {
      const destination = `containers-storage:[overlay@${storageRoot}+${join(temp.path, 'run')}]${name}`;
      await run(['skopeo', '--insecure-policy', 'copy', '--quiet', image.ref, destination]);
    },
    // Raising limits is refused where root lacks CAP_SYS_RESOURCE.
    start: (image, args = ['/bin/sleep', '1000000'], options = []) =>
      podman([
        'run',
        '--detach',
        '--network',
        'none',
        '--ulimit',
        'nofile=1024:1024',
        '--ulimit',
        'nproc=1000:1000',
        ...options,
        image,
        ...args,
      ]),
    exec: (id, args, options) =>
      tryPodman(['exec', ...(options?.stdin === undefined ? [] : ['--interactive']), id, ...args], options),
    stop,
    [Symbol.asyncDispose]: stop,
  };
}
