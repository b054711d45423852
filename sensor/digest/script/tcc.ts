/** The command line of the tiny C compiler. */
import { NOTHING, type Reading, required } from './reading.ts';

/** tcc(1): `tcc [OPTIONS] FILE… -run FILE [ARGUMENTS]`; without `-run` it compiles to a file, which is judged when it runs. */
export function tcc(args: readonly string[]): Reading {
  const run = args.findIndex((arg) => arg.startsWith('-run'));
  if (run === -1) return NOTHING;
  const files: string[] = [];
  for (let at = 0; at < args.length; at++) {
    const arg = args[at] ?? '';
    if (/^-(?:[oxILDUB]|include|isystem|soname)$/.test(arg)) at++;
    else if (arg === '-' || arg[0] !== '-') {
      files.push(arg);
      if (at > run) break;
    }
  }
  const named = files.filter((file) => file !== '-').map((file) => required(file));
  return { ...NOTHING, files: named, stdin: files.includes('-') };
}
