import { whenAborted } from '../runtime/abort.ts';
import type { ContainerDescription, ContainerRuntime, RuntimeCallbacks } from './container.ts';

/**
 * The engine of the sensor's own containers, the canary's and those of `drift-sensor simulate`: it knows what it is told, so that
 * they take the same way as any container.
 */
export class CanaryRuntime implements ContainerRuntime {
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
