import { createHash } from 'node:crypto';
import { rmSync } from 'node:fs';
import {
  type handleServerStreamingCall,
  type handleUnaryCall,
  Server,
  ServerCredentials,
  type ServerUnaryCall,
  type ServerWritableStream,
  type sendUnaryData,
  status,
} from '@grpc/grpc-js';
import { drift_sensor } from '../../../sensor/container/containerd.gen.js';

const wire = drift_sensor.containerd.v1;

/** Answers with message bytes, or with a gRPC status; never when it returns `hang`. */
export type Answer = (request: Buffer, namespace: string) => Uint8Array | { readonly status: number } | 'hang';
type Stream = ServerWritableStream<Buffer, Buffer>;

const UNARY = {
  'namespaces.v1.Namespaces': ['List'],
  'containers.v1.Containers': ['Get', 'List'],
  'tasks.v1.Tasks': ['Get'],
  'images.v1.Images': ['Get'],
  'snapshots.v1.Snapshots': ['Mounts', 'Stat'],
} as const;

const raw = (bytes: Buffer): Buffer => bytes;
const stat = (name: number) => ({ status: name });
export const NOT_FOUND = stat(status.NOT_FOUND);

/** A containerd on a unix socket that says what it is told to, also nonsense. */
export class FakeContainerd {
  /** By `Containers/Get`; default: not found. */
  readonly answers = new Map<string, Answer>();
  /** Chunks of `Content/Read`, by digest. */
  readonly blobs = new Map<string, readonly Buffer[]>();
  listed: readonly string[] = [];
  readonly asked: string[] = [];
  #streams = new Set<Stream>();
  #server: Server | undefined;
  #path: string;

  constructor(path: string) {
    this.#path = path;
    this.answers.set('Namespaces/List', () =>
      wire.ListNamespacesResponse.encode({ namespaces: [{ name: 'k8s.io' }] }).finish(),
    );
  }

  get subscribers(): number {
    return this.#streams.size;
  }

  async start(): Promise<void> {
    const server = new Server({ 'grpc.max_send_message_length': -1 });
    for (const [service, methods] of Object.entries(UNARY)) {
      const short = service.slice(service.lastIndexOf('.') + 1);
      const paths: [string, handleUnaryCall<Buffer, Buffer> | handleServerStreamingCall<Buffer, Buffer>, boolean][] =
        methods.map((method) => [method, this.#unary(`${short}/${method}`), false]);
      if (short === 'Containers') paths.push(['ListStream', (call: Stream) => this.#list(call), true]);
      add(server, service, paths);
    }
    add(server, 'content.v1.Content', [['Read', (call: Stream) => this.#read(call), true]]);
    add(server, 'events.v1.Events', [['Subscribe', (call: Stream) => this.#subscribe(call), true]]);
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
    this.#streams.clear();
    rmSync(this.#path, { force: true });
  }

  /** To everybody who subscribed. */
  send(bytes: Uint8Array): void {
    for (const stream of this.#streams) stream.write(Buffer.from(bytes));
  }

  event(topic: string, containerId: string, namespace = 'k8s.io'): void {
    const value = wire.TaskExit.encode({ containerId, id: containerId }).finish();
    this.send(wire.Envelope.encode({ namespace, topic, event: { typeUrl: 'containerd.events.X', value } }).finish());
  }

  endStreams(): void {
    for (const stream of this.#streams) stream.end();
  }

  #unary(name: string): handleUnaryCall<Buffer, Buffer> {
    return (call: ServerUnaryCall<Buffer, Buffer>, done: sendUnaryData<Buffer>) => {
      this.asked.push(name);
      const namespace = String(call.metadata.get('containerd-namespace')[0] ?? '');
      const answer = this.answers.get(name)?.(call.request, namespace) ?? NOT_FOUND;
      if (answer === 'hang') return;
      if ('status' in answer) done({ code: answer.status, details: 'as told' });
      else done(null, Buffer.from(answer));
    };
  }

  #list(call: Stream): void {
    for (const id of this.listed) call.write(Buffer.from(wire.ContainerAnswer.encode({ container: { id } }).finish()));
    call.end();
  }

  #read(call: Stream): void {
    const { digest } = wire.ReadContentRequest.decode(call.request);
    const chunks = this.blobs.get(digest);
    this.asked.push(`Content/Read ${digest}`);
    if (chunks === undefined) call.emit('error', { code: status.NOT_FOUND, details: 'as told' });
    for (const data of chunks ?? []) call.write(Buffer.from(wire.ReadContentResponse.encode({ data }).finish()));
    if (chunks !== undefined) call.end();
  }

  #subscribe(call: Stream): void {
    this.#streams.add(call);
    call.once('cancelled', () => this.#streams.delete(call));
    call.once('close', () => this.#streams.delete(call));
  }
}

type Handler = handleUnaryCall<Buffer, Buffer> | handleServerStreamingCall<Buffer, Buffer>;

function add(server: Server, service: string, methods: readonly (readonly [string, Handler, boolean])[]): void {
  const path = (method: string) => `/containerd.services.${service}/${method}`;
  server.addService(
    Object.fromEntries(
      methods.map(([method, , responseStream]) => [
        method,
        {
          path: path(method),
          requestStream: false,
          responseStream,
          requestSerialize: raw,
          requestDeserialize: raw,
          responseSerialize: raw,
          responseDeserialize: raw,
        },
      ]),
    ),
    Object.fromEntries(methods.map(([method, handler]) => [method, handler])),
  );
}

/** Puts a document into the content store; gives its digest. */
export function store(fake: FakeContainerd, document: unknown): string {
  const bytes = Buffer.from(JSON.stringify(document));
  const digest = `sha256:${createHash('sha256').update(bytes).digest('hex')}`;
  fake.blobs.set(digest, [bytes.subarray(0, 10), bytes.subarray(10)]);
  return digest;
}
