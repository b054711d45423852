/** The bytes are protobuf, but not as the bridge writes it: not ours to read, and for protobufjs to say what is wrong. */
export class UnusualForm extends Error {
  override readonly name = 'UnusualForm';
}

const VARINT_BYTES_OF_U32 = 5;

/** Walks over the fields of messages in the bytes of one frame. Whoever reads past a message's end finds `at` beyond it. */
export class Fields {
  readonly bytes: Buffer;
  readonly #view: DataView;
  at: number;

  constructor(bytes: Buffer, at: number) {
    this.bytes = bytes;
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
    this.at = at;
  }

  /** A tag, a length or a number of 32 bits. Throws UnusualForm where it is longer than it needs to be. */
  u32(): number {
    const first = this.bytes[this.at++] ?? 0;
    if (first < 0x80) return first;
    let value = first & 0x7f;
    for (let n = 1; n < VARINT_BYTES_OF_U32; n++) {
      const byte = this.bytes[this.at++] ?? 0;
      value |= (byte & 0x7f) << (7 * n);
      if (byte < 0x80) {
        if (byte === 0 || (n === VARINT_BYTES_OF_U32 - 1 && byte > 0x0f)) break;
        return value >>> 0;
      }
    }
    throw new UnusualForm('a number of 32 bits that is none');
  }

  s32(): number {
    const zigzag = this.u32();
    return (zigzag >>> 1) ^ -(zigzag & 1);
  }

  bool(): boolean {
    const value = this.u32();
    if (value > 1) throw new UnusualForm('neither true nor false');
    return value === 1;
  }

  f64(): bigint {
    this.at += 8;
    return this.#view.getBigUint64(this.at - 8, true);
  }

  /** Of two's complement. */
  signed64(): bigint {
    this.at += 8;
    return this.#view.getBigInt64(this.at - 8, true);
  }

  /** Where the message or text ends that begins here with its length. Throws UnusualForm beyond `limit`. */
  end(limit: number): number {
    const length = this.u32();
    if (length > limit - this.at) throw new UnusualForm('a part that is longer than the whole');
    return this.at + length;
  }

  /** A view of text that begins here with its length. Throws UnusualForm beyond `limit` and where it is longer than `max`. */
  text(limit: number, max: number): Buffer {
    const end = this.end(limit);
    if (end - this.at > max) throw new UnusualForm('longer than a text may be');
    const text = this.bytes.subarray(this.at, end);
    this.at = end;
    return text;
  }

  /** Goes behind a field, whatever it is. Throws UnusualForm beyond `limit`. */
  pass(limit: number): void {
    switch (this.u32() & 7) {
      case 0:
        this.u32();
        break;
      case 1:
        this.at += 8;
        break;
      case 2:
        this.at = this.end(limit);
        break;
      default:
        throw new UnusualForm('a field of no kind that there is');
    }
    if (this.at > limit) throw new UnusualForm('a field that is longer than the whole');
  }
}
