import type { FindingBody } from './describe.ts';
import { type Finding, type Severity, severityRank } from './finding.ts';
import { type Cause, fold, foldedOf, Related } from './related.ts';
import type { Revisions } from './revisions.ts';

export type FoldOptions = {
  /** Distinct findings whose counts are kept; the one repeated longest ago makes room. */
  readonly maxFindings: number;
  /** A repeat is said again at most this often. */
  readonly repeatMs: number;
};

export type FoldMemory = Pick<Revisions, 'recall' | 'note'>;

/** A finding is some 1.5 KB as JSON, and up to some 20 KB where a container chose long paths and arguments. */
const MAX_BYTES = 32 << 20;

type Folded = {
  /** A FindingBody as JSON, outside the heap: as an object it is ten times as large. */
  json: Buffer;
  /** The cluster had not described its pod when it was first said. */
  lacksPod: boolean;
  count: number;
  revision: number;
  firstSeen: string;
  lastSeen: string;
  emittedAtMs: number;
  /** The process that was counted last. */
  pid: number;
  startedAtMs: number;
  /** What was folded into it last, and the highest severity of all that was. */
  cause: Cause | undefined;
  severity: Severity | undefined;
};

/** A start time is told to the nanosecond by the kernel, and to 10 ms by /proc. */
const SAME_START_MS = 20;

/**
 * One finding for each id: said at once when new, again with a higher revision and the cumulative count when it repeats, at
 * most once in `repeatMs`, and at shutdown. Nothing is lost by folding: the count of the last revision is the total. Drift of one
 * cause (related.ts) is counted and listed in the finding of that cause.
 */
export class Folder {
  readonly #options: FoldOptions;
  readonly #emit: (finding: Finding) => void;
  readonly #memory: FoldMemory | undefined;
  /** In order of the last repeat. */
  readonly #byId = new Map<string, Folded>();
  readonly #dirty = new Set<string>();
  readonly #related = new Related();
  #bytes = 0;
  /** Distinct findings that were forgotten; a later repeat starts a count of its own. */
  evicted = 0;

  /** `memory`: what earlier runs have said, so that their revisions and counts go on. */
  constructor(options: FoldOptions, deps: { emit: (finding: Finding) => void; memory?: FoldMemory }) {
    this.#options = options;
    this.#emit = deps.emit;
    this.#memory = deps.memory;
  }

  get size(): number {
    return this.#byId.size;
  }

  /** Counts one more occurrence without a new description; false when the id is not known (any more). */
  repeat(id: string, time: string): boolean {
    const folded = this.#byId.get(id);
    if (folded === undefined) return false;
    folded.count++;
    // Events that had to wait (a large file, an engine) come after later ones.
    if (time > folded.lastSeen) folded.lastSeen = time;
    if (time < folded.firstSeen) folded.firstSeen = time;
    this.#byId.delete(id);
    this.#byId.set(id, folded);
    this.#dirty.add(id);
    return true;
  }

  /** A process that runs on is no second occurrence when a sweep comes upon it. */
  add(body: FindingBody, nowMs: number): void {
    const { pid, start_time } = body.process;
    const startedAtMs = Date.parse(start_time);
    const known = this.#byId.get(body.id);
    if (known !== undefined) {
      const same = known.pid === pid && Math.abs(known.startedAtMs - startedAtMs) <= SAME_START_MS;
      if (body.backfill === true && same) return;
      known.pid = pid;
      known.startedAtMs = startedAtMs;
      if (known.lacksPod && body.pod?.missing === undefined) this.#describePod(known, body.pod);
      this.repeat(body.id, body.time);
      return;
    }
    const before = this.#memory?.recall(body.id);
    const runsOn =
      body.backfill === true && before?.pid === pid && Math.abs(before.startedAtMs - startedAtMs) <= SAME_START_MS;
    if (this.#belongsToAnother(body, nowMs)) return;
    const folded: Folded = {
      json: ownBytes(JSON.stringify(body)),
      lacksPod: body.pod?.missing !== undefined,
      count: (before?.count ?? 0) + (runsOn ? 0 : 1),
      revision: before?.revision ?? 0,
      firstSeen: before !== undefined && before.firstSeen < body.time ? before.firstSeen : body.time,
      lastSeen: body.time,
      emittedAtMs: nowMs,
      pid,
      startedAtMs,
      cause: undefined,
      severity: undefined,
    };
    this.#related.said(body, nowMs);
    this.#byId.set(body.id, folded);
    this.#bytes += folded.json.length;
    this.#say(body, folded, nowMs);
    this.#makeRoom(nowMs);
  }

  #describePod(folded: Folded, pod: FindingBody['pod']): void {
    const json = ownBytes(JSON.stringify({ ...(JSON.parse(folded.json.toString()) as FindingBody), pod }));
    this.#bytes += json.length - folded.json.length;
    folded.json = json;
    folded.lacksPod = false;
  }

  #belongsToAnother(body: FindingBody, nowMs: number): boolean {
    const cause = this.#related.causeOf(body, nowMs);
    const leader = cause && this.#byId.get(cause.leader);
    if (cause === undefined || leader === undefined) return false;
    fold(cause, body);
    leader.cause = cause;
    if (severityRank(body.severity) > severityRank(leader.severity)) leader.severity = body.severity;
    this.repeat(cause.leader, body.time);
    return true;
  }

  /** Says the repeats whose time has come; with `everything`, all of them. Call every `repeatMs` or so. */
  flush(nowMs: number, everything = false): void {
    for (const id of this.#dirty) {
      const folded = this.#byId.get(id);
      if (folded !== undefined && !everything && nowMs - folded.emittedAtMs < this.#options.repeatMs) continue;
      this.#dirty.delete(id);
      if (folded !== undefined) this.#repeat(folded, nowMs);
    }
  }

  #repeat(folded: Folded, nowMs: number): void {
    this.#say(JSON.parse(folded.json.toString()) as FindingBody, folded, nowMs);
  }

  #say(body: FindingBody, folded: Folded, nowMs: number): void {
    folded.revision++;
    folded.emittedAtMs = nowMs;
    // The canary's are new each time.
    if (body.container.runtime !== 'canary') this.#memory?.note(body.id, folded);
    const { cause, severity } = folded;
    const raised = severity !== undefined && severityRank(severity) > severityRank(body.severity);
    this.#emit({
      ...body,
      ...(raised && { severity }),
      ...(cause !== undefined && foldedOf(cause)),
      revision: folded.revision,
      count: folded.count,
      first_seen: folded.firstSeen,
      last_seen: folded.lastSeen,
    });
  }

  #makeRoom(nowMs: number): void {
    while (this.#byId.size > this.#options.maxFindings || this.#bytes > MAX_BYTES) {
      const [oldest] = this.#byId;
      if (oldest === undefined) return;
      const [id, folded] = oldest;
      if (this.#dirty.delete(id)) this.#repeat(folded, nowMs);
      this.#byId.delete(id);
      this.#bytes -= folded.json.length;
      this.evicted++;
    }
  }
}

/** Not Buffer.from, whose result is a part of a pool of 64 KiB: one small part that is kept keeps all of it. */
function ownBytes(text: string): Buffer {
  const bytes = Buffer.allocUnsafeSlow(Buffer.byteLength(text));
  bytes.write(text);
  return bytes;
}
