/**
 * Code that an environment variable brings to an interpreter: BASH_ENV, ENV, NODE_OPTIONS, PYTHONPATH, PYTHONSTARTUP,
 * PERL5OPT, RUBYOPT, LUA_INIT, JAVA_TOOL_OPTIONS, CLASSPATH and their like. Pure; text is latin1.
 */
import type { CommandLine } from './command-line.ts';
import { classesBelow, codeOfOption, first, java } from './java.ts';
import { perlDebuggers, perlModules, rubyLibraries } from './languages.ts';
import { nodeModule } from './node.ts';
import { pythonModule } from './python.ts';
import { bounded, type CodeFile, optional, type Reading } from './reading.ts';

/** `environ` is text as in /proc/PID/environ: NAME=VALUE, each ended by a NUL. The first of a name counts, as in getenv(3). */
export function codeOfEnvironment(environ: string, command: CommandLine): readonly CodeFile[] {
  if (command.reading.ignoresEnvironment) return [];
  const variables = parse(environ);
  const files = filesOf(command, (name) => variables.get(name) ?? '');
  return command.family === 'java' ? first(files) : bounded(files);
}

type Lookup = (name: string) => string;

function filesOf({ family, name, reading }: CommandLine, variable: Lookup): CodeFile[] {
  const { modules = [] } = reading;
  switch (family) {
    case 'shell':
      return shellFiles(name, reading.interactive, variable);
    case 'python':
      return pythonFiles(reading, variable);
    case 'node':
      return optionValues(words(variable('NODE_OPTIONS')), NODE_PRELOAD).flatMap(nodeModule);
    case 'perl': {
      const options = words(variable('PERL5OPT'));
      const paths = variable('PERL5LIB') || variable('PERLLIB');
      const directories = [...optionValues(options, /^(-I)(.*)$/s), ...split(paths)];
      const debuggers = perlDebuggers(optionValues(options, /^(-d)(t?:.*)$/s));
      return perlModules([...debuggers, ...optionValues(options, /^(-[Mm])(.*)$/s), ...modules], directories);
    }
    case 'ruby': {
      const options = words(variable('RUBYOPT'));
      const directories = [...optionValues(options, /^(-I)(.*)$/s), ...split(variable('RUBYLIB'))];
      return rubyLibraries([...optionValues(options, /^(-r)(.*)$/s), ...modules], directories);
    }
    case 'java':
      return [
        ...['JAVA_TOOL_OPTIONS', '_JAVA_OPTIONS'].flatMap((each) => words(variable(each))).flatMap(codeOfOption),
        ...java(words(variable('JDK_JAVA_OPTIONS'))).files,
        ...classesBelow(modules, variable('CLASSPATH')),
      ];
    case 'lua':
      return ['LUA_INIT_5_4', 'LUA_INIT_5_3', 'LUA_INIT_5_2', 'LUA_INIT']
        .map(variable)
        .flatMap((value) => (value[0] === '@' ? [optional(value.slice(1))] : []));
    case 'php':
    case 'tcl':
    case 'awk':
    case 'sed':
    case 'tcc':
    case 'busybox':
    case 'loader':
      return [];
  }
}

/** bash(1): BASH_ENV unless interactive or called sh; ENV for an interactive POSIX shell (mksh: always). */
function shellFiles(name: string, interactive: Reading['interactive'], variable: Lookup): CodeFile[] {
  const isBash = /^r?bash/.test(name);
  const names = [
    ...(isBash && interactive !== true ? ['BASH_ENV'] : []),
    ...(interactive !== false || /ksh/.test(name) ? ['ENV'] : []),
  ];
  // A value with an expansion is itself code; which file it names is the shell's to say.
  return names.map(variable).flatMap((value) => (value === '' || /[$`~]/.test(value) ? [] : [optional(value)]));
}

/** site.py imports sitecustomize and usercustomize from wherever sys.path has them first, and PYTHONPATH comes early. */
function pythonFiles({ interactive, modules = [] }: Reading, variable: Lookup): CodeFile[] {
  const startup = interactive ? variable('PYTHONSTARTUP') : '';
  const directories = split(variable('PYTHONPATH'));
  const customize = directories.length === 0 ? [] : ['sitecustomize', 'usercustomize'];
  return [
    ...(startup === '' ? [] : [optional(startup)]),
    ...customize.map((module) => optional(...directories.map((directory) => `${directory}/${module}.py`))),
    ...(directories.length === 0 ? [] : modules.map((module) => pythonModule(module, directories))),
  ];
}

const NODE_PRELOAD = /^(-r|--require|--import|--loader|--experimental-loader)(?:=(.*))?$/s;

/** Values of the options that `pattern` knows by its first group: attached (second group), else the next word. */
function optionValues(options: readonly string[], pattern: RegExp): string[] {
  return options.flatMap((option, at) => {
    const match = pattern.exec(option);
    if (match === null) return [];
    const value = match[2] || options[at + 1];
    return value === undefined ? [] : [value];
  });
}

const MAX_WORDS = 1_024;

/** Words between white space; double quotes keep it (NODE_OPTIONS, JDK_JAVA_OPTIONS), a backslash in them the next character. */
function words(text: string): string[] {
  const out: string[] = [];
  for (const match of text.matchAll(/(?:"(?:[^"\\]|\\.)*"?|[^\s"]+)+/gs)) {
    out.push(match[0].replaceAll(/"((?:[^"\\]|\\.)*)"?/gs, (_, quoted: string) => quoted.replaceAll(/\\(.)/gs, '$1')));
    if (out.length === MAX_WORDS) break;
  }
  return out;
}

/** As many as the variables that the kernel says can have. */
const MAX_DIRECTORIES = 1_024;

function split(path: string): string[] {
  return path === '' ? [] : path.split(':', MAX_DIRECTORIES).map((entry) => (entry === '' ? '.' : entry));
}

function parse(environ: string): ReadonlyMap<string, string> {
  const variables = new Map<string, string>();
  for (const entry of environ.split('\0')) {
    const equals = entry.indexOf('=');
    const name = entry.slice(0, equals);
    if (equals > 0 && !variables.has(name)) variables.set(name, entry.slice(equals + 1));
  }
  return variables;
}
