import { chmodSync, copyFileSync, existsSync, mkdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type CommandOptions, type CommandResult, run, tryRun, waitFor } from './command.ts';
import { endProcessesNaming, processesNaming, startHidden, tail } from './engine.ts';
import { tempDir, unmountBelow } from './temp.ts';

export type Containerd = AsyncDisposable & {
  readonly socket: string;
  /** `unix:///…`, as `--runtime containerd=` takes it. */
  readonly address: string;
  readonly root: string;
  /** What the processes of a `node` see as `/run/…` and `/var/lib/…`, from here. */
  here(path: string): string;
  /** `ctr --namespace NAMESPACE …`; rejects on failure, gives stdout without the last newline. */
  ctr(args: readonly string[], options?: CommandOptions): Promise<string>;
  tryCtr(args: readonly string[], options?: CommandOptions): Promise<CommandResult>;
  /** Starts a detached container of an imported image; gives its init pid. */
  start(image: string, id: string, args?: readonly string[], options?: readonly string[]): Promise<number>;
  exec(id: string, args: readonly string[], options?: CommandOptions): Promise<CommandResult>;
  /** Copies a file through the container's own view (`/proc/PID/root`), executable. */
  copyIn(id: string, file: string, to: string): Promise<void>;
  remove(id: string): Promise<void>;
  /** Ends the daemon (containers live on), calls back, starts it again. Not for the shared one. */
  restart(meanwhile?: () => Promise<void>): Promise<void>;
  stop(): Promise<void>;
};

export type ContainerdOptions = {
  /** Default `k8s.io`, where kubelet's containers live. */
  readonly namespace?: string;
  /** Loads the CRI plugin. Default false. */
  readonly cri?: boolean;
  /**
   * It and its shims see the paths of a node: `/run` and `/var/lib` are empty but for `containerd` and `drift-sensor`, which lie in
   * `<directory>/node`; mounts propagate, as systemd has it. Not to be restarted.
   */
  readonly node?: boolean;
  /** The image of the CRI plugin's sandboxes; import it before the first pod. */
  readonly sandboxImage?: string;
  /** More handlers of the CRI plugin (a RuntimeClass's): name → program that containerd's runc shim calls instead of runc. */
  readonly handlers?: Readonly<Record<string, string>>;
};

/** Starts a private containerd below a temporary directory. Needs root. */
export async function startContainerd(options: ContainerdOptions = {}): Promise<Containerd> {
  const temp = tempDir('containerd');
  await startIn(temp.path, options);
  return client(temp.path, options, async () => {
    await stopIn(temp.path);
    await temp.remove();
  });
}

/** One containerd for all tests of a vitest run, as `sharedDocker`. */
export async function sharedContainerd(options: ContainerdOptions = {}): Promise<Containerd> {
  const runDir = process.env.DRIFT_TEST_RUN_DIR;
  if (runDir === undefined) return startContainerd(options);
  const dir = join(runDir, options.cri === true ? 'containerd-cri' : 'containerd');
  if (!existsSync(join(dir, 'ready'))) {
    mkdirSync(dir, { recursive: true });
    await startIn(dir, options);
    writeFileSync(join(dir, 'ready'), '');
  }
  return client(dir, options, () => Promise.resolve());
}

export async function stopSharedContainerd(runDir: string): Promise<void> {
  for (const name of ['containerd', 'containerd-cri']) {
    if (existsSync(join(runDir, name))) await stopIn(join(runDir, name));
  }
}

async function startIn(dir: string, options: ContainerdOptions): Promise<void> {
  const disabled = ['io.containerd.internal.v1.opt', ...(options.cri === true ? [] : ['io.containerd.grpc.v1.cri'])];
  // Root may lack CAP_SYS_RESOURCE: lowering oom_score_adj is refused then.
  const sandboxImage = options.sandboxImage === undefined ? '' : `sandbox_image = "${options.sandboxImage}"\n`;
  // Naming one makes the default one go.
  const more = Object.entries(options.handlers ?? {});
  const handlers = (more.length === 0 ? [] : [...more, ['runc', 'runc'] as const]).map(([name, program]) => {
    const table = `plugins."io.containerd.grpc.v1.cri".containerd.runtimes.${name}`;
    return `[${table}]\nruntime_type = "io.containerd.runc.v2"\n[${table}.options]\nBinaryName = "${program}"\n`;
  });
  const cri =
    options.cri === true ? `[plugins."io.containerd.grpc.v1.cri"]\nrestrict_oom_score_adj = true\n${sandboxImage}` : '';
  const { root, state, socket } =
    options.node === true
      ? { root: '/var/lib/containerd', state: '/run/containerd', socket: '/run/containerd/containerd.sock' }
      : { root: `${dir}/root`, state: `${dir}/state`, socket: `${dir}/sock` };
  writeFileSync(
    join(dir, 'config.toml'),
    `version = 2\nroot = "${root}"\nstate = "${state}"\ndisabled_plugins = ${JSON.stringify(disabled)}\n[grpc]\naddress = "${socket}"\n${cri}${handlers.join('')}`,
  );
  if (options.node === true) symlinkSync(`node${socket}`, join(dir, 'sock'));
  await serve(dir, options.node === true ? nodePaths(join(dir, 'node')) : '');
}

