import { type ChildProcess, spawn } from 'node:child_process';
import type { Clock } from '../../runtime/clock.ts';
import type { Logger } from '../../runtime/log.ts';
import type { EventSink } from '../bridge.ts';
import { decodeExec, decodeMmap, MalformedMessage } from '../decode.ts';
import type { ExecEvent } from '../event.ts';
import { ExecReader } from '../exec-reader.ts';
import { FrameDecoder } from '../frame.ts';
import { toBigInt, toNumber } from '../long.ts';
import { drift_sensor } from '../wire.gen.js';
import { WIRE_VERSION } from '../wire.ts';
import { DownStream } from './acks.ts';
import type { StatsAccumulator } from './stats.ts';
import { logStderr } from './stderr.ts';

type Hello = drift_sensor.bridge.v1.BridgeHello;

export type SessionOptions = {
  readonly command: string;
  readonly args: readonly string[];
  readonly idBase: bigint;
  /** Without a Stats frame for so long the bridge counts as stuck. */
  readonly heartbeatMs: number;
  readonly handshakeMs: number;
  /** From SIGTERM to SIGKILL. */
  readonly stopMs: number;
};

export type SessionDeps = {
  readonly clock: Clock;
  readonly log: Logger;
  readonly stats: StatsAccumulator;
  readonly sink: EventSink;
  readonly onHello: (hello: Hello) => void;
};

/** How the life of one bridge process ended. `fault` says why we ended it, when it was us. */
export type SessionEnd =
  | { readonly kind: 'not_started'; readonly error: NodeJS.ErrnoException }
  | { readonly kind: 'wrong_version'; readonly version: number }
  | {
      readonly kind: 'ended';
      readonly code: number | null;
      readonly signal: NodeJS.Signals | null;
      readonly greeted: boolean;
      readonly fault: string | undefined;
      readonly lastWords: string | undefined;
    };

/** The watchdog looks this many times per heartbeat; counting looks, not time, forgives a blocked event loop of our own. */
const LOOKS_PER_HEARTBEAT = 5;
/** After its exit a bridge's streams end at once, unless something else holds them open. */
const STREAM_GRACE_MS = 1000;

/** One bridge process, from its start to its end. */
export class BridgeSession {
  readonly down: DownStream;
  #options: SessionOptions;
  #deps: SessionDeps;
  #child: ChildProcess;
  #frames = new FrameDecoder();
  #batch: ExecEvent[] = [];
  #lastSeq = 0n;
  #hello: Hello | undefined;
  #execs: ExecReader | undefined;
  #wrongVersion: number | undefined;
  #fault: string | undefined;
  #looksWithoutStats = 0;

  constructor(options: SessionOptions, deps: SessionDeps) {
    this.#options = options;
    this.#deps = deps;
    this.#child = spawn(options.command, options.args, { stdio: ['pipe', 'pipe', 'pipe'] });
    const stdin = this.#child.stdin;
    if (stdin === null) throw new Error('spawn gave no stdin'); // cannot be: all three are pipes
    this.down = new DownStream(stdin, {
      onDroppedAcks: (n) => {
        deps.stats.acksDropped += n;
      },
    });
  }

