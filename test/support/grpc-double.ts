import { rmSync } from 'node:fs';
import {
  type handleServerStreamingCall,
  type handleUnaryCall,
  type Metadata,
  Server,
  ServerCredentials,
  type ServerWritableStream,
} from '@grpc/grpc-js';

/** Answers with message bytes, or with a gRPC status; never when it returns `hang`. */
export type Answer = Uint8Array | { readonly status: number } | 'hang';
export type Stream = ServerWritableStream<Buffer, Buffer>;
type Handler = handleUnaryCall<Buffer, Buffer> | handleServerStreamingCall<Buffer, Buffer>;

const raw = (bytes: Buffer): Buffer => bytes;

/** A gRPC server on a unix socket that says what it is told to, also nonsense. Methods are named `/package.Service/Method`. */
export class GrpcDouble {
  readonly #path: string;
  readonly #methods = new Map<string, { readonly handler: Handler; readonly responseStream: boolean }>();
  #server: Server | undefined;

  constructor(path: string) {
    this.#path = path;
  }

  unary(method: string, answer: (request: Buffer, metadata: Metadata) => Answer): void {
    const handler: handleUnaryCall<Buffer, Buffer> = (call, done) => {
      const said = answer(call.request, call.metadata);
      if (said === 'hang') return;
      if ('status' in said) done({ code: said.status, details: 'as told' });
      else done(null, Buffer.from(said));
    };
    this.#methods.set(method, { handler, responseStream: false });
  }

  stream(method: string, open: (call: Stream) => void): void {
    this.#methods.set(method, { handler: open, responseStream: true });
  }

  async start(): Promise<void> {
    const server = new Server({ 'grpc.max_send_message_length': -1 });
    const services = Map.groupBy(this.#methods, ([path]) => path.slice(0, path.lastIndexOf('/')));
    for (const methods of services.values()) {
      const definition = methods.map(([path, { responseStream }]) => [
        path,
        {
          path,
          requestStream: false,
          responseStream,
          requestSerialize: raw,
          requestDeserialize: raw,
          responseSerialize: raw,
          responseDeserialize: raw,
        },
      ]);
      const handlers = methods.map(([path, { handler }]) => [path, handler]);
      server.addService(Object.fromEntries(definition), Object.fromEntries(handlers));
    }
    await new Promise<void>((resolve, reject) =>
      server.bindAsync(`unix://${this.#path}`, ServerCredentials.createInsecure(), (error) =>
        error === null ? resolve() : reject(error),
      ),
    );
    this.#server = server;
  }

  async stop(): Promise<void> {
    this.#server?.forceShutdown();
    this.#server = undefined;
    rmSync(this.#path, { force: true });
  }
}
