/** Gives the verdicts of a recording again, with the same code as the live sensor and the recorded answers. */
import * as z from 'zod';
import type { Gap } from './bridge/bridge.ts';
import type { ExecEvent } from './bridge/event.ts';
import type { Shared } from './bridge/recording/event.ts';
import {
  type Recorded,
  type RecordingHeader,
  type RecordingReport,
  type RecordingSink,
  RecordingSource,
} from './bridge/recording.ts';
import type { Container } from './container/container.ts';
import { type Content, type ImageAnswer, unverifiedReasons } from './digest/evidence.ts';
import type { Policy } from './evaluate/evaluate.ts';
import type { Subject } from './finding/describe.ts';
import type { Entry } from './finding/entry.ts';
import { entryKinds, type Finding, type FindingParent } from './finding/finding.ts';
import { Folder, type FoldOptions } from './finding/fold.ts';
import { textFields } from './finding/text.ts';
import { type Execution, Verdicts } from './verdicts.ts';

export type ReplayOptions = { readonly path: string; readonly fold: FoldOptions };

export type ReplayDeps = {
  readonly policy: (header: { readonly node: string; readonly cluster?: string | undefined }) => Policy;
  readonly onFinding: (finding: Finding) => void;
  readonly onGap: (gap: Gap, header: RecordingHeader) => void;
};

/** What the machine said at the verdict that is being given again. */
type Moment = {
  readonly at: number;
  readonly wall: bigint;
  readonly init: boolean;
  readonly parents: FindingParent[] | undefined;
  readonly entry: Entry | undefined;
  readonly boot: bigint;
};

const BEGINNING: Moment = { at: 0, wall: 0n, init: false, parents: undefined, entry: undefined, boot: 0n };

export class Replay {
  readonly source: RecordingSource;
  readonly verdicts: Verdicts;
  readonly #folder: Folder;
  readonly #deps: ReplayDeps;
  #moment: Moment = BEGINNING;

