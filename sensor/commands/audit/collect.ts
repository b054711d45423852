import type { FindingBody } from '../../finding/describe.ts';
import type { Finding, FindingProcess } from '../../finding/finding.ts';
import { lyingSummary } from './lying-summary.ts';

/** A finding of an audit. A file that nobody runs has no process. */
export type AuditFinding = Omit<Finding, 'process'> & { readonly process?: FindingProcess };

/** One drift of one container, with all processes that run it. */
export type AuditRow = { readonly finding: AuditFinding; readonly pids: readonly number[] };

type Collected = {
  readonly body: Omit<FindingBody, 'process'> & { readonly process?: FindingProcess };
  pids: number[];
  count: number;
};

/** Takes the place of folding: everything is one look, so each drift is said once. */
export class Collector {
  readonly #byId = new Map<string, Collected>();
  /** What runs, whatever it runs as: a library that became a program behind a forged name lies there as a library. */
  readonly #running = new Set<string>();

  /** Of a running process. One that has ended since runs nothing any more. */
  running(body: FindingBody, isAlive: (pid: number) => boolean): void {
    const { pid } = body.process;
    if (body.verdict === 'unverified' && body.reason === 'vanished' && !isAlive(pid)) return;
    this.#running.add(fileKey(body));
    const known = this.#byId.get(body.id);
    if (known === undefined) this.#byId.set(body.id, { body, pids: [pid], count: 1 });
    else {
      known.count++;
      if (!known.pids.includes(pid)) known.pids.push(pid);
    }
  }

  /** Of a file in the writable layer; one that is known to run already is not said again. */
  lying({ process: _nobody, ...body }: FindingBody): void {
    if (this.#byId.has(body.id) || (body.file.sha256 !== undefined && this.#running.has(fileKey(body)))) return;
    this.#byId.set(body.id, { body: { ...body, summary: lyingSummary(body) }, pids: [], count: 1 });
  }

  rows(): AuditRow[] {
    return [...this.#byId.values()].map(({ body, pids, count }) => ({
      finding: { ...body, revision: 1, count, first_seen: body.time, last_seen: body.time },
      pids,
    }));
  }
}

function fileKey({ container, file }: Omit<FindingBody, 'process'>): string {
  return JSON.stringify([container.id, file.path, file.path_base64, file.sha256]);
}
