/** The command lines of scripting languages: one syntax each, and what its options mean. */
import { type Scanned, type Syntax, scan, valuesOf } from './options.ts';
import { type CodeFile, NOTHING, optional, type Reading, required } from './reading.ts';
import {
  type As,
  CHDIR,
  CODE,
  DEFINE,
  DIGITS,
  DIRECTORY,
  FILE,
  FLAG,
  INTERACTIVE,
  MODULE,
  NO_ENVIRONMENT,
  operandReading,
  PRELOAD,
  REST,
  VALUE,
} from './syntax.ts';

const perlSyntax: Syntax<As> = {
  short: {
    e: CODE,
    E: CODE,
    I: DIRECTORY,
    M: MODULE,
    m: MODULE,
    0: DIGITS,
    l: DIGITS,
    C: DIGITS,
    d: { takes: 'rest', as: 'debugger' },
    D: REST,
    F: REST,
    i: REST,
    x: REST,
    V: REST,
  },
  long: {},
  dash: 'operand',
};

/** perlrun(1) */
export function perl(args: readonly string[]): Reading {
  const scanned = scan(args, perlSyntax);
  const named = [...perlDebuggers(valuesOf(scanned, 'debugger')), ...valuesOf(scanned, 'module')];
  const modules = perlModules(named, valuesOf(scanned, 'directory'));
  const reading = operandReading(scanned, modules, (file) => required(file));
  return named.length === 0 ? reading : { ...reading, modules: named };
}

/** `-d:Foo` and `-dt:Foo` load Devel::Foo. */
export function perlDebuggers(values: readonly string[]): string[] {
  return values.flatMap((value) => {
    const name = /^t?:-?(.+)/s.exec(value)?.[1];
    return name === undefined ? [] : [`Devel::${name}`];
  });
}

/** `-MFoo::Bar=x` below each directory of `-I` and of `-Mlib=`, the first that has it. */
export function perlModules(modules: readonly string[], options: readonly string[]): CodeFile[] {
  const directories = [...modules.flatMap(libDirectories), ...options];
  if (directories.length === 0) return [];
  return modules.map((module) => {
    const name = (/^-?([\w:']+)/.exec(module)?.[1] ?? '').replaceAll(/::|'/g, '/');
    return optional(...directories.map((directory) => `${directory}/${name}.pm`));
  });
}

/** lib(3perl); perl splits what follows `=` at commas. */
function libDirectories(module: string): string[] {
  return module.startsWith('lib=') ? module.slice('lib='.length).split(',') : [];
}

const rubySyntax: Syntax<As> = {
  short: {
    e: CODE,
    r: PRELOAD,
    I: DIRECTORY,
    C: CHDIR,
    X: CHDIR,
    E: VALUE,
    F: REST,
    K: REST,
    W: REST,
    i: REST,
    x: REST,
    T: REST,
    0: DIGITS,
  },
  long: {
    encoding: VALUE,
    'external-encoding': VALUE,
    'internal-encoding': VALUE,
    disable: VALUE,
    enable: VALUE,
    'backtrace-limit': VALUE,
  },
  dash: 'operand',
};

/** ruby(1) */
export function ruby(args: readonly string[]): Reading {
  const scanned = scan(args, rubySyntax);
  const named = valuesOf(scanned, 'preload');
  const within = inDirectory(valuesOf(scanned, 'chdir'));
  const libraries = rubyLibraries(named, valuesOf(scanned, 'directory'), within);
  const reading = operandReading(scanned, libraries, (file) => required(within(file)));
  return named.length === 0 ? reading : { ...reading, modules: named };
}

/** Names as they are from the working directory, after a `-C` for each of `directories`. */
function inDirectory(directories: readonly string[]): (name: string) => string {
  const into = (from: string, name: string): string => (name[0] === '/' || from === '' ? name : `${from}/${name}`);
  const directory = directories.reduce(into, '');
  return (name) => into(directory, name);
}

/** `-r LIBRARY`: a path, or a name below a directory of `-I`. */
export function rubyLibraries(
  libraries: readonly string[],
  directories: readonly string[],
  within: (name: string) => string = (name) => name,
): CodeFile[] {
  return libraries.flatMap((name) => {
    const isPath = /^\.{0,2}\//.test(name);
    const below = isPath ? [within(name)] : directories.map((directory) => `${within(directory)}/${name}`);
    return below.length === 0 ? [] : [optional(...below.flatMap((path) => [path, `${path}.rb`]))];
  });
}

const phpSyntax: Syntax<As> = {
  short: {
    r: CODE,
    B: CODE,
    R: CODE,
    E: CODE,
    f: FILE,
    F: FILE,
    c: VALUE,
    d: DEFINE,
    S: VALUE,
    t: VALUE,
    z: VALUE,
    g: VALUE,
  },
  long: {
    run: CODE,
    'process-begin': CODE,
    'process-code': CODE,
    'process-end': CODE,
    file: FILE,
    'process-file': FILE,
    define: DEFINE,
    'php-ini': VALUE,
    server: VALUE,
    docroot: VALUE,
    'zend-extension': VALUE,
  },
  dash: 'operand',
};

/** php(1) */
export function php(args: readonly string[]): Reading {
  const scanned = scan(args, phpSyntax);
  const files = valuesOf(scanned, 'file').map((file) => required(file));
  const prepended = valuesOf(scanned, 'define').flatMap((define) => {
    const file = /^\s*auto_(?:prepend|append)_file\s*=\s*"?([^"]+)/.exec(define)?.[1];
    return file === undefined ? [] : [optional(file)];
  });
  return operandReading(scanned, [...prepended, ...files], (file) => required(file), files.length > 0);
}