  /** Throws a RecordingError when the file is no recording. */
  constructor(options: ReplayOptions, deps: ReplayDeps) {
    this.#deps = deps;
    this.#folder = new Folder(options.fold, { emit: deps.onFinding });
    const source = new RecordingSource(options.path, { onTick: (nowMs) => this.#folder.flush(nowMs) });
    this.source = source;
    const { node, cluster } = source.header;
    const policy = deps.policy({ node, cluster });
    this.verdicts = new Verdicts({
      runtimeBinaries: { isInitBinary: () => this.#moment.init },
      policy: () => policy,
      describer: {
        cluster,
        node,
        processes: {
          parentsOf: (event) => this.#moment.parents ?? parentsWithoutExe(event),
          entryOf: () => this.#moment.entry,
        },
        bootOffsetNs: () => this.#moment.boot,
        // The recorder left out what the recording sensor's redaction wanted left out.
        redact: (argv) => argv,
      },
      folder: this.#folder,
      clock: { now: () => this.#moment.wall, monotonicMs: () => this.#moment.at },
      host: liveHost(source),
      onCanary: () => false,
    });
  }

  /**
   * Resolves with what the recording held, after the last finding. `written` is called now and then and waited for, so that
   * what was emitted does not pile up. Rejects with the first fault of the code that is tried here.
   */
  async run(signal: AbortSignal, written: () => Promise<void> = async () => {}): Promise<RecordingReport> {
    const { header } = this.source;
    const stop = new AbortController();
    let fault: unknown;
    const sink: RecordingSink = {
      execs: (events, recorded) => {
        try {
          for (const [i, event] of events.entries()) this.#give(event, recorded[i] ?? {});
        } catch (error) {
          // Not the recording's: the source would count it as damage.
          fault ??= error;
          stop.abort();
        }
      },
      gap: (gap) => this.#deps.onGap(gap, header),
    };
    await this.source.run(AbortSignal.any([signal, stop.signal]), sink, written);
    if (fault !== undefined) throw fault;
    this.#folder.flush(this.#moment.at, true);
    await written();
    return this.source.report();
  }

  #give(event: ExecEvent, line: Recorded): void {
    const { shared } = this.source;
    let file: ExecEvent['files'][number] | undefined;
    let subject: Subject;
    let interpreted: Execution['interpreted'];
    let answer: Answer;
    try {
      file = event.files[wholeNumber(line.file)];
      subject = shared(line.subject, subjectKind);
      answer = shared(line.answer, answerKind);
      interpreted = interpretedOf(line.interpreted);
      this.#moment = momentOf(line, shared, this.#moment);
    } catch (error) {
      this.source.damaged(`an exec's answers: ${error instanceof RangeError ? error.message : 'of the wrong kind'}`);
      return;
    }
    if (file === undefined) this.source.damaged('an exec names a file that it does not have');
    else {
      const execution = interpreted === undefined ? { event, file, subject } : { event, file, subject, interpreted };
      this.verdicts.give(execution, answer.content, answer.image);
    }
  }
}

function momentOf(line: Recorded, shared: Shared, before: Moment): Moment {
  if (typeof line.at !== 'number') throw new RangeError('no time');
  return {
    at: line.at,
    wall: line.wall === undefined ? before.wall : bigintOf(line.wall),
    init: line.init === true,
    parents: line.parents === undefined ? undefined : shared(line.parents, parentsKind),
    entry: line.entry === undefined ? undefined : shared(line.entry, entryWayKind),
    boot: line.boot === undefined ? before.boot : bigintOf(line.boot),
  };
}

function interpretedOf(value: unknown): Execution['interpreted'] {
  switch (value) {
    case undefined:
      return undefined;
    case 'file':
      return { origin: undefined };
    case 'argument':
    case 'stdin':
      return { origin: value };
    default:
      throw new RangeError('no way of interpreting');
  }
}

/** The host changes with the recording. */
function liveHost(source: RecordingSource): RecordingSource['host'] {
  return {
    get mntNs() {
      return source.host.mntNs;
    },
    get rootDev() {
      return source.host.rootDev;
    },
    get rootIno() {
      return source.host.rootIno;
    },
  };
}

function parentsWithoutExe(event: ExecEvent): FindingParent[] {
  return event.ancestors.map(({ pid, comm }) => ({ pid, ...textFields('name', comm) }));
}

function wholeNumber(value: unknown): number {
  if (typeof value !== 'number' || !Number.isInteger(value)) throw new RangeError('no whole number');
  return value;
}

function bigintOf(value: unknown): bigint {
  if (typeof value !== 'string' || !/^-?\d{1,20}$/.test(value)) throw new RangeError('no 64-bit number');
  return BigInt(value);
}

type Answer = { readonly content: Content; readonly image: ImageAnswer };

const bytes = z.instanceof(Buffer) as z.ZodType<Buffer>;
const int = z.number().int();
const sha256 = z.string().regex(/^[0-9a-f]{64}$/);

const containerKind = z
  .looseObject({
    slot: z.bigint(),
    id: z.string(),
    name: z.string().optional(),
    runtime: z.enum(['docker', 'containerd', 'cri-o', 'podman', 'runc', 'canary', 'simulation']),
    image: z.looseObject({ ref: z.string().optional(), digest: z.string().optional(), id: z.string().optional() }),
    labels: z.record(z.string(), z.string()).optional(),
    pod: z.looseObject({ namespace: z.string(), name: z.string(), uid: z.string() }).optional(),
    cgroupIds: z.array(z.bigint()),
    createdNs: z.bigint().optional(),
    rootDev: int.optional(),
    rootIno: z.bigint().optional(),
    mounts: z.array(z.string()),
  })
  // Engines add to what they know of a container; what was recorded is passed on whole.
  .transform((container) => container as unknown as Container);

const subjectKind: z.ZodType<Subject> = z.discriminatedUnion('kind', [
  z
    .object({ kind: z.literal('container'), container: containerKind, provenance: z.string().optional() })
    .transform((subject) => ({ ...subject, provenance: subject.provenance })),
  z.object({ kind: z.literal('unknown'), key: z.string() }),
]);

const entryKind = z.looseObject({
  path: bytes,
  sha256,
  size: int,
  mode: int,
  uid: int,
  gid: int,
  kind: z.enum(['elf_exec', 'elf_shared', 'script', 'other']),
  layer: z.string(),
});

const contentKind = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('hashed'),
    sha256,
    size: z.bigint(),
    changedSinceExec: z.boolean(),
    deleted: z.boolean(),
    capabilities: bytes.optional(),
  }),
  z.object({ kind: z.literal('unread'), reason: z.enum(unverifiedReasons) }),
]);

const imageKind = z.discriminatedUnion('kind', [
  z
    .object({
      kind: z.literal('known'),
      atPath: entryKind.optional(),
      sameBytes: z.array(entryKind),
      largerThanAll: z.boolean(),
      baseNameTaken: z.boolean(),
      sibling: z.object({ entry: entryKind, ref: z.string().optional() }).optional(),
      nearest: entryKind.optional(),
    })
    .transform((known) => ({ ...known, atPath: known.atPath })),
  z.object({ kind: z.literal('unavailable'), reason: z.enum(unverifiedReasons) }),
]);

const answerKind = z
  .object({ content: contentKind, image: imageKind })
  .transform((answer) => answer as unknown as Answer);

const parentsKind = z
  .array(z.looseObject({ pid: int, name: z.string(), exe: z.string().optional() }))
  .transform((parents) => parents as unknown as FindingParent[]);

const entryWayKind = z
  .object({ kind: z.enum(entryKinds), pid: int, comm: bytes, argv: z.array(bytes) })
  .transform((entry): Entry => entry);
