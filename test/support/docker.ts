import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type CommandOptions, type CommandResult, run, tryRun, waitFor } from './command.ts';
import { endProcessesNaming, processesNaming, removeCgroups, startHidden, tail } from './engine.ts';
import { tempDir, unmountBelow } from './temp.ts';

export type Docker = AsyncDisposable & {
  /** `unix:///…`, as `--runtime docker=` and DOCKER_HOST take it. */
  readonly host: string;
  /** Its socket's path. */
  readonly socket: string;
  /** The socket of the containerd that it runs its containers with. */
  readonly containerdSocket: string;
  readonly dataRoot: string;
  /** The `docker` command against this daemon; rejects on failure, gives stdout without the last newline. */
  docker(args: readonly string[], options?: CommandOptions): Promise<string>;
  tryDocker(args: readonly string[], options?: CommandOptions): Promise<CommandResult>;
  /** `docker import` of a root filesystem as a one-layer image. */
  importRootfs(dir: string, ref: string, changes?: readonly string[]): Promise<void>;
  /** `docker run --detach --network none`; gives the full id and init's pid. */
  start(image: string, args?: readonly string[], options?: readonly string[]): Promise<DockerContainer>;
  /** Kills dockerd (containers live on), calls back, starts it again. Not for the shared one. */
  restart(meanwhile?: () => Promise<void>): Promise<void>;
  stop(): Promise<void>;
};

export type DockerOptions = {
  /** Default `overlay2`. */
  readonly storageDriver?: 'overlay2' | 'vfs';
};

export type DockerContainer = AsyncDisposable & {
  readonly id: string;
  readonly pid: number;
  exec(args: readonly string[], options?: CommandOptions): Promise<CommandResult>;
  sh(script: string, options?: CommandOptions): Promise<CommandResult>;
  /** Host file or directory → container path. */
  copyIn(from: string, to: string): Promise<void>;
  remove(): Promise<void>;
};

/** Starts a private dockerd (and containerd) below a temporary directory, unseen by a Docker of the machine. Needs root. */
export async function startDocker(options: DockerOptions = {}): Promise<Docker> {
  const temp = tempDir('docker');
  await startIn(temp.path, options);
  return client(temp.path, options, async () => {
    await stopIn(temp.path);
    await temp.remove();
  });
}

/**
 * The dockerd that all tests of one vitest run share: started at first use, stopped by `global-setup.ts`.
 * Outside vitest it is the same as {@link startDocker}. Its `stop` does nothing in a vitest run.
 */
export async function sharedDocker(): Promise<Docker> {
  const runDir = process.env.DRIFT_TEST_RUN_DIR;
  if (runDir === undefined) return startDocker();
  const dir = join(runDir, 'docker');
  if (!existsSync(join(dir, 'ready'))) {
    mkdirSync(dir, { recursive: true });
    await startIn(dir, {});
    writeFileSync(join(dir, 'ready'), '');
  }
  return client(dir, {}, () => Promise.resolve());
}

/** Stops the dockerd below `dir`, if there is one, with its containers, mounts and cgroups. */
export async function stopSharedDocker(runDir: string): Promise<void> {
  const dir = join(runDir, 'docker');
  if (existsSync(dir)) await stopIn(dir);
}

async function startIn(dir: string, options: DockerOptions): Promise<void> {
  writeFileSync(join(dir, 'containerd.toml'), containerdConfig(dir));
  // containerd first: dockerd started without one would start its own and share the machine's state directory.
  const script = `
    containerd --config ${dir}/containerd.toml &
    while ! [ -S ${dir}/containerd.sock ]; do sleep 0.05; done
    exec ${dockerd(dir, options).join(' ')}`;
  startHidden(script, join(dir, 'log'));
  await answering(dir);
}

function dockerd(dir: string, { storageDriver = 'overlay2' }: DockerOptions): string[] {
  const network = ['--iptables=false', '--bridge=none'];
  const places = ['--data-root', `${dir}/data`, '--exec-root', `${dir}/exec`, '--pidfile', `${dir}/pid`];
  const sockets = ['--containerd', `${dir}/containerd.sock`, '--host', `unix://${dir}/docker.sock`];
  const rest = ['--cgroup-parent', cgroupParent(dir), '--storage-driver', storageDriver, '--live-restore'];
  return ['dockerd', ...network, ...places, ...sockets, ...rest];
}

