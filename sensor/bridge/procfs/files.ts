import { errnoOf } from '../../runtime/errno.ts';
import type { FileFacts, FileRole } from '../event.ts';
import { OVERLAYFS_MAGIC } from '../magic.ts';
import { fromStatDev } from './dev.ts';
import { belowRoot, type ProcessView, statFacts, statFollowing, unknownFacts } from './facts.ts';
import { entryPoint, type Mapping, mapFilesName, parseMaps } from './maps.ts';
import { mountOf, remoteMagic } from './mounts.ts';
import { readBounded, readLinkBytes, withoutDeletedMark } from './read.ts';

const MAX_MAPS_BYTES = 4 * 1024 * 1024;
const MAX_AUXV_BYTES = 4096;
const MEMFD = Buffer.from('/memfd:');

export type ProcessFiles = {
  /** What /proc/PID/exe names first, then what is mapped executable. */
  readonly files: readonly FileFacts[];
  /** Nothing of what /proc/PID/exe names is mapped executable: it was forged (PR_SET_MM_MAP) or unmapped itself. */
  readonly exeNotMapped: boolean;
  /** There were more mappings than are looked at. */
  readonly truncated: boolean;
};

/** Every file whose code a process has in its memory. Rejects with the errno of what could not be read at all. */
export async function processFiles(view: ProcessView): Promise<ProcessFiles> {
  const maps = await readBounded(`/proc/${view.pid}/maps`, MAX_MAPS_BYTES);
  const { files: mappings, truncated } = parseMaps(maps.bytes);
  const exe = await exeFacts(view, mappings);
  const mapped: { readonly mapping: Mapping; readonly facts: FileFacts }[] = [];
  let exeMapped = false;
  for (const mapping of mappings) {
    const facts = await mappedFacts(view, mapping);
    if (isSame(exe, facts)) exeMapped = true;
    else mapped.push({ mapping, facts });
  }
  const exeNotMapped = !exeMapped && mapped.length > 0;
  if (exeNotMapped) {
    const program = await programAmong(view.pid, mapped);
    if (program !== undefined) {
      const rest = mapped.filter((m) => m !== program).map((m) => m.facts);
      return {
        files: [exe, { ...program.facts, role: 'exe' }, ...rest],
        exeNotMapped,
        truncated: truncated || maps.truncated,
      };
    }
  }
  return { files: [exe, ...mapped.map((m) => m.facts)], exeNotMapped, truncated: truncated || maps.truncated };
}

async function exeFacts(view: ProcessView, mappings: readonly Mapping[]): Promise<FileFacts> {
  const pin = `/proc/${view.pid}/exe`;
  const link = await readLinkBytes(pin);
  const named = withoutDeletedMark(link);
  // A remote filesystem could keep whoever stats its file waiting for ever.
  const mapping = mappings.find((m) => m.path.equals(link));
  const mount = view.mounts.find((m) => m.dev === mapping?.dev) ?? mountOf(view.mounts, named.path);
  const remote = mount === undefined ? undefined : remoteMagic(mount.type);
  if (mount !== undefined && remote !== undefined) {
    const file = { dev: mount.dev, ino: mapping?.ino ?? 0n, magic: remote, path: named.path };
    return unknownFacts(view, 'exe', file, 'untrusted_fs');
  }
  const st = await statFollowing(pin);
  const name = await nameOf(view, link, st);
  return statFacts(view, 'exe', pin, st, name);
}

