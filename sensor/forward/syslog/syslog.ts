import { createSocket, type Socket } from 'node:dgram';
import { isIPv6 } from 'node:net';
import type { Format } from '../format/format.ts';
import type { Ack, Outgoing, Output } from '../output.ts';
import { TlsFiles, type TlsOptions } from '../tls.ts';
import { type MessageOptions, syslogMessage } from './message.ts';
import { SyslogStream } from './stream.ts';

export type SyslogOptions = {
  readonly name: string;
  readonly host: string;
  readonly port: number;
  readonly transport: 'udp' | 'tcp' | 'tls';
  readonly message: MessageOptions;
  readonly tls?: TlsOptions | undefined;
};

const TIMEOUT_MS = 10_000;

/**
 * RFC 5424 over UDP (RFC 5426), TCP (octet counting) or TLS (RFC 5425). The protocol confirms nothing: a record counts as
 * delivered when the kernel has taken it. Over TCP and TLS the last seconds before a lost connection are said again.
 */
export class SyslogOutput implements Output {
  readonly name: string;
  readonly #options: SyslogOptions;
  readonly #format: Format;
  readonly #stream: SyslogStream | undefined;
  #socket: Socket | undefined;

  constructor(options: SyslogOptions, deps: { format: Format }) {
    this.name = options.name;
    this.#options = options;
    this.#format = deps.format;
    const { host, port, transport } = options;
    const tls = transport === 'tls' ? new TlsFiles(options.tls ?? {}) : undefined;
    this.#stream = transport === 'udp' ? undefined : new SyslogStream({ host, port, timeoutMs: TIMEOUT_MS }, { tls });
  }

  async write(batch: readonly Outgoing[], signal: AbortSignal): Promise<Ack> {
    const messages = batch.map(({ record }) => syslogMessage(record, this.#format, this.#options.message));
    let sent = 0;
    try {
      if (this.#stream !== undefined) await this.#stream.write(messages, signal);
      else
        for (const message of messages) {
          await this.#datagram(message);
          sent++;
        }
      return { accepted: batch.length };
    } catch (error) {
      return { accepted: sent, error: error instanceof Error ? error : new Error(String(error)) };
    }
  }

  async close(): Promise<void> {
    this.#socket?.close();
    this.#socket = undefined;
    await this.#stream?.close();
  }

  #datagram(message: Buffer): Promise<void> {
    const { host, port } = this.#options;
    this.#socket ??= createSocket(isIPv6(host) ? 'udp6' : 'udp4').on('error', () => {
      this.#socket?.close();
      this.#socket = undefined;
    });
    const socket = this.#socket;
    return new Promise((resolve, reject) => {
      socket.send(message, port, host, (error) => (error === null || error === undefined ? resolve() : reject(error)));
    });
  }
}
