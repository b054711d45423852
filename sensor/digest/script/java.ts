/** The java launcher's command line (java(1)): options begin with one dash and are never combined. */
import { type CodeFile, MAX_CODE_FILES, NOTHING, optional, type Reading, required } from './reading.ts';

const TAKE_NEXT = new Set([
  '--add-modules',
  '--limit-modules',
  '--upgrade-module-path',
  '--add-reads',
  '--add-exports',
  '--add-opens',
  '--enable-native-access',
  '--source',
  '--describe-module',
  '-d',
]);
const CLASS_PATH = new Set(['-cp', '-classpath', '--class-path']);
const MODULE_PATH = new Set(['-p', '--module-path']);

export function java(args: readonly string[]): Reading {
  const files: CodeFile[] = [];
  let classPath: readonly string[] = [];
  let isSource = false;
  for (let at = 0; at < args.length; at++) {
    const arg = args[at] ?? '';
    const [name = '', attached] = splitOnce(arg, '=');
    if (CLASS_PATH.has(name)) classPath = entries(attached ?? args[++at] ?? '');
    else if (MODULE_PATH.has(name)) files.push(...archives(entries(attached ?? args[++at] ?? '')));
    else if (name === '--patch-module') files.push(...patches(attached ?? args[++at] ?? ''));
    else if (arg === '-jar') {
      const jar = args[at + 1];
      return { ...NOTHING, files: [...first(files), ...(jar === undefined ? [] : [required(jar)])] };
    } else if (arg === '-m' || arg === '--module') return { ...NOTHING, files: first(files) };
    else if (TAKE_NEXT.has(arg)) {
      isSource ||= arg === '--source';
      at++;
    } else if (arg[0] !== '-' && arg[0] !== '@') {
      // A source file, or a class of the class path, whose default is the working directory.
      if (isSource || arg.endsWith('.java')) return { ...NOTHING, files: [...first(files), required(arg)] };
      const modules = classPath.length === 0 ? { modules: [arg] } : {};
      return { ...NOTHING, ...modules, files: first([...files, ...classFiles(arg, classPath)]) };
    } else files.push(...codeOfOption(arg));
  }
  return { ...NOTHING, files: first([...files, ...archives(classPath)]) };
}

/** What an option of the virtual machine itself brings: `-javaagent:JAR[=OPTIONS]`, `-Xbootclasspath/a:PATH`, `-Djava.class.path=PATH`. */
export function codeOfOption(option: string): CodeFile[] {
  const [name, value = ''] = splitOnce(option, ':');
  if (name === '-javaagent') return [optional(splitOnce(value, '=')[0])];
  if (name === '-Xbootclasspath/a') return archives(entries(value));
  const [property, path] = splitOnce(option, '=');
  return property === '-Djava.class.path' && path !== undefined ? archives(entries(path)) : [];
}

/** `--patch-module MODULE=PATH` */
function patches(value: string): CodeFile[] {
  return archives(entries(splitOnce(value, '=')[1] ?? ''));
}

/** `CLASSPATH`, where no option gives one. */
export function classesBelow(names: readonly string[], path: string): CodeFile[] {
  return path === '' ? [] : names.flatMap((name) => classFiles(name, entries(path)));
}

function classFiles(name: string, classPath: readonly string[]): CodeFile[] {
  const file = `${name.replaceAll('.', '/')}.class`;
  const directories = classPath.length === 0 ? ['.'] : classPath.filter((entry) => !isArchive(entry));
  const own = directories.map((directory) => `${directory}/${file}`);
  return [...(own.length === 0 ? [] : [optional(...own)]), ...archives(classPath)];
}

function archives(path: readonly string[]): CodeFile[] {
  return path.filter(isArchive).map((file) => optional(file));
}

function isArchive(entry: string): boolean {
  return /\.(?:jar|zip|war)$/i.test(entry);
}

/** An empty entry is the working directory; `DIRECTORY/*` is not followed. */
function entries(path: string): string[] {
  return path.split(':', MAX_CODE_FILES).map((entry) => (entry === '' ? '.' : entry));
}

/** A class path may well be longer: its first archives are judged, and a class or an archive that is named besides. */
export function first(files: readonly CodeFile[]): readonly CodeFile[] {
  return files.slice(0, MAX_CODE_FILES - 1);
}

function splitOnce(text: string, separator: string): [string, string | undefined] {
  const at = text.indexOf(separator);
  return at === -1 ? [text, undefined] : [text.slice(0, at), text.slice(at + 1)];
}
