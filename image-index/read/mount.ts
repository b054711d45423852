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

/** seq_file's escapes: backslash and three octal digits, byte by byte. */
export function unescapeOctal(text: string): string {
  if (!text.includes('\\')) return text;
  const bytes: Buffer[] = [];
  let rest = text;
  for (let match = /\\([0-7]{3})/.exec(rest); match !== null; match = /\\([0-7]{3})/.exec(rest)) {
    bytes.push(Buffer.from(rest.slice(0, match.index)), Buffer.from([Number.parseInt(match[1] ?? '0', 8) & 0xff]));
    rest = rest.slice(match.index + 4);
  }
  return Buffer.concat([...bytes, Buffer.from(rest)]).toString('utf8');
}
