/**
 * One exec's way through the house, in the order of the stage folders; verdicts.ts goes on with evaluate and finding. What is known is
 * answered at once; what must be waited for (an engine, a large file, an index being built) is parked, in a bounded number, and counted.
 */
import { IndexError } from '../image-index/error.ts';
import { isVanished, pathBelowRoot, withoutPin } from './below-root.ts';
import type { EventSink, Gap } from './bridge/bridge.ts';
import { type ExecEvent, execsOf, type FileFacts } from './bridge/event.ts';
import type { Attribution, ContainerResolver } from './container/container.ts';
import type { RuntimeBinaries } from './container/runtime-binaries.ts';
import type { Digested, Digester } from './digest/digest.ts';
import type { ImageAnswer, UnverifiedReason } from './digest/evidence.ts';
import { answerOf, type IndexState } from './digest/image-answer.ts';
import type { ImageIndexes } from './digest/image-indexes.ts';
import { type CodeInHand, otherNames, takeInHand } from './digest/script/scripts.ts';
import type { SiblingImages } from './digest/siblings.ts';
import { reportFault } from './fault.ts';
import type { ProcessTable } from './finding/processes.ts';
import { type InContainer, Interpreted } from './interpreted.ts';
import type { KnownGood } from './known-good.ts';
import type { Mapped } from './mapped.ts';
import { Tally } from './observe/metrics.ts';
import type { Logger } from './runtime/log.ts';
import type { Execution, Verdicts } from './verdicts.ts';

export type PipelineOptions = {
  /** Execs that wait for something at the same time; one more is `unverified: overload`. */
  readonly maxParked: number;
};

export const defaultPipelineOptions: PipelineOptions = { maxParked: 16_384 };

export type PipelineModules = {
  readonly resolver: ContainerResolver;
  readonly runtimeBinaries: RuntimeBinaries;
  readonly digester: Digester;
  readonly indexes: ImageIndexes;
  readonly siblings: Pick<SiblingImages, 'complete'>;
  readonly verdicts: Pick<Verdicts, 'give' | 'unverified' | 'isAskedFor'>;
  readonly processes: ProcessTable;
  readonly log: Logger;
  /** Releases the pins of events whose files have been read. */
  readonly ack: (ids: readonly bigint[]) => void;
  /** Looks at everything that runs now; called after events were lost. */
  readonly sweep: () => void;
  readonly onGap: (gap: Gap) => void;
  /** Absent where the source reports no mappings, and answers nothing itself. */
  readonly mapped?: Mapped;
  readonly known?: KnownGood;
};

type ContainerAttribution = Extract<Attribution, { kind: 'container' }>;

/** An index that is damaged again after it was built anew is given up for this exec. */
const MAX_INDEX_TRIES = 2;

export class Pipeline implements EventSink {
  readonly #options: PipelineOptions;
  readonly #modules: PipelineModules;
  readonly #interpreted: Interpreted;
  #parked = 0;
  #acks: bigint[] = [];
  readonly counts = {
    events: new Tally('source'),
    /** Execs by whose they were; those that the kernel answered are the source's to count. */
    execs: new Tally('scope'),
    lost: new Tally('place'),
    /** Start-up of the container runtime itself, recognised by content. */
    runtimeBinaries: 0,
    overload: 0,
    faults: 0,
  };

  constructor(options: PipelineOptions, modules: PipelineModules) {
    this.#options = options;
    this.#modules = modules;
    this.#interpreted = new Interpreted(modules);
  }

  get parked(): number {
    return this.#parked;
  }

  execs(events: readonly ExecEvent[]): void {
    for (const event of events) {
      try {
        if (event.mapping === undefined) this.#executed(event);
        else this.#received(this.#modules.mapped?.complete(event) ?? event);
      } catch (error) {
        this.#fault(event, error);
      }
    }
    this.#flushAcks();
  }

  gap(gap: Gap): void {
    this.counts.lost.add(gap.lost, gap.place);
    this.#modules.onGap(gap);
    if (gap.sweep) this.#modules.sweep();
  }

