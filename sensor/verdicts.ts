/** The second half of an exec's way: evidence becomes a verdict (evaluate), and a verdict that a policy wants said a finding. */
import type { HostIdentity } from './bridge/bridge.ts';
import type { ExecEvent, FileFacts } from './bridge/event.ts';
import type { RuntimeBinaries } from './container/runtime-binaries.ts';
import type { Content, Evidence, ImageAnswer, ObjectKind, UnverifiedReason } from './digest/evidence.ts';
import { evaluate, type Policy } from './evaluate/evaluate.ts';
import { judge } from './evaluate/judge.ts';
import { originOf } from './evaluate/origin.ts';
import { Silenced } from './evaluate/policy/silenced.ts';
import { type Describer, describe, type Subject } from './finding/describe.ts';
import type { Folder } from './finding/fold.ts';
import { Tally } from './observe/metrics.ts';
import type { Clock } from './runtime/clock.ts';

const NS_PER_MS = 1_000_000n;

export type VerdictsModules = {
  readonly runtimeBinaries: Pick<RuntimeBinaries, 'isInitBinary'>;
  readonly policy: () => Policy;
  readonly describer: Describer;
  readonly folder: Pick<Folder, 'add'>;
  readonly clock: Clock;
  readonly host: HostIdentity;
  /** Told the verdict on every file of a container that was read; true when it is the canary's. */
  readonly onCanary: (sha256: string, verdict: string) => boolean;
};

/** One executed file of one exec, and whose it is. */
export type Execution = {
  readonly event: ExecEvent;
  readonly file: FileFacts;
  readonly subject: Subject;
  /** It is code that an interpreter was given, not what the kernel executed; `origin` where it is no file. */
  readonly interpreted?: { readonly origin: 'argument' | 'stdin' | undefined };
};

export class Verdicts {
  readonly #modules: VerdictsModules;
  readonly counts = {
    verdicts: new Tally('verdict', 'object'),
    findings: new Tally('verdict', 'severity'),
    unverified: new Tally('reason'),
    /** Drift that a policy made no finding of. */
    silenced: new Silenced(),
    /** Init programs that an engine mounted into a container, recognised by content. */
    initBinaries: 0,
  };

  /** Rules expire by the wall clock. */
  readonly #nowMs = (): number => Number(this.#modules.clock.now() / NS_PER_MS);

  constructor(modules: VerdictsModules) {
    this.#modules = modules;
  }

  /** Nothing could be compared: counted and said, never clean. */
  unverified(execution: Execution, reason: UnverifiedReason): void {
    this.give(execution, { kind: 'unread', reason }, { kind: 'unavailable', reason });
  }

  give(execution: Execution, content: Content, image: ImageAnswer): void {
    const { event } = execution;
    let { subject } = execution;
    if (this.#isNotAskedFor(execution)) return;
    const evidence = this.#evidence(execution, content, image);
    const verdict = evaluate(evidence, this.#modules.policy(), subject, this.#nowMs);
    const { judgement, decision } = verdict;
    if (judgement.verdict === 'added' && evidence.origin === 'volume' && this.#isInitBinary(content)) {
      this.counts.initBinaries++;
      this.counts.verdicts.add(1, 'in_image', evidence.object);
      return;
    }
    this.counts.verdicts.add(1, judgement.verdict, evidence.object);
    if (subject.kind === 'container' && content.kind === 'hashed') {
      const isCanary = this.#modules.onCanary(content.sha256, judgement.verdict);
      // In a pod it runs in a container like any other; readers tell its findings by this word (contract of a finding).
      if (isCanary) subject = { ...subject, container: { ...subject.container, runtime: 'canary' } };
    }
    if (judgement.verdict === 'unverified') this.counts.unverified.add(1, judgement.reason ?? 'unreadable');
    if (decision.action === 'none') {
      if (decision.silenced !== undefined) this.counts.silenced.add(decision.silenced, decision.policy, decision.rule);
      return;
    }
    const body = describe(verdict, evidence, event, subject, this.#modules.describer);
    // The canary's come once a minute: an alert on findings must not.
    if (body.container.runtime !== 'canary') this.counts.findings.add(1, body.verdict, body.severity);
    this.#modules.folder.add(body, this.#modules.clock.monotonicMs());
  }

  /** Whether nothing will be said of it. */
  isClean(execution: Execution, content: Content, image: ImageAnswer): boolean {
    return this.#isNotAskedFor(execution) || judge(this.#evidence(execution, content, image)).verdict === 'in_image';
  }

  /** Code without a file is looked at where a rule names it, and counted nowhere else: every `sh -c` is such. */
  isAskedFor(origin: 'argument' | 'stdin'): boolean {
    return this.#modules.policy().origins?.has(origin) === true;
  }

  #isNotAskedFor({ interpreted }: Execution): boolean {
    const origin = interpreted?.origin;
    return origin !== undefined && !this.isAskedFor(origin);
  }

  #evidence(execution: Execution, content: Content, image: ImageAnswer): Evidence {
    const { file, interpreted } = execution;
    return {
      object: objectOf(file),
      origin: interpreted?.origin ?? this.#origin(execution),
      file,
      content,
      image,
      interpreted: interpreted !== undefined,
    };
  }

  #origin({ event, file, subject }: Execution): Evidence['origin'] {
    const container = subject.kind === 'container' ? subject.container : undefined;
    return originOf(file, {
      rootDev: container?.rootDev,
      rootIno: container?.rootIno,
      createdNs: container?.createdNs,
      hostMntNs: this.#modules.host.mntNs,
      calledAs: event.filename,
      swept: event.source === 'procfs',
    });
  }

  /** `docker run --init` and its like mount the host's tiny init into the container. */
  #isInitBinary(content: Content): boolean {
    return content.kind === 'hashed' && this.#modules.runtimeBinaries.isInitBinary(content.sha256);
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
