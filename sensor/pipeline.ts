/**
 * One exec's way through the house, in the order of the stage folders: who ran it (container), which bytes (digest), is that
 * drift (evaluate), say it (finding). The only file that sees all stages; it decides nothing itself.
 *
 * What is known is answered synchronously, without a promise; whatever must be waited for (an engine, a large file, an image
 * that is still being indexed) is parked, in a bounded number, and counted.
 */
import { IndexError } from '../image-index/error.ts';
import type { EventSink, Gap, HostIdentity } from './bridge/bridge.ts';
import type { ExecEvent, FileFacts } from './bridge/event.ts';
import type { Attribution, Container, ContainerResolver } from './container/container.ts';
import type { RuntimeBinaries } from './container/runtime-binaries.ts';
import type { Digested, Digester } from './digest/digest.ts';
import type { Evidence, ImageAnswer, ObjectKind, UnverifiedReason } from './digest/evidence.ts';
import { answerOf, type IndexState } from './digest/image-answer.ts';
import type { ImageIndexes } from './digest/image-indexes.ts';
import { evaluate, type Policy } from './evaluate/evaluate.ts';
import { originOf } from './evaluate/origin.ts';
import { type Describer, describe, type Subject } from './finding/describe.ts';
import type { Folder } from './finding/fold.ts';
import { Tally } from './observe/metrics.ts';
import type { Clock } from './runtime/clock.ts';
import type { Logger } from './runtime/log.ts';

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
  readonly policy: () => Policy;
  readonly describer: Describer;
  readonly folder: Folder;
  readonly clock: Clock;
  readonly log: Logger;
  readonly host: HostIdentity;
  /** Releases the pins of events whose files have been read. */
  readonly ack: (ids: readonly bigint[]) => void;
  /** Looks at everything that runs now; called after events were lost. */
  readonly sweep: () => void;
  readonly onGap: (gap: Gap) => void;
  /** A verdict on something that the canary ran. */
  readonly onCanary: (sha256: string, verdict: string) => void;
};

type ContainerAttribution = Extract<Attribution, { kind: 'container' }>;

export class Pipeline implements EventSink {
  readonly #options: PipelineOptions;
  readonly #modules: PipelineModules;
  #parked = 0;
  #acks: bigint[] = [];
  readonly counts = {
    events: new Tally('source'),
    /** Execs by whose they were; those that the kernel answered are the source's to count. */
    execs: new Tally('scope'),
    verdicts: new Tally('verdict', 'object'),
    findings: new Tally('verdict', 'severity'),
    unverified: new Tally('reason'),
    lost: new Tally('place'),
    /** Runtime start-up and init programs recognised by content. */
    runtimeBinaries: 0,
    overload: 0,
    faults: 0,
  };

  constructor(options: PipelineOptions, modules: PipelineModules) {
    this.#options = options;
    this.#modules = modules;
  }

  get parked(): number {
    return this.#parked;
  }

