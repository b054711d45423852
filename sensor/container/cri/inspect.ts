import { LRUCache } from 'lru-cache';
import type { ContainerDescription } from '../container.ts';
import { processFacts } from '../proc.ts';
import type { CriApi, CriImage, CriSandbox, CriState } from './api.ts';
import type { Below } from './below.ts';
import { containerDescription, lacksDiffIds, sandboxDescription, volumeImages } from './describe.ts';

export type CriInspected = {
  /** `absent`: CRI knows it neither as a container nor as a sandbox. */
  readonly state: CriState | 'absent';
  /** Absent while its image's bytes cannot be told (yet). */
  readonly description?: ContainerDescription;
};

const ABSENT: CriInspected = { state: 'absent' };

/** Puts together what CRI, the engine below it and /proc say of one container or sandbox. */
export class CriInspector {
  readonly api: CriApi;
  readonly below: Below;
  /** What is read of a sandbox but its state never changes. */
  #sandboxes = new LRUCache<string, CriSandbox>({ max: 1_024 });
  #images = new LRUCache<string, CriImage>({ max: 512 });

  constructor(deps: { readonly api: CriApi; readonly below: Below }) {
    this.api = deps.api;
    this.below = deps.below;
  }

  close(): void {
    this.below.close();
    this.api.close();
  }

  /**
   * `hintPid`: a process that was seen in it, for as long as CRI names none. `sandboxId`: of its pod, as listed. `exited`:
   * also describe a container that has exited.
   */
  async inspect(
    id: string,
    signal: AbortSignal,
    known: {
      readonly hintPid?: number | undefined;
      readonly sandboxId?: string | undefined;
      readonly exited?: boolean;
    } = {},
  ): Promise<CriInspected> {
    const c = await this.api.container(id, signal);
    if (c === undefined) return this.#inspectSandbox(id, signal);
    const { state } = c;
    const over = state === 'exited';
    if (over && known.exited !== true) return { state };
    const sandboxId = c.info.sandboxId ?? known.sandboxId;
    const sandbox = sandboxId === undefined ? undefined : await this.#sandbox(sandboxId, signal);
    const { pid } = c.info;
    const base = await this.#base(id, { pid, hintPid: known.hintPid, over }, signal);
    if (base === undefined) return { state };
    const imageStatus = (image: string) => this.#image(image, signal);
    const asked = c.imageId ?? c.imageRef ?? c.image;
    const image = asked !== undefined && lacksDiffIds(base.image.source) ? await imageStatus(asked) : undefined;
    const volumes = pid === undefined || over ? [] : await volumeImages(c, pid, imageStatus);
    const description = containerDescription(base, c, { sandbox, image, volumeImages: volumes });
    return { state, description };
  }

  async #inspectSandbox(id: string, signal: AbortSignal): Promise<CriInspected> {
    const sandbox = await this.api.sandbox(id, signal);
    if (sandbox === undefined) return ABSENT;
    this.#sandboxes.set(id, sandbox);
    if (!sandbox.ready) return { state: 'exited' };
    const base = await this.#base(id, { pid: sandbox.info.pid, hintPid: undefined, over: false }, signal);
    if (base === undefined) return { state: 'running' };
    return { state: 'running', description: sandboxDescription(base, sandbox) };
  }

  async #base(
    id: string,
    known: { readonly pid: number | undefined; readonly hintPid: number | undefined; readonly over: boolean },
    signal: AbortSignal,
  ): Promise<ContainerDescription | undefined> {
    const { pid, hintPid, over } = known;
    const [base, facts] = await Promise.all([
      this.below.describe(id, { pid: pid ?? hintPid, over }, signal),
      pid === undefined ? undefined : processFacts(pid, id),
    ]);
    if (base === undefined || pid === undefined || facts === undefined) return base;
    return { ...base, initPid: pid, ...facts };
  }

  async #sandbox(id: string, signal: AbortSignal): Promise<CriSandbox | undefined> {
    const cached = this.#sandboxes.get(id);
    if (cached !== undefined) return cached;
    const sandbox = await this.api.sandbox(id, signal);
    if (sandbox !== undefined) this.#sandboxes.set(id, sandbox);
    return sandbox;
  }

  async #image(image: string, signal: AbortSignal): Promise<CriImage | undefined> {
    const cached = this.#images.get(image);
    if (cached !== undefined) return cached;
    const found = await this.api.image(image, signal);
    // A name may lead to another image later; an id never.
    if (found !== undefined && image.includes(found.id.replace('sha256:', ''))) this.#images.set(image, found);
    return found;
  }
}
