/**
 * The line of an exec of which nothing was said, read straight from its bytes: recordings have little else, and JSON.parse takes
 * four times as long. Lines of any other form than the writer gives to these are JSON.parse's.
 */
import type { EventLine } from './event.ts';

const ZERO = 0x30;
const NINE = 0x39;
const POINT = 0x2e;
const COMMA = 0x2c;
/** A whole number of so many digits is exact as a double. */
const EXACT_DIGITS = 15;
/** Of a number of 64 bits and its sign. */
const MAX_DIGITS = 20;
const MAX_FILES = 64;
/** Each exact, which is not said of `10 ** n`. */
const POWERS = Array.from({ length: EXACT_DIGITS + 1 }, (_, n) => Number(`1e${n}`));
const LONG_POWERS = POWERS.map(BigInt);

const BEFORE = {
  id: Buffer.from('{"x":{"id":"'),
  t: Buffer.from('","t":"'),
  start: Buffer.from('","start":"'),
  pid: Buffer.from('","pid":'),
  ppid: Buffer.from(',"ppid":'),
  argv: Buffer.from(',"argv":'),
  ancestors: Buffer.from(',"ancestors":'),
  context: Buffer.from(',"context":'),
  files: Buffer.from(',"files":['),
  file: Buffer.from(']},"file":'),
  subject: Buffer.from(',"subject":'),
  answer: Buffer.from(',"answer":'),
  at: Buffer.from(',"at":'),
  end: Buffer.from('}'),
} as const;

/** The same members as in JSON, of which `x` is as `decodeEvent` checks it. */
export type ExecLine = {
  readonly x: EventLine;
  readonly file: number;
  readonly subject: number;
  readonly answer: number;
  readonly at: number;
};

export class ExecLineReader {
  #data: Buffer = Buffer.alloc(0);
  #at = 0;
  #end = 0;
  /** What was met is not what is read here. */
  #other = false;

  /** Undefined for every other line. */
  read(data: Buffer, start: number, end: number): ExecLine | undefined {
    this.#data = data;
    this.#at = start;
    this.#end = end;
    this.#other = false;
    // Properties are read in the order in which they stand here.
    const line = {
      x: {
        id: this.#long(BEFORE.id),
        t: this.#long(BEFORE.t),
        start: this.#long(BEFORE.start),
        pid: this.#whole(BEFORE.pid),
        ppid: this.#whole(BEFORE.ppid),
        argv: this.#whole(BEFORE.argv),
        ancestors: this.#whole(BEFORE.ancestors),
        context: this.#whole(BEFORE.context),
        files: this.#wholes(BEFORE.files),
      },
      file: this.#whole(BEFORE.file),
      subject: this.#whole(BEFORE.subject),
      answer: this.#whole(BEFORE.answer),
      at: this.#decimal(BEFORE.at),
    };
    this.#pass(BEFORE.end);
    return this.#other || this.#at !== end ? undefined : line;
  }

  #pass(text: Buffer): void {
    const data = this.#data;
    const at = this.#at;
    if (this.#end - at < text.length) this.#other = true;
    if (this.#other) return;
    for (let i = 0; i < text.length; i++) {
      if (data[at + i] !== text[i]) {
        this.#other = true;
        return;
      }
    }
    this.#at = at + text.length;
  }

  #digits(most: number): number {
    const data = this.#data;
    const start = this.#at;
    const end = Math.min(this.#end, start + most);
    let at = start;
    let value = 0;
    for (; at < end; at++) {
      const digit = (data[at] ?? 0) - ZERO;
      if (digit < 0 || digit > 9) break;
      value = value * 10 + digit;
    }
    if (at === start) this.#other = true;
    this.#at = at;
    return value;
  }

  #isDigit(): boolean {
    const byte = this.#at < this.#end ? this.#data[this.#at] : undefined;
    return byte !== undefined && byte >= ZERO && byte <= NINE;
  }

  #whole(before: Buffer): number {
    this.#pass(before);
    return this.#other ? 0 : this.#wholeHere();
  }

  /** As JSON has it: without zeros in front. */
  #wholeHere(): number {
    const start = this.#at;
    const value = this.#digits(EXACT_DIGITS);
    if (this.#isDigit() || (this.#data[start] === ZERO && this.#at - start > 1)) this.#other = true;
    return value;
  }

  #wholes(before: Buffer): number[] {
    const out = [this.#whole(before)];
    while (!this.#other && this.#data[this.#at] === COMMA && out.length < MAX_FILES) {
      this.#at++;
      out.push(this.#wholeHere());
    }
    return out;
  }

  /** A whole number, or one with a point: both halves of the division are exact, so that its result is the nearest double. */
  #decimal(before: Buffer): number {
    const whole = this.#whole(before);
    if (this.#other || this.#data[this.#at] !== POINT) return whole;
    const point = this.#at++;
    const fraction = this.#digits(EXACT_DIGITS);
    const digits = this.#at - point - 1;
    const scale = POWERS[digits] ?? 1;
    const scaled = whole * scale + fraction;
    if (this.#isDigit() || scaled > Number.MAX_SAFE_INTEGER) this.#other = true;
    return scaled / scale;
  }

  #long(before: Buffer): bigint {
    this.#pass(before);
    if (this.#other) return 0n;
    const high = this.#digits(EXACT_DIGITS);
    if (this.#other || !this.#isDigit()) return BigInt(high);
    const start = this.#at;
    const low = this.#digits(MAX_DIGITS - EXACT_DIGITS);
    if (this.#isDigit()) this.#other = true;
    return BigInt(high) * (LONG_POWERS[this.#at - start] ?? 1n) + BigInt(low);
  }
}
