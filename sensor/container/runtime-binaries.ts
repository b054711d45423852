import { createHash } from 'node:crypto';
import { closeSync, openSync, readdirSync, readFileSync, readlinkSync, readSync, statSync } from 'node:fs';
import { basename, delimiter, dirname, join, resolve } from 'node:path';
import type { HostIdentity } from '../bridge/bridge.ts';
import type { ExecEvent } from '../bridge/event.ts';
import { cgroupCandidates } from './cgroup.ts';
import { parseProcCgroup } from './proc.ts';

export type RuntimeBinariesOptions = {
  /** Directories searched besides PATH and the usual places. */
  readonly extraDirs?: readonly string[];
  readonly path?: string;
  /** The host's root directory as it is seen from here; default our own. A pod has none of the engines' programs itself. */
  readonly root?: string;
};

const RUNTIME =
  /^(?:runc|crun|youki|conmon(?:rs)?|containerd|containerd-shim(?:-.+)?|docker-runc|docker-proxy|dockerd|podman|buildah|buildkitd|buildkit-runc|crio|k3s|nvidia-container-runtime(?:\..+)?)$/;
/** Bind-mounted into containers by `--init`. */
const INIT = /^(?:docker-init|catatonit|tini|tini-static)$/;
const USUAL_DIRS = [
  '/usr/local/sbin',
  '/usr/local/bin',
  '/usr/sbin',
  '/usr/bin',
  '/sbin',
  '/bin',
  '/usr/libexec/podman',
  '/usr/lib/podman',
  '/usr/libexec/docker',
  '/usr/libexec/crio',
  '/opt/containerd/bin',
  '/opt/bin',
  '/opt/nvidia/toolkit',
  '/var/lib/rancher/k3s/data/current/bin',
  '/var/lib/rancher/rke2/bin',
];
/** The largest engines are some 120 MB. */
const MAX_BYTES = 512 * 1024 * 1024;
const MAX_HASHES = 4_096;
/** As many as the kernel follows (MAXSYMLINKS is 40; nobody needs more than a few). */
const MAX_LINKS = 8;

type Hashed = { readonly ino: bigint; readonly size: bigint; readonly ctimeNs: bigint; readonly sha256: string };

/**
 * Which bytes are the container engines' own programs on this host. runc runs a copy of itself (a memfd) in the
 * container's cgroup with the host's namespaces before it enters the container: only content tells that from a break-out.
 *
 * Files are found and hashed when somebody asks, and again when (inode, size, ctime) changed. Synchronous: a question
 * comes once or twice per container start, and hashing (10 to 100 MB, 1 GB/s) once per version of a program.
 */
export class RuntimeBinaries {
  #dirs: readonly string[];
  readonly #root: string;
  #host: HostIdentity;
  #hashes = new Map<string, Hashed>();

  constructor(options: RuntimeBinariesOptions, deps: { readonly host: HostIdentity }) {
    const path = (options.path ?? process.env.PATH ?? '').split(delimiter);
    this.#dirs = [...new Set([...USUAL_DIRS, ...path, ...(options.extraDirs ?? [])])].filter((d) => d.startsWith('/'));
    this.#root = options.root ?? '';
    this.#host = deps.host;
  }

  /** `event`: the exec whose file has this digest; its size says which programs can be meant, its parent is one of them. */
  isRuntimeBinary(sha256: string, event: ExecEvent): boolean {
    const size = event.files[0]?.size;
    const parent = this.#hostParent(event);
    const files = parent === undefined ? this.#find(RUNTIME) : [parent, ...this.#find(RUNTIME)];
    return files.some((file) => this.#hash(file, size) === sha256);
  }

  /** True for the tiny inits that engines mount into containers. */
  isInitBinary(sha256: string): boolean {
    return this.#find(INIT).some((file) => this.#hash(file) === sha256);
  }

  #find(names: RegExp): string[] {
    return this.#dirs.flatMap((dir) => {
      try {
        const real = this.#followed(dir);
        return readdirSync(join(this.#root, real))
          .filter((name) => names.test(name))
          .map((name) => join(this.#root, this.#followed(join(real, name))));
      } catch {
        return [];
      }
    });
  }

  /** Behind its symlinks, whose absolute targets would lead out of the host's root when the kernel followed them. */
  #followed(path: string): string {
    if (this.#root === '') return path;
    let at = path;
    for (let links = 0; links < MAX_LINKS; links++) {
      try {
        at = resolve(dirname(at), readlinkSync(join(this.#root, at)));
      } catch {
        break;
      }
    }
    return at;
  }

  /** Undefined when it is gone, is not a file, or has another size than `size`. */
  #hash(path: string, size?: bigint): string | undefined {
    let fd: number | undefined;
    try {
      const s = statSync(path, { bigint: true });
      if (!s.isFile() || s.size > MAX_BYTES || (size !== undefined && s.size !== size)) return undefined;
      const key = `${s.dev}:${s.ino}`;
      const known = this.#hashes.get(key);
      if (known !== undefined && known.size === s.size && known.ctimeNs === s.ctimeNs) return known.sha256;
      fd = openSync(path, 'r');
      const hash = createHash('sha256');
      const buffer = Buffer.allocUnsafe(1024 * 1024);
      for (let n = readSync(fd, buffer); n > 0; n = readSync(fd, buffer)) hash.update(buffer.subarray(0, n));
      const sha256 = hash.digest('hex');
      if (this.#hashes.size >= MAX_HASHES) this.#hashes.clear();
      this.#hashes.set(key, { ino: s.ino, size: s.size, ctimeNs: s.ctimeNs, sha256 });
      return sha256;
    } catch {
      return undefined;
    } finally {
      if (fd !== undefined) closeSync(fd);
    }
  }

  /**
   * The program of the parent, when that is a process of the host itself: not in a container's cgroup, in the host's mount
   * namespace. (An engine installed in an unusual place starts copies of itself.)
   */
  #hostParent(event: ExecEvent): string | undefined {
    const pid = event.ancestors[0]?.pid ?? event.ppid;
    const dir = `/proc/${pid}`;
    try {
      if (readlinkSync(`${dir}/ns/mnt`) !== `mnt:[${this.#host.mntNs}]`) return undefined;
      const { v2, v1 } = parseProcCgroup(readFileSync(`${dir}/cgroup`, 'utf8'));
      const names = (v2 ?? v1 ?? '/').split('/').filter((n) => n !== '');
      const cgroups = names.reverse().map((name) => ({ id: 0n, name }));
      if (cgroupCandidates(cgroups).some((c) => c.strength === 'engine')) return undefined;
      const own = event.cgroups[0]?.name;
      // `runc run` of a plain container: its process must not sit in the container's own cgroup.
      if (own !== undefined && names[0] === own) return undefined;
      return basename(readlinkSync(`${dir}/exe`)) === '' ? undefined : `${dir}/exe`;
    } catch {
      return undefined;
    }
  }
}
