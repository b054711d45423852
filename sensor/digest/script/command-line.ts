/** From what was executed and its arguments to the code that it runs. Pure. */
import { baseNameOf, type Family, familyOf } from './interpreter.ts';
import { java } from './java.ts';
import { awk, lua, perl, php, ruby, sed, tcl } from './languages.ts';
import { node } from './node.ts';
import { python } from './python.ts';
import { bounded, type Reading } from './reading.ts';
import { shell } from './shell.ts';
import { tcc } from './tcc.ts';

/** Which interpreter truly reads the arguments, and what they say. */
export type CommandLine = { readonly family: Family; readonly name: string; readonly reading: Reading };

/** `ld.so ld.so … sh x` is followed this far. */
const MAX_LOADERS = 4;

/** `argv` as latin1 text; `name`: the base name that the image has for the program. Undefined: it runs no code of others. */
export function readCommandLine(name: string, argv: readonly string[], depth = 0): CommandLine | undefined {
  const family = familyOf(name);
  if (family === undefined) return undefined;
  const args = argv.slice(1);
  switch (family) {
    case 'busybox':
      return busybox(argv, depth);
    case 'loader':
      return depth < MAX_LOADERS ? throughLoader(args, depth) : undefined;
    default:
      return { family, name, reading: boundedReading(readingOf(family, args, name)) };
  }
}

function readingOf(family: Exclude<Family, 'busybox' | 'loader'>, args: readonly string[], name: string): Reading {
  switch (family) {
    case 'shell':
      return shell(args, name);
    case 'python':
      return python(args);
    case 'node':
      return node(args);
    case 'perl':
      return perl(args);
    case 'ruby':
      return ruby(args);
    case 'php':
      return php(args);
    case 'java':
      return java(args);
    case 'lua':
      return lua(args);
    case 'tcl':
      return tcl(args);
    case 'awk':
      return awk(args, name);
    case 'sed':
      return sed(args);
    case 'tcc':
      return tcc(args);
  }
}

/** Both take whatever begins with their name for themselves (`busybox.static`). */
const MULTI_CALL = /^(?:busy|toy)box/;

/** A program of many: the applet is the base name of argv[0], or the first argument. */
function busybox(argv: readonly string[], depth: number): CommandLine | undefined {
  let at = 0;
  let applet = appletOf(argv[at]);
  while (MULTI_CALL.test(applet) && at < argv.length) applet = appletOf(argv[++at]);
  const family = familyOf(applet);
  // A busybox started under a name of its own that is no applet: nothing runs.
  if (family === undefined || family === 'busybox' || family === 'loader') return undefined;
  return readCommandLine(applet, argv.slice(at), depth);
}

/** What argv[0] calls, also a login shell's, which begins with a dash. */
export function appletOf(argument: string | undefined): string {
  return baseNameOf(argument ?? '').replace(/^-/, '');
}

/** Whether argv[0] alone decides which applet runs, and that runs no code it is given. Not after a login shell's dash. */
export function isHarmlessApplet(argument: string): boolean {
  if (argument.startsWith('-')) return false;
  const applet = appletOf(argument);
  return applet !== '' && !MULTI_CALL.test(applet) && familyOf(applet) === undefined;
}

const LOADER_VALUES = new Set([
  '--library-path',
  '--inhibit-rpath',
  '--audit',
  '--preload',
  '--argv0',
  '--glibc-hwcaps-mask',
  '--glibc-hwcaps-prepend',
]);

/** ld.so(8): `ld.so [OPTIONS] PROGRAM [ARGUMENTS]` */
function throughLoader(args: readonly string[], depth: number): CommandLine | undefined {
  let at = 0;
  while (args[at]?.startsWith('--') === true) {
    if (args[at] === '--') {
      at++;
      break;
    }
    at += LOADER_VALUES.has(args[at] ?? '') ? 2 : 1;
  }
  const program = args[at];
  return program === undefined ? undefined : readCommandLine(baseNameOf(program), args.slice(at), depth + 1);
}

function boundedReading(reading: Reading): Reading {
  return { ...reading, files: bounded(reading.files) };
}