  /** Resolves when nothing is parked any more, or after `ms`. */
  async drain(ms: number): Promise<void> {
    const deadline = performance.now() + ms;
    while (this.#parked > 0 && performance.now() < deadline) await new Promise((resolve) => setTimeout(resolve, 10));
  }

  #executed(event: ExecEvent): void {
    if (event.refused === undefined) {
      this.#modules.processes.saw(event);
      this.#modules.mapped?.saw(event);
      if (event.late === true) return;
      this.counts.events.add(1, event.source);
    }
    this.#received(event);
  }

  #received(event: ExecEvent): void {
    const file = event.files[0];
    if (file === undefined) throw new TypeError('an event without a file');
    const attribution = this.#modules.resolver.resolve(event);
    if (!(attribution instanceof Promise)) {
      this.#attributed(event, file, attribution, undefined);
      return;
    }
    // The bytes are read while the engine is asked: a pin lives for two seconds only, and keeps a volume busy. (A mapping's is looked at again.)
    const digested = this.#modules.digester.digest(event, file, undefined);
    const code = takeInHand(this.#modules.digester, event, undefined);
    this.#park({ event, file, subject: { kind: 'unknown', key: 'overload' } }, execsOf(event), async () => {
      const what = await digested;
      if (event.mapping === undefined) this.#releaseAfter({ event, code });
      this.#flushAcks();
      this.#attributed(event, file, await attribution, { digested: isVanished(what) ? undefined : what, code });
    });
  }

  #attributed(event: ExecEvent, file: FileFacts, attribution: Attribution, known: Known | undefined): void {
    if (event.mapping !== undefined && this.#modules.mapped?.passes(event, file, attribution) !== false) {
      this.#release(event);
      return;
    }
    switch (attribution.kind) {
      case 'host':
        this.counts.execs.add(execsOf(event), 'host');
        this.#release(event);
        return;
      case 'unknown':
        this.#unseen(event, file, { kind: 'unknown', key: attribution.key }, 'unknown_container');
        return;
      case 'container': {
        const { container } = attribution;
        // What is seen is its shim and its monitor; what it runs itself is not.
        if (container.sandbox !== undefined) {
          this.#unseen(event, file, { kind: 'container', container, provenance: undefined }, 'sandboxed_runtime');
          return;
        }
        const code = known === undefined ? takeInHand(this.#modules.digester, event, container.initPid) : known.code;
        this.#file(event, file, attribution, { digested: known?.digested, code });
        // What a running process has mapped. (An exec's own libraries are not mapped yet when it is reported.)
        if (event.source === 'procfs')
          for (const mapped of event.files.slice(1)) this.#file(event, mapped, attribution, NOTHING_KNOWN);
      }
    }
  }

  #unseen(event: ExecEvent, file: FileFacts, subject: Execution['subject'], reason: UnverifiedReason): void {
    this.counts.execs.add(execsOf(event), 'container');
    this.#release(event);
    this.#modules.verdicts.unverified({ event, file, subject }, reason);
  }

  #file(event: ExecEvent, file: FileFacts, attribution: ContainerAttribution, { digested: known, code }: Known): void {
    const { container } = attribution;
    const execution: InContainer = {
      event,
      file,
      subject: { kind: 'container', container, provenance: undefined },
      code,
    };
    const digested = known ?? this.#modules.digester.digest(event, file, pathBelowRoot(container, event, file));
    if (!(digested instanceof Promise)) this.#digested(execution, attribution, digested);
    else
      this.#park(execution, execsOf(event, file), async () => this.#digested(execution, attribution, await digested));
  }

  #digested(execution: InContainer, attribution: ContainerAttribution, digested: Digested): void {
    const { event, file } = execution;
    if (file.pin !== undefined && isVanished(digested)) {
      // Asked too late for the pin (the sensor was stopped, an engine slow): the file may have its name still.
      const again = withoutPin(event, file);
      this.#file(again.event, again.file, attribution, { digested: undefined, code: execution.code });
      return;
    }
    this.#releaseAfter(execution);
    if (attribution.hostNamespaces && this.#isRuntimeBinary(event, digested)) {
      this.counts.runtimeBinaries++;
      this.counts.execs.add(execsOf(event), 'host');
      return;
    }
    this.counts.execs.add(execsOf(event, file), 'container');
    const index = this.#modules.indexes.get(attribution.container);
    if (index !== undefined) this.#indexed(execution, digested, index, 1);
    else this.#awaitIndex(execution, digested, 1);
  }

  #awaitIndex(execution: InContainer, digested: Digested, tries: number): void {
    const { container } = execution.subject;
    this.#park(execution, 0, async () =>
      this.#indexed(execution, digested, await this.#modules.indexes.whenReady(container), tries),
    );
  }

  #indexed(execution: InContainer, digested: Digested, state: IndexState, tries: number): void {
    const { container } = execution.subject;
    const provenance = state.kind === 'ready' ? state.index.provenance : undefined;
    const known: InContainer = { ...execution, subject: { kind: 'container', container, provenance } };
    let answer: ImageAnswer;
    let names: Names;
    try {
      answer = answerOf(state, execution.file, digested.content);
      names = state.kind === 'ready' ? otherNames(state.index, execution.file, digested.content, answer) : [];
    } catch (error) {
      if (!(error instanceof IndexError)) throw error;
      this.#modules.log.error({ code: error.code, error: error.message }, 'a damaged image index is built again');
      this.#modules.indexes.discard(container);
      this.#modules.known?.forget();
      if (tries < MAX_INDEX_TRIES) this.#awaitIndex(execution, digested, tries + 1);
      else this.#modules.verdicts.unverified(execution, 'index_failed');
      return;
    }
    const whole = this.#modules.siblings.complete(container, digested.content, answer);
    if (!(whole instanceof Promise)) this.#answered(known, digested, state, whole, names);
    else this.#park(known, 0, async () => this.#answered(known, digested, state, await whole, names));
  }

  #answered(known: InContainer, what: Digested, state: IndexState, answer: ImageAnswer, names: Names): void {
    if (known.event.refused === undefined) {
      this.#modules.verdicts.give(known, what.content, answer);
      if (state.kind === 'ready') this.#modules.known?.judged(known, what, answer, state.index);
    }
    if (known.event.mapping !== undefined) return;
    for (const code of this.#interpreted.codeOf(known, names)) {
      if (code.answer === undefined) this.#interpreted.arguments(known, code.arguments);
      else this.#park(this.#interpreted.execution(known), 0, () => this.#interpreted.judge(known, code, state));
    }
  }

  /** The runtime starts its own programs in a container's cgroup before it enters the container. Content decides. */
  #isRuntimeBinary(event: ExecEvent, { content }: Digested): boolean {
    return content.kind === 'hashed' && this.#modules.runtimeBinaries.isRuntimeBinary(content.sha256, event);
  }

  #park(execution: Execution, uncountedExecs: 0 | 1, work: () => Promise<void>): void {
    if (this.#parked >= this.#options.maxParked) {
      this.counts.overload++;
      this.counts.execs.add(uncountedExecs, 'container');
      this.#release(execution.event);
      this.#modules.verdicts.unverified(execution, 'overload');
      return;
    }
    this.#parked++;
    work()
      .catch((error: unknown) => this.#fault(execution.event, error, execution))
      .finally(() => {
        this.#parked--;
        this.#flushAcks();
      });
  }

  #fault(event: ExecEvent, error: unknown, execution?: Execution): void {
    this.counts.faults++;
    this.#release(event);
    reportFault(this.#modules, event, error, execution);
  }

  /** The bridge holds also what leads to the code that an exec was given. */
  #releaseAfter({ event, code }: Pick<InContainer, 'event' | 'code'>): void {
    if (code?.answer === undefined) this.#release(event);
    else
      void code.answer.then(() => {
        this.#release(event);
        this.#flushAcks();
      });
  }

  #release(event: ExecEvent): void {
    if (event.source === 'ebpf') this.#acks.push(event.id);
  }

  #flushAcks(): void {
    this.#modules.known?.flush();
    if (this.#acks.length === 0) return;
    this.#modules.ack(this.#acks.splice(0));
  }
}

/** What is known of an exec before its container is. */
type Known = { readonly digested: Digested | undefined; readonly code: CodeInHand | undefined };
type Names = ReturnType<typeof otherNames>;
const NOTHING_KNOWN: Known = { digested: undefined, code: undefined };
