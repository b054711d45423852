import { firstReason, need, type Reason } from '../support/need.ts';
import type { EngineName } from './engines.ts';

/** Why the cases cannot run here. */
export function casesReason(engines: readonly EngineName[]): Reason {
  return firstReason(
    need.root(),
    need.btf(),
    need.bridge(),
    need.compiler(),
    need.engine('busybox', 'debootstrap', 'umoci', 'skopeo', ...engines),
  );
}
