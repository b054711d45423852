/** A scanner of command lines (POSIX utility syntax guidelines, GNU long options) that is told what each option takes. */

/**
 * - `flag`: nothing
 * - `value`: what follows in the same argument, else the next argument
 * - `next`: the next argument, while further letters of the cluster are options of their own (a shell's `-eo pipefail`)
 * - `rest`: what follows in the same argument, if anything
 * - `digits`: hexadecimal digits that follow, if any (perl's `-0777ne`)
 * - `end`: like `value`; what comes after belongs to the code
 */
export type Takes = 'flag' | 'value' | 'next' | 'rest' | 'digits' | 'end';

export type Option<As extends string> = { readonly takes: Takes; readonly as?: As };

export type Syntax<As extends string> = {
  readonly short: Readonly<Record<string, Option<As>>>;
  /** Without dashes. `--name=value` is understood wherever a value is taken. */
  readonly long: Readonly<Record<string, Option<As>>>;
  /** `-` alone: an operand (standard input), or the end of options like `--`. */
  readonly dash: 'operand' | 'end';
  /** `+x` unsets what `-x` sets. */
  readonly plus?: boolean;
  /** Long options begin with one dash. */
  readonly single?: boolean;
};

export type Hit<As extends string> = { readonly as: As; readonly value: string };

export type Scanned<As extends string> = {
  /** Options that mean something, in order. */
  readonly hits: readonly Hit<As>[];
  /** What is left after the options; `--` is not among it. */
  readonly operands: readonly string[];
  /** An option that is followed by the code's own arguments ended the scan. */
  readonly ended: boolean;
};

/** Linear in the length of `args`. Unknown options are flags. */
export function scan<As extends string>(args: readonly string[], syntax: Syntax<As>): Scanned<As> {
  const hits: Hit<As>[] = [];
  let at = 0;
  const take = (option: Option<As>, attached: string | undefined): void => {
    const value = attached ?? args[at++];
    if (option.as !== undefined && value !== undefined) hits.push({ as: option.as, value });
  };
  while (at < args.length) {
    const arg = args[at] ?? '';
    if (arg === '--' || (arg === '-' && syntax.dash === 'end'))
      return { hits, operands: args.slice(at + 1), ended: false };
    const signed = arg[0] === '-' || (syntax.plus === true && arg[0] === '+');
    if (!signed || arg.length === 1) break;
    at++;
    const long = longName(arg, syntax);
    const option = long === undefined ? undefined : own(syntax.long, long.name);
    if (long !== undefined && (option !== undefined || arg.startsWith('--'))) {
      if (option === undefined) continue;
      if (option.takes === 'flag') {
        if (option.as !== undefined) hits.push({ as: option.as, value: long.value ?? '' });
      } else if (option.takes !== 'rest' || long.value !== undefined) take(option, long.value);
      if (option.takes === 'end') return { hits, operands: args.slice(at), ended: true };
      continue;
    }
    for (let letter = 1; letter < arg.length; letter++) {
      const short = own(syntax.short, arg[letter] ?? '');
      const takes = short?.takes ?? 'flag';
      if (short === undefined || takes === 'flag') {
        if (short?.as !== undefined) hits.push({ as: short.as, value: '' });
        continue;
      }
      if (takes === 'next') {
        take(short, undefined);
        continue;
      }
      if (takes === 'digits') {
        while (/[0-9a-fA-FxX]/.test(arg[letter + 1] ?? '')) letter++;
        continue;
      }
      const rest = arg.slice(letter + 1);
      if (takes !== 'rest' || rest !== '') take(short, rest === '' ? undefined : rest);
      if (takes === 'end') return { hits, operands: args.slice(at), ended: true };
      break;
    }
  }
  return { hits, operands: args.slice(at), ended: false };
}

export function valuesOf<As extends string>({ hits }: Scanned<As>, as: As): string[] {
  return hits.filter((hit) => hit.as === as).map((hit) => hit.value);
}

function longName<As extends string>(
  arg: string,
  { single }: Syntax<As>,
): { name: string; value?: string } | undefined {
  const dashes = arg.startsWith('--') ? 2 : single === true && arg[0] === '-' ? 1 : 0;
  if (dashes === 0) return undefined;
  const equals = arg.indexOf('=');
  if (equals === -1) return { name: arg.slice(dashes) };
  return { name: arg.slice(dashes, equals), value: arg.slice(equals + 1) };
}

/** Not what every object has: `--constructor` is no option. */
function own<T>(table: Readonly<Record<string, T>>, name: string): T | undefined {
  return Object.hasOwn(table, name) ? table[name] : undefined;
}
