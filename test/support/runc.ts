import { randomBytes } from 'node:crypto';
import { chownSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { program } from './cc.ts';
import { type CommandOptions, type CommandResult, run, tryRun } from './command.ts';
import { mountOverlay } from './overlay.ts';
import { unmountBelow } from './temp.ts';

export type RuncMount =
  | { readonly type: 'tmpfs'; readonly destination: string; readonly options?: readonly string[] }
  | {
      readonly type: 'bind';
      readonly source: string;
      readonly destination: string;
      readonly options?: readonly string[];
    };

export type RuncOptions = {
  /** The bundle is made at `dir/<id>`. */
  readonly dir: string;
  readonly id?: string;
  /**
   * `lower`: overlay, topmost first, with a fresh upper directory and further mount options. `directory`: used as it is. In a user
   * namespace with ids of its own either is an idmapped mount, so that owners inside are those on disk.
   */
  readonly rootfs: { readonly lower: readonly string[]; readonly options?: string } | { readonly directory: string };
  readonly args?: readonly string[];
  readonly env?: readonly string[];
  readonly mounts?: readonly RuncMount[];
  readonly annotations?: Readonly<Record<string, string>>;
  readonly readonly?: boolean;
  /** All capabilities, no masked paths, devices allowed. */
  readonly privileged?: boolean;
  /** Namespace types that are the host's instead of new ones: `pid`, `network`, … */
  readonly hostNamespaces?: readonly string[];
  /** A user namespace of its own, whose ids are the host's; with a number they begin there. */
  readonly userNamespace?: boolean | number;
  readonly cgroupsPath?: string;
  /** runc's own `--root`; default /run/runc. */
  readonly root?: string;
};

export type ExecOptions = CommandOptions & { readonly user?: string };

export type RuncContainer = AsyncDisposable & {
  readonly id: string;
  readonly pid: number;
  readonly bundle: string;
  readonly rootfs: string;
  /** The overlay's upper directory; undefined for a plain directory. */
  readonly upper: string | undefined;
  /** runc's state directory (`--root`). */
  readonly root: string;
  exec(args: readonly string[], options?: ExecOptions): Promise<CommandResult>;
  /** `sh -c script` inside. */
  sh(script: string, options?: ExecOptions): Promise<CommandResult>;
  /** SIGKILLs the init process; the container stays known to runc as stopped. */
  kill(): Promise<void>;
  /** Kills, deletes, unmounts and removes the bundle. */
  delete(): Promise<void>;
};

/** Starts a detached container with plain runc and returns once its init process runs. Needs root. */
export async function startRunc(options: RuncOptions): Promise<RuncContainer> {
  const { id, root, runc, bundle, rootfs, upper, cleanUp } = await makeBundle(options);
  try {
    // A detached container keeps runc's own descriptors: pipes would keep us waiting for their end.
    const detached = [...runc, 'run', '--detach', '--bundle', bundle, id];
    await run(['sh', '-c', 'exec "$@" </dev/null >/dev/null 2>"$0"', join(bundle, 'log'), ...detached]);
    const state = JSON.parse(await run([...runc, 'state', id])) as { readonly pid: number };
    const exec = (args: readonly string[], exec: ExecOptions = {}): Promise<CommandResult> =>
      tryRun([...runc, 'exec', ...(exec.user === undefined ? [] : ['--user', exec.user]), id, ...args], exec);
    return {
      id,
      pid: state.pid,
      bundle,
      rootfs,
      upper,
      root,
      exec,
      sh: (script, o) => exec(['/bin/sh', '-c', script], o),
      kill: async () => void (await run([...runc, 'kill', id, 'KILL'])),
      delete: cleanUp,
      [Symbol.asyncDispose]: cleanUp,
    };
  } catch (cause) {
    const log = readLog(join(bundle, 'log'));
    await cleanUp();
    throw new Error(`runc could not start ${id}: ${log}`, { cause });
  }
}

/** `runc run` to the end: runc deletes the container's state the moment that its init has ended. Needs root. */
export async function runRunc(options: RuncOptions): Promise<void> {
  const { id, runc, bundle, cleanUp } = await makeBundle(options);
  try {
    await run([...runc, 'run', '--bundle', bundle, id]);
  } finally {
    await cleanUp();
  }
}

type Bundle = Pick<RuncContainer, 'id' | 'root' | 'bundle' | 'rootfs' | 'upper'> & {
  readonly runc: readonly ['runc', ...string[]];
  readonly cleanUp: () => Promise<void>;
};

/** Root filesystem, mounts and config.json; nothing runs yet. */
async function makeBundle(options: RuncOptions): Promise<Bundle> {
  const id = options.id ?? `drift-${randomBytes(6).toString('hex')}`;
  const root = options.root ?? '/run/runc';
  const bundle = join(options.dir, id);
  const runc = ['runc', '--root', root] as const;
  mkdirSync(bundle, { recursive: true });
  await run(['runc', 'spec', '--bundle', bundle]);

  const { rootfs, upper } = await makeRoot(bundle, options);
  const config = join(bundle, 'config.json');
  writeFileSync(config, JSON.stringify(adapt(JSON.parse(readFileSync(config, 'utf8')) as RuncSpec, rootfs, options)));
  const cleanUp = async (): Promise<void> => {
    await tryRun([...runc, 'delete', '--force', id]);
    unmountBelow(bundle);
    rmSync(bundle, { recursive: true, force: true });
  };
  return { id, root, runc, bundle, rootfs, upper, cleanUp };
}

async function makeRoot(
  bundle: string,
  { rootfs, userNamespace }: RuncOptions,
): Promise<Pick<Bundle, 'rootfs' | 'upper'>> {
  const first = typeof userNamespace === 'number' ? userNamespace : 0;
  const shifted = (source: string, name: string): Promise<string> | string =>
    first === 0 ? source : idmapMount(source, join(bundle, name), first);
  if ('directory' in rootfs) return { rootfs: await shifted(rootfs.directory, 'rootfs'), upper: undefined };
  const target = join(bundle, 'rootfs');
  const upper = join(bundle, 'upper');
  const lower: string[] = [];
  for (const [i, dir] of rootfs.lower.entries()) lower.push(await shifted(dir, `lower-${i}`));
  mkdirSync(upper);
  chownSync(upper, first, first);
  await mountOverlay(target, { ...rootfs, lower, upper, work: join(bundle, 'work') });
  return { rootfs: target, upper };
}

/** Binds a directory at `target` with its owners shifted by `first`; gives `target`. */
export async function idmapMount(source: string, target: string, first: number): Promise<string> {
  mkdirSync(target, { recursive: true });
  await run([await program('idmap-mount'), source, target, String(first)]);
  return target;
}

type IdMapping = { readonly containerID: number; readonly hostID: number; readonly size: number };

type RuncSpec = {
  process: {
    terminal: boolean;
    args: readonly string[];
    env: string[];
    rlimits?: unknown;
    capabilities: Record<string, readonly string[]>;
  };
  root: { path: string; readonly: boolean };
  mounts: { destination: string; type: string; source: string; options?: readonly string[] }[];
  annotations?: Readonly<Record<string, string>>;
  linux: {
    namespaces: { type: string }[];
    uidMappings?: readonly IdMapping[];
    gidMappings?: readonly IdMapping[];
    cgroupsPath?: string;
    resources?: unknown;
    maskedPaths?: unknown;
    readonlyPaths?: unknown;
  };
};

/** Docker's default set, so that `chown` and `setuid` work as they do in the field. */
const CAPABILITIES =
  'CHOWN DAC_OVERRIDE FSETID FOWNER MKNOD NET_RAW SETGID SETUID SETFCAP SETPCAP NET_BIND_SERVICE SYS_CHROOT KILL AUDIT_WRITE';
const PRIVILEGED = `${CAPABILITIES} SYS_ADMIN SYS_PTRACE NET_ADMIN DAC_READ_SEARCH`;

function adapt(spec: RuncSpec, rootfs: string, options: RuncOptions): RuncSpec {
  spec.process.terminal = false;
  spec.process.args = options.args ?? ['/bin/sleep', '1000000'];
  spec.process.env = [...spec.process.env, ...(options.env ?? [])];
  // Raising a limit is refused where root lacks CAP_SYS_RESOURCE.
  delete spec.process.rlimits;
  const caps = (options.privileged === true ? PRIVILEGED : CAPABILITIES).split(' ').map((name) => `CAP_${name}`);
  spec.process.capabilities = { bounding: caps, effective: caps, permitted: caps };
  spec.root = { path: rootfs, readonly: options.readonly ?? false };
  for (const mount of options.mounts ?? []) {
    spec.mounts.push(
      mount.type === 'tmpfs'
        ? {
            type: 'tmpfs',
            source: 'tmpfs',
            destination: mount.destination,
            options: mount.options ?? ['nosuid', 'nodev', 'mode=1777'],
          }
        : {
            type: 'bind',
            source: mount.source,
            destination: mount.destination,
            options: mount.options ?? ['rbind', 'rw'],
          },
    );
  }
  if (options.annotations !== undefined) spec.annotations = options.annotations;
  spec.linux.namespaces = spec.linux.namespaces.filter((ns) => !(options.hostNamespaces ?? []).includes(ns.type));
  if (options.userNamespace !== undefined && options.userNamespace !== false) {
    const hostID = options.userNamespace === true ? 0 : options.userNamespace;
    const mapping = [{ containerID: 0, hostID, size: 65_536 }];
    spec.linux.namespaces.push({ type: 'user' });
    spec.linux.uidMappings = mapping;
    spec.linux.gidMappings = mapping;
  }
  if (options.cgroupsPath !== undefined) spec.linux.cgroupsPath = options.cgroupsPath;
  if (options.privileged === true) {
    delete spec.linux.maskedPaths;
    delete spec.linux.readonlyPaths;
  }
  return spec;
}

function readLog(path: string): string {
  try {
    return readFileSync(path, 'utf8').trim();
  } catch {
    return '(no output)';
  }
}
