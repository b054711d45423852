import { readlinkSync, statSync } from 'node:fs';
import type { HostIdentity } from '../bridge.ts';
import { fromStatDev } from './dev.ts';
import { parseNamespace } from './read.ts';

/** Init; where it may not be read (a sandboxed init, no privilege) kthreadd, which shares the host's; else ourselves. */
const witnesses = ['1', '2', 'self'] as const;

/** The host's mount namespace and root directory, as far as /proc shows them. */
export function detectHost(): HostIdentity {
  const mntNs = firstOf((who) => parseNamespace(readlinkSync(`/proc/${who}/ns/mnt`)) || undefined);
  const root = firstOf((who) => statSync(`/proc/${who}/root/`, { bigint: true }));
  return {
    mntNs: mntNs ?? 0,
    rootDev: root === undefined ? 0 : fromStatDev(root.dev),
    rootIno: root?.ino ?? 0n,
  };
}

/** Where the host's root directory is from here: empty outside a container, `/proc/1/root` or the like in one, if it may be seen. */
export function hostRoot(): string {
  const own = statSync('/', { bigint: true });
  const root = firstOf((who) => {
    const path = `/proc/${who}/root`;
    const there = statSync(`${path}/`, { bigint: true });
    return there.dev === own.dev && there.ino === own.ino ? '' : path;
  });
  return root ?? '';
}

function firstOf<T>(ask: (who: string) => T | undefined): T | undefined {
  for (const who of witnesses) {
    try {
      const answer = ask(who);
      if (answer !== undefined) return answer;
    } catch {
      // EACCES, ENOENT: the next one is asked.
    }
  }
  return undefined;
}
