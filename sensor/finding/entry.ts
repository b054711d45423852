/** How code came to run: by the container's entrypoint, by somebody who came in with an exec session, by a scheduler. */
import type { Ancestor, ExecEvent } from '../bridge/event.ts';
import type { FindingEntry } from './finding.ts';
import type { RedactArgs } from './redact.ts';
import { textFields, textOf } from './text.ts';

/** Of the first process on the way in, what was seen at its exec. Text is latin1 of its bytes. */
export type Start = {
  readonly pid: number;
  readonly comm: string;
  /** Joined by NUL, cut. */
  readonly argv: string;
  /** Its ancestors, nearest first. */
  readonly parents: readonly number[];
  /** `parents` goes up to the host's first process. */
  readonly complete: boolean;
  /** One of its ancestors runs in a container: whose it is cannot be told from them. */
  readonly inside: boolean;
};

/** As bytes, before redaction. */
export type Entry = {
  readonly kind: FindingEntry['kind'];
  readonly pid: number;
  readonly comm: Buffer;
  readonly argv: readonly Buffer[];
};

export type EntryFacts = {
  readonly event: ExecEvent;
  readonly ancestors: readonly Ancestor[];
  readonly start: Start | undefined;
  readonly initPid: number | undefined;
  readonly cron: Ancestor | undefined;
};

/**
 * What a process once descended from stays, though its parents end and the container's first process adopts it. A process that
 * never exec'd and was adopted before its first exec counts as the entrypoint's.
 */
export function entryOf({ event, ancestors, start, initPid, cron }: EntryFacts): Entry | undefined {
  if (initPid === undefined) return undefined;
  const isInit = event.pid === initPid || start?.pid === initPid;
  const belowInit = ancestors.find(({ pid }) => pid === initPid);
  if (isInit || start === undefined || start.parents.includes(initPid) || (start.inside && belowInit !== undefined)) {
    if (!isInit && start?.parents.includes(initPid) !== true && belowInit === undefined) return undefined;
    if (cron !== undefined) return { kind: 'cron', pid: cron.pid, comm: cron.comm, argv: [] };
    if (start?.pid === initPid) return { kind: 'entrypoint', ...textsOf(start) };
    return { kind: 'entrypoint', pid: initPid, comm: belowInit?.comm ?? event.comm, argv: [] };
  }
  // Not below the container's first process, and not below anything else in a container: the engine put it in.
  if (start.inside || !start.complete) return undefined;
  if (cron !== undefined) return { kind: 'cron', pid: cron.pid, comm: cron.comm, argv: [] };
  return { kind: 'exec_session', ...textsOf(start) };
}

/** As a finding says it. */
export function describeEntry(entry: Entry, redact: RedactArgs): FindingEntry {
  const args = redact(entry.argv).map((arg) => textOf(arg).text);
  return {
    kind: entry.kind,
    pid: entry.pid,
    ...textFields('name', entry.comm),
    ...(args.length > 0 && { args }),
  };
}

function textsOf({ pid, comm, argv }: Start): Pick<Entry, 'pid' | 'comm' | 'argv'> {
  const args = argv === '' ? [] : argv.split('\0').map((arg) => Buffer.from(arg, 'latin1'));
  return { pid, comm: Buffer.from(comm, 'latin1'), argv: args };
}

const CRONS = new Set(['cron', 'crond', 'CRON', 'anacron', 'atd', 'fcron', 'dcron', 'supercronic']);

export function isCron(comm: Buffer): boolean {
  return CRONS.has(comm.toString('latin1'));
}
