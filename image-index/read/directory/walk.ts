import type { BigIntStats } from 'node:fs';
import type { ReadFile } from './ahead-slots.ts';
import { pathOf } from './proc-path.ts';
import type { ReadAhead } from './read-ahead.ts';
import { leave, type Place, type Step, scan, shownPath } from './scan.ts';

/** Directories that stay open for what was offered to be read ahead, besides those on the way down: few may be allowed (RLIMIT_NOFILE). */
const MAX_OPEN_AHEAD = 64;
/** Steps ahead, where there are many directories, symlinks and devices. */
const MAX_STEPS = 2_048;

export type Visit = {
  readonly key: Buffer;
  /** Undefined: the directory says that it is a regular file, and whoever opens it is told the rest. */
  readonly stat: BigIntStats | undefined;
  /** The directory that it is in, open for as long as the visit lasts. */
  readonly place: Place;
  /** Bytes as latin1 text. */
  readonly name: string;
  /** Of a file that was read ahead; for as long as the visit lasts. */
  readonly read: ReadFile | undefined;
};

/** Reaches the file itself for as long as the visit lasts, whatever happens to the directories above it. */
export function visitedPath({ place, name }: Visit): string | Buffer {
  return pathOf(place.prefix, name);
}

/** For messages: where the file is. */
export function visitedName({ place, name }: Visit): string {
  return shownPath(place, name);
}

type Planned = { readonly step: Step; readonly batch: number | undefined };

/**
 * Every file below a directory in ascending order of keys, directories before what is in them, the root included. Goes from descriptor to
 * descriptor and follows no symlink below the directory, so that it never leaves it, and paths may be longer than PATH_MAX. A mount point
 * is visited but not entered: overlay does not see what is mounted inside its layers either.
 *
 * With `ahead` it goes on before its visits, and offers the files that come.
 */
export class Walk {
  readonly #ahead: ReadAhead | undefined;
  readonly #open = new Set<Place>();
  readonly #scan: Generator<Step, void, void>;
  readonly #planned: Planned[] = [];
  #openAhead = 0;

  constructor(directory: string, ahead?: ReadAhead) {
    this.#ahead = ahead;
    this.#scan = scan(directory, this.#open);
  }

  /** Offers the first files. Not needed; it lets them be read before the first visit. */
  begin(): void {
    this.#plan();
  }

  *visits(): Generator<Visit, void, void> {
    this.#plan();
    for (let next = this.#planned.shift(); next !== undefined; next = this.#planned.shift()) {
      const { step, batch } = next;
      const { place } = step;
      if (step.type === 'leave') {
        this.#openAhead--;
        leave(place, this.#open);
      } else if (step.type === 'entry') {
        const { name, stat } = step;
        const key = Buffer.from(name === '' ? '' : place.keyPrefix + name, 'latin1');
        yield { key, stat, place, name, read: undefined };
      } else {
        const read = batch === undefined ? undefined : this.#ahead?.take(batch);
        const { names } = step;
        for (let at = 0; at < names.length; at++) {
          const name = names[at] as string;
          const key = Buffer.from(place.keyPrefix + name, 'latin1');
          yield { key, stat: undefined, place, name, read: read?.(at) };
        }
      }
      this.#plan();
    }
  }

  /** Closes what is open; the files that were offered are not to be read any more. */
  close(): void {
    for (const place of this.#open) leave(place, this.#open);
  }

  #plan(): void {
    const ahead = this.#ahead;
    const wants = () =>
      ahead === undefined
        ? this.#planned.length === 0
        : ahead.hasRoom && this.#openAhead < MAX_OPEN_AHEAD && this.#planned.length < MAX_STEPS;
    while (this.#planned.length === 0 || wants()) {
      const { value: step, done } = this.#scan.next();
      if (done === true) return;
      if (step.type === 'leave') this.#openAhead++;
      const batch = step.type === 'files' ? ahead?.offer(step.place.fd, step.names) : undefined;
      this.#planned.push({ step, batch });
    }
  }
}