  execs(events: readonly ExecEvent[]): void {
    for (const event of events) this.#received(event);
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

  #received(event: ExecEvent): void {
    this.counts.events.add(1, event.source);
    this.#modules.describer.processes.saw(event);
    const file = event.files[0];
    if (file === undefined) {
      this.counts.faults++;
      return;
    }
    const attribution = this.#modules.resolver.resolve(event);
    if (!(attribution instanceof Promise)) {
      this.#attributed(event, file, attribution, undefined);
      return;
    }
    // The bytes are read while the engine is asked: a pin lives for two seconds only.
    const digested = this.#modules.digester.digest(event, file, undefined);
    this.#park(event, file, async () => {
      const [who, what] = await Promise.all([attribution, digested]);
      this.#attributed(event, file, who, what);
    });
  }

  #attributed(event: ExecEvent, file: FileFacts, attribution: Attribution, known: Digested | undefined): void {
    this.counts.execs.add(1, attribution.kind === 'host' ? 'host' : 'container');
    switch (attribution.kind) {
      case 'host':
        this.#release(event);
        return;
      case 'unknown':
        this.#release(event);
        this.#unverified(event, file, { kind: 'unknown', key: attribution.key }, 'unknown_container');
        return;
      case 'container': {
        this.#file(event, file, attribution, known);
        // What a running process has mapped. (An exec's own libraries are not mapped yet when it is reported.)
        if (event.source === 'procfs')
          for (const mapped of event.files.slice(1)) this.#file(event, mapped, attribution, undefined);
      }
    }
  }

  #file(event: ExecEvent, file: FileFacts, attribution: ContainerAttribution, known: Digested | undefined): void {
    const digested = known ?? this.#modules.digester.digest(event, file, pathBelowRoot(attribution.container, file));
    if (!(digested instanceof Promise)) this.#digested(event, file, attribution, digested);
    else this.#park(event, file, async () => this.#digested(event, file, attribution, await digested));
  }

  #digested(event: ExecEvent, file: FileFacts, attribution: ContainerAttribution, digested: Digested): void {
    this.#release(event);
    const { container, hostNamespaces } = attribution;
    if (hostNamespaces && this.#isRuntimeBinary(event, digested)) {
      this.counts.runtimeBinaries++;
      this.counts.execs.add(-1, 'container');
      this.counts.execs.add(1, 'host');
      return;
    }
    const index = this.#modules.indexes.get(container);
    if (index !== undefined) this.#indexed(event, file, container, digested, index);
    else
      this.#park(event, file, async () =>
        this.#indexed(event, file, container, digested, await this.#modules.indexes.whenReady(container)),
      );
  }

  #indexed(event: ExecEvent, file: FileFacts, container: Container, digested: Digested, index: IndexState): void {
    const subject: Subject = {
      kind: 'container',
      container,
      provenance: index.kind === 'ready' ? index.index.provenance : undefined,
    };
    const answer = this.#answer(container, index, file, digested.content);
    if (answer !== undefined) this.#judge(event, file, subject, digested.content, answer);
    else
      this.#park(event, file, async () =>
        this.#indexed(event, file, container, digested, await this.#modules.indexes.whenReady(container)),
      );
  }

  /** Undefined when the index proved to be damaged: it is being built again. */
  #answer(
    container: Container,
    state: IndexState,
    file: FileFacts,
    content: Evidence['content'],
  ): ImageAnswer | undefined {
    try {
      return answerOf(state, file, content);
    } catch (error) {
      if (!(error instanceof IndexError)) throw error;
      this.#modules.log.error(
        { code: error.code, error: error.message },
        'an image index is damaged and is built again',
      );
      this.#modules.indexes.discard(container);
      return undefined;
    }
  }

  #unverified(event: ExecEvent, file: FileFacts, subject: Subject, reason: UnverifiedReason): void {
    this.#judge(event, file, subject, { kind: 'unread', reason }, { kind: 'unavailable', reason });
  }

  #judge(event: ExecEvent, file: FileFacts, subject: Subject, content: Evidence['content'], image: ImageAnswer): void {
    const container = subject.kind === 'container' ? subject.container : undefined;
    const evidence: Evidence = {
      object: objectOf(file),
      origin: originOf(file, {
        rootDev: container?.rootDev,
        rootIno: container?.rootIno,
        createdNs: container?.createdNs,
        hostMntNs: this.#modules.host.mntNs,
        calledAs: event.filename,
      }),
      file,
      content,
      image,
    };
    const verdict = evaluate(evidence, this.#modules.policy());
    const { judgement, decision } = verdict;
    if (judgement.verdict === 'added' && evidence.origin === 'volume' && this.#isInitBinary(content)) {
      this.counts.runtimeBinaries++;
      this.counts.verdicts.add(1, 'in_image', evidence.object);
      return;
    }
    this.counts.verdicts.add(1, judgement.verdict, evidence.object);
    if (container?.runtime === 'canary' && content.kind === 'hashed') {
      this.#modules.onCanary(content.sha256, judgement.verdict);
    }
    if (judgement.verdict === 'unverified') this.counts.unverified.add(1, judgement.reason ?? 'unreadable');
    if (decision.action === 'none') return;
    const body = describe(verdict, evidence, event, subject, this.#modules.describer);
    this.counts.findings.add(1, body.verdict, body.severity);
    this.#modules.folder.add(body, this.#modules.clock.monotonicMs());
  }

  /** The runtime starts its own programs in a container's cgroup before it enters the container. Content decides. */
  #isRuntimeBinary(event: ExecEvent, { content }: Digested): boolean {
    return content.kind === 'hashed' && this.#modules.runtimeBinaries.isRuntimeBinary(content.sha256, event);
  }

  /** `docker run --init` and its like mount the host's tiny init into the container. */
  #isInitBinary(content: Evidence['content']): boolean {
    return content.kind === 'hashed' && this.#modules.runtimeBinaries.isInitBinary(content.sha256);
  }

  #park(event: ExecEvent, file: FileFacts, work: () => Promise<void>): void {
    if (this.#parked >= this.#options.maxParked) {
      this.counts.overload++;
      this.#release(event);
      this.#unverified(event, file, { kind: 'unknown', key: 'overload' }, 'overload');
      return;
    }
    this.#parked++;
    work()
      .catch((error: unknown) => {
        this.counts.faults++;
        this.#modules.log.error(
          { error: String(error), pid: event.pid },
          'an exec could not be judged: a fault in the sensor',
        );
      })
      .finally(() => {
        this.#parked--;
        this.#flushAcks();
      });
  }

  #release(event: ExecEvent): void {
    if (event.source === 'ebpf') this.#acks.push(event.id);
  }

  #flushAcks(): void {
    if (this.#acks.length === 0) return;
    this.#modules.ack(this.#acks);
    this.#acks = [];
  }
}

function objectOf(file: FileFacts): ObjectKind {
  switch (file.role) {
    case 'exe':
    case 'interpreter':
      return 'binary';
    case 'loader':
    case 'library':
      return 'library';
    case 'script':
      return 'script';
  }
}

/** Where a file without a pin may still be found, for as long as the container's first process lives. */
function pathBelowRoot(container: Container, file: FileFacts): string | undefined {
  if (file.pin !== undefined || container.initPid === undefined || file.unlinked || file.pathTruncated)
    return undefined;
  const path = file.path.toString('utf8');
  if (!path.startsWith('/') || !Buffer.from(path).equals(file.path)) return undefined;
  return `/proc/${container.initPid}/root${path}`;
}
