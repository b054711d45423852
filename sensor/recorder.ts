/** Takes down what every verdict rests on, as it is given: the live half of recordings. replay.ts is the other. */
import type { Gap } from './bridge/bridge.ts';
import type { RecordingWriter } from './bridge/recording.ts';
import type { Content, ImageAnswer, UnverifiedReason } from './digest/evidence.ts';
import type { Subject } from './finding/describe.ts';
import type { Entry } from './finding/entry.ts';
import type { FindingParent } from './finding/finding.ts';
import { compileRedaction, defaultRedaction } from './finding/redact.ts';
import type { Redactor } from './redaction.ts';
import type { Execution, Verdicts, VerdictsModules } from './verdicts.ts';

/** What a verdict and its description took from the machine. Absent: they did not ask. */
type Asked = {
  /** CLOCK_REALTIME, ns. Asked for drift only. */
  wall?: bigint;
  /** The clock of folding, ms. */
  at?: number;
  init?: boolean;
  parents?: FindingParent[];
  /** How the process came to run. */
  entry?: Entry;
  /** CLOCK_REALTIME − CLOCK_BOOTTIME, ns. */
  boot?: bigint;
};

/** What the pipeline needs of `Verdicts`. */
export type VerdictGiver = Pick<Verdicts, 'give' | 'unverified' | 'isAskedFor'>;

/** Repeats are said within a second or so: so many looks of the folding (4 a second) after the last verdict are recorded. */
const TICKS_AFTER_VERDICT = 12;

export class Recorder {
  readonly #writer: RecordingWriter;
  readonly #redact: Redactor | undefined;
  #asked: Asked = {};
  #ticksLeft = 0;
  #modules: VerdictsModules | undefined;

  constructor(deps: { writer: RecordingWriter; redact: Redactor | undefined }) {
    this.#writer = deps.writer;
    this.#redact = deps.redact;
  }

  get counts(): RecordingWriter['counts'] {
    return this.#writer.counts;
  }

  /** The same modules; what they answer is noted. */
  noting(modules: VerdictsModules): VerdictsModules {
    this.#modules = modules;
    const note = <Key extends keyof Asked>(key: Key, value: NonNullable<Asked[Key]>): NonNullable<Asked[Key]> => {
      this.#asked[key] = value;
      return value;
    };
    const { clock, describer, runtimeBinaries } = modules;
    return {
      ...modules,
      clock: { now: () => note('wall', clock.now()), monotonicMs: () => note('at', clock.monotonicMs()) },
      runtimeBinaries: { isInitBinary: (sha256) => note('init', runtimeBinaries.isInitBinary(sha256)) },
      describer: {
        ...describer,
        processes: {
          parentsOf: (event) => note('parents', describer.processes.parentsOf(event)),
          entryOf: (event, initPid) => {
            const entry = describer.processes.entryOf(event, initPid);
            return entry === undefined ? undefined : note('entry', entry);
          },
        },
        bootOffsetNs: () => note('boot', describer.bootOffsetNs()),
      },
    };
  }

  /** Gives verdicts through `verdicts`, and writes each down, also what only another policy asks for. */
  watching(verdicts: Verdicts): VerdictGiver {
    const give = (execution: Execution, content: Content, image: ImageAnswer): void => {
      this.#asked = {};
      verdicts.give(execution, content, image);
      this.#write(execution, content, image);
    };
    return {
      give,
      isAskedFor: () => true,
      unverified: (execution: Execution, reason: UnverifiedReason) =>
        give(execution, { kind: 'unread', reason }, { kind: 'unavailable', reason }),
    };
  }

  gap(gap: Gap): void {
    this.#writer.gap(gap);
  }

  /** The folding looked for repeats. */
  tick(nowMs: number): void {
    if (this.#ticksLeft === 0) return;
    this.#ticksLeft--;
    this.#writer.tick(nowMs);
  }

  close(): Promise<void> {
    return this.#writer.close();
  }

  #write(execution: Execution, content: Content, image: ImageAnswer): void {
    const modules = this.#modules;
    if (modules === undefined) throw new TypeError('noting comes first');
    const { describer, host, clock } = modules;
    const asked = this.#asked;
    // Drift that this run's policy silences may be a finding under the policy of a replay.
    if (asked.wall !== undefined) {
      asked.parents ??= describer.processes.parentsOf(execution.event);
      asked.boot ??= describer.bootOffsetNs();
      const { subject } = execution;
      const initPid = subject.kind === 'container' ? subject.container.initPid : undefined;
      const entry = asked.entry ?? describer.processes.entryOf(execution.event, initPid);
      if (entry !== undefined) asked.entry = entry;
    }
    const { event, file, subject, interpreted } = execution;
    const index = event.files.indexOf(file);
    const { wall, at, init, parents, boot } = asked;
    const redact = describer.redact ?? redactByDefault;
    // Arguments of the first process are as secret as the others.
    const entry = asked.entry && { ...asked.entry, argv: this.#redact === undefined ? redact(asked.entry.argv) : [] };
    // A file that is looked for without its pin is another object of the same facts. The others stay: a finding names the exe.
    const files = index === -1 ? [...event.files, file] : event.files;
    // Secrets in arguments are nowhere to be written, and a finding never shows them either.
    const argv = redact(event.argv);
    const { environ: _, input: __, ...said } = event;
    const shown = { ...said, files, argv };
    this.#writer.exec(this.#redact?.event(shown) ?? shown, host, (share) => ({
      file: index === -1 ? event.files.length : index,
      subject: share(withoutSource(this.#redact?.subject(subject) ?? subject)),
      answer: share({ content, image }),
      at: at ?? clock.monotonicMs(),
      ...(wall !== undefined && { wall: wall.toString() }),
      ...(interpreted !== undefined && { interpreted: interpreted.origin ?? 'file' }),
      ...(init === true && { init }),
      ...(parents !== undefined && { parents: share(parents) }),
      ...(entry !== undefined && { entry: share(entry) }),
      ...(boot !== undefined && { boot: boot.toString() }),
    }));
    this.#ticksLeft = TICKS_AFTER_VERDICT;
  }
}

const redactByDefault = compileRedaction(defaultRedaction);

/** Where an image's bytes lie on this node is of no use elsewhere. */
function withoutSource(subject: Subject): Subject {
  if (subject.kind !== 'container') return subject;
  const { volumeImages: _, ...container } = subject.container;
  return { ...subject, container: { ...container, image: { ...container.image, source: NO_SOURCE } } };
}

const NO_SOURCE = { kind: 'lower_dirs', dirs: [] } as const;