/** What a file is called that d_path names `link`. */
async function nameOf(view: ProcessView, link: Buffer, st: { dev: bigint; ino: bigint; nlink: bigint }) {
  const { path, marked } = withoutDeletedMark(link);
  const dev = fromStatDev(st.dev);
  if (st.nlink === 0n) {
    // The kernel's own tmpfs, on which memfds live, is mounted nowhere.
    const internal = path.subarray(0, MEMFD.length).equals(MEMFD) && !view.mounts.some((m) => m.dev === dev);
    return { path: internal ? path.subarray(1) : path, unlinked: true, internalMount: internal };
  }
  if (!marked) return { path, unlinked: false, internalMount: false };
  // Either the name truly ends so, or this link of several is gone.
  const live = await statFollowing(belowRoot(view.pid, link)).catch(() => undefined);
  const trulyNamed = live !== undefined && live.dev === st.dev && live.ino === st.ino;
  return { path: trulyNamed ? link : path, unlinked: !trulyNamed, internalMount: false };
}

async function mappedFacts(view: ProcessView, mapping: Mapping): Promise<FileFacts> {
  const role = roleOf(mapping.path);
  const named = withoutDeletedMark(mapping.path);
  const mount = view.mounts.find((m) => m.dev === mapping.dev);
  const magic = mount === undefined ? 0 : (remoteMagic(mount.type) ?? 0);
  const unknown = (why: string) =>
    unknownFacts(view, role, { dev: mapping.dev, ino: mapping.ino, magic, path: named.path }, why);
  if (magic !== 0) return unknown('untrusted_fs');
  const pin = `/proc/${view.pid}/map_files/${mapFilesName(mapping.ranges[0])}`;
  try {
    const st = await statFollowing(pin);
    return await statFacts(view, role, pin, st, await nameOf(view, await readLinkBytes(pin), st));
  } catch (error) {
    const errno = errnoOf(error);
    // Following map_files needs CAP_SYS_ADMIN or CAP_CHECKPOINT_RESTORE; the file's own name does not.
    if (errno !== 'EPERM' && errno !== 'EACCES') return unknown(errno);
  }
  return (await factsByName(view, role, mapping)) ?? unknown('EPERM');
}

async function factsByName(view: ProcessView, role: FileRole, mapping: Mapping): Promise<FileFacts | undefined> {
  // As text, because a pin's path is text: a name that is not UTF-8 is not found, and says EPERM.
  const pin = belowRoot(view.pid, mapping.path).toString('utf8');
  try {
    const st = await statFollowing(pin);
    if (st.ino !== mapping.ino || fromStatDev(st.dev) !== mapping.dev) return undefined;
    return await statFacts(view, role, pin, st, { path: mapping.path, unlinked: false, internalMount: false });
  } catch {
    return undefined;
  }
}

function isSame(exe: FileFacts, mapped: FileFacts): boolean {
  if (exe.dev === mapped.dev && exe.ino === mapped.ino) return true;
  // Before Linux 6.8 an overlay file's mapping shows the real inode under the overlay's name.
  return (
    exe.magic === OVERLAYFS_MAGIC &&
    mapped.magic !== OVERLAYFS_MAGIC &&
    exe.path.equals(mapped.path) &&
    exe.size === mapped.size &&
    exe.ctimeNs === mapped.ctimeNs
  );
}

/** ld-linux-x86-64.so.2, ld-musl-x86_64.so.1, ld64.so.2, ld.so.1, ld-2.31.so */
function roleOf(path: Buffer): FileRole {
  const name = withoutDeletedMark(path).path.toString('latin1');
  return /\/ld(64)?([-.][^/]*)?\.so(\.\d+)?$/.test(name) ? 'loader' : 'library';
}

/** The mapped file that the program entered at exec; else the one at the lowest address that is no loader. */
async function programAmong<M extends { readonly mapping: Mapping; readonly facts: FileFacts }>(
  pid: number,
  mapped: readonly M[],
): Promise<M | undefined> {
  const auxv = await readBounded(`/proc/${pid}/auxv`, MAX_AUXV_BYTES).catch(() => undefined);
  const entry = auxv === undefined ? undefined : entryPoint(auxv.bytes);
  const entered = mapped.find(
    (m) => entry !== undefined && m.mapping.ranges.some((r) => r.start <= entry && entry < r.end),
  );
  return entered ?? mapped.find((m) => m.facts.role !== 'loader');
}
