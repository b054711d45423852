import type { Client, ClientReadableStream, Metadata, ServiceError } from '@grpc/grpc-js';
import protobuf from 'protobufjs/minimal.js';
import { errnoOf, IndexError } from '../../error.ts';

const { Reader, Writer } = protobuf;

export type ContainerdOptions = { readonly socket: string; readonly namespace: string };

export type Target = { readonly mediaType: string; readonly digest: string; readonly size: number };
export type MountSpec = { readonly type: string; readonly source: string; readonly options: readonly string[] };

const DEADLINE_MS = 10_000;
const MAX_MESSAGE_BYTES = 16 << 20;
const NOT_FOUND = 5;

/** grpc-js is loaded when it is needed: it costs 15 MB. */
export async function connectContainerd(options: ContainerdOptions): Promise<ContainerdApi> {
  const grpc = await import('@grpc/grpc-js');
  const metadata = new grpc.Metadata();
  metadata.set('containerd-namespace', options.namespace);
  const settings = { 'grpc.max_receive_message_length': MAX_MESSAGE_BYTES, 'grpc.default_authority': 'localhost' };
  const client = new grpc.Client(`unix:${options.socket}`, grpc.credentials.createInsecure(), settings);
  return new ContainerdApi(client, metadata, options);
}

/**
 * The calls of containerd's gRPC API (containerd.services.*.v1) that reading an image takes. Messages are few and flat, so
 * they are written and read by field number here.
 */
export class ContainerdApi {
  readonly #client: Client;
  readonly #metadata: Metadata;
  readonly #options: ContainerdOptions;

  constructor(client: Client, metadata: Metadata, options: ContainerdOptions) {
    this.#client = client;
    this.#metadata = metadata;
    this.#options = options;
  }

  close(): void {
    this.#client.close();
  }

  /** images.v1 Images/Get: what the name leads to. Undefined: no such image in this namespace. */
  async image(name: string): Promise<Target | undefined> {
    const answer = await this.#call('images.v1.Images/Get', Writer.create().uint32(10).string(name).finish());
    if (answer === undefined) return undefined;
    const target = submessage(submessage(answer, 1), 3);
    return { mediaType: texts(target, 1)[0] ?? '', digest: texts(target, 2)[0] ?? '', size: integer(target, 3) };
  }

  /** images.v1 Images/List: all names of this namespace. */
  async names(): Promise<readonly string[]> {
    const answer = await this.#call('images.v1.Images/List', Buffer.alloc(0));
    return fields(answer ?? Buffer.alloc(0), 1).flatMap((image) => texts(image, 1));
  }

  /** introspection.v1 Introspection/Plugins: where the content store keeps its blobs; undefined where it does not say. */
  async contentRoot(): Promise<string | undefined> {
    const filter = Writer.create().uint32(10).string('type==io.containerd.content.v1').finish();
    const answer = await this.#call('introspection.v1.Introspection/Plugins', filter);
    for (const plugin of fields(answer ?? Buffer.alloc(0), 1)) {
      for (const exported of fields(plugin, 5)) {
        if (texts(exported, 1)[0] === 'root') return texts(exported, 2)[0];
      }
    }
    return undefined;
  }

  /** snapshots.v1 Snapshots/View: how a committed snapshot would be mounted. To be removed under the same key. */
  async view(snapshotter: string, key: string, parent: string): Promise<readonly MountSpec[] | undefined> {
    const request = Writer.create().uint32(10).string(snapshotter).uint32(18).string(key).uint32(26).string(parent);
    const answer = await this.#call('snapshots.v1.Snapshots/View', request.finish());
    if (answer === undefined) return undefined;
    return fields(answer, 1).map((mount) => ({
      type: texts(mount, 1)[0] ?? '',
      source: texts(mount, 2)[0] ?? '',
      options: texts(mount, 4),
    }));
  }

  /** snapshots.v1 Snapshots/Remove. */
  async removeSnapshot(snapshotter: string, key: string): Promise<void> {
    const request = Writer.create().uint32(10).string(snapshotter).uint32(18).string(key);
    await this.#call('snapshots.v1.Snapshots/Remove', request.finish());
  }

  /** content.v1 Content/Info: whether this namespace knows the blob. */
  async hasRecord(digest: string): Promise<boolean> {
    return (
      (await this.#call('content.v1.Content/Info', Writer.create().uint32(10).string(digest).finish())) !== undefined
    );
  }

  /** content.v1 Content/Read: a blob's bytes as they come. */
  async *blob(digest: string): AsyncGenerator<Buffer, void, void> {
    const request = Writer.create().uint32(10).string(digest).finish();
    const path = '/containerd.services.content.v1.Content/Read';
    const stream: ClientReadableStream<Buffer> = this.#client.makeServerStreamRequest(
      path,
      asBuffer,
      (bytes: Buffer) => bytes,
      request,
      this.#metadata,
    );
    try {
      for await (const message of stream) for (const data of fields(message as Buffer, 2)) yield data;
    } catch (error) {
      throw this.#failure(path, error as ServiceError);
    } finally {
      stream.cancel();
    }
  }

  /** Undefined for NOT_FOUND. */
  #call(method: string, request: Uint8Array): Promise<Buffer | undefined> {
    const path = `/containerd.services.${method}`;
    const options = { deadline: Date.now() + DEADLINE_MS };
    return new Promise((resolve, reject) => {
      this.#client.makeUnaryRequest(
        path,
        asBuffer,
        (bytes: Buffer) => bytes,
        request,
        this.#metadata,
        options,
        (error: ServiceError | null, answer?: Buffer) => {
          if (error === null) resolve(answer ?? Buffer.alloc(0));
          else if (error.code === NOT_FOUND) resolve(undefined);
          else reject(this.#failure(path, error));
        },
      );
    });
  }

  #failure(path: string, cause: Error): IndexError {
    if (cause instanceof IndexError) return cause;
    const what = errnoOf(cause) === 'EACCES' ? 'no permission' : path.slice(path.lastIndexOf('.') + 1);
    return new IndexError(
      'io',
      `containerd at ${this.#options.socket} (namespace ${this.#options.namespace}): ${what}`,
      {
        cause,
      },
    );
  }
}

function asBuffer(bytes: Uint8Array): Buffer {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

/** All length-delimited fields of this number. Throws `malformed`. */
function fields(message: Buffer, number: number): Buffer[] {
  const found: Buffer[] = [];
  try {
    for (const reader = Reader.create(message); reader.pos < reader.len; ) {
      const tag = reader.uint32();
      if (tag === ((number << 3) | 2)) found.push(asBuffer(reader.bytes()));
      else reader.skipType(tag & 7);
    }
    return found;
  } catch (cause) {
    throw new IndexError('malformed', 'an answer of containerd cannot be read', { cause });
  }
}

function submessage(message: Buffer, number: number): Buffer {
  return fields(message, number).at(-1) ?? Buffer.alloc(0);
}

function texts(message: Buffer, number: number): string[] {
  return fields(message, number).map((bytes) => bytes.toString());
}

/** A varint field below 2^53; 0 when it is absent. */
function integer(message: Buffer, number: number): number {
  let value = 0;
  for (const reader = Reader.create(message); reader.pos < reader.len; ) {
    const tag = reader.uint32();
    if (tag === number << 3) value = Number(reader.uint64());
    else reader.skipType(tag & 7);
  }
  return value;
}
