import { mkdirSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { status } from '@grpc/grpc-js';
import { fromBigInt } from '../../sensor/bridge/long.ts';
import { drift_sensor } from '../../sensor/container/cri/cri.gen.js';
import { type Answer, GrpcDouble, type Stream } from './grpc-double.ts';

const wire = drift_sensor.cri.v1;

export const CREATED = 0;
export const RUNNING = 1;
export const EXITED = 2;

export type DoubleSandbox = {
  readonly id: string;
  readonly pod: { readonly namespace: string; readonly name: string; readonly uid: string };
  readonly labels?: Readonly<Record<string, string>>;
  readonly handler?: string;
  readonly ready?: boolean;
  readonly info?: object;
};

export type DoubleContainer = {
  readonly id: string;
  readonly sandboxId: string;
  readonly name: string;
  readonly state?: number;
  readonly attempt?: number;
  readonly image?: string;
  readonly imageRef?: string;
  readonly userImage?: string;
  readonly createdNs?: bigint;
  readonly mounts?: readonly { readonly containerPath: string; readonly image?: { readonly image: string } }[];
  readonly info?: object;
};

/**
 * A CRI service on a unix socket, by default CRI-O above a storage directory that {@link CrioStorage} makes. `answers`
 * overrides a method (`RuntimeService/Version`) with whatever is to be said, also nonsense.
 */
export class CriDouble {
  readonly answers = new Map<string, (request: Buffer) => Answer | undefined>();
  readonly sandboxes = new Map<string, DoubleSandbox>();
  readonly containers = new Map<string, DoubleContainer>();
  /** OCI configurations, by what `ImageStatus` is asked for. */
  readonly images = new Map<string, { readonly id: string; readonly diffIds: readonly string[] }>();
  /** As they were asked, by short names. */
  readonly asked: string[] = [];
  /** `off`: as CRI-O with `enable_pod_events = false`, the stream ends at once. */
  events: 'on' | 'off' | 'unimplemented' = 'on';
  runtimeName = 'cri-o';
  /** What `ImageFsInfo` names. */
  imageDirectory = '/nonexistent/overlay-images';
  readonly #server: GrpcDouble;
  readonly #streams = new Set<Stream>();

  constructor(path: string) {
    this.#server = new GrpcDouble(path);
    this.#unary('RuntimeService/Version', () =>
      wire.Version.encode({ runtimeName: this.runtimeName, runtimeVersion: '1.31.0' }).finish(),
    );
    this.#unary('RuntimeService/ListPodSandbox', () => {
      const items = [...this.sandboxes.values()].map(({ id, ready }) => ({ id, state: ready === false ? 1 : 0 }));
      return wire.SandboxList.encode({ items }).finish();
    });
    this.#unary('RuntimeService/ListContainers', () => {
      const items = [...this.containers.values()].map(({ id, sandboxId, state = RUNNING }) => ({
        id,
        podSandboxId: sandboxId,
        state,
      }));
      return wire.ContainerList.encode({ items }).finish();
    });
    this.#unary('RuntimeService/ContainerStatus', (request) => this.#container(request));
    this.#unary('RuntimeService/PodSandboxStatus', (request) => this.#sandbox(request));
    this.#unary('ImageService/ImageStatus', (request) => this.#image(request));
    this.#unary('ImageService/ImageFsInfo', () =>
      wire.FilesystemList.encode({ items: [{ fsId: { mountpoint: this.imageDirectory } }] }).finish(),
    );
    this.#server.stream('/runtime.v1.RuntimeService/GetContainerEvents', (call) => this.#subscribe(call));
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

  /** How often a method was asked. */
  count(method: string): number {
    return this.asked.filter((name) => name === method).length;
  }

  /** Tells everybody who subscribed that something happened to a container or sandbox. */
  tell(id: string): void {
    for (const stream of this.#streams) stream.write(Buffer.from(wire.Event.encode({ id }).finish()));
  }

  endStreams(): void {
    for (const stream of this.#streams) stream.end();
  }

  #unary(method: string, answer: (request: Buffer) => Answer): void {
    this.#server.unary(`/runtime.v1.${method}`, (request) => {
      this.asked.push(method);
      return this.answers.get(method)?.(request) ?? answer(request);
    });
  }

  #container(request: Buffer): Answer {
    const c = this.containers.get(wire.StatusRequest.decode(request).id ?? '');
    if (c === undefined) return { status: status.NOT_FOUND };
    const { name, attempt = 0, image = '', userImage = '', imageRef = '', state = RUNNING, mounts = [] } = c;
    const answer = {
      id: c.id,
      metadata: { name, attempt },
      state,
      createdAt: fromBigInt(c.createdNs ?? 1n),
      image: { image, userSpecifiedImage: userImage },
      imageRef,
      labels: { 'io.kubernetes.container.name': name },
      mounts: [...mounts],
    };
    const info = JSON.stringify({ sandboxID: c.sandboxId, ...c.info });
    return wire.ContainerAnswer.encode({ status: answer, info: { info } }).finish();
  }

  #sandbox(request: Buffer): Answer {
    const s = this.sandboxes.get(wire.StatusRequest.decode(request).id ?? '');
    if (s === undefined) return { status: status.NOT_FOUND };
    const { id, pod, labels = {}, handler = '', ready = true } = s;
    const answer = { id, metadata: pod, state: ready ? 0 : 1, labels, runtimeHandler: handler };
    return wire.SandboxAnswer.encode({ status: answer, info: { info: JSON.stringify(s.info ?? {}) } }).finish();
  }

  #image(request: Buffer): Answer {
    const found = this.images.get(wire.ImageRequest.decode(request).image?.image ?? '');
    // CRI's way to say that there is none.
    if (found === undefined) return wire.ImageAnswer.encode({}).finish();
    const info = JSON.stringify({ imageSpec: { rootfs: { type: 'layers', diff_ids: found.diffIds } } });
    return wire.ImageAnswer.encode({ image: { id: found.id }, info: { info } }).finish();
  }

  #subscribe(call: Stream): void {
    this.asked.push('RuntimeService/GetContainerEvents');
    if (this.events === 'unimplemented') {
      call.emit('error', { code: status.UNIMPLEMENTED, details: 'as told' });
      return;
    }
    if (this.events === 'off') {
      call.end();
      return;
    }
    this.#streams.add(call);
    call.once('cancelled', () => this.#streams.delete(call));
    call.once('close', () => this.#streams.delete(call));
  }
}

