import { realpath, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { readMountinfo } from './proc.ts';

/** One line of /proc/PID/mountinfo (proc_pid_mountinfo(5)), paths decoded. */
export type Mount = {
  readonly mountPoint: string;
  /** The superblock's device numbers, and the directory in it that is mounted. */
  readonly of: string;
  /** That directory is the filesystem's topmost. */
  readonly whole: boolean;
  readonly fsType: string;
  /** Of the superblock, still escaped: a comma inside a value stands as `\054` until the options are split. */
  readonly superOptions: string;
};

/** overlay's directories as the options name them, topmost lower first. */
export type OverlayOptions = { readonly lowerDirs: readonly string[]; readonly upperDir?: string };

/** The kernel allows 500 lower layers (OVL_MAX_STACK). */
const MAX_LOWER = 500;

function parseMountLine(line: string): Mount | undefined {
  const separator = line.indexOf(' - ');
  if (separator < 0) return undefined;
  const [, , device, root, mountPoint] = line.slice(0, separator).split(' ');
  const [fsType, , superOptions] = line.slice(separator + 3).split(' ');
  if (mountPoint === undefined || fsType === undefined) return undefined;
  return {
    mountPoint: unescapeOctal(mountPoint),
    of: `${device} ${root}`,
    whole: root === '/',
    fsType,
    superOptions: superOptions ?? '',
  };
}

/** The mount on `mountPoint` that is seen: the last of those stacked there. */
export function findMount(mountinfo: string, mountPoint: string): Mount | undefined {
  let found: Mount | undefined;
  for (const line of mountinfo.split('\n')) {
    const mount = parseMountLine(line);
    if (mount?.mountPoint === mountPoint) found = mount;
  }
  return found;
}

/** Whether the first table is of a process that has another root than those of the second, as a container's has once it has pivoted. */
export function hasOtherRoot(mountinfo: string, host: string): boolean {
  const [own, theirs] = [findMount(mountinfo, '/'), findMount(host, '/')];
  return own !== undefined && own.of !== theirs?.of;
}

/**
 * Undefined when the options do not name image layers that can be read as directories: none (cut off by the kernel),
 * too many, or data-only layers (`::`, `datadir+`), whose upper neighbours hold metadata without the bytes.
 */
export function parseOverlayOptions(superOptions: string): OverlayOptions | undefined {
  const lowerDirs: string[] = [];
  let upperDir: string | undefined;
  // The kernel escapes commas inside values as \054, so the raw text splits safely; decoding comes after.
  for (const option of superOptions.split(',')) {
    const equals = option.indexOf('=');
    const key = option.slice(0, equals);
    const value = unescapeOctal(option.slice(equals + 1));
    if (key === 'upperdir') upperDir = unescapeBackslash(value);
    else if (key === 'lowerdir+') lowerDirs.push(value);
    else if (key === 'datadir+') return undefined;
    else if (key === 'lowerdir') {
      const parts = splitLowerDirs(value);
      if (parts === undefined) return undefined;
      lowerDirs.push(...parts);
    }
    if (lowerDirs.length > MAX_LOWER) return undefined;
  }
  if (lowerDirs.length === 0) return undefined;
  return { lowerDirs, ...(upperDir === undefined ? {} : { upperDir }) };
}

/**
 * Makes the lower directories absolute and real, topmost first; undefined unless every one of them is a directory here.
 *
 * With many layers Docker and containers-storage mount relative to their own directory (`lowerdir=l/ABC:l/DEF`, upper
 * `<id>/diff` or absolute): `base` is that directory, else it is found from an absolute upper directory `<base>/<id>/diff`.
 */
export async function resolveLowerDirs(options: OverlayOptions, base?: string): Promise<string[] | undefined> {
  const from = base ?? (options.upperDir?.startsWith('/') ? dirname(dirname(options.upperDir)) : undefined);
  const out: string[] = [];
  for (const dir of options.lowerDirs) {
    const absolute = dir.startsWith('/') ? dir : from === undefined ? undefined : `${from}/${dir}`;
    if (absolute === undefined) return undefined;
    try {
      // Docker's `l/` links are one name per layer and per daemon; the real directory is the same for all containers.
      const real = await realpath(absolute);
      if (!(await stat(real)).isDirectory()) return undefined;
      out.push(real);
    } catch {
      return undefined;
    }
  }
  return out;
}

/** Lower directories of the overlay that is the root of `pid`; undefined when it has another root or is gone. */
export async function rootLowerDirs(pid: number, base?: string, procDir = '/proc'): Promise<string[] | undefined> {
  return lowerDirsAt(await readMountinfo(pid, procDir), '/', base);
}

/** containers/storage's name of the read-write layer that is the root of `pid`: 64 hex digits, from `…/overlay/<name>/diff`. */
export async function rootLayer(pid: number, procDir = '/proc'): Promise<string | undefined> {
  const mountinfo = await readMountinfo(pid, procDir);
  const mount = mountinfo === undefined ? undefined : findMount(mountinfo, '/');
  if (mount?.fsType !== 'overlay') return undefined;
  const upper = parseOverlayOptions(mount.superOptions)?.upperDir;
  return /(?:^|\/)([0-9a-f]{64})\/diff$/.exec(upper ?? '')?.[1];
}

/**
 * Lower directories of the overlay mounted on `mountPoint` in this mount table. A directory of an overlay, such as one of a host whose own
 * root is one, has none: those are another tree's.
 */
export async function lowerDirsAt(
  mountinfo: string | undefined,
  mountPoint: string,
  base?: string,
): Promise<string[] | undefined> {
  const mount = mountinfo === undefined ? undefined : findMount(mountinfo, mountPoint);
  if (mount?.fsType !== 'overlay' || !mount.whole) return undefined;
  const options = parseOverlayOptions(mount.superOptions);
  return options === undefined ? undefined : resolveLowerDirs(options, base);
}

/** seq_file's escapes: backslash and three octal digits, byte by byte. */
function unescapeOctal(text: string): string {
  if (!text.includes('\\')) return text;
  const bytes: Buffer[] = [];
  let rest = text;
  for (let match = /\\([0-7]{3})/.exec(rest); match !== null; match = /\\([0-7]{3})/.exec(rest)) {
    bytes.push(Buffer.from(rest.slice(0, match.index)), Buffer.from([Number.parseInt(match[1] ?? '0', 8) & 0xff]));
    rest = rest.slice(match.index + 4);
  }
  return Buffer.concat([...bytes, Buffer.from(rest)]).toString('utf8');
}

/** `a:b\:c` → `a`, `b:c`; undefined for `::` (data-only layers follow). */
function splitLowerDirs(value: string): string[] | undefined {
  const out: string[] = [];
  let current = '';
  for (let i = 0; i < value.length; i++) {
    const c = value[i];
    if (c === '\\' && i + 1 < value.length) current += value[++i];
    else if (c === ':') {
      if (current === '') return undefined;
      out.push(current);
      current = '';
    } else current += c;
  }
  return current === '' ? undefined : [...out, current];
}

function unescapeBackslash(value: string): string {
  return value.replace(/\\(.)/g, '$1');
}
