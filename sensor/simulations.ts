/**
 * The sensor's side of `drift-sensor simulate`: a container that the command makes is watched like any other for as long as the
 * command is connected, and its findings are told to it besides being forwarded. Whoever may use the control socket owns the
 * sensor's state, so that nobody can declare an image of theirs here who could not do worse.
 */
import type { Socket } from 'node:net';
import * as z from 'zod';
import type { ContainerDescription } from './container/container.ts';
import type { OwnRuntime } from './container/own-runtime.ts';
import type { ImageIndexes } from './digest/image-indexes.ts';
import type { Finding } from './finding/finding.ts';
import { safeJson } from './forward/json.ts';

export const SIMULATION_NAME = 'drift-sensor-simulate';
const POLL_MS = 50;
/** Of a command that has stopped reading: it is let go. */
const MAX_WAITING_BYTES = 4 << 20;

/** What the command says of its container. */
export type SimulationRequest = z.output<typeof requestSchema>;

/** One line of JSON each, from the sensor to the command. */
export type SimulationReply =
  | { readonly kind: 'ready' }
  | { readonly kind: 'refused'; readonly why: string }
  | { readonly kind: 'finding'; readonly finding: Finding };

const id64 = z.string().regex(/^\d{1,20}$/);
const requestSchema = z.strictObject({
  id: z.string().regex(/^drift-sensor-simulate-[0-9a-f]{12}$/),
  lower: z.string().startsWith('/').max(4096),
  cgroup_id: id64,
  init_pid: z.int().positive(),
  root_dev: z.int().nonnegative(),
  root_ino: id64,
});

export class Simulations {
  readonly #runtime: Pick<OwnRuntime, 'appeared' | 'ended'>;
  readonly #indexes: Pick<ImageIndexes, 'stateOf'>;
  /** One at a time. */
  #current: { readonly id: string; readonly socket: Socket } | undefined;

  constructor(deps: { runtime: Pick<OwnRuntime, 'appeared' | 'ended'>; indexes: Pick<ImageIndexes, 'stateOf'> }) {
    this.#runtime = deps.runtime;
    this.#indexes = deps.indexes;
  }

  /** A connection whose first line was `simulate REQUEST`. */
  attach(text: string, socket: Socket): void {
    const request = parse(text);
    if (request === undefined || this.#current !== undefined) {
      const busy = 'another simulation is running; wait until it has ended';
      refuse(socket, request === undefined ? 'the command is of another version than the sensor' : busy);
      return;
    }
    const { id } = request;
    const container = describe(request);
    this.#current = { id, socket };
    this.#runtime.appeared(container);
    const timer = setInterval(() => {
      const { state, detail } = this.#indexes.stateOf(container.image);
      if (state === 'failed') refuse(socket, `its image cannot be indexed: ${detail ?? 'see the log'}`);
      if (state === 'ready') say(socket, { kind: 'ready' });
      if (state === 'ready' || state === 'failed') clearInterval(timer);
    }, POLL_MS);
    socket.once('close', () => {
      clearInterval(timer);
      this.#current = undefined;
      this.#runtime.ended(id);
    });
    // Its end is noticed only while it is read from.
    socket.resume();
    socket.once('end', () => socket.end());
  }

  /** Called for every finding that is forwarded. */
  saw(finding: Finding): void {
    if (this.#current?.id === finding.container.id) say(this.#current.socket, { kind: 'finding', finding });
  }
}

function parse(text: string): SimulationRequest | undefined {
  try {
    return requestSchema.parse(JSON.parse(text));
  } catch {
    return undefined;
  }
}

function describe({ id, lower, cgroup_id, init_pid, root_dev, root_ino }: SimulationRequest): ContainerDescription {
  return {
    id,
    name: id,
    runtime: 'simulation',
    image: { ref: SIMULATION_NAME, source: { kind: 'lower_dirs', dirs: [lower] } },
    cgroupIds: [BigInt(cgroup_id)],
    initPid: init_pid,
    rootDev: root_dev,
    rootIno: BigInt(root_ino),
    mounts: [],
  };
}

function say(socket: Socket, reply: SimulationReply): void {
  if (socket.writableLength > MAX_WAITING_BYTES) socket.destroy();
  else socket.write(`${safeJson(reply)}\n`);
}

function refuse(socket: Socket, why: string): void {
  socket.end(`${safeJson({ kind: 'refused', why } satisfies SimulationReply)}\n`);
}
