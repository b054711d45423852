import { kernelDev } from './dev.ts';
import { unescapeOctal } from './read.ts';

export type Mount = { readonly dev: number; readonly root: Buffer; readonly point: Buffer; readonly type: string };

const MAX_MOUNTS = 20_000;

/** /proc/PID/mountinfo (proc(5)); lines that do not fit the format are left out. */
export function parseMountinfo(text: Buffer): Mount[] {
  const out: Mount[] = [];
  for (const line of text.toString('latin1').split('\n')) {
    if (out.length >= MAX_MOUNTS) break;
    const [left, right] = splitOnce(line, ' - ');
    const fields = left.split(' ');
    const device = /^(\d{1,4}):(\d{1,7})$/.exec(fields[2] ?? '');
    const type = right.split(' ', 1)[0] ?? '';
    const [root, point] = [fields[3], fields[4]];
    if (device === null || type === '' || root === undefined || point === undefined) continue;
    out.push({
      dev: kernelDev(Number(device[1]), Number(device[2])),
      root: mountPath(root),
      point: mountPath(point),
      type,
    });
  }
  return out;
}

/** Filesystems on which another machine or program answers, perhaps never: their magic numbers (statfs(2)). */
const remote: Readonly<Record<string, number>> = {
  fuse: 0x6573_5546,
  fuseblk: 0x6573_5546,
  virtiofs: 0x6573_5546,
  nfs: 0x6969,
  nfs4: 0x6969,
  cifs: 0xff53_4d42,
  smb3: 0xfe53_4d42,
  '9p': 0x0102_1997,
  ceph: 0x00c3_6400,
  afs: 0x5346_414f,
};

/** The magic number of a filesystem that may block whoever asks it; undefined for one that answers by itself. */
export function remoteMagic(type: string): number | undefined {
  return remote[type] ?? (type.startsWith('fuse.') ? remote.fuse : undefined);
}

/** The mount that `path` lies on: the one with the longest mount point above it, the latest of equals. */
export function mountOf(mounts: readonly Mount[], path: Buffer): Mount | undefined {
  let best: Mount | undefined;
  for (const mount of mounts) {
    const n = mount.point.length;
    if (best !== undefined && n < best.point.length) continue;
    const isRoot = n === 1;
    if (!isRoot && (!path.subarray(0, n).equals(mount.point) || (path.length > n && path[n] !== 0x2f))) continue;
    best = mount;
  }
  return best;
}

function mountPath(text: string): Buffer {
  return unescapeOctal(Buffer.from(text, 'latin1'), ' \t\n\\#');
}

function splitOnce(text: string, separator: string): [string, string] {
  const at = text.indexOf(separator);
  return at === -1 ? [text, ''] : [text.slice(0, at), text.slice(at + separator.length)];
}
