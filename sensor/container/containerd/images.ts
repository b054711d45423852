import { sleep } from '../../runtime/abort.ts';
import { backoff } from '../../runtime/backoff.ts';
import type { Logger } from '../../runtime/log.ts';
import type { ContainerImage } from '../container.ts';
import { GrpcClient, type GrpcClientOptions } from '../grpc/grpc-client.ts';
import { Refresher } from '../refresher.ts';
import { ContainerdApi } from './api.ts';
import { drift_sensor } from './containerd.gen.js';
import { isDockers } from './describe.ts';
import { ContainerdImages } from './image.ts';

export type ContainerdImageWatchOptions = GrpcClientOptions & {
  /** Images of the store that are announced at the start. */
  readonly maxImages: number;
  /** When, after a subscription, everything is listed once more. */
  readonly relistMs: number;
};

const wire = drift_sensor.containerd.v1;
const TOPICS = ['/images/create', '/images/update'];
const SERVICES = '/containerd.services';

/**
 * Announces containerd's images as they are pulled, and those that are there at the start, so that they are indexed before their first
 * container. They are read from the content store's blobs, whose digests prove them; where those were discarded after unpacking
 * (`discard_unpacked_layers`), an image is only known from its containers' layers: to see the unpacked ones would mean to make a
 * snapshot, and the sensor only reads.
 */
export class ContainerdImageWatch {
  readonly #options: ContainerdImageWatchOptions;
  readonly #log: Logger;

  constructor(options: ContainerdImageWatchOptions, deps: { readonly log: Logger }) {
    this.#options = options;
    this.#log = deps.log;
  }

  /** Until `signal`; a daemon that goes away and comes back is asked again. */
  async run(signal: AbortSignal, announce: (image: ContainerImage) => void): Promise<void> {
    const wait = backoff({ firstMs: 500, maxMs: 10_000 });
    while (!signal.aborted) {
      try {
        await this.#session(signal, announce, () => wait.reset());
      } catch (error) {
        this.#log.debug({ error: String(error) }, "containerd's images cannot be followed");
      }
      await sleep(wait.next(), signal);
    }
  }

  async #session(signal: AbortSignal, announce: (image: ContainerImage) => void, up: () => void): Promise<void> {
    const stop = new AbortController();
    const both = AbortSignal.any([signal, stop.signal]);
    const client = new GrpcClient(this.#options);
    const api = new ContainerdApi(this.#options, { client });
    const images = new ContainerdImages({}, { api });
    const refresher = new Refresher(
      { concurrency: 1, capacity: 4_096 },
      { work: (key) => this.#announce(key, { api, images, signal: both, announce }) },
    );
    const request = (namespace: string, name: string) => {
      // The CRI plugin stores every image under its digests, too.
      if (!isDockers(namespace) && name !== '' && !name.startsWith('sha256:'))
        refresher.request(`${namespace} ${name}`);
    };
    try {
      const listing = this.#list(client, api, both, request).catch(() => stop.abort());
      const filter = wire.Filters.encode({ filters: TOPICS.map((topic) => `topic=="${topic}"`) }).finish();
      const stream = client.stream(`${SERVICES}.events.v1.Events/Subscribe`, filter, {
        signal: both,
        deadline: 'none',
      });
      for await (const bytes of stream) {
        up();
        const { namespace, event } = wire.Envelope.decode(bytes);
        if (namespace && event?.value != null) request(namespace, wire.EventSubject.decode(event.value).id ?? '');
      }
      await listing;
    } finally {
      stop.abort();
      client.close();
    }
  }

  /** Twice: the daemon does not say when the subscription stands. */
  async #list(
    client: GrpcClient,
    api: ContainerdApi,
    signal: AbortSignal,
    request: (namespace: string, name: string) => void,
  ): Promise<void> {
    const known = new Set<string>();
    for (const waitMs of [0, this.#options.relistMs]) {
      if (!(await sleep(waitMs, signal))) return;
      for (const namespace of await api.namespaces(signal)) {
        const method = `${SERVICES}.images.v1.Images/List`;
        const metadata = { 'containerd-namespace': namespace };
        const answer = await client.unary(method, wire.Filters.encode({}).finish(), { metadata, signal });
        for (const { name, target } of wire.ListImagesResponse.decode(answer).images ?? []) {
          const version = `${namespace} ${name} ${target?.digest}`;
          if (known.has(version) || known.size >= this.#options.maxImages) continue;
          known.add(version);
          request(namespace, name ?? '');
        }
      }
    }
  }

  async #announce(key: string, session: Session): Promise<void> {
    const { api, images, signal, announce } = session;
    const space = key.indexOf(' ');
    const namespace = key.slice(0, space);
    const ref = key.slice(space + 1);
    try {
      const image = await images.current({ namespace, ref }, signal);
      if (image === undefined || !(await api.hasBlobs(namespace, image.blobs, signal)) || signal.aborted) return;
      const source = { kind: 'containerd', ref, namespace, socket: this.#options.socketPath } as const;
      announce({ ref, digest: image.digest, id: image.id, source });
    } catch (error) {
      // The container that uses it will ask again.
      if (!signal.aborted) this.#log.debug({ image: ref, error: String(error) }, 'an image cannot be inspected');
    }
  }
}

type Session = {
  readonly api: ContainerdApi;
  readonly images: ContainerdImages;
  readonly signal: AbortSignal;
  readonly announce: (image: ContainerImage) => void;
};
