/** What was lost on the way out, and where: counted for the metrics, and gathered until it is announced by a record. */
import { severities } from '../../finding/finding.ts';
import { Tally } from '../../observe/metrics.ts';

export type LossReason =
  /** The spool was full, also after folding. */
  | 'full'
  /** Nobody took it for as long as the spool keeps records. */
  | 'age'
  /** Bytes on disk changed: these many places; how many records each held is not known. */
  | 'corrupt'
  /** Larger than a record may be, even without everything that can be left out. */
  | 'too_large'
  /** The receiver will never take it. */
  | 'refused'
  /** It waited in memory when the sensor ended. */
  | 'shutdown';

export type Loss = {
  readonly place: 'spool' | 'output';
  readonly reason: LossReason;
  /** Which output, where it is one. */
  readonly output?: string;
  readonly records: number;
  readonly severities: Readonly<Record<string, number>>;
  /** Containers that lost records, as many as are named in one announcement. */
  readonly containers: readonly string[];
};

const MAX_CONTAINERS = 16;

type Gathered = { place: Loss['place']; reason: LossReason; output?: string; records: number };
type Gathering = Gathered & { severities: Map<string, number>; containers: Set<string> };

export class Losses {
  readonly counts = new Tally('output', 'reason');
  #waiting = new Map<string, Gathering>();

  /** `severity` is a rank. Containers beyond a handful are counted, not named. */
  add(loss: Gathered, severity: number, container?: string): void {
    const key = `${loss.place} ${loss.reason} ${loss.output ?? ''}`;
    let gathering = this.#waiting.get(key);
    if (gathering === undefined) {
      gathering = { ...loss, records: 0, severities: new Map(), containers: new Set() };
      this.#waiting.set(key, gathering);
    }
    gathering.records += loss.records;
    const word = severities[severity] ?? 'other';
    gathering.severities.set(word, (gathering.severities.get(word) ?? 0) + loss.records);
    if (container !== undefined && gathering.containers.size < MAX_CONTAINERS) gathering.containers.add(container);
  }

  /** What was gathered since the last call. */
  take(): Loss[] {
    const losses = [...this.#waiting.values()].map((loss) => ({
      ...loss,
      severities: Object.fromEntries(loss.severities),
      containers: [...loss.containers],
    }));
    this.#waiting = new Map();
    return losses;
  }
}
