/** A terminal on which finished lines scroll by while one unfinished line (progress) stays at the bottom. */

export type TerminalStream = { readonly isTTY?: boolean; readonly columns?: number; write(text: string): unknown };

/** Erase the line (ECMA-48 EL) and return to its beginning. */
const CLEAR = '\r\u001b[2K';
const MIN_REDRAW_MS = 100;

export class Screen {
  readonly #err: TerminalStream;
  readonly #nowMs: () => number;
  #progress: string | undefined;
  #drawn = false;
  #drawnAtMs = Number.NEGATIVE_INFINITY;

  /** `err`: where progress is shown, if it is a terminal. */
  constructor(deps: { err: TerminalStream; nowMs: () => number }) {
    this.#err = deps.err;
    this.#nowMs = deps.nowMs;
  }

  /** Writes whole lines to a stream that may be the same terminal. */
  lines(stream: TerminalStream, text: string): void {
    this.#erase();
    stream.write(text);
    this.#draw();
  }

  /** Must be `printable` and fit the line; undefined: nothing is under way. */
  progress(text: string | undefined): void {
    if (this.#err.isTTY !== true) return;
    this.#progress = text;
    if (text === undefined) this.#erase();
    else if (this.#nowMs() - this.#drawnAtMs >= MIN_REDRAW_MS) {
      this.#erase();
      this.#draw();
    }
  }

  #erase(): void {
    if (this.#drawn) this.#err.write(CLEAR);
    this.#drawn = false;
  }

  #draw(): void {
    if (this.#progress === undefined) return;
    this.#err.write(this.#progress);
    this.#drawn = true;
    this.#drawnAtMs = this.#nowMs();
  }
}