/** Where containerd and the containers' mounts are, as systemd's dockerd would find them. */
async function restartIn(dir: string, options: DockerOptions, meanwhile?: () => Promise<void>): Promise<void> {
  const pid = Number(readFileSync(join(dir, 'pid'), 'utf8'));
  const [containerd] = processesNaming(`${dir}/containerd.toml`);
  process.kill(pid, 'SIGKILL');
  await waitFor('dockerd to end', () => !existsSync(`/proc/${pid}`));
  await meanwhile?.();
  startHidden(`exec nsenter --mount=/proc/${containerd}/ns/mnt ${dockerd(dir, options).join(' ')}`, join(dir, 'log'));
  await answering(dir);
}

async function answering(dir: string): Promise<void> {
  try {
    await waitFor(
      'dockerd',
      async () => (await tryRun(['docker', '-H', `unix://${dir}/docker.sock`, 'version'])).code === 0,
      60_000,
    );
  } catch (cause) {
    await stopIn(dir);
    throw new Error(`dockerd did not start:\n${tail(join(dir, 'log'))}`, { cause });
  }
}

async function stopIn(dir: string): Promise<void> {
  const docker = ['docker', '-H', `unix://${dir}/docker.sock`] as const;
  if (existsSync(join(dir, 'docker.sock'))) {
    const ids = (await tryRun([...docker, 'ps', '--all', '--quiet'])).stdout.split('\n').filter((id) => id !== '');
    if (ids.length > 0) await tryRun([...docker, 'rm', '--force', ...ids]);
    // dockerd talks to containerd while it stops, so it goes first.
    await endProcessesNaming(`${dir}/pid`, 10_000);
  }
  await endProcessesNaming(dir, 5_000);
  await removeCgroups(cgroupParent(dir));
  unmountBelow(dir);
  rmSync(dir, { recursive: true, force: true });
}

/** A cgroup of its own, so that stopping can remove it without touching another Docker's. */
function cgroupParent(dir: string): string {
  return `/docker-${dir
    .split('/')
    .slice(-2)
    .join('-')
    .replace(/[^A-Za-z0-9]/g, '')}`;
}

function containerdConfig(dir: string): string {
  return `version = 2
root = "${dir}/containerd"
state = "${dir}/containerd-state"
disabled_plugins = ["io.containerd.grpc.v1.cri", "io.containerd.internal.v1.opt"]
[grpc]
address = "${dir}/containerd.sock"
`;
}

function client(dir: string, options: DockerOptions, stop: () => Promise<void>): Docker {
  const host = `unix://${dir}/docker.sock`;
  const tryDocker = (args: readonly string[], options?: CommandOptions): Promise<CommandResult> =>
    tryRun(['docker', '-H', host, ...args], options);
  const docker = async (args: readonly string[], options?: CommandOptions): Promise<string> =>
    (await run(['docker', '-H', host, ...args], options)).replace(/\n$/, '');

  const start = async (
    image: string,
    args: readonly string[] = ['sleep', '1000000'],
    options: readonly string[] = [],
  ): Promise<DockerContainer> => {
    const id = await docker(['run', '--detach', '--network', 'none', ...options, image, ...args]);
    const pid = Number(await docker(['inspect', '--format', '{{.State.Pid}}', id]));
    const remove = async (): Promise<void> => void (await tryDocker(['rm', '--force', '--volumes', id]));
    const exec = (command: readonly string[], o: CommandOptions = {}): Promise<CommandResult> =>
      tryDocker(['exec', ...(o.stdin === undefined ? [] : ['--interactive']), id, ...command], o);
    return {
      id,
      pid,
      exec,
      sh: (script, o) => exec(['/bin/sh', '-c', script], o),
      copyIn: async (from, to) => void (await docker(['cp', from, `${id}:${to}`])),
      remove,
      [Symbol.asyncDispose]: remove,
    };
  };

  return {
    host,
    containerdSocket: join(dir, 'containerd.sock'),
    socket: join(dir, 'docker.sock'),
    dataRoot: join(dir, 'data'),
    docker,
    tryDocker,
    importRootfs: async (rootfs, ref, changes = []) => {
      const flags = changes.flatMap((change) => ['--change', change]);
      const script = 'set -o pipefail; dir=$1; shift; tar --numeric-owner --xattrs -C "$dir" -c . | exec docker "$@"';
      await run(['bash', '-c', script, 'bash', rootfs, '-H', host, 'import', ...flags, '-', ref]);
    },
    start,
    restart: (meanwhile) => restartIn(dir, options, meanwhile),
    stop,
    [Symbol.asyncDispose]: stop,
  };
}
