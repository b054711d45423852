import { toNumber } from '../long.ts';
import type { drift_sensor } from '../wire.gen.js';

/** The bridge's counters, over all its restarts: none of them ever goes back. wire.proto says what each counts. */
export type BridgeCounters = {
  execsContainer: number;
  execsHost: number;
  lostRing: number;
  lostRecursion: number;
  lostQueue: number;
  pinsOpened: number;
  pinsFailed: number;
  pinsExpired: number;
  pinsRefused: number;
  /** Refused by the bridge; what the sensor refused is `BridgeStats.badFrames`. */
  badFramesDown: number;
  programRunNs: number;
  programRuns: number;
  mapsSeen: number;
  mapsHost: number;
  mapsExe: number;
  mapsRepeated: number;
  mapsSent: number;
  mapsUnpinned: number;
  lostMaps: number;
  execsKnown: number;
  knownEvicted: number;
  knownRefused: number;
};

export type BridgeStats = Readonly<BridgeCounters> & {
  /** Of the running bridge; 0 while there is none. */
  readonly pinsHeld: number;
  readonly slots: number;
  /** Files that are known to be good, of the running bridge. */
  readonly knownEntries: number;
  readonly restarts: number;
  /** Messages from the bridge that could not be read and were skipped. */
  readonly badFrames: number;
  /** Frames missing by their sequence numbers, unreadable ones among them. */
  readonly lostSocket: number;
  /** Acks that the bridge did not take in time; their pins end by age. */
  readonly acksDropped: number;
};

const zero = (): BridgeCounters => ({
  execsContainer: 0,
  execsHost: 0,
  lostRing: 0,
  lostRecursion: 0,
  lostQueue: 0,
  pinsOpened: 0,
  pinsFailed: 0,
  pinsExpired: 0,
  pinsRefused: 0,
  badFramesDown: 0,
  programRunNs: 0,
  programRuns: 0,
  mapsSeen: 0,
  mapsHost: 0,
  mapsExe: 0,
  mapsRepeated: 0,
  mapsSent: 0,
  mapsUnpinned: 0,
  lostMaps: 0,
  execsKnown: 0,
  knownEvicted: 0,
  knownRefused: 0,
});

export class StatsAccumulator {
  restarts = 0;
  badFrames = 0;
  lostSocket = 0;
  acksDropped = 0;
  /** Of the bridges that have died, and the greatest numbers of the present one. */
  #past = zero();
  #now = zero();
  #pinsHeld = 0;
  #slots = 0;
  #knownEntries = 0;

  update(stats: drift_sensor.bridge.v1.Stats): void {
    const fresh: BridgeCounters = {
      execsContainer: toNumber(stats.execsContainer),
      execsHost: toNumber(stats.execsHost),
      lostRing: toNumber(stats.lostRing),
      lostRecursion: toNumber(stats.lostRecursion),
      lostQueue: toNumber(stats.lostQueue),
      pinsOpened: toNumber(stats.pinsOpened),
      pinsFailed: toNumber(stats.pinsFailed),
      pinsExpired: toNumber(stats.pinsExpired),
      pinsRefused: toNumber(stats.pinsRefused),
      badFramesDown: toNumber(stats.badFrames),
      programRunNs: toNumber(stats.programRunNs),
      programRuns: toNumber(stats.programRuns),
      mapsSeen: toNumber(stats.mapsSeen),
      mapsHost: toNumber(stats.mapsHost),
      mapsExe: toNumber(stats.mapsExe),
      mapsRepeated: toNumber(stats.mapsRepeated),
      mapsSent: toNumber(stats.mapsSent),
      mapsUnpinned: toNumber(stats.mapsUnpinned),
      lostMaps: toNumber(stats.lostMaps),
      execsKnown: toNumber(stats.execsKnown),
      knownEvicted: toNumber(stats.knownEvicted),
      knownRefused: toNumber(stats.knownRefused),
    };
    this.#now = combine(this.#now, fresh, Math.max);
    this.#pinsHeld = stats.pinsHeld;
    this.#slots = toNumber(stats.slots);
    this.#knownEntries = toNumber(stats.knownEntries);
  }

  /** The present bridge has ended: its last numbers become part of the past. */
  endSession(): void {
    this.#past = combine(this.#past, this.#now, (a, b) => a + b);
    this.#now = zero();
    this.#pinsHeld = 0;
    this.#slots = 0;
    this.#knownEntries = 0;
  }

  snapshot(): BridgeStats {
    return {
      ...combine(this.#past, this.#now, (a, b) => a + b),
      pinsHeld: this.#pinsHeld,
      slots: this.#slots,
      knownEntries: this.#knownEntries,
      restarts: this.restarts,
      badFrames: this.badFrames,
      lostSocket: this.lostSocket,
      acksDropped: this.acksDropped,
    };
  }
}

function combine(a: BridgeCounters, b: BridgeCounters, f: (a: number, b: number) => number): BridgeCounters {
  const out = zero();
  for (const key of Object.keys(out) as (keyof BridgeCounters)[]) out[key] = f(a[key], b[key]);
  return out;
}