  /** Resolves when the process has ended, which an abort of `signal` brings about. */
  run(signal: AbortSignal): Promise<SessionEnd> {
    const child = this.#child;
    const { log, clock } = this.#deps;
    const words = child.stderr === null ? undefined : logStderr(child.stderr, log, () => clock.monotonicMs());
    child.stdout?.on('data', (chunk: Buffer) => this.#onChunk(chunk));
    child.stdout?.on('error', () => {});
    this.down.hello(WIRE_VERSION);

    const handshake = setTimeout(() => {
      if (this.#hello === undefined) this.#kill(`no greeting within ${this.#options.handshakeMs} ms`);
    }, this.#options.handshakeMs);
    const watchdog = setInterval(() => this.#look(), this.#options.heartbeatMs / LOOKS_PER_HEARTBEAT);
    let killer: NodeJS.Timeout | undefined;
    const stop = () => {
      child.kill('SIGTERM');
      killer = setTimeout(() => child.kill('SIGKILL'), this.#options.stopMs);
    };
    if (signal.aborted) stop();
    signal.addEventListener('abort', stop, { once: true });

    return new Promise((resolve) => {
      let grace: NodeJS.Timeout | undefined;
      const finish = (end: SessionEnd) => {
        clearTimeout(handshake);
        clearInterval(watchdog);
        clearTimeout(killer);
        clearTimeout(grace);
        signal.removeEventListener('abort', stop);
        this.down.end();
        resolve(end);
      };
      child.once('error', (error) => {
        // 'error' also reports a failed kill; only a process that never was has no pid.
        if (child.pid === undefined) finish({ kind: 'not_started', error });
      });
      child.once('exit', () => {
        grace = setTimeout(() => {
          child.stdout?.destroy();
          child.stderr?.destroy();
        }, STREAM_GRACE_MS);
      });
      child.once('close', (code, exitSignal) => {
        if (child.pid === undefined) return;
        if (this.#wrongVersion !== undefined) return finish({ kind: 'wrong_version', version: this.#wrongVersion });
        if (this.#frames.pendingBytes > 0) {
          log.warn({ bytes: this.#frames.pendingBytes }, 'the last frame of the bridge was cut off');
        }
        finish({
          kind: 'ended',
          code,
          signal: exitSignal,
          greeted: this.#hello !== undefined,
          fault: this.#fault,
          lastWords: words?.last,
        });
      });
    });
  }

  #onChunk(chunk: Buffer): void {
    // After a fault the rest of the stream means nothing any more.
    if (this.#fault !== undefined) return;
    try {
      this.#frames.push(chunk, (message) => this.#onMessage(message));
    } catch (error) {
      this.#kill(error instanceof Error ? error.message : String(error));
    }
    if (this.#batch.length === 0) return;
    const batch = this.#batch;
    this.#batch = [];
    this.#deps.sink.execs(batch);
  }

  #onMessage(bytes: Buffer): void {
    if (this.#fault !== undefined) return;
    const exec = this.#execs?.read(bytes);
    if (exec !== undefined) {
      this.#batch.push(exec.event);
      this.#count(exec.seq);
      return;
    }
    let message: drift_sensor.bridge.v1.ToSensor;
    try {
      message = drift_sensor.bridge.v1.ToSensor.decode(bytes);
      if (this.#hello === undefined) this.#onFirst(message);
      else this.#dispatch(message, this.#hello);
    } catch (error) {
      // Its sequence number stays missing, so that the next message reports it as lost.
      this.#deps.stats.badFrames++;
      const reason = error instanceof Error ? error.message : String(error);
      this.#deps.log.debug({ reason, bytes: bytes.length }, 'skipped an unreadable message of the bridge');
      if (this.#hello === undefined) this.#kill(`the first message is unreadable: ${reason}`);
    }
  }

  #onFirst(message: drift_sensor.bridge.v1.ToSensor): void {
    // Decoding makes instances, whose absent fields have their defaults; the generated types do not say so.
    const hello = message.hello as Hello | null | undefined;
    if (hello === null || hello === undefined) {
      this.#kill('the first message is not a greeting');
    } else if (hello.version !== WIRE_VERSION) {
      this.#wrongVersion = hello.version;
      this.#kill(`the bridge speaks version ${hello.version}`);
    } else {
      this.#hello = hello;
      this.#execs = new ExecReader({ bridgePid: hello.pid, idBase: this.#options.idBase });
      this.#lastSeq = toBigInt(message.seq);
      this.#deps.onHello(hello);
    }
  }

  #dispatch(message: drift_sensor.bridge.v1.ToSensor, hello: Hello): void {
    switch (message.body) {
      case 'exec': {
        const exec = message.exec as drift_sensor.bridge.v1.Exec;
        this.#batch.push(decodeExec(exec, { bridgePid: hello.pid, idBase: this.#options.idBase }));
        break;
      }
      case 'gap': {
        const gap = message.gap as drift_sensor.bridge.v1.Gap;
        // It becomes a metric's label: anything but a plain word is not let through.
        const place = /^[a-z_]{1,32}$/.test(gap.place) ? gap.place : 'bridge_other';
        this.#gap(place, toNumber(gap.lost));
        break;
      }
      case 'stats':
        this.#looksWithoutStats = 0;
        this.#deps.stats.update(message.stats as drift_sensor.bridge.v1.Stats);
        break;
      case 'mmap': {
        const mmap = message.mmap as drift_sensor.bridge.v1.Mmap;
        this.#batch.push(decodeMmap(mmap, { bridgePid: hello.pid, idBase: this.#options.idBase }));
        break;
      }
      case 'exit':
        break;
      default:
        throw new MalformedMessage(`unexpected ${message.body ?? 'empty message'}`);
    }
    this.#count(toBigInt(message.seq));
  }

  #count(seq: bigint): void {
    const expected = this.#lastSeq + 1n;
    if (seq > expected) {
      const lost = Number(seq - expected);
      this.#deps.stats.lostSocket += lost;
      this.#gap('socket', lost);
    }
    if (seq >= expected) this.#lastSeq = seq;
    else this.#deps.stats.badFrames++;
  }

  #gap(place: string, lost: number): void {
    this.#deps.sink.gap({ place, lost, timeNs: this.#deps.clock.now(), sweep: true });
  }

  #look(): void {
    if (this.#hello === undefined) return;
    if (++this.#looksWithoutStats > LOOKS_PER_HEARTBEAT) {
      this.#kill(`no heartbeat for ${this.#options.heartbeatMs} ms`);
    }
  }

  #kill(fault: string): void {
    this.#fault ??= fault;
    this.#child.kill('SIGKILL');
  }
}
