import { keyOfPath } from './format/key.ts';
import type { IndexEntry } from './lookup.ts';

/** `mode_changed`: the same bytes with another mode, owner or capabilities. */
export type Change = 'added' | 'removed' | 'modified' | 'mode_changed';

export type Difference = {
  readonly change: Change;
  readonly path: Buffer;
  readonly before?: IndexEntry;
  readonly after?: IndexEntry;
};

/** What turns `before` into `after`; both come in the order of an index. */
export function* compareFiles(
  before: Iterable<IndexEntry>,
  after: Iterable<IndexEntry>,
): Generator<Difference, void, void> {
  const old = before[Symbol.iterator]();
  const fresh = after[Symbol.iterator]();
  let a = old.next();
  let b = fresh.next();
  while (!a.done || !b.done) {
    const order = a.done ? 1 : b.done ? -1 : keyOf(a.value).compare(keyOf(b.value));
    if (order < 0 && !a.done) {
      yield { change: 'removed', path: a.value.path, before: a.value };
      a = old.next();
    } else if (order > 0 && !b.done) {
      yield { change: 'added', path: b.value.path, after: b.value };
      b = fresh.next();
    } else if (!a.done && !b.done) {
      const change = changeOf(a.value, b.value);
      if (change !== undefined) yield { change, path: b.value.path, before: a.value, after: b.value };
      a = old.next();
      b = fresh.next();
    }
  }
}

function changeOf(before: IndexEntry, after: IndexEntry): Change | undefined {
  if (before.sha256 !== after.sha256) return 'modified';
  const sameOwner = before.mode === after.mode && before.uid === after.uid && before.gid === after.gid;
  const capabilities = (entry: IndexEntry) => entry.capabilities?.toString('hex') ?? '';
  return sameOwner && capabilities(before) === capabilities(after) ? undefined : 'mode_changed';
}

function keyOf(entry: IndexEntry): Buffer {
  return keyOfPath(entry.path) ?? entry.path;
}
