import type { Pod } from './container.ts';

/** More about a pod than its engine knows: labels, owner, what else a cluster tells of it. */
export type Enricher = {
  /** What is known at once; undefined where waiting may help. */
  now(pod: Pod): Pod | undefined;
  /** The same, waited for in a bounded time; what is not known then is named in `missing`. Never rejects. */
  soon(pod: Pod): Promise<Pod>;
  /** Nobody was asked: all that is not known is named in `missing`. */
  without(pod: Pod): Pod;
};