const luaSyntax: Syntax<As> = {
  short: { e: CODE, l: MODULE, i: INTERACTIVE, E: NO_ENVIRONMENT, j: VALUE, O: REST, b: REST },
  long: {},
  dash: 'operand',
};

/** lua(1), luajit(1) */
export function lua(args: readonly string[]): Reading {
  const scanned = scan(args, luaSyntax);
  // `-l NAME` and `-l GLOBAL=NAME`: in the working directory, if nowhere else.
  const modules = valuesOf(scanned, 'module').map((name) =>
    optional(`${name.slice(name.indexOf('=') + 1).replaceAll('.', '/')}.lua`),
  );
  const reading = operandReading(scanned, modules, (file) => required(file));
  // Unlike elsewhere, `-e` comes before the script and not instead of it.
  const [script] = scanned.operands;
  if (reading.code.length === 0 || script === undefined || script === '-') return reading;
  return { ...reading, files: [...modules, required(script)] };
}

const tclSyntax: Syntax<As> = {
  short: { c: CODE, f: FILE, b: FILE, i: INTERACTIVE, d: FLAG, D: VALUE, n: FLAG, N: FLAG },
  long: { encoding: VALUE },
  dash: 'operand',
  single: true,
};

/** tclsh(1), wish(1), expect(1) */
export function tcl(args: readonly string[]): Reading {
  const scanned = scan(args, tclSyntax);
  const files = valuesOf(scanned, 'file').map((file) => required(file));
  return operandReading(scanned, files, (file) => required(file), files.length > 0);
}

const awkSyntax: Syntax<As> = {
  short: { f: FILE, E: { takes: 'end', as: 'file' }, i: PRELOAD, e: CODE, F: VALUE, v: VALUE, l: VALUE, W: DEFINE },
  long: {
    file: FILE,
    exec: { takes: 'end', as: 'file' },
    include: PRELOAD,
    source: CODE,
    'field-separator': VALUE,
    assign: VALUE,
    load: VALUE,
  },
  dash: 'operand',
};

/** gawk tries a name with `.awk`, too. (AWKPATH and its directories are not followed.) */
function gawkNames(file: string): string[] {
  return [file, `${file}.awk`];
}

/** awk(1p), mawk(1), gawk(1): the program is the first operand unless a file gives it. */
export function awk(args: readonly string[], name: string): Reading {
  const scanned = scan(args, awkSyntax);
  const [first] = scanned.operands;
  // mawk's `-W exec FILE`
  if (first === undefined || !valuesOf(scanned, 'define').some((option) => /^e(?:xec)?$/.test(option)))
    return programGiven(scanned, name.startsWith('gawk') ? gawkNames : undefined);
  return { ...NOTHING, files: [required(first)] };
}

const sedSyntax: Syntax<As> = {
  short: { f: FILE, e: CODE, i: REST, l: VALUE },
  long: { file: FILE, expression: CODE, 'in-place': REST, 'line-length': VALUE },
  dash: 'operand',
};

/** sed(1) */
export function sed(args: readonly string[]): Reading {
  return programGiven(scan(args, sedSyntax));
}

function programGiven(scanned: Scanned<As>, namesOf = (file: string) => [file]): Reading {
  const named = valuesOf(scanned, 'file');
  const files = [
    ...valuesOf(scanned, 'preload').map((file) => optional(...namesOf(file))),
    ...named.filter((file) => file !== '-').map((file) => required(...namesOf(file))),
  ];
  const code = valuesOf(scanned, 'code');
  const [operand] = scanned.operands;
  if (named.length === 0 && code.length === 0 && operand !== undefined) code.push(operand);
  return { ...NOTHING, files, code, stdin: named.includes('-') };
}
