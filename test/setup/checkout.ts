import { chmodSync, cpSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type CommandResult, tryRun } from '../support/command.ts';
import { tempDir } from '../support/temp.ts';

const ROOT = new URL('../..', import.meta.url).pathname;

/** npm that notes its call, takes as long as FAKE_NPM_SECONDS says, and makes what set-up looks for. */
const NPM = `#!/bin/sh
echo "npm $*" >>"$SHIM_LOG"
# One process holds the lock, as with the real npm; it ends at once when told to.
sleep "\${FAKE_NPM_SECONDS:-0}" 9<&- & sleeper=$!
trap 'kill $sleeper; exit 143' TERM
wait $sleeper
[ -z "\${FAKE_NPM_FAILS:-}" ] || { echo 'npm error network'; exit 1; }
rm -rf node_modules; mkdir -p node_modules/.bin; cp /bin/true node_modules/.bin/node
echo "npm ended" >>"$SHIM_LOG"
`;

/** apt-get and friends that note their calls and install nothing. */
const APT = '#!/bin/sh\necho "$(basename "$0") $*" >>"$SHIM_LOG"\n';

export type Checkout = AsyncDisposable & {
  readonly path: string;
  /** Environment whose PATH reaches the stand-ins for npm and apt first. */
  readonly env: NodeJS.ProcessEnv;
  /** What the stand-ins noted. */
  calls(): string[];
  setUp(args?: readonly string[], env?: NodeJS.ProcessEnv): Promise<CommandResult>;
  /** As {@link setUp}, without root (as nobody, when the tests run as root). */
  setUpWithoutRoot(): Promise<CommandResult>;
};

/** A copy of this checkout's set-up in a temporary folder with stand-ins for npm and apt; `missing` packages look absent. */
export function checkout(options: { readonly missing?: boolean; readonly makefile?: string } = {}): Checkout {
  const temp = tempDir('setup');
  const path = join(temp.path, 'a checkout');
  const shims = join(temp.path, 'shims');
  const log = join(temp.path, 'calls');
  mkdirSync(path);
  mkdirSync(shims);
  writeFileSync(log, '');
  chmodSync(log, 0o666);
  chmodSync(temp.path, 0o755);
  chmodSync(path, 0o777);
  cpSync(join(ROOT, 'setup'), join(path, 'setup'), { recursive: true });
  writeFileSync(join(path, 'package-lock.json'), '{}');
  const debian = join(path, 'setup/lib/debian.sh');
  const packages = options.missing === true ? 'clang:/nonexistent/clang make:make' : 'make:sh';
  const list = /BRIDGE_PACKAGES=\([^)]*\)/;
  const source = readFileSync(debian, 'utf8');
  if (!list.test(source)) throw new Error('setup/lib/debian.sh has no BRIDGE_PACKAGES');
  writeFileSync(debian, source.replace(list, `BRIDGE_PACKAGES=(${packages})`));
  if (options.makefile !== undefined) {
    mkdirSync(join(path, 'sensor/bridge/native'), { recursive: true });
    writeFileSync(join(path, 'sensor/bridge/native/Makefile'), options.makefile);
  }
  for (const [name, script] of Object.entries({ npm: NPM, node: APT, 'apt-get': APT, 'apt-cache': APT, dpkg: APT })) {
    writeFileSync(join(shims, name), script, { mode: 0o755 });
  }
  const env = { PATH: `${shims}:${process.env.PATH}`, SHIM_LOG: log, CI: '' };
  const command = ['bash', join(path, 'setup/setup.sh')] as const;
  return {
    path,
    env,
    calls: () =>
      existsSync(log)
        ? readFileSync(log, 'utf8')
            .split('\n')
            .filter((line) => line !== '')
        : [],
    setUp: (args = [], more = {}) => tryRun([...command, ...args], { env: { ...env, ...more }, cwd: '/' }),
    setUpWithoutRoot: () => {
      const asNobody = process.getuid?.() === 0 ? ['setpriv', '--reuid=65534', '--regid=65534', '--clear-groups'] : [];
      const [first = 'env', ...rest] = [...asNobody, ...command];
      return tryRun([first, ...rest], { env, cwd: '/' });
    },
    [Symbol.asyncDispose]: temp.remove,
  };
}
