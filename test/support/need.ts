import { accessSync, constants, existsSync, readFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { describe, test } from 'vitest';
import { KERNEL_LACKS } from './kernel-lacks.ts';

/** Why a test cannot run on this machine, in words a user can act on; undefined when it can. */
export type Reason = string | undefined;

export type Engine =
  | 'runc'
  | 'docker'
  | 'containerd'
  | 'podman'
  | 'umoci'
  | 'skopeo'
  | 'buildah'
  | 'debootstrap'
  | 'busybox';

/** Each engine with the programs that its helper here calls. */
const PROGRAMS = {
  runc: ['runc'],
  docker: ['dockerd', 'docker', 'containerd', 'unshare'],
  containerd: ['containerd', 'ctr', 'unshare'],
  podman: ['podman', 'conmon'],
  umoci: ['umoci'],
  skopeo: ['skopeo'],
  buildah: ['buildah'],
  debootstrap: ['debootstrap'],
  busybox: ['busybox'],
} as const satisfies Record<Engine, readonly string[]>;

const ROOT = new URL('../../', import.meta.url).pathname;

/** What a test needs of the machine. Each gives the reason why it is not there. */
export const need = {
  root: (): Reason => (process.getuid?.() === 0 ? undefined : 'needs root'),
  engine: (...engines: readonly Engine[]): Reason => {
    const missing = engines.filter((engine) => !PROGRAMS[engine].every(inPath));
    return missing.length === 0 ? undefined : `needs ${missing.join(', ')}: npm run setup:engines`;
  },
  /** A program by name, for what is no engine. */
  command: (name: string): Reason => (inPath(name) ? undefined : `needs ${name}`),
  compiler: (): Reason => (inPath('clang') ? undefined : 'needs clang: npm run setup as root'),
  fuse: (): Reason => (existsSync('/dev/fuse') ? undefined : 'needs /dev/fuse'),
  btf: (): Reason => (existsSync('/sys/kernel/btf/vmlinux') ? undefined : 'needs a kernel with BTF'),
  /** What `make -C sensor/bridge/native` builds. */
  bridge: (): Reason =>
    existsSync(join(ROOT, 'build/native/drift-bridge')) ? undefined : 'needs the built bridge: npm run setup as root',
  /** For building for another architecture; a machine of that one needs no such test. */
  x64: (): Reason => (process.arch === 'x64' ? undefined : `${KERNEL_LACKS} x86-64`),
  /** D27 needs it; a kernel built without it cannot be helped by set-up. */
  autogroup: (): Reason => (existsSync('/proc/self/autogroup') ? undefined : 'this kernel lacks autogroups'),
  binfmt: (): Reason =>
    readFileSync('/proc/filesystems', 'latin1').includes('binfmt_misc') ? undefined : `${KERNEL_LACKS} binfmt_misc`,
} as const;

/** The first reason, so that needs can be combined. */
export function firstReason(...reasons: readonly Reason[]): Reason {
  return reasons.find((reason) => reason !== undefined);
}

/**
 * `describe`, when all needs are met. Otherwise one skipped test that names the reason; under `CI=true`, where set-up
 * has installed everything, one failing test instead, unless the kernel itself lacks it.
 */
export function describeIf(reasons: readonly Reason[], title: string, body: () => void): void {
  const reason = firstReason(...reasons);
  if (reason === undefined) describe(title, body);
  else unmet(title, reason);
}

/** As {@link describeIf}, for one test. */
export function testIf(reasons: readonly Reason[], title: string, body: () => void | Promise<void>): void {
  const reason = firstReason(...reasons);
  if (reason === undefined) test(title, body);
  else unmet(title, reason);
}

function unmet(title: string, reason: string): void {
  if (process.env.CI !== 'true' || reason.startsWith(KERNEL_LACKS)) {
    test.skip(`${title} (skipped: ${reason})`, () => {});
    return;
  }
  test(title, () => {
    throw new Error(`under CI=true this must run: ${reason}`);
  });
}

function inPath(program: string): boolean {
  // Not everybody has the sbin directories in PATH; sudo and cron often lack them.
  const dirs = [...(process.env.PATH ?? '').split(delimiter), '/usr/local/sbin', '/usr/sbin', '/sbin', '/bin'];
  return dirs.some((dir) => {
    try {
      accessSync(join(dir, program), constants.X_OK);
      return true;
    } catch {
      return false;
    }
  });
}
