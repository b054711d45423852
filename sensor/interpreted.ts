/** Between pipeline and verdicts: the code that an interpreter was given is judged besides the interpreter itself. */
import { IndexError } from '../image-index/error.ts';
import type { ExecEvent, FileFacts } from './bridge/event.ts';
import type { Digester } from './digest/digest.ts';
import { answerOf, type IndexState } from './digest/image-answer.ts';
import type { ImageIndexes } from './digest/image-indexes.ts';
import type { FoundCode } from './digest/script/code-request.ts';
import { asFile, asText, type CodeInHand, isOtherApplet, takeDisguised, withoutFile } from './digest/script/scripts.ts';
import type { SiblingImages } from './digest/siblings.ts';
import type { Subject } from './finding/describe.ts';
import type { Execution, Verdicts } from './verdicts.ts';

export type InterpretedModules = {
  readonly digester: Pick<Digester, 'readCode'>;
  readonly indexes: Pick<ImageIndexes, 'discard'>;
  readonly siblings: Pick<SiblingImages, 'complete'>;
  readonly verdicts: Pick<Verdicts, 'give' | 'unverified' | 'isAskedFor'>;
};

export type InContainer = Execution & {
  readonly subject: Extract<Subject, { kind: 'container' }>;
  /** Of the executed file: the code that it was given. */
  readonly code?: CodeInHand | undefined;
};

const UNREAD = { kind: 'unread', reason: 'unreadable' } as const;
/** Code without a file is compared with no image. */
const NO_ANSWER = { kind: 'unavailable', reason: 'unreadable' } as const;

export class Interpreted {
  readonly #modules: InterpretedModules;

  constructor(modules: InterpretedModules) {
    this.#modules = modules;
  }

  /** All code that a judged executable was given. `names`: under which others the image knows its bytes. */
  codeOf({ event, file, subject, code }: InContainer, names: readonly string[]): readonly CodeInHand[] {
    if (file.role !== 'exe') return [];
    const out = code === undefined ? [] : [code];
    if (names.length === 0 || (code !== undefined && !isOtherApplet(event))) return out;
    const disguised = takeDisguised(this.#modules.digester, event, subject.container.initPid, names);
    return disguised === undefined ? out : [...out, disguised];
  }

  /** Waits for what is being read, and judges each piece of code for itself. */
  async judge(execution: InContainer, code: CodeInHand, state: IndexState): Promise<void> {
    this.arguments(execution, code.arguments);
    const answer = await code.answer;
    if (answer === undefined) return;
    if (answer.kind === 'unread') {
      this.#modules.verdicts.unverified(this.execution(execution), answer.reason);
      return;
    }
    this.arguments(execution, answer.code);
    for (const found of answer.found) await this.#found(execution, found, state);
  }

  /** Code that is itself an argument: nothing has to be waited for. */
  arguments(execution: InContainer, texts: readonly string[]): void {
    if (!this.#modules.verdicts.isAskedFor('argument')) return;
    for (const text of texts) {
      const { file, content } = asText(execution.event, text);
      this.#modules.verdicts.give(this.execution(execution, file, 'argument'), content, NO_ANSWER);
    }
  }

  /** The judging of some code; without `file`, of what is called by the first argument, for want of better. */
  execution({ event, subject }: InContainer, file?: FileFacts, origin?: 'argument' | 'stdin'): Execution {
    const facts = file ?? withoutFile(event, event.argv[1] ?? event.filename);
    return { event: withFile(event, facts), subject, file: facts, interpreted: { origin } };
  }

  async #found(execution: InContainer, found: FoundCode, state: IndexState): Promise<void> {
    const { event, subject } = execution;
    const { verdicts, indexes, siblings } = this.#modules;
    if (found.kind === 'stream') {
      verdicts.give(this.execution(execution, withoutFile(event, Buffer.from('stdin')), 'stdin'), UNREAD, NO_ANSWER);
      return;
    }
    if (found.kind === 'unread') {
      const file = withoutFile(event, Buffer.from(found.path, 'latin1'));
      verdicts.unverified(this.execution(execution, file), found.reason);
      return;
    }
    const { file, content } = asFile(found, event);
    const judged: Execution = found.executed
      ? { event: withFile(event, file), subject, file }
      : this.execution(execution, file);
    try {
      const own = answerOf(state, file, content);
      verdicts.give(judged, content, await siblings.complete(subject.container, content, own));
    } catch (error) {
      // The next exec meets an index that is built again; this one's executable has been judged already.
      if (!(error instanceof IndexError)) throw error;
      indexes.discard(subject.container);
      verdicts.unverified(judged, 'index_failed');
    }
  }
}

/** An event carries every file that is judged, the executable first. */
function withFile(event: ExecEvent, file: FileFacts): ExecEvent {
  return { ...event, files: [...event.files, file] };
}
