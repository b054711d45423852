/** What this node can do, found by trying. */
import { existsSync } from 'node:fs';
import { type BridgeProbe, probeBridge } from './bridge/ebpf.ts';

/** Tiers that this version has, best first; `none`: not even /proc. */
export type Tier = 'detect' | 'scan' | 'none';

/** Asked once at start, and by `doctor`. */
export type TierProbe = { readonly tier: Tier; readonly bridge: BridgeProbe | undefined; readonly detail: string };

/** Of a bridge that attaches. */
export const DETECTS = { tier: 'detect', bridge: undefined, detail: 'every exec is seen in the kernel' } as const;

export async function probeTier(bridgePath: string): Promise<TierProbe> {
  const bridge = await probeBridge(bridgePath);
  if (bridge.ok) return { ...DETECTS, bridge };
  const scan = existsSync('/proc/self/stat');
  return {
    tier: scan ? 'scan' : 'none',
    bridge,
    detail: scan
      ? `no eBPF (${bridge.detail}): /proc is polled, and processes that end between two looks are missed`
      : `no eBPF (${bridge.detail}) and no /proc`,
  };
}
