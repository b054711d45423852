import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it, vi } from 'vitest';
import type { Gap } from '../../../sensor/bridge/bridge.ts';
import { EbpfSource, probeBridge } from '../../../sensor/bridge/ebpf.ts';
import type { ExecEvent } from '../../../sensor/bridge/event.ts';
import { detectHost } from '../../../sensor/bridge/procfs.ts';
import { systemClock } from '../../../sensor/runtime/clock.ts';
import { silentLogger } from '../../../sensor/runtime/log.ts';

const bridgePath = join(import.meta.dirname, '../../../build/native/drift-bridge');
const probe = await probeBridge(bridgePath);
const reason = probe.ok ? '' : ` (skipped here: ${probe.detail})`;

/** Runs `/x true` on a fresh tmpfs in its own mount namespace: a container's exec as far as the kernel can tell. */
function execInBox(): void {
  const script = 'mount -t tmpfs none /mnt && cp /bin/busybox /mnt/true && chroot /mnt /true a "" b';
  const { status, stderr } = spawnSync('unshare', ['-m', 'sh', '-ec', script], { encoding: 'utf8' });
  if (status !== 0) throw new Error(stderr);
}

it.skipIf(!probe.ok)(
  `the real bridge reports an exec with its bytes pinned, also after it was stopped${reason}`,
  async () => {
    const source = new EbpfSource(
      { bridgePath, heartbeatMs: 2000, restartFirstMs: 1 },
      { clock: systemClock(), log: silentLogger, host: detectHost() },
    );
    const events: ExecEvent[] = [];
    const gaps: Gap[] = [];
    const digests = new Map<bigint, string>();
    const controller = new AbortController();
    const ended = source.run(controller.signal, {
      execs(batch) {
        for (const event of batch) {
          const exe = event.files[0];
          if (exe?.path.toString() !== '/mnt/true' || exe.pin === undefined) continue;
          digests.set(event.id, createHash('sha256').update(readFileSync(exe.pin.path)).digest('hex'));
          events.push(event);
        }
        source.ack(batch.map((e) => e.id));
      },
      gap: (gap) => gaps.push(gap),
    });
    try {
      expect(await source.whenConnected(controller.signal)).toBe(true);
      expect(source.host).toEqual(detectHost());
      execInBox();
      await vi.waitFor(() => expect(events).toHaveLength(1), { timeout: 30_000 });
      expect(events[0]?.argv.map(String)).toEqual(['/true', 'a', '', 'b']);
      expect([...digests.values()]).toEqual([createHash('sha256').update(readFileSync('/bin/busybox')).digest('hex')]);
      await vi.waitFor(() => expect(source.stats()).toMatchObject({ pinsHeld: 0, lostSocket: 0, badFrames: 0 }), {
        timeout: 30_000,
      });

      const state = source.state();
      if (state.connected) process.kill(state.bridge.pid, 'SIGSTOP');
      await vi.waitFor(() => expect(gaps.map((g) => g.place)).toContain('bridge_restart'), { timeout: 20_000 });
      execInBox();
      await vi.waitFor(() => expect(events).toHaveLength(2), { timeout: 30_000 });
      expect(source.stats()).toMatchObject({ restarts: 1 });
    } finally {
      controller.abort();
      await ended;
    }
  },
  60_000,
);
