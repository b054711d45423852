import type { Finding } from '../../finding/finding.ts';
import { printable } from '../../finding/text.ts';
import type { Ack, Outgoing, Output, OutputRecord } from '../../forward/output.ts';
import { findingLine, findingTitles, timeOfDay } from './finding-line.ts';
import type { Screen, TerminalStream } from './screen.ts';
import type { Style } from './style.ts';

/** Findings for a person: aligned lines instead of JSON. The canary's own are left out, its state is in the log. */
export class TerminalOutput implements Output {
  readonly name = 'terminal';
  readonly #screen: Screen;
  readonly #stream: TerminalStream;
  readonly #paint: Style;
  #titled = false;

  constructor(deps: { screen: Screen; stream: TerminalStream; paint: Style }) {
    this.#screen = deps.screen;
    this.#stream = deps.stream;
    this.#paint = deps.paint;
  }

  async write(batch: readonly Outgoing[]): Promise<Ack> {
    const lines = batch.flatMap(({ record }) => this.#linesOf(record));
    if (lines.length > 0) this.#screen.lines(this.#stream, `${lines.join('\n')}\n`);
    return { accepted: batch.length };
  }

  async close(): Promise<void> {}

  #linesOf(record: OutputRecord): string[] {
    if (isFinding(record)) {
      if (record.container.runtime === 'canary') return [];
      const title = this.#titled ? [] : [findingTitles(this.#stream.columns, this.#paint)];
      this.#titled = true;
      return [...title, findingLine(record, this.#stream.columns, this.#paint)];
    }
    const { schema, time, place, lost } = record;
    if (typeof lost !== 'number') return [];
    const what = `${lost} lost at ${String(place)} (${schema})`;
    return [`${timeOfDay(String(time))}  ${this.#paint.yellow(printable(what))}`];
  }
}

/** Our own record: the schema says what it is. */
function isFinding(record: OutputRecord): record is OutputRecord & Finding {
  return record.schema === 'drift-sensor.finding/1';
}
