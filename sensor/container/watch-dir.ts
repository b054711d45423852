import { type FSWatcher, watch } from 'node:fs';

/**
 * Calls `changed` with the entry's name (undefined: something changed, or the watch overflowed) for each change in `dir`.
 * Undefined where it cannot be watched (absent, no descriptors left): the caller rescans anyway. `ended` says that the
 * directory has gone or the watch failed.
 */
export function watchDir(
  dir: string,
  on: { changed(name: string | undefined): void; ended?(): void },
): (() => void) | undefined {
  let watcher: FSWatcher;
  try {
    watcher = watch(dir, { persistent: false });
  } catch {
    return undefined;
  }
  const close = () => watcher.close();
  watcher.on('change', (_kind, name) => on.changed(typeof name === 'string' ? name : undefined));
  watcher.on('error', () => {
    close();
    on.ended?.();
  });
  return close;
}
