/** The command line of Node.js. */
import { type Syntax, scan, valuesOf } from './options.ts';
import { type CodeFile, optional, type Reading, required } from './reading.ts';
import { type As, CODE, INTERACTIVE, operandReading, PRELOAD, VALUE } from './syntax.ts';

const NODE_VALUES =
  `conditions env-file env-file-if-exists input-type title inspect-port icu-data-dir openssl-config redirect-warnings
   diagnostic-dir report-dir report-directory report-filename cpu-prof-dir cpu-prof-name heap-prof-dir heap-prof-name
   unhandled-rejections disable-warning secure-heap secure-heap-min tls-cipher-list tls-keylog tls-min-v1.2 watch-path
   experimental-config-file dns-result-order localstorage-file snapshot-blob stack-trace-limit max-http-header-size
   trace-event-categories trace-event-file-pattern allow-fs-read allow-fs-write test-name-pattern
   test-reporter-destination watch-kill-signal test-concurrency test-timeout test-shard network-family-autoselection-attempt-timeout`.split(
    /\s+/,
  );

const nodeSyntax: Syntax<As> = {
  short: { r: PRELOAD, e: CODE, C: VALUE, i: INTERACTIVE },
  long: {
    ...Object.fromEntries(NODE_VALUES.map((name) => [name, VALUE] as const)),
    require: PRELOAD,
    import: PRELOAD,
    loader: PRELOAD,
    'experimental-loader': PRELOAD,
    'test-reporter': PRELOAD,
    'test-global-setup': PRELOAD,
    eval: CODE,
    print: CODE,
    interactive: INTERACTIVE,
  },
  dash: 'operand',
};

/** https://nodejs.org/api/cli.html */
export function node(args: readonly string[]): Reading {
  // `-p`, `-pe`: the next argument is the code.
  const scanned = scan(
    args.map((arg) => (arg === '-p' || arg === '-pe' ? '--print' : arg)),
    nodeSyntax,
  );
  const files = valuesOf(scanned, 'preload').flatMap(nodeModule);
  const [first, ...others] = scanned.operands;
  const operands = first === 'inspect' || first === 'debug' ? others : scanned.operands;
  return operandReading({ ...scanned, operands }, files, (file) => ({
    ...required(...nodeNames(file)),
    package: true,
  }));
}

/** Directories above the working one in which a module without a path is looked for; more are not. */
const ABOVE = 8;

/** A module named by a path, or one of the working directory's packages. (NODE_PATH comes after those, and is not followed.) */
export function nodeModule(name: string): CodeFile[] {
  const path = name.startsWith('file://') ? decoded(name.slice(7)) : name;
  if (/^\.{0,2}\//.test(path)) return [{ ...optional(...nodeNames(path)), package: true }];
  // `node:fs`, `data:text/javascript,…`
  if (path === '' || path.includes(':')) return [];
  const packages = Array.from({ length: ABOVE }, (_, up) => `${'../'.repeat(up)}node_modules/${path}`);
  return [{ ...optional(...packages.flatMap(nodeNames)), package: true }];
}

/** LOAD_AS_FILE and LOAD_AS_DIRECTORY of https://nodejs.org/api/modules.html */
function nodeNames(file: string): string[] {
  return [...fileNames(file), `${file}/package.json`, `${file}/index.js`];
}

/** Where the code of a package in `directory` may be, by the text of its package.json (not trusted). */
export function mainOfPackage(directory: string, manifest: string): string[] {
  try {
    const main = (JSON.parse(manifest) as { main?: unknown } | null)?.main;
    if (typeof main !== 'string' || main === '' || main.includes('\0')) return [];
    const path = `${directory}/${Buffer.from(main).toString('latin1')}`;
    return [...fileNames(path), `${path}/index.js`];
  } catch {
    return [];
  }
}

function fileNames(file: string): string[] {
  return [file, `${file}.js`, `${file}.json`, `${file}.node`];
}

function decoded(url: string): string {
  return url.replace(/%([0-9a-fA-F]{2})/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
}