/** A containers/storage directory as CRI-O keeps it: images of one layer each, which is a directory with a file. */
export class CrioStorage {
  readonly root: string;
  readonly #images: object[] = [];
  readonly #layers: object[] = [];
  readonly #containers = new Map<string, object>();

  constructor(root: string) {
    this.root = root;
    this.#write();
  }

  get imageDirectory(): string {
    return join(this.root, 'overlay-images');
  }

  /** `id`, `digest`: 64 hex digits. Gives the directory of the image's layer. */
  addImage(name: string, id: string, digest: string): string {
    const dir = this.#layer(id);
    writeFileSync(join(dir, 'of'), name);
    this.#images.push({ id, digest: `sha256:${digest}`, names: [name], layer: id });
    this.#layers.push({ id, 'diff-digest': `sha256:${digest}` });
    this.#write();
    return dir;
  }

  addContainer(id: string, name: string, image: string, imageName: string): void {
    this.#layer(id);
    this.#layers.push({ id, parent: image });
    const metadata = { 'image-name': imageName, 'pod-name': 'p', namespace: 'n', uid: 'u' };
    const created = '2026-11-21T08:09:12.795959615Z';
    const names = [`k8s_${name}_p_n_u_0`];
    this.#containers.set(id, { id, names, image, layer: id, metadata: JSON.stringify(metadata), created });
    this.#write();
  }

  removeContainer(id: string): void {
    this.#containers.delete(id);
    this.#write();
  }

  #layer(id: string): string {
    const dir = join(this.root, 'overlay', id, 'diff');
    mkdirSync(dir, { recursive: true });
    return dir;
  }

  #write(): void {
    this.#put('overlay-containers/containers.json', [...this.#containers.values()]);
    this.#put('overlay-images/images.json', this.#images);
    this.#put('overlay-layers/layers.json', this.#layers);
  }

  /** Whole at any time, as the storage library does. */
  #put(path: string, value: unknown): void {
    const target = join(this.root, path);
    mkdirSync(join(target, '..'), { recursive: true });
    writeFileSync(`${target}.new`, JSON.stringify(value));
    renameSync(`${target}.new`, target);
  }
}
