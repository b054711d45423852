import { SourceError } from './bridge.ts';
import { drift_sensor } from './wire.gen.js';

/**
 * Frames on the stream between bridge and sensor (WIRE.md):
 *
 *     +----------------+----------------------+
 *     | length: u32 le | message: length bytes|
 *     +----------------+----------------------+
 */
const HEADER_BYTES = 4;

/** Of a message from the bridge: room for an exec with every field at its bound, many times over. */
export const MAX_UP_BYTES = 1024 * 1024;
/** Of a message to the bridge, which reads into a buffer of this size. */
export const MAX_DOWN_BYTES = 64 * 1024;

/**
 * Cuts a byte stream, in whatever chunks it arrives, into messages. A message that lies within one chunk is a view of
 * it; one that spans chunks is copied once, into a buffer of its announced length, which is checked first.
 */
export class FrameDecoder {
  #maxBytes: number;
  #header = Buffer.alloc(HEADER_BYTES);
  #headerFilled = 0;
  #body: Buffer | undefined;
  #bodyFilled = 0;

  constructor(options: { readonly maxBytes: number } = { maxBytes: MAX_UP_BYTES }) {
    this.#maxBytes = options.maxBytes;
  }

  /**
   * Calls `onMessage` for each message that `chunk` completes; the buffer is valid only during the call.
   * Throws SourceError `protocol` at a length of zero or above the bound: the stream cannot be read any further.
   */
  push(chunk: Buffer, onMessage: (message: Buffer) => void): void {
    let at = 0;
    while (at < chunk.length) {
      if (this.#body !== undefined) {
        const n = chunk.copy(this.#body, this.#bodyFilled, at);
        at += n;
        this.#bodyFilled += n;
        if (this.#bodyFilled < this.#body.length) return;
        const message = this.#body;
        this.#body = undefined;
        onMessage(message);
        continue;
      }
      let length: number;
      if (this.#headerFilled === 0 && chunk.length - at >= HEADER_BYTES) {
        length = chunk.readUInt32LE(at);
        at += HEADER_BYTES;
      } else {
        const n = chunk.copy(this.#header, this.#headerFilled, at);
        at += n;
        this.#headerFilled += n;
        if (this.#headerFilled < HEADER_BYTES) return;
        length = this.#header.readUInt32LE(0);
        this.#headerFilled = 0;
      }
      if (length === 0 || length > this.#maxBytes) {
        throw new SourceError('protocol', `frame of ${length} bytes announced; 1 to ${this.#maxBytes} are allowed`);
      }
      if (chunk.length - at >= length) {
        const message = chunk.subarray(at, at + length);
        at += length;
        onMessage(message);
      } else {
        this.#body = Buffer.allocUnsafe(length);
        this.#bodyFilled = 0;
      }
    }
  }

  /** Bytes of an unfinished frame: more than 0 at the end of the stream means that it was cut off. */
  get pendingBytes(): number {
    return this.#body === undefined ? this.#headerFilled : HEADER_BYTES + this.#bodyFilled;
  }
}

export function frame(message: Uint8Array): Buffer {
  const out = Buffer.allocUnsafe(HEADER_BYTES + message.length);
  out.writeUInt32LE(message.length, 0);
  out.set(message, HEADER_BYTES);
  return out;
}

/** A frame for the bridge. Throws RangeError above MAX_DOWN_BYTES: the caller batches below it. */
export function encodeDown(message: drift_sensor.bridge.v1.ToBridge.$Properties): Buffer {
  const bytes = drift_sensor.bridge.v1.ToBridge.encode(message).finish();
  if (bytes.length > MAX_DOWN_BYTES) throw new RangeError(`frame of ${bytes.length} bytes to the bridge`);
  return frame(bytes);
}

/** Of protobuf: field number and kind of ToBridge.ack, and of the packed ids in it. */
const ACK_TAG = 0x12;
const IDS_TAG = 0x0a;

/** The same as `encodeDown({ ack: { ids } })` without a Long for each id: there is one for each exec. */
export function encodeAck(ids: readonly bigint[]): Buffer {
  const idBytes = ids.length * 8;
  const head = [ACK_TAG, ...varint(1 + varint(idBytes).length + idBytes), IDS_TAG, ...varint(idBytes)];
  const length = head.length + idBytes;
  if (length > MAX_DOWN_BYTES) throw new RangeError(`frame of ${length} bytes to the bridge`);
  const out = Buffer.allocUnsafe(HEADER_BYTES + length);
  out.writeUInt32LE(length, 0);
  out.set(head, HEADER_BYTES);
  const view = new DataView(out.buffer, out.byteOffset + HEADER_BYTES + head.length, idBytes);
  for (let i = 0; i < ids.length; i++) view.setBigUint64(i * 8, ids[i] ?? 0n, true);
  return out;
}

function varint(value: number): number[] {
  const out: number[] = [];
  let rest = value;
  for (; rest >= 0x80; rest >>>= 7) out.push((rest & 0x7f) | 0x80);
  out.push(rest);
  return out;
}
