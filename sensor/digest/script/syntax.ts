/** What options mean to interpreters, and what most of them make of their operands. */
import type { CodeFile, Reading } from './reading.ts';

export type As =
  | 'code'
  | 'command'
  | 'stdin'
  | 'interactive'
  | 'no-environment'
  | 'module'
  | 'preload'
  | 'directory'
  | 'chdir'
  | 'file'
  | 'define'
  | 'debugger';

export const FLAG = { takes: 'flag' } as const;
export const VALUE = { takes: 'value' } as const;
export const NEXT = { takes: 'next' } as const;
export const REST = { takes: 'rest' } as const;
export const DIGITS = { takes: 'digits' } as const;
export const CODE = { takes: 'value', as: 'code' } as const;
export const PRELOAD = { takes: 'value', as: 'preload' } as const;
export const MODULE = { takes: 'value', as: 'module' } as const;
export const DEFINE = { takes: 'value', as: 'define' } as const;
export const CHDIR = { takes: 'value', as: 'chdir' } as const;
export const DIRECTORY = { takes: 'value', as: 'directory' } as const;
export const FILE = { takes: 'value', as: 'file' } as const;
export const INTERACTIVE = { takes: 'flag', as: 'interactive' } as const;
export const NO_ENVIRONMENT = { takes: 'flag', as: 'no-environment' } as const;

type ScannedOperands = {
  readonly hits: readonly { readonly as: As; readonly value: string }[];
  readonly operands: readonly string[];
};

/** The first operand is the script unless code was given otherwise; without any, standard input is. */
export function operandReading(
  { hits, operands }: ScannedOperands,
  files: readonly CodeFile[],
  script: (operand: string) => CodeFile,
  given = false,
): Reading {
  const code = hits.filter((hit) => hit.as === 'code').map((hit) => hit.value);
  const interactive = hits.some((hit) => hit.as === 'interactive');
  const ignoresEnvironment = hits.some((hit) => hit.as === 'no-environment');
  const [operand] = operands;
  const common = { code, ignoresEnvironment };
  if (given || code.length > 0) return { ...common, files, stdin: false, interactive };
  if (operand === undefined || operand === '-') {
    return { ...common, files, stdin: true, interactive: interactive || (operand === undefined && 'perhaps') };
  }
  return { ...common, files: [...files, script(operand)], stdin: false, interactive };
}
