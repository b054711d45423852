import { LRUCache } from 'lru-cache';
import type { Attribution, ContainerResolver } from './container.ts';

/** Containers that no engine knows, as they were met: bounded, the one seen longest ago makes room. */
export class UnknownContainers {
  readonly #seen = new LRUCache<string, { readonly cgroup: string; execs: number }>({ max: 256, ttl: 600_000 });

  /** The same resolver; what it cannot name is noted. */
  watching(resolver: ContainerResolver): ContainerResolver {
    const note = (attribution: Attribution): Attribution => {
      if (attribution.kind === 'unknown') this.#met(attribution.key, attribution.cgroup);
      return attribution;
    };
    return {
      resolve: (event) => {
        const attribution = resolver.resolve(event);
        return attribution instanceof Promise ? attribution.then(note) : note(attribution);
      },
    };
  }

  #met(key: string, cgroup: string): void {
    const known = this.#seen.get(key);
    this.#seen.set(key, { cgroup, execs: (known?.execs ?? 0) + 1 });
  }

  list(): { readonly id: string; readonly reason: string }[] {
    return [...this.#seen.entries()].map(([key, { cgroup, execs }]) => ({
      id: key,
      reason: `no container engine knows it (cgroup ${cgroup === '' ? '/' : cgroup}, ${execs} execs lately)`,
    }));
  }
}
