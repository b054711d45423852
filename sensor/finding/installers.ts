/** Package managers: what an image's own one installs and runs is drift of one cause. */
import type { ExecEvent } from '../bridge/event.ts';
import { baseNameOf, familyOf } from '../digest/script/interpreter.ts';

const NAMES = new Set(
  `apt apt-get aptitude dpkg rpm yum dnf dnf5 microdnf zypper apk pacman opkg
   pip pipx uv easy_install poetry conda mamba npm npx yarn pnpm gem bundle composer cargo`.split(/\s+/),
);
const SYSTEM_DIRECTORIES = /^\/(?:usr\/(?:local\/)?)?s?bin\//;

const MAX_KNOWN = 2_048;
/** A name is looked at once: most execs are of few programs. */
const known = new Map<string, boolean>();

function isName(path: string): boolean {
  const name = baseNameOf(path);
  const answer = known.get(name);
  if (answer !== undefined) return answer;
  if (known.size >= MAX_KNOWN) known.clear();
  // `pip3.11` is `pip`.
  const isOne = NAMES.has(name.replace(/[-.]?\d[\d.]*$/, ''));
  known.set(name, isOne);
  return isOne;
}

/** By a path alone: a program of a system directory that bears a package manager's name. */
export function isInstallerPath(exe: string): boolean {
  return SYSTEM_DIRECTORIES.test(exe) && isName(exe);
}

/**
 * By what the exec says: a program, a script (`/usr/bin/pip`, `/usr/bin/npm`) or a module (`python3 -m pip`) of that name. One
 * whose executable was written at run time is none: whoever can write a file can give it any name. `path`: the executable's, latin1.
 */
export function isInstaller({ files: [exe], filename, interp, argv }: ExecEvent, path: string): boolean {
  if (exe === undefined || exe.layer === 'upper' || exe.internalMount) return false;
  if (isInstallerPath(path)) return true;
  if (familyOf(baseNameOf(path)) === undefined) return false;
  if (interp.length > 0 && !interp.equals(filename)) return isInstallerPath(filename.toString('latin1'));
  const module = argv.findIndex((arg) => arg.equals(MODULE_FLAG));
  return module > 0 && module < 4 && isName(argv[module + 1]?.toString('latin1') ?? '');
}

const MODULE_FLAG = Buffer.from('-m');
