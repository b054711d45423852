import { connect as connectTcp, isIP, type Socket } from 'node:net';
import { sleep } from '../../runtime/abort.ts';
import { tls } from '../../runtime/lazy-tls.ts';
import type { TlsFiles } from '../tls.ts';

export type StreamOptions = {
  readonly host: string;
  readonly port: number;
  readonly timeoutMs: number;
};

/** What was written within this time before a connection was lost is written again: nobody confirms it. */
const RESEND_MS = 30_000;
const RESEND_BYTES = 1 << 20;
const RECONNECT_MS = 250;

/** Frames over TCP or TLS (RFC 6587 octet counting, RFC 5425), with a connection that is made again when it was lost. */
export class SyslogStream {
  readonly #options: StreamOptions;
  readonly #tls: TlsFiles | undefined;
  #socket: Socket | undefined;
  #recent: { readonly atMs: number; readonly bytes: Buffer }[] = [];
  #recentBytes = 0;
  #lost = false;
  #turn: Promise<void> = Promise.resolve();
  #recovering = false;
  readonly #closing = new AbortController();
  resent = 0;

  constructor(options: StreamOptions, deps: { tls: TlsFiles | undefined }) {
    this.#options = options;
    this.#tls = deps.tls;
  }

  /** Resolves when the kernel has taken the messages. Rejects when there is no connection or it breaks. */
  write(messages: readonly Buffer[], signal: AbortSignal): Promise<void> {
    const bytes = Buffer.concat(messages.flatMap((message) => [Buffer.from(`${message.length} `), message]));
    return this.#inTurn(async () => {
      const socket = await this.#connected(signal);
      await this.#sendAgain(socket, signal);
      await this.#send(socket, bytes, signal);
      this.#remember(bytes);
    });
  }

  /** One writer at a time, or messages would run into each other. */
  #inTurn(work: () => Promise<void>): Promise<void> {
    const turn = this.#turn.then(work);
    this.#turn = turn.catch(() => {});
    return turn;
  }

  async #sendAgain(socket: Socket, signal: AbortSignal): Promise<void> {
    if (!this.#lost) return;
    const again = this.#recent.filter(({ atMs }) => performance.now() - atMs < RESEND_MS);
    // Before it is sent: this connection can be lost too.
    this.#lost = false;
    if (again.length === 0) return;
    try {
      await this.#send(socket, Buffer.concat(again.map(({ bytes }) => bytes)), signal);
      this.resent += again.length;
    } catch (error) {
      this.#lost = true;
      throw error;
    }
  }

  /** Without a new message to write, the lost ones would wait for it. */
  async #recover(): Promise<void> {
    if (this.#recovering) return;
    this.#recovering = true;
    const endMs = performance.now() + RESEND_MS;
    const { signal } = this.#closing;
    while (this.#lost && performance.now() < endMs && (await sleep(RECONNECT_MS, signal))) {
      await this.#inTurn(async () => {
        if (this.#lost) await this.#sendAgain(await this.#connected(signal), signal);
      }).catch(() => {});
    }
    this.#recovering = false;
  }

  async close(): Promise<void> {
    this.#closing.abort();
    const socket = this.#socket;
    this.#socket = undefined;
    if (socket === undefined || socket.destroyed) return;
    await new Promise<void>((resolve) => {
      const timer = setTimeout(() => socket.destroy(), 1_000);
      socket.once('close', () => {
        clearTimeout(timer);
        resolve();
      });
      socket.end();
    });
  }

  #connected(signal: AbortSignal): Promise<Socket> {
    const { host, port, timeoutMs } = this.#options;
    if (this.#socket !== undefined && !this.#socket.destroyed && this.#socket.writable)
      return Promise.resolve(this.#socket);
    this.#socket?.destroy();
    return new Promise((resolve, reject) => {
      const socket =
        this.#tls === undefined
          ? connectTcp({ host, port })
          : tls().connect({ host, port, ...(isIP(host) === 0 && { servername: host }), ...this.#tls.read().options });
      const fail = (error: Error) => {
        socket.destroy();
        reject(error);
      };
      const onAbort = () => fail(new Error('aborted'));
      const timer = setTimeout(() => fail(new Error(`no connection within ${timeoutMs} ms`)), timeoutMs);
      signal.addEventListener('abort', onAbort, { once: true });
      socket.once('error', fail);
      socket.once(this.#tls === undefined ? 'connect' : 'secureConnect', () => {
        clearTimeout(timer);
        signal.removeEventListener('abort', onAbort);
        socket.off('error', fail);
        socket.setKeepAlive(true, 30_000);
        // Receivers say nothing; whatever they do say must not fill the buffer.
        socket.resume();
        this.#watch(socket);
        resolve(socket);
      });
      socket.once('close', () => {
        clearTimeout(timer);
        signal.removeEventListener('abort', onAbort);
      });
    });
  }

  #watch(socket: Socket): void {
    this.#socket = socket;
    socket.on('error', () => {});
    // A receiver that ends the connection may not have read what was on the way.
    socket.once('end', () => socket.destroy());
    socket.once('close', () => {
      if (this.#socket !== socket || this.#closing.signal.aborted) return;
      this.#lost = true;
      void this.#recover();
    });
  }

  #send(socket: Socket, bytes: Buffer, signal: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      const done = (error?: Error | null) => {
        clearTimeout(timer);
        socket.off('close', onClose);
        signal.removeEventListener('abort', onAbort);
        if (error) reject(error);
        else resolve();
      };
      const onClose = () => done(new Error('the connection was lost'));
      const onAbort = () => done(new Error('aborted'));
      const timer = setTimeout(() => {
        socket.destroy();
        done(new Error(`the receiver took nothing for ${this.#options.timeoutMs} ms`));
      }, this.#options.timeoutMs);
      socket.once('close', onClose);
      signal.addEventListener('abort', onAbort, { once: true });
      if (socket.destroyed) onClose();
      else socket.write(bytes, done);
    });
  }

  #remember(bytes: Buffer): void {
    const nowMs = performance.now();
    this.#recent.push({ atMs: nowMs, bytes });
    this.#recentBytes += bytes.length;
    while (this.#recentBytes > RESEND_BYTES || nowMs - (this.#recent[0]?.atMs ?? nowMs) > RESEND_MS) {
      const oldest = this.#recent.shift();
      if (oldest === undefined) break;
      this.#recentBytes -= oldest.bytes.length;
    }
  }
}
