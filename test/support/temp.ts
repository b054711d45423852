import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, statfsSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export type TempDir = AsyncDisposable & {
  readonly path: string;
  /** Unmounts what is mounted below it and deletes it. */
  remove(): Promise<void>;
};

/** A fresh directory, removed with everything mounted below it by `remove()`, `await using`, or the end of the process. */
export function tempDir(name: string): TempDir {
  return freshDir(tmpdir(), name);
}

/** As {@link tempDir}, in memory where there is room: for many runs of what waits for the disk, which may take 140 ms each time. */
export function memoryDir(name: string): TempDir {
  return freshDir(hasRoom(MEMORY) ? MEMORY : tmpdir(), name);
}

const MEMORY = '/dev/shm';
const MEMORY_BYTES = 256 << 20;

function hasRoom(dir: string): boolean {
  if (!existsSync(dir)) return false;
  const { bavail, bsize } = statfsSync(dir);
  return bavail * bsize >= MEMORY_BYTES;
}

function freshDir(parent: string, name: string): TempDir {
  const path = mkdtempSync(join(parent, `drift-${name}-`));
  let removed = false;
  const sweep = (): void => {
    if (removed) return;
    removed = true;
    process.off('exit', sweep);
    removeTree(path);
  };
  process.once('exit', sweep);
  const remove = (): Promise<void> => {
    sweep();
    return Promise.resolve();
  };
  return { path, remove, [Symbol.asyncDispose]: remove };
}

/** Podman's clean-up of a container that was just removed may mount its storage once more meanwhile. */
function removeTree(path: string): void {
  for (let tries = 1; ; tries++) {
    unmountBelow(path);
    try {
      rmSync(path, { recursive: true, force: true, maxRetries: 2, retryDelay: 50 });
      return;
    } catch (error) {
      if (tries === 5) throw error;
    }
  }
}

/** What outlives one test run because it is slow to make: a debootstrap root, compiled programs. `DRIFT_TEST_CACHE` moves it. */
export function cacheDir(): string {
  return process.env.DRIFT_TEST_CACHE ?? join(tmpdir(), `drift-test-cache-${process.getuid?.() ?? 0}`);
}

/** Lazily unmounts every mount of this mount namespace below `dir`, the newest first. */
export function unmountBelow(dir: string): void {
  for (const target of mountsBelow(dir).reverse()) spawnSync('umount', ['-l', target], { stdio: 'ignore' });
}

function mountsBelow(dir: string): string[] {
  return readFileSync('/proc/self/mountinfo', 'utf8')
    .split('\n')
    .map((line) => unescapeOctal(line.split(' ')[4] ?? ''))
    .filter((target) => target === dir || target.startsWith(`${dir}/`));
}

/** mountinfo writes space, tab, newline and backslash as three octal digits: proc(5). */
function unescapeOctal(text: string): string {
  return text.replace(/\\([0-7]{3})/g, (_, digits: string) => String.fromCharCode(Number.parseInt(digits, 8)));
}
