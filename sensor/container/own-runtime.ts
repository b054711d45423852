import { whenAborted } from '../runtime/abort.ts';
import type { ContainerDescription, ContainerRuntime, RuntimeCallbacks } from './container.ts';

/**
 * The engine of containers that the sensor itself makes or vouches for: the canary's, and that of `drift-sensor simulate`. It
 * reports what it is told, and the registry treats those containers as any engine's.
 */
export class OwnRuntime implements ContainerRuntime {
  readonly type: 'canary' | 'simulation';
  readonly label: string;
  readonly #known = new Map<string, ContainerDescription>();
  #callbacks: RuntimeCallbacks | undefined;

  constructor(type: 'canary' | 'simulation' = 'canary') {
    this.type = type;
    this.label = type;
  }

  async watch(signal: AbortSignal, on: RuntimeCallbacks): Promise<void> {
    this.#callbacks = on;
    on.state(true, 'built in');
    for (const container of this.#known.values()) on.appeared(container);
    await whenAborted(signal);
    this.#callbacks = undefined;
  }

  async lookup(id: string): Promise<ContainerDescription | undefined> {
    return this.#known.get(id);
  }

  appeared(container: ContainerDescription): void {
    this.#known.set(container.id, container);
    this.#callbacks?.appeared(container);
  }

  ended(id: string): void {
    if (this.#known.delete(id)) this.#callbacks?.ended(id);
  }
}
