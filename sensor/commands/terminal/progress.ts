import { printable } from '../../finding/text.ts';
import type { Screen } from './screen.ts';
import { fill } from './text.ts';

/** An image that is being indexed. */
export type IndexProgress = {
  readonly image: string;
  readonly state: 'queued' | 'building' | 'ready' | 'failed';
  readonly files: number;
  readonly bytes: number;
};

const DEFAULT_COLUMNS = 80;
const MIB = 1 << 20;

/** Shows the image that is being indexed, while it is, on the last line of the terminal. */
export function showProgress(screen: Screen, columns: () => number | undefined): (progress: IndexProgress) => void {
  return ({ image, state, files, bytes }) => {
    if (state === 'queued') return;
    if (state !== 'building') return screen.progress(undefined);
    const text = `indexing ${printable(image)}: ${files.toLocaleString('en')} files, ${(bytes / MIB).toFixed(0)} MiB`;
    // The last column stays free: some terminals begin a new line after it.
    screen.progress(fill(text, (columns() || DEFAULT_COLUMNS) - 1).trimEnd());
  };
}
