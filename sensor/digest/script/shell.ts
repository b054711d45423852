/** The command lines of shells. */
import { type Syntax, scan, valuesOf } from './options.ts';
import { NOTHING, optional, type Reading, required } from './reading.ts';
import { sourcedFiles } from './shell-code.ts';
import { type As, INTERACTIVE, NEXT, PRELOAD } from './syntax.ts';

/** Where a shell looks for a script without a slash in its name that the working directory has not (confstr _CS_PATH and root's). */
const SEARCHED = ['/usr/local/sbin', '/usr/local/bin', '/usr/sbin', '/usr/bin', '/sbin', '/bin'];

const shellSyntax: Syntax<As> = {
  short: { c: { takes: 'flag', as: 'command' }, s: { takes: 'flag', as: 'stdin' }, i: INTERACTIVE, o: NEXT, O: NEXT },
  long: { rcfile: PRELOAD, 'init-file': PRELOAD },
  dash: 'end',
  plus: true,
};

/** dash(1), bash(1), ksh(1), zsh(1), busybox ash */
export function shell(args: readonly string[], name: string): Reading {
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

function searched(name: string, searches: boolean): string[] {
  if (!searches || name.includes('/')) return [name];
  return [name, ...SEARCHED.map((directory) => `${directory}/${name}`)];
}
