import type { Writable } from 'node:stream';
import { encodeAck, encodeDown } from '../frame.ts';
import { fromBigInt } from '../long.ts';
import type { drift_sensor } from '../wire.gen.js';

/** 1,000 ids of 8 bytes: an eighth of a frame's bound. */
const IDS_PER_FRAME = 1000;
/** A pin is held for two seconds, an ack may wait as long as this for others: what wakes the bridge costs more than an exec. */
const ACKS_WAIT_MS = 20;
/** Above this many bytes waiting in the pipe nothing is added until it drains. */
const MAX_BUFFERED_BYTES = 256 * 1024;
/** Acks beyond this are dropped, oldest first: those pins have run into their age limit by then. */
const MAX_PENDING_ACKS = 65_536;
/** Of 88 bytes: two thirds of a frame's bound. */
const KEYS_PER_FRAME = 500;
/** A key that is dropped costs another look at the same file. */
const MAX_PENDING_KEYS = 8_192;

/**
 * What the sensor says to one bridge process. Acks and keys are batched and dropped when the bridge does not read;
 * image slots are kept, one per cgroup, until they can be written.
 */
export class DownStream {
  #stream: Writable;
  #acks: bigint[] = [];
  #slots = new Map<bigint, bigint>();
  #keys: Buffer[] = [];
  #applets: Buffer[] = [];
  #generation: bigint | undefined;
  #flushing: NodeJS.Immediate | undefined;
  #acking: NodeJS.Timeout | undefined;
  #onDropped: (acks: number) => void;

  constructor(stream: Writable, deps: { readonly onDroppedAcks: (acks: number) => void }) {
    this.#stream = stream;
    this.#onDropped = deps.onDroppedAcks;
    // EPIPE and the like: the process is gone, and its exit is what gets handled.
    stream.on('error', () => {});
    stream.on('drain', () => this.#schedule());
  }

  hello(version: number): void {
    this.#write({ hello: { version, pid: process.pid } });
  }

  /** Ids as the bridge numbers them. */
  ack(ids: readonly bigint[]): void {
    for (const id of ids) this.#acks.push(id);
    if (this.#acks.length > MAX_PENDING_ACKS) {
      const excess = this.#acks.length - MAX_PENDING_ACKS;
      this.#acks.splice(0, excess);
      this.#onDropped(excess);
    }
    this.#acking ??= setTimeout(() => {
      this.#acking = undefined;
      this.#flush();
    }, ACKS_WAIT_MS);
  }

  knownGood(keys: readonly Buffer[], applets: readonly Buffer[]): void {
    for (const key of keys) if (this.#keys.length < MAX_PENDING_KEYS) this.#keys.push(key);
    for (const key of applets) if (this.#applets.length < MAX_PENDING_KEYS) this.#applets.push(key);
    this.#schedule();
  }

  /** Keys that wait are of an older one: they would count no more. */
  generation(generation: bigint): void {
    this.#keys = [];
    this.#applets = [];
    this.#generation = generation;
    this.#schedule();
  }

  slot(cgroupId: bigint, slot: bigint): void {
    // Deleted first, so that the latest word on a cgroup is also the last one written.
    this.#slots.delete(cgroupId);
    this.#slots.set(cgroupId, slot);
    this.#schedule();
  }

  end(): void {
    clearImmediate(this.#flushing);
    clearTimeout(this.#acking);
    this.#stream.end();
  }

  #schedule(): void {
    if (this.#flushing !== undefined || !this.#room()) return;
    const keys = this.#keys.length + this.#applets.length;
    if (this.#acks.length + this.#slots.size + keys === 0 && this.#generation === undefined) return;
    this.#flushing = setImmediate(() => {
      this.#flushing = undefined;
      this.#flush();
    });
  }

  #flush(): void {
    if (this.#generation !== undefined && this.#room()) {
      this.#write({ generation: { generation: fromBigInt(this.#generation) } });
      this.#generation = undefined;
    }
    for (const [cgroupId, slot] of this.#slots) {
      if (!this.#room()) return;
      this.#write({ imageSlot: { cgroupId: fromBigInt(cgroupId), slot: fromBigInt(slot) } });
      this.#slots.delete(cgroupId);
    }
    while (this.#keys.length > 0 && this.#room()) {
      this.#write({ knownGood: { keys: this.#keys.splice(0, KEYS_PER_FRAME) } });
    }
    while (this.#applets.length > 0 && this.#room()) {
      this.#write({ knownGood: { appletKeys: this.#applets.splice(0, KEYS_PER_FRAME) } });
    }
    let at = 0;
    while (at < this.#acks.length && this.#room()) {
      const ids = this.#acks.slice(at, at + IDS_PER_FRAME);
      at += ids.length;
      this.#stream.write(encodeAck(ids));
    }
    this.#acks.splice(0, at);
  }

  #room(): boolean {
    return this.#stream.writable && this.#stream.writableLength < MAX_BUFFERED_BYTES;
  }

  #write(message: drift_sensor.bridge.v1.ToBridge.$Properties): void {
    if (this.#stream.writable) this.#stream.write(encodeDown(message));
  }
}
