import { stat } from 'node:fs/promises';
import type { Client, ClientReadableStream, Metadata } from '@grpc/grpc-js';
import { connectError, GrpcError, toGrpcError } from './grpc-error.ts';

export type GrpcClientOptions = {
  readonly socketPath: string;
  /** For one whole answer. */
  readonly timeoutMs?: number;
  /** Of one message. */
  readonly maxMessageBytes?: number;
};

export type CallOptions = {
  readonly metadata?: Readonly<Record<string, string>>;
  readonly signal?: AbortSignal | undefined;
};

export type StreamOptions = CallOptions & {
  /** For the whole stream; `none`: events may be hours apart. Default: as for one answer. */
  readonly deadline?: 'none';
};

type Connection = { readonly client: Client; readonly newMetadata: () => Metadata };

const identity = (bytes: Buffer): Buffer => bytes;

/**
 * gRPC over a unix socket: message bytes in, message bytes out, bounded in time and size. All failures are `GrpcError`s.
 *
 * One object is one connection's worth: whoever wants to reconnect closes it and makes another, so that a restarted
 * server is met with a backoff of ours. It sends no HTTP/2 keepalive pings: Go servers refuse more than one in five
 * minutes, and over a unix socket a dead peer is seen at once; for one that hangs, call something with a deadline.
 */
export class GrpcClient {
  #socketPath: string;
  #timeoutMs: number;
  #maxMessageBytes: number;
  #connection: Promise<Connection> | undefined;

  constructor(options: GrpcClientOptions) {
    this.#socketPath = options.socketPath;
    this.#timeoutMs = options.timeoutMs ?? 5_000;
    this.#maxMessageBytes = options.maxMessageBytes ?? 16 * 1024 * 1024;
  }

  /** `method` as `/package.Service/Method`. */
  async unary(method: string, request: Uint8Array, options: CallOptions = {}): Promise<Buffer> {
    const { client, newMetadata } = await this.#connect(method);
    const signal = options.signal;
    if (signal?.aborted) throw new GrpcError('aborted', `${method}: aborted`);
    return new Promise((resolve, reject) => {
      const onAbort = () => call.cancel();
      const call = client.makeUnaryRequest<Buffer, Buffer>(
        method,
        identity,
        identity,
        Buffer.from(request),
        metadata(newMetadata(), options),
        { deadline: Date.now() + this.#timeoutMs },
        (error, value) => {
          signal?.removeEventListener('abort', onAbort);
          if (error !== null) reject(toGrpcError(method, error));
          else if (value === undefined) reject(new GrpcError('bad_answer', `${method}: an answer without a message`));
          else resolve(value);
        },
      );
      signal?.addEventListener('abort', onAbort, { once: true });
    });
  }

  /** Messages until the server ends the stream (returns), `signal` aborts, the deadline passes or it breaks (throws). */
  async *stream(
    method: string,
    request: Uint8Array,
    options: StreamOptions = {},
  ): AsyncGenerator<Buffer, void, undefined> {
    const { client, newMetadata } = await this.#connect(method);
    const signal = options.signal;
    if (signal?.aborted) throw new GrpcError('aborted', `${method}: aborted`);
    const call = client.makeServerStreamRequest<Buffer, Buffer>(
      method,
      identity,
      identity,
      Buffer.from(request),
      metadata(newMetadata(), options),
      options.deadline === 'none' ? {} : { deadline: Date.now() + this.#timeoutMs },
    );
    // A stream that is cancelled after its reader left would be an uncaught error.
    call.on('error', () => {});
    const onAbort = () => call.cancel();
    signal?.addEventListener('abort', onAbort, { once: true });
    try {
      yield* call as ClientReadableStream<Buffer> & AsyncIterable<Buffer>;
    } catch (cause) {
      throw toGrpcError(method, cause);
    } finally {
      signal?.removeEventListener('abort', onAbort);
      call.cancel();
    }
  }

  close(): void {
    const connection = this.#connection;
    this.#connection = Promise.reject(new GrpcError('unreachable', 'the connection was closed'));
    this.#connection.catch(() => {});
    connection?.then(({ client }) => client.close()).catch(() => {});
  }

  #connect(method: string): Promise<Connection> {
    this.#connection ??= this.#open(method);
    return this.#connection;
  }

  async #open(method: string): Promise<Connection> {
    try {
      if (!(await stat(this.#socketPath)).isSocket()) {
        throw new GrpcError('unreachable', `${this.#socketPath} is no socket`);
      }
    } catch (cause) {
      throw cause instanceof GrpcError ? cause : connectError(method, String(cause), cause);
    }
    // Some 15 MB of code and heap, which most nodes with another engine never need.
    const grpc = await import('@grpc/grpc-js');
    const client = new grpc.Client(`unix://${this.#socketPath}`, grpc.credentials.createInsecure(), {
      'grpc.max_receive_message_length': this.#maxMessageBytes,
      'grpc.max_send_message_length': 1024 * 1024,
      // Neither proxies nor service configurations from the environment, no retries behind our back.
      'grpc.enable_http_proxy': 0,
      'grpc.service_config_disable_resolution': 1,
      'grpc.enable_retries': 0,
      // Each client its own connection: closing one is the end of it.
      'grpc.use_local_subchannel_pool': 1,
      // A unix socket has no authority; Go servers refuse grpc-js's default, which is the escaped path.
      'grpc.default_authority': 'localhost',
    });
    return { client, newMetadata: () => new grpc.Metadata() };
  }
}

function metadata(target: Metadata, options: CallOptions): Metadata {
  for (const [key, value] of Object.entries(options.metadata ?? {})) target.set(key, value);
  return target;
}
