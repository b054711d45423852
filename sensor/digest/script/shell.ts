/** The command lines of shells. */
import { type Syntax, scan, valuesOf } from './options.ts';
import { NOTHING, optional, type Reading, required } from './reading.ts';
import { sourcedFiles } from './shell-code.ts';
import { type As, CODE, DEFINE, INTERACTIVE, NEXT, operandReading, PRELOAD, VALUE } from './syntax.ts';

/** Where a shell looks for a script without a slash in its name that the working directory has not (confstr _CS_PATH and root's). */
const SEARCHED = ['/usr/local/sbin', '/usr/local/bin', '/usr/sbin', '/usr/bin', '/sbin', '/bin'];

const shellSyntax: Syntax<As> = {
  short: { c: { takes: 'flag', as: 'command' }, s: { takes: 'flag', as: 'stdin' }, i: INTERACTIVE, o: NEXT, O: NEXT },
  long: { rcfile: PRELOAD, 'init-file': PRELOAD, emulate: VALUE },
  dash: 'end',
  plus: true,
};

/** `-C` and `-c` may come more than once, and the script with `-C` as well. */
const fishSyntax: Syntax<As> = {
  short: { c: CODE, C: DEFINE, d: VALUE, D: VALUE, f: VALUE, o: VALUE, p: VALUE, i: INTERACTIVE },
  long: {
    command: CODE,
    'init-command': DEFINE,
    debug: VALUE,
    'debug-output': VALUE,
    'debug-stack-frames': VALUE,
    features: VALUE,
    profile: VALUE,
    'profile-startup': VALUE,
    interactive: INTERACTIVE,
  },
  dash: 'operand',
};

/** dash(1), bash(1), ksh(1), zsh(1), busybox ash, fish(1) */
export function shell(args: readonly string[], name: string): Reading {
  if (name.startsWith('fish')) return fish(args);
  const scanned = scan(args, shellSyntax);
  const has = (as: As) => scanned.hits.some((hit) => hit.as === as);
  const files = valuesOf(scanned, 'preload').map((file) => optional(file));
  const [operand] = scanned.operands;
  const searches = /^r?(?:bash|k?sh93|[mlp]?d?ksh)/.test(name);
  if (has('command')) {
    const code = operand ?? '';
    for (const file of sourcedFiles(code)) files.push(optional(...searched(file, true)));
    return { ...NOTHING, files, code: operand === undefined ? [] : [code], interactive: has('interactive') };
  }
  if (has('stdin') || operand === undefined) {
    return { ...NOTHING, files, stdin: true, interactive: has('interactive') || 'perhaps' };
  }
  return { ...NOTHING, files: [...files, required(...searched(operand, searches))], interactive: has('interactive') };
}

function fish(args: readonly string[]): Reading {
  const scanned = scan(args, fishSyntax);
  const first = valuesOf(scanned, 'define');
  const code = [...first, ...valuesOf(scanned, 'code')];
  const sourced = code.flatMap((each) => sourcedFiles(each)).map((file) => optional(file));
  // None of its variables names a file.
  return { ...operandReading(scanned, sourced, (file) => required(file)), code, ignoresEnvironment: true };
}

function searched(name: string, searches: boolean): string[] {
  if (!searches || name.includes('/')) return [name];
  return [name, ...SEARCHED.map((directory) => `${directory}/${name}`)];
}
