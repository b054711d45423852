/**
 * The sensor's unix socket in its state directory: whoever can bind it owns the directory, and commands ask it about the
 * running sensor. The kernel drops the listener with the process, so a dead sensor never blocks the next one.
 */
import { chmodSync, unlinkSync } from 'node:fs';
import { createConnection, createServer, type Server, type Socket } from 'node:net';
import { join } from 'node:path';
import { errnoOf } from './runtime/errno.ts';

export class StateBusyError extends Error {
  constructor(directory: string) {
    super(
      `${directory} belongs to a sensor that is running; stop it, or choose another directory with --state-dir DIR`,
    );
    this.name = 'StateBusyError';
  }
}

const CONNECT_MS = 1_000;

export class ControlSocket {
  readonly #server: Server;
  #answer: () => string = () => '{}';

  private constructor(server: Server) {
    this.#server = server;
    server.on('connection', (socket: Socket) => {
      socket.on('error', () => {});
      socket.end(`${this.#answer()}\n`);
    });
  }

  /** Rejects with a StateBusyError while another sensor lives, and with the errno of bind(2) otherwise. */
  static async open(directory: string): Promise<ControlSocket> {
    const path = socketPath(directory);
    try {
      return new ControlSocket(await listen(path));
    } catch (error) {
      if (errnoOf(error) !== 'EADDRINUSE') throw error;
    }
    if (await answers(path)) throw new StateBusyError(directory);
    unlinkSync(path);
    return new ControlSocket(await listen(path));
  }

  /** What a client is told: one line of JSON. */
  serve(answer: () => object): void {
    this.#answer = () => JSON.stringify(answer());
  }

  close(): Promise<void> {
    return new Promise((resolve) => this.#server.close(() => resolve()));
  }
}

export function socketPath(stateDir: string): string {
  return join(stateDir, 'sensor.sock');
}

/** A sensor answers within this; one that is stopped (SIGSTOP) accepts and stays silent. */
const ANSWER_MS = 3_000;
const MAX_ANSWER_BYTES = 64 << 20;

export type Answer =
  | { readonly kind: 'answer'; readonly text: string }
  /** Nobody listens. */
  | { readonly kind: 'absent' }
  /** Somebody listens but does not answer in time, or more than can be read. */
  | { readonly kind: 'silent' }
  /** The socket may not be used: EACCES. */
  | { readonly kind: 'refused'; readonly errno: string };

/** Asks the sensor that owns this state directory. Never rejects. */
export function askSensor(stateDir: string, answerMs = ANSWER_MS): Promise<Answer> {
  return new Promise((resolve) => {
    const socket = createConnection(socketPath(stateDir));
    const chunks: Buffer[] = [];
    let bytes = 0;
    const done = (answer: Answer) => {
      clearTimeout(deadline);
      socket.destroy();
      resolve(answer);
    };
    const deadline = setTimeout(() => done({ kind: 'silent' }), answerMs);
    socket.on('data', (chunk: Buffer) => {
      bytes += chunk.length;
      if (bytes > MAX_ANSWER_BYTES) done({ kind: 'silent' });
      else chunks.push(chunk);
    });
    socket.once('end', () => done({ kind: 'answer', text: Buffer.concat(chunks).toString('utf8') }));
    socket.once('error', (error) => {
      const errno = errnoOf(error);
      done(errno === 'ENOENT' || errno === 'ECONNREFUSED' ? { kind: 'absent' } : { kind: 'refused', errno });
    });
  });
}

function listen(path: string): Promise<Server> {
  const server = createServer();
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(path, () => {
      chmodSync(path, 0o600);
      resolve(server);
    });
  });
}

/** Whether somebody accepts connections there; a sensor that is stopped (SIGSTOP) still does. */
function answers(path: string): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = createConnection(path);
    const done = (alive: boolean) => {
      socket.destroy();
      resolve(alive);
    };
    socket.setTimeout(CONNECT_MS, () => done(true));
    socket.once('connect', () => done(true));
    socket.once('error', (error) => done(errnoOf(error) !== 'ECONNREFUSED' && errnoOf(error) !== 'ENOENT'));
  });
}
