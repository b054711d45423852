import { createHash } from 'node:crypto';
import { status } from '@grpc/grpc-js';
import { drift_sensor } from '../../../sensor/container/containerd/containerd.gen.js';
import { GrpcDouble, type Answer as Said, type Stream } from '../../support/grpc-double.ts';

const wire = drift_sensor.containerd.v1;

export type Answer = (request: Buffer, namespace: string) => Said;

const UNARY = {
  'namespaces.v1.Namespaces': ['List'],
  'containers.v1.Containers': ['Get', 'List'],
  'tasks.v1.Tasks': ['Get'],
  'images.v1.Images': ['Get'],
  'snapshots.v1.Snapshots': ['Mounts', 'Stat'],
  'content.v1.Content': ['Info'],
} as const;

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
  readonly #server: GrpcDouble;

  constructor(path: string) {
    this.#server = new GrpcDouble(path);
    for (const [service, methods] of Object.entries(UNARY)) {
      const short = service.slice(service.lastIndexOf('.') + 1);
      for (const method of methods) this.#unary(`${service}/${method}`, `${short}/${method}`);
    }
    this.#stream('containers.v1.Containers/ListStream', (call) => this.#list(call));
    this.#stream('content.v1.Content/Read', (call) => this.#read(call));
    this.#stream('events.v1.Events/Subscribe', (call) => this.#subscribe(call));
    this.answers.set('Namespaces/List', () =>
      wire.ListNamespacesResponse.encode({ namespaces: [{ name: 'k8s.io' }] }).finish(),
    );
  }

  get subscribers(): number {
    return this.#streams.size;
  }

  start(): Promise<void> {
    return this.#server.start();
  }

  async stop(): Promise<void> {
    await this.#server.stop();
    this.#streams.clear();
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

  #unary(method: string, name: string): void {
    this.#server.unary(`/containerd.services.${method}`, (request, metadata) => {
      this.asked.push(name);
      const namespace = String(metadata.get('containerd-namespace')[0] ?? '');
      return this.answers.get(name)?.(request, namespace) ?? NOT_FOUND;
    });
  }

  #stream(method: string, open: (call: Stream) => void): void {
    this.#server.stream(`/containerd.services.${method}`, open);
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

/** Puts a document into the content store; gives its digest. */
export function store(fake: FakeContainerd, document: unknown): string {
  const bytes = Buffer.from(JSON.stringify(document));
  const digest = `sha256:${createHash('sha256').update(bytes).digest('hex')}`;
  fake.blobs.set(digest, [bytes.subarray(0, 10), bytes.subarray(10)]);
  return digest;
}
