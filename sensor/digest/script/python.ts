/** The command line of Python. */
import { type Syntax, scan, valuesOf } from './options.ts';
import { type CodeFile, optional, type Reading, required } from './reading.ts';
import { type As, INTERACTIVE, NO_ENVIRONMENT, operandReading, VALUE } from './syntax.ts';

const pythonSyntax: Syntax<As> = {
  short: {
    c: { takes: 'end', as: 'code' },
    m: { takes: 'end', as: 'module' },
    W: VALUE,
    X: VALUE,
    Q: VALUE,
    i: INTERACTIVE,
    E: NO_ENVIRONMENT,
    I: NO_ENVIRONMENT,
  },
  long: { 'check-hash-based-pycs': VALUE },
  dash: 'operand',
};

/** https://docs.python.org/3/using/cmdline.html */
export function python(args: readonly string[]): Reading {
  const scanned = scan(args, pythonSyntax);
  const named = valuesOf(scanned, 'module');
  if (named.includes('runpy')) named.push(...scanned.operands.slice(0, 1));
  const modules = named.map((name) => pythonModule(name));
  if (named.some((name) => RUNNERS.has(name))) modules.push(...runByModule(scanned.operands));
  const reading = operandReading(scanned, modules, (file) => required(file, `${file}/__main__.py`), modules.length > 0);
  return named.length === 0 ? reading : { ...reading, modules: named };
}

/** `-m` looks into the working directory, and then into those of PYTHONPATH. */
export function pythonModule(name: string, directories: readonly string[] = []): CodeFile {
  const path = name.replaceAll('.', '/');
  const paths = directories.length === 0 ? [path] : directories.map((directory) => `${directory}/${path}`);
  return optional(...paths.flatMap((each) => [`${each}.py`, `${each}/__main__.py`]));
}

/** Modules of Python that run the script, or after `-m` the module, that they are given. */
const RUNNERS = new Set(['pdb', 'cProfile', 'profile', 'trace']);
/** Options of all of them. */
const runnerSyntax: Syntax<As> = {
  short: { m: { takes: 'end', as: 'module' }, c: VALUE, o: VALUE, s: VALUE, f: VALUE, C: VALUE },
  long: {
    module: { takes: 'end', as: 'module' },
    command: VALUE,
    outfile: VALUE,
    sort: VALUE,
    file: VALUE,
    coverdir: VALUE,
    'ignore-module': VALUE,
    'ignore-dir': VALUE,
  },
  dash: 'operand',
};

function runByModule(args: readonly string[]): CodeFile[] {
  const scanned = scan(args, runnerSyntax);
  const modules = valuesOf(scanned, 'module').map((name) => pythonModule(name));
  const [script] = scanned.operands;
  return modules.length > 0 || script === undefined ? modules : [optional(script)];
}
