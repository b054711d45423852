/** The command's end of the connection over which the running sensor tells a simulation's findings. */
import { createConnection, type Socket } from 'node:net';
import { socketPath } from '../../control.ts';
import type { Finding } from '../../finding/finding.ts';
import { withDeadline } from '../../runtime/abort.ts';
import { errnoOf } from '../../runtime/errno.ts';
import { linesOf } from '../../runtime/lines.ts';
import type { SimulationReply, SimulationRequest } from '../../simulations.ts';
import { CannotError } from '../command.ts';

const READY_MS = 30_000;
const MAX_LINE_BYTES = 1 << 20;

type Waiting = { readonly wanted: (finding: Finding) => boolean; readonly found: (finding: Finding) => void };

export class Listener {
  readonly #socket: Socket;
  readonly #findings: Finding[] = [];
  #waiting: Waiting | undefined;
  #ready: (() => void) | undefined;
  #ended = 'the sensor ended the connection; look at its log';

  private constructor(socket: Socket) {
    this.#socket = socket;
  }

  /** Resolves once the sensor watches the container and knows its image. Rejects with a CannotError. */
  static async open(stateDir: string, request: SimulationRequest): Promise<Listener> {
    const socket = createConnection(socketPath(stateDir), () => socket.write(`simulate ${JSON.stringify(request)}\n`));
    const listener = new Listener(socket);
    const ended = new Promise<never>((_resolve, reject) => {
      socket.once('error', (error) => reject(new CannotError(`the sensor cannot be asked (${errnoOf(error)})`)));
      socket.once('close', () => reject(new CannotError(listener.#ended)));
    });
    ended.catch(() => {});
    const ready = new Promise<void>((resolve) => {
      listener.#ready = resolve;
    });
    void listener.#listen();
    const answer = await withDeadline(READY_MS, () => Promise.race([ready, ended]));
    if (answer.ok) return listener;
    socket.destroy();
    throw new CannotError(`the sensor does not say within ${READY_MS / 1000} s that it watches; look at its log`);
  }

  /** The first finding that is wanted, also one that has come already; undefined when none comes in time. */
  async next(wanted: (finding: Finding) => boolean, ms: number): Promise<Finding | undefined> {
    const there = this.#findings.find(wanted);
    if (there !== undefined) return there;
    const answer = await withDeadline(
      ms,
      () =>
        new Promise<Finding>((found) => {
          this.#waiting = { wanted, found };
        }),
    );
    this.#waiting = undefined;
    return answer.ok ? answer.value : undefined;
  }

  get findings(): readonly Finding[] {
    return this.#findings;
  }

  close(): void {
    this.#socket.destroy();
  }

  async #listen(): Promise<void> {
    try {
      for await (const { text } of linesOf(this.#socket, MAX_LINE_BYTES)) if (text !== undefined) this.#heard(text);
    } catch {
      // The connection's end is heard of by its events.
    }
  }

  #heard(line: string): void {
    const reply = JSON.parse(line) as SimulationReply;
    switch (reply.kind) {
      case 'ready':
        this.#ready?.();
        return;
      case 'refused':
        this.#ended = reply.why;
        return;
      case 'finding':
        this.#findings.push(reply.finding);
        if (this.#waiting?.wanted(reply.finding) === true) this.#waiting.found(reply.finding);
        return;
      default:
        // Its status, as who says nothing is told.
        reply satisfies never;
        this.#ended = 'the request did not reach the sensor in time; the node may be overloaded: try again';
    }
  }
}
