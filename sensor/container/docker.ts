import { LRUCache } from 'lru-cache';
import type { ImageSource } from '../../image-index/read/source.ts';
import { sleep } from '../runtime/abort.ts';
import type { Logger } from '../runtime/log.ts';
import { baselineOf } from './baseline.ts';
import { isEngineId } from './cgroup.ts';
import type {
  ContainerDescription,
  ContainerImage,
  ContainerRuntime,
  LookupHint,
  RuntimeCallbacks,
} from './container.ts';
import { DockerApi, DockerApiError, type DockerApiOptions } from './docker/api.ts';
import {
  containerLayers,
  dockerDescription,
  dockerImage,
  exportedImage,
  imageLayers,
  lowerDirsSource,
  summaryDescription,
} from './docker/describe.ts';
import {
  type DockerContainer,
  type DockerImage,
  parseContainer,
  parseEvent,
  parseImage,
  parseList,
  parseSummaries,
} from './docker/schema.ts';
import { keeperOf } from './keeper.ts';
import { rfc3339Ns } from './pod.ts';
import { processFacts } from './proc.ts';
import { Refresher } from './refresher.ts';
import { rootLowerDirs } from './root-mount.ts';
import { EVENT_STREAM, keepSessions } from './sessions.ts';

export type DockerRuntimeOptions = DockerApiOptions & {
  /** How often a silent daemon is asked whether it still lives. */
  readonly pingMs?: number;
  /** Images of the store that are announced at the start. */
  readonly maxImages?: number;
};

const LIVE = new Set(['created', 'running', 'paused', 'restarting']);
const EVENTS = ['create', 'start', 'restart', 'die', 'destroy', 'rename', 'pull', 'load', 'import', 'tag'];
const EVENTS_PATH = `/events?filters=${encodeURIComponent(JSON.stringify({ type: ['container', 'image'], event: EVENTS }))}`;

/** Docker through its Engine API. */
export class DockerRuntime implements ContainerRuntime {
  readonly type = 'docker';
  readonly label: string;
  keeper: number | undefined;
  #api: DockerApi;
  #socket: string;
  #log: Logger;
  #pingMs: number;
  #maxImages: number;
  #images = new LRUCache<string, DockerImage>({ max: 256, ttl: 60_000 });

  constructor(options: DockerRuntimeOptions, deps: { readonly log: Logger }) {
    this.label = `docker unix://${options.socketPath}`;
    this.#api = new DockerApi(options);
    this.#socket = options.socketPath;
    this.keeper = keeperOf(options.socketPath);
    this.#log = deps.log;
    this.#pingMs = options.pingMs ?? 10_000;
    this.#maxImages = options.maxImages ?? 500;
  }