/** Of a node: directories that outlive the namespace, and the rest of this machine's out of sight. */
function nodePaths(dir: string): string {
  const paths = ['/run/containerd', '/var/lib/containerd', '/var/lib/drift-sensor'];
  const binds = paths.map((path) => {
    mkdirSync(join(dir, path), { recursive: true });
    return `mkdir -p ${path} && mount --bind ${dir}${path} ${path}`;
  });
  const mounts = ['/run', '/var/lib'].map((path) => `mount -t tmpfs -o mode=755 none ${path}`);
  return [...mounts, ...binds, 'mount --make-rshared /', ''].join(' && ');
}

/** In a mount namespace of its own, which its shims keep. */
async function serve(dir: string, before = ''): Promise<void> {
  const log = join(dir, 'log');
  startHidden(`${before}exec containerd --config ${dir}/config.toml`, log);
  try {
    await waitFor(
      'containerd',
      async () => (await tryRun(['ctr', '--address', `${dir}/sock`, 'version'])).code === 0,
      30_000,
    );
  } catch (cause) {
    await stopIn(dir);
    throw new Error(`containerd did not start:\n${tail(log)}`, { cause });
  }
}

async function stopIn(dir: string): Promise<void> {
  const ctr = ['ctr', '--address', `${dir}/sock`] as const;
  const namespaces = (await tryRun([...ctr, 'namespaces', 'ls', '--quiet'])).stdout.split('\n').filter((n) => n !== '');
  for (const namespace of namespaces) {
    const ids = (await tryRun([...ctr, '--namespace', namespace, 'containers', 'ls', '--quiet'])).stdout
      .split('\n')
      .filter((id) => id !== '');
    for (const id of ids) await removeContainer([...ctr, '--namespace', namespace], id);
  }
  await endProcessesNaming(dir, 5_000);
  unmountBelow(dir);
  rmSync(dir, { recursive: true, force: true });
}

async function removeContainer(ctr: readonly [string, ...string[]], id: string): Promise<void> {
  await tryRun([...ctr, 'tasks', 'delete', '--force', id]);
  await tryRun([...ctr, 'containers', 'delete', id]);
}

function client(dir: string, options: ContainerdOptions, stop: () => Promise<void>): Containerd {
  const base = ['ctr', '--address', `${dir}/sock`, '--namespace', options.namespace ?? 'k8s.io'] as const;
  const tryCtr = (args: readonly string[], o?: CommandOptions): Promise<CommandResult> => tryRun([...base, ...args], o);
  const ctr = async (args: readonly string[], o?: CommandOptions): Promise<string> =>
    (await run([...base, ...args], o)).replace(/\n$/, '');
  const pidOf = async (id: string): Promise<number> => {
    const line = (await ctr(['tasks', 'ls'])).split('\n').find((l) => l.startsWith(`${id} `));
    return Number(line?.split(/\s+/)[1]);
  };
  let execs = 0;
  return {
    socket: join(dir, 'sock'),
    address: `unix://${dir}/sock`,
    root: join(dir, options.node === true ? 'node/var/lib/containerd' : 'root'),
    here: (path) => join(dir, 'node', path),
    ctr,
    tryCtr,
    start: async (image, id, args = ['/bin/sleep', '1000000'], flags = []) => {
      await run([
        'sh',
        '-c',
        'exec "$@" </dev/null >/dev/null 2>"$0"',
        join(dir, `${id}.log`),
        ...base,
        'run',
        '--detach',
        ...flags,
        image,
        id,
        ...args,
      ]);
      return pidOf(id);
    },
    exec: (id, args, o) => {
      execs += 1;
      return tryCtr(['tasks', 'exec', '--exec-id', `x${process.pid}-${execs}`, id, ...args], o);
    },
    copyIn: async (id, file, to) => {
      const target = `/proc/${await pidOf(id)}/root${to}`;
      copyFileSync(file, target);
      chmodSync(target, 0o755);
    },
    remove: (id) => removeContainer(base, id),
    restart: async (meanwhile) => {
      const daemon = processesNaming(`${dir}/config.toml`);
      for (const pid of daemon) process.kill(pid, 'SIGTERM');
      await waitFor('containerd to end', () => daemon.every((pid) => !existsSync(`/proc/${pid}`)));
      await meanwhile?.();
      await serve(dir);
    },
    stop,
    [Symbol.asyncDispose]: stop,
  };
}
