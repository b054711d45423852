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
/** Who says nothing is told the status: a person with a socket tool. On a busy node a command may take as long to begin. */
const REQUEST_MS = 5_000;
const MAX_REQUEST_BYTES = 64 << 10;
const MAX_CLIENTS = 64;

/** Takes over a connection whose first line named it; `request` is what followed the name. */
export type ControlHandler = (request: string, socket: Socket) => void;

export class ControlSocket {
  readonly #server: Server;
  readonly #clients = new Set<Socket>();
  readonly #handlers = new Map<string, ControlHandler>();
  #answer: () => string = () => '{}';

  private constructor(server: Server) {
    this.#server = server;
    server.maxConnections = MAX_CLIENTS;
    server.on('connection', (socket: Socket) => {
      this.#clients.add(socket);
      socket.on('error', () => {});
      socket.once('close', () => this.#clients.delete(socket));
      void firstLine(socket).then((line) => this.#asked(line, socket));
    });
  }

  /** For connections whose first line is `name REQUEST`; all others are told the status. */
  handle(name: string, handler: ControlHandler): void {
    this.#handlers.set(name, handler);
  }

  #asked(line: string, socket: Socket): void {
    const space = line.indexOf(' ');
    const handler = this.#handlers.get(line.slice(0, Math.max(0, space)));
    if (handler === undefined) socket.end(`${this.#answer()}\n`);
    else handler(line.slice(space + 1), socket);
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
    for (const socket of this.#clients) socket.destroySoon();
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
    const socket = createConnection(socketPath(stateDir), () => socket.write('status\n'));
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

/** Empty when the client says nothing in time, or too much. */
function firstLine(socket: Socket): Promise<string> {
  return new Promise((resolve) => {
    let text = '';
    const done = (line: string) => {
      clearTimeout(timer);
      socket.off('data', more);
      resolve(line);
    };
    const more = (chunk: Buffer) => {
      text += chunk.toString('utf8');
      const end = text.indexOf('\n');
      if (end >= 0) done(text.slice(0, end));
      else if (text.length > MAX_REQUEST_BYTES) done('');
    };
    const timer = setTimeout(() => done(''), REQUEST_MS);
    socket.on('data', more);
    socket.once('close', () => done(''));
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