  async watch(signal: AbortSignal, on: RuntimeCallbacks): Promise<void> {
    const known = new Set<string>();
    await keepSessions(signal, on, { ...EVENT_STREAM, session: (up) => this.#session(signal, on, known, up) });
  }

  async lookup(id: string, signal: AbortSignal, hint?: LookupHint): Promise<ContainerDescription | undefined> {
    if (!isEngineId(id)) return undefined;
    return (await this.#summary(id, signal)) ?? (await this.#inspect(id, signal, hint)).description;
  }

  /** One connection to the daemon. `known`: what was reported and has not ended, across connections. */
  async #session(signal: AbortSignal, on: RuntimeCallbacks, known: Set<string>, up: () => void): Promise<void> {
    this.keeper = keeperOf(this.#socket);
    const stop = new AbortController();
    const both = AbortSignal.any([signal, stop.signal]);
    try {
      const containers = new Refresher(
        { concurrency: 4, capacity: 4096 },
        { work: (id) => this.#refresh(id, both, on, known) },
      );
      const images = new Refresher({ concurrency: 1, capacity: 4096 }, { work: (r) => this.#announce(r, both, on) });
      const events = this.#api.stream(EVENTS_PATH, both);
      // The stream stands before the list is read: nothing falls between them.
      await events.next();
      const ids = parseList(await this.#api.get('/containers/json', both));
      for (const id of known) if (!ids.includes(id)) containers.request(id);
      for (const id of ids) containers.request(id);
      up();
      on.state(true, `${ids.length} containers run`);
      if (on.imageAppeared !== undefined) {
        for (const id of parseList(await this.#api.get('/images/json', both)).slice(0, this.#maxImages)) {
          images.request(id);
        }
      }
      // Ends the stream by aborting it when the daemon hangs.
      const ping = this.#pingLoop(both).finally(() => stop.abort());
      for await (const value of events) {
        const event = parseEvent(value);
        const id = event.Actor?.ID;
        if (id === undefined || id === '') continue;
        if (event.Type === 'container') containers.request(id);
        else if (event.Type === 'image' && on.imageAppeared !== undefined) {
          this.#images.delete(id);
          images.request(id);
        }
      }
      stop.abort();
      await ping;
    } catch (error) {
      if (stop.signal.aborted && !signal.aborted) throw new DockerApiError('timeout', 'it does not answer any more');
      throw error;
    } finally {
      stop.abort();
    }
  }

  async #pingLoop(signal: AbortSignal): Promise<void> {
    while (await sleep(this.#pingMs, signal)) {
      try {
        await this.#api.get('/version', signal);
      } catch {
        return;
      }
    }
  }

  async #refresh(id: string, signal: AbortSignal, on: RuntimeCallbacks, known: Set<string>): Promise<void> {
    if (!isEngineId(id)) return;
    for (const waitMs of [0, 50, 500]) {
      if (!(await sleep(waitMs, signal))) return;
      try {
        const early = known.has(id) ? undefined : await this.#summary(id, signal);
        if (early !== undefined && !signal.aborted) {
          known.add(id);
          on.appeared(early);
        }
        const { description, ended } = await this.#inspect(id, signal);
        if (signal.aborted) return;
        if (description !== undefined) {
          known.add(id);
          on.appeared(description);
        } else if (ended) {
          known.delete(id);
          on.ended(id);
        }
        return;
      } catch (error) {
        if (signal.aborted) return;
        this.#log.warn({ runtime: this.label, container: id, error: String(error) }, 'a container cannot be inspected');
      }
    }
  }

  /**
   * A live container as the list shows it. dockerd holds a container's lock while it starts it, and an inspection waits
   * for the lock until the first exec is over (and a short `--rm` container is gone): the list does not.
   */
  async #summary(id: string, signal: AbortSignal): Promise<ContainerDescription | undefined> {
    const filters = encodeURIComponent(JSON.stringify({ id: [id] }));
    const answer = await this.#api.get(`/containers/json?all=1&filters=${filters}`, signal);
    const summary = parseSummaries(answer).find((s) => s.Id === id);
    if (summary === undefined || !LIVE.has(summary.State)) return undefined;
    const image = await this.#image(summary.ImageID, signal);
    if (image === undefined) return undefined;
    const layers = imageLayers(image);
    const source = layers === undefined ? exportedImage(image, image, this.#socket) : lowerDirsSource(layers, image);
    if (source === undefined) return undefined;
    return summaryDescription(summary, dockerImage(summary.Image, summary.ImageID, image, source));
  }

  /** `description` undefined and not `ended`: it exists, but its image's bytes cannot be told yet. */
  async #inspect(
    id: string,
    signal: AbortSignal,
    hint?: LookupHint,
  ): Promise<{ description?: ContainerDescription; ended: boolean }> {
    const answer = await this.#api.get(`/containers/${id}/json`, signal);
    if (answer === undefined) return { ended: true };
    const c = parseContainer(answer);
    if (!LIVE.has(c.State.Status)) return { ended: true };
    const pid = c.State.Pid || hint?.pid;
    const facts = pid === undefined ? undefined : await processFacts(pid, c.Id);
    const live = pid === undefined || facts === undefined ? undefined : { pid, facts };
    const image = await this.#image(c.Image, signal);
    // Before the runtime has pivoted, the process still shows the host's root.
    const source = await this.#source(c, image, facts?.rootDev === undefined ? undefined : pid);
    if (source === undefined) return { ended: false };
    // A hint is some process of the container; only Docker says which is its first.
    const own = c.State.Pid > 0 ? live : undefined;
    return {
      description: dockerDescription(c, dockerImage(c.Config.Image, c.Image, image, source), own),
      ended: false,
    };
  }

  async #source(
    c: DockerContainer,
    image: DockerImage | undefined,
    pid: number | undefined,
  ): Promise<ImageSource | undefined> {
    const layers = containerLayers(c) ?? (pid === undefined ? undefined : await rootLowerDirs(pid));
    if (layers !== undefined) return lowerDirsSource(layers, image);
    const exported = exportedImage(c, image, this.#socket);
    if (exported !== undefined) return exported;
    const sinceNs = rfc3339Ns(c.Created);
    // Its image has been removed, or the driver is not known: the root as it was when the container was made.
    return pid === undefined || sinceNs === undefined ? undefined : baselineOf(`/proc/${pid}/root`, sinceNs);
  }

  async #image(ref: string, signal: AbortSignal): Promise<DockerImage | undefined> {
    if (ref === '') return undefined;
    const cached = this.#images.get(ref);
    if (cached !== undefined) return cached;
    const answer = await this.#api.get(`/images/${ref.split('/').map(encodeURIComponent).join('/')}/json`, signal);
    const image = answer === undefined ? undefined : parseImage(answer);
    if (image !== undefined) this.#images.set(ref, image);
    return image;
  }

  async #announce(ref: string, signal: AbortSignal, on: RuntimeCallbacks): Promise<void> {
    try {
      const image = await this.#image(ref, signal);
      const layers = image === undefined ? undefined : imageLayers(image);
      if (image === undefined || layers === undefined) return;
      const appeared: ContainerImage = dockerImage(image.RepoTags[0], image.Id, image, lowerDirsSource(layers, image));
      if (!signal.aborted) on.imageAppeared?.(appeared);
    } catch (error) {
      // The container that uses it will ask again.
      if (!signal.aborted)
        this.#log.debug({ runtime: this.label, error: String(error) }, 'an image cannot be inspected');
    }
  }
}
