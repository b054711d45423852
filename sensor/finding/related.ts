/**
 * Which findings belong to one cause: what a package manager of the image runs while it installs, and what one drifted program
 * or script starts one after the other. The cause has one finding; what belongs to it is listed there.
 *
 * Nothing is hidden by it: only ordinary files of the writable layer are folded, only into a finding that was said, and only
 * while the cause itself is the process's ancestor; whoever runs the same file later has a finding of their own. Code that
 * hides (memory, deleted, a disguise), volumes and the host's files always stand for themselves.
 */
import { LRUCache } from 'lru-cache';
import type { FindingBody } from './describe.ts';
import type { Finding, FindingFolded, FindingParent } from './finding.ts';

const MAX_CAUSES = 4_096;
/** A number of a process is used again some day: a cause that was quiet so long is over. */
const IDLE_MS = 600_000;
/** A script's first children are each said; from then on it is the script that is of interest. */
const OWN_FINDINGS = 5;
const MAX_LISTED = 20;
const MAX_DISTINCT = 1_000;

export type Cause = {
  /** Finding that speaks for it. */
  readonly leader: string;
  readonly by: FindingFolded['by'];
  readonly ids: Set<string>;
  readonly files: FindingFolded['files'][number][];
  count: number;
  /** Children that have findings of their own. */
  own: number;
  seenMs: number;
};

export class Related {
  readonly #causes = new LRUCache<string, Cause>({ max: MAX_CAUSES });

  /** The cause whose finding says this one; undefined: it has its own. */
  causeOf(body: FindingBody, nowMs: number): Cause | undefined {
    if (!isOrdinary(body)) return undefined;
    const installer = farthestInstaller(body);
    if (installer !== undefined) return this.#live(installerKey(body, installer), nowMs);
    const [parent] = body.process.parents;
    if (parent === undefined) return undefined;
    const dropper = this.#live(key(body, parent.pid), nowMs);
    if (dropper === undefined || dropper.by.exe !== parent.exe || dropper.leader === body.id) return undefined;
    return ++dropper.own > OWN_FINDINGS ? dropper : undefined;
  }

  /** A finding of its own was said: it may speak for what follows. */
  said(body: FindingBody, nowMs: number): void {
    if (body.verdict === 'unverified') return;
    const { pid, name, exe } = body.process;
    const installer = isOrdinary(body) ? farthestInstaller(body) : undefined;
    if (installer !== undefined) this.#begin(installerKey(body, installer), body.id, installer, nowMs);
    // The process that a foreign library was mapped into is the image's own program.
    if (body.object !== 'library') this.#begin(key(body, pid), body.id, { pid, name, exe }, nowMs);
  }

  #begin(at: string, leader: string, { pid, name, exe }: FindingFolded['by'] | FindingParent, nowMs: number): void {
    const by = { pid, name, ...(exe !== undefined && { exe }) };
    this.#causes.set(at, { leader, by, ids: new Set(), files: [], count: 0, own: 0, seenMs: nowMs });
  }

  #live(at: string, nowMs: number): Cause | undefined {
    const cause = this.#causes.get(at);
    if (cause === undefined || nowMs - cause.seenMs > IDLE_MS) return undefined;
    cause.seenMs = nowMs;
    return cause;
  }
}

/** Notes one more execution. */
export function fold(cause: Cause, { id, verdict, object, origin, file }: FindingBody): void {
  cause.count++;
  if (cause.ids.has(id) || cause.ids.size >= MAX_DISTINCT) return;
  cause.ids.add(id);
  if (cause.files.length >= MAX_LISTED) return;
  const { path, sha256 } = file;
  cause.files.push({
    path: path.slice(0, MAX_PATH).toWellFormed(),
    ...(sha256 !== undefined && { sha256 }),
    verdict,
    object,
    origin,
  });
}

const MAX_PATH = 512;

/** For the finding that speaks for a cause. */
export function foldedOf({ count, ids, by, files }: Cause): Pick<Finding, 'folded'> {
  return count === 0 ? {} : { folded: { count, distinct: ids.size, by, files: [...files] } };
}

function isOrdinary({ verdict, origin, masquerade, container }: FindingBody): boolean {
  return (
    origin === 'writable_layer' &&
    masquerade !== true &&
    verdict !== 'unverified' &&
    verdict !== 'mode_changed' &&
    container.runtime !== 'canary' &&
    container.runtime !== 'simulation'
  );
}

/** `apt-get` runs `dpkg`, which runs scripts: the first of them is what somebody ran. */
function farthestInstaller({ process }: FindingBody): FindingParent | undefined {
  return process.parents.findLast((parent) => parent.installer === true);
}

function installerKey(body: FindingBody, { pid, name }: FindingParent): string {
  return `${key(body, pid)}\0${name}`;
}

/** What another rule decided is said apart. */
function key({ container, action, policy, rule }: FindingBody, pid: number): string {
  return [container.id, pid, action, policy, rule].join('\0');
}
