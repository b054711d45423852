import { accessSync, constants, existsSync, readFileSync, statSync } from 'node:fs';
import { cgroup2Mount } from './container/cgroup-mount.ts';
import { chooseAccess } from './kubernetes/access.ts';
import { askRights } from './kubernetes/rights.ts';
import { nativePrograms } from './paths.ts';
import { probeTier, type Tier, type TierProbe } from './tier.ts';
import { packageVersion } from './version.ts';

export type Check = { readonly name: string; readonly ok: boolean; readonly detail: string; readonly fix?: string };
export type DoctorReport = { readonly tier: Tier; readonly checks: readonly Check[] };

/** Tries what the sensor needs on this node. Changes nothing. */
export async function doctor(): Promise<DoctorReport> {
  const probe = await probeTier(nativePrograms.bridge);
  const node = [root(), btf(), programs(), ...bridge(probe), cgroups(), proc(), ...engines()];
  return { tier: probe.tier, checks: [...node, ...(await cluster())] };
}

function root(): Check {
  const uid = process.getuid?.();
  return uid === 0
    ? { name: 'root', ok: true, detail: 'uid 0' }
    : {
        name: 'root',
        ok: false,
        detail: `uid ${uid}: only this user's processes can be looked at`,
        fix: 'run as root',
      };
}

function btf(): Check {
  const path = '/sys/kernel/btf/vmlinux';
  return existsSync(path)
    ? { name: 'btf', ok: true, detail: path }
    : { name: 'btf', ok: false, detail: `${path} is missing`, fix: 'a kernel with CONFIG_DEBUG_INFO_BTF=y' };
}

function programs(): Check {
  const missing = Object.values(nativePrograms).filter((path) => !existsSync(path));
  return missing.length === 0
    ? { name: 'bridge_built', ok: true, detail: nativePrograms.bridge }
    : {
        name: 'bridge_built',
        ok: false,
        detail: `not built: ${missing.join(', ')}`,
        fix: 'npm run setup, as root, with clang and libbpf-dev',
      };
}

function bridge({ bridge: probe }: TierProbe): Check[] {
  if (probe === undefined || !probe.ok) {
    return [
      {
        name: 'ebpf',
        ok: false,
        detail: probe?.detail ?? 'not tried',
        fix: 'root (or CAP_BPF and CAP_PERFMON, and in a pod a seccomp profile that lets them pass) on a kernel 5.10 or newer with BTF',
      },
    ];
  }
  return [
    { name: 'ebpf', ok: true, detail: 'the exec program loads and attaches' },
    {
      name: 'overlay_identity',
      ok: probe.overlayIdentity,
      detail: probe.overlayIdentity
        ? 'the real inode behind an overlay inode is visible'
        : 'layers cannot be told apart',
      fix: 'a kernel whose BTF describes struct ovl_inode',
    },
    {
      name: 'realtime',
      ok: probe.realtime,
      detail: probe.realtime
        ? 'executed files are pinned under SCHED_FIFO'
        : `SCHED_FIFO refused (${probe.realtimeDetail}): more short-lived files stay unread`,
      fix: 'CAP_SYS_NICE, and a CPU cgroup with a real-time budget (cpu.rt_runtime_us)',
    },
  ];
}

function cgroups(): Check {
  const mount = cgroup2Mount();
  return mount === undefined
    ? {
        name: 'cgroup2',
        ok: false,
        detail: 'not mounted: containers are told apart by cgroup v1 names only',
        fix: 'mount cgroup2 at /sys/fs/cgroup/unified',
      }
    : { name: 'cgroup2', ok: true, detail: mount };
}

function proc(): Check {
  try {
    readFileSync('/proc/1/stat');
    accessSync('/proc/self/map_files', constants.R_OK);
    return { name: 'proc', ok: true, detail: '/proc shows the processes of this node' };
  } catch (error) {
    return { name: 'proc', ok: false, detail: `/proc: ${String(error)}`, fix: 'root, and hostPID in a pod' };
  }
}

/** In a pod only. Drift is found without a cluster, too; then findings know less, and its policies do not hold. */
async function cluster(): Promise<Check[]> {
  const access = chooseAccess({ kubernetes: 'auto' });
  if (access.kind === 'none') return [];
  const rights = await askRights(access, packageVersion(), CLUSTER_MS);
  if (rights.kind === 'unreachable') {
    const detail = `${access.label} does not answer: ${rights.detail}`;
    return [
      {
        name: 'kubernetes',
        ok: false,
        detail,
        fix: 'let the pod reach the API server (NetworkPolicy, service account)',
      },
    ];
  }
  const reached: Check = { name: 'kubernetes', ok: true, detail: access.label };
  const { missing } = rights;
  return [
    reached,
    missing.length === 0
      ? { name: 'kubernetes_rights', ok: true, detail: 'all that the sensor asks for' }
      : {
          name: 'kubernetes_rights',
          ok: false,
          detail: `missing: ${missing.join(', ')}`,
          fix: 'bind the ClusterRole of deploy/base/rbac.yaml to the service account',
        },
  ];
}

const CLUSTER_MS = 5_000;

const ENGINE_PATHS = [
  ['docker', '/run/docker.sock'],
  ['containerd', '/run/containerd/containerd.sock'],
  ['crio', '/run/crio/crio.sock'],
  ['runc', '/run/runc'],
  ['podman', '/var/lib/containers/storage'],
] as const;

/** An absent engine is no fault: the sensor waits for it. */
function engines(): Check[] {
  return ENGINE_PATHS.map(([name, path]) => {
    const there = statSync(path, { throwIfNoEntry: false }) !== undefined;
    return {
      name: `engine_${name}`,
      ok: true,
      detail: there ? path : `${path} is absent; it is picked up when it appears`,
    };
  });
}
