/** Which programs run code that they are given, by the name that the image has for them. */

const families = [
  'shell',
  'busybox',
  'python',
  'node',
  'perl',
  'ruby',
  'php',
  'java',
  'lua',
  'tcl',
  'awk',
  /** GNU sed's `e` and `w` run commands and write files. */
  'sed',
  /** Tiny C compiler: `-run` runs what it compiles in its own memory. */
  'tcc',
  /** `ld.so PROGRAM ARGUMENTS`: runs a program, which may be one of the others. */
  'loader',
] as const;
export type Family = (typeof families)[number];

/** Names without version: `python3.12` is `python`. */
const NAMES: ReadonlyMap<string, Family> = new Map<string, Family>([
  ...names(
    'shell',
    'sh dash bash rbash ash hush msh lash zsh ksh rksh mksh lksh pdksh yash posh csh tcsh bsd-csh fish',
  ),
  ...names('busybox', 'busybox toybox'),
  ...names('python', 'python pypy'),
  ...names('node', 'node nodejs'),
  ...names('perl', 'perl'),
  ...names('ruby', 'ruby'),
  ...names('php', 'php php-cgi'),
  ...names('java', 'java'),
  ...names('lua', 'lua luajit'),
  ...names('tcl', 'tclsh wish expect'),
  ...names('sed', 'sed gsed ssed'),
  ...names('tcc', 'tcc'),
  ...names('awk', 'awk mawk gawk nawk original-awk bwk'),
]);

/** `name`, `name3.12`, `name-5.9`, `name5.36-x86_64-linux-gnu`, `name-static`, `name.dbg` */
const VERSIONED = /^([a-z]+(?:-cgi)?)(?:[-.]?\d[\w.+-]*|[-.](?:static|dbg|minimal)\w*)$/;
/** ld-linux-x86-64.so.2, ld-musl-x86_64.so.1, ld64.so.2, ld.so, ld-2.31.so */
const LOADER = /^ld(?:64)?(?:[-.][\w.-]*)?\.so(?:\.\d+)?$/;

const MAX_KNOWN = 2_048;
/** A name is looked at once: most execs are of few programs. */
const known = new Map<string, Family | undefined>();

/** The family of a program by its base name (latin1). */
export function familyOf(name: string): Family | undefined {
  const answer = known.get(name);
  if (answer !== undefined || known.has(name)) return answer;
  if (known.size >= MAX_KNOWN) known.clear();
  const family = recognise(name);
  known.set(name, family);
  return family;
}

/**
 * Shells that read a file themselves when the kernel refuses to execute it (execve(2), ENOEXEC). The others execute `sh` for it, and
 * so does the C library. What is called `sh` may be one of either kind.
 */
export function readsRefused(name: string): boolean {
  return /^(?:r?bash|r?ksh|sh)(?:[-.\d]|$)/.test(name) && familyOf(name) === 'shell';
}

/** The part after the last slash. */
export function baseNameOf(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}

function recognise(name: string): Family | undefined {
  const exact = NAMES.get(name);
  if (exact !== undefined) return exact;
  if (LOADER.test(name)) return 'loader';
  return NAMES.get(VERSIONED.exec(name)?.[1] ?? '');
}

function names(family: Family, list: string): (readonly [string, Family])[] {
  return list.split(' ').map((name) => [name, family] as const);
}
