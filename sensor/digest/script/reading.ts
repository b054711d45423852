/** What an interpreter's command line says about the code that it runs. Text is latin1: one character a byte. */

export type CodeFile = {
  /** Names to be tried in order, as the interpreter does; the first that exists is the code. */
  readonly names: readonly string[];
  /** Where none exists, the interpreter does without (a module that lies elsewhere); else something is missing. */
  readonly optional: boolean;
  /** One of the names is a directory's package.json, which says by its `main` where the code is. */
  readonly package?: true;
  /** It is not looked at, and what comes after it neither: there are too many. */
  readonly unseen?: true;
};

export type Reading = {
  readonly files: readonly CodeFile[];
  /** Code that is itself an argument. */
  readonly code: readonly string[];
  /** Code is read from standard input. */
  readonly stdin: boolean;
  /** A person is asked for commands, or `-i` says so: start-up files for that are read. `perhaps`: if standard input is a terminal. */
  readonly interactive: boolean | 'perhaps';
  /** Modules named without a directory, which an environment variable's directories may have. */
  readonly modules?: readonly string[];
  /** The interpreter was told not to look at its environment variables. */
  readonly ignoresEnvironment: boolean;
};

export const NOTHING: Reading = {
  files: [],
  code: [],
  stdin: false,
  interactive: false,
  ignoresEnvironment: false,
};

/** Files named in one command line or environment that are looked at. */
export const MAX_CODE_FILES = 64;

/** What is beyond is not judged, and that is said: the script itself may come after any number of modules. */
export function bounded(files: readonly CodeFile[]): readonly CodeFile[] {
  const beyond = files[MAX_CODE_FILES];
  return beyond === undefined ? files : [...files.slice(0, MAX_CODE_FILES), { ...beyond, unseen: true }];
}

export function required(...names: readonly string[]): CodeFile {
  return { names, optional: false };
}

export function optional(...names: readonly string[]): CodeFile {
  return { names, optional: true };
}
