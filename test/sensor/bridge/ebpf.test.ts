import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { type Gap, SourceError } from '../../../sensor/bridge/bridge.ts';
import { EbpfSource, type EbpfSourceOptions, probeBridge } from '../../../sensor/bridge/ebpf.ts';
import type { ExecEvent } from '../../../sensor/bridge/event.ts';
import { systemClock } from '../../../sensor/runtime/clock.ts';
import type { Logger } from '../../../sensor/runtime/log.ts';

const fake = join(import.meta.dirname, 'fake-bridge.ts');
let dir: string;
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'bridge-test-'));
});
afterEach(() => {
  rmSync(dir, { recursive: true, force: true });
});

function start(modes: string[], options: Partial<EbpfSourceOptions> = {}) {
  const events: ExecEvent[] = [];
  const batches: number[] = [];
  const gaps: Gap[] = [];
  const logged: { level: string; facts: object; message: string }[] = [];
  const at = (level: string) => (facts: object, message: string) => void logged.push({ level, facts, message });
  const log: Logger = { debug: at('debug'), info: at('info'), warn: at('warn'), error: at('error') };
  const source = new EbpfSource(
    {
      bridgePath: process.execPath,
      bridgeArgs: [fake, dir, ...modes],
      restartFirstMs: 1,
      restartMaxMs: 5,
      stopMs: 200,
      ...options,
    },
    { clock: systemClock(), log, host: { mntNs: 1, rootDev: 2, rootIno: 3n } },
  );
  const controller = new AbortController();
  const ended = source.run(controller.signal, {
    execs(batch) {
      batches.push(batch.length);
      events.push(...batch);
    },
    gap: (gap) => gaps.push(gap),
  });
  const stop = () => {
    controller.abort();
    return ended;
  };
  return { source, events, batches, gaps, logged, ended, stop };
}

/** What the fake bridge was told, over all its starts. */
function told(): { start?: string; args?: string[]; body?: string; ids?: string[]; cgroup?: string; slot?: string }[] {
  return readFileSync(join(dir, 'log'), 'utf8')
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line));
}

const until = (check: () => void) => vi.waitFor(check, { timeout: 30_000, interval: 10 });

describe('a well-behaved bridge', () => {
  it('is greeted, heard, acknowledged and stopped', async () => {
    const s = start(['good']);
    await until(() => expect(s.events).toHaveLength(1));
    expect(s.source.host).toEqual({ mntNs: 7, rootDev: 8, rootIno: 2n ** 60n + 1n });
    const state = s.source.state();
    expect(state).toMatchObject({ connected: true, bridge: { kernelRelease: 'fake', realtimeDetail: 'EPERM' } });
    const pid = state.connected ? state.bridge.pid : 0;
    expect(s.events[0]?.files[0]?.pin).toEqual({ path: `/proc/${pid}/fd/33` });
    s.source.ack([1n]);
    s.source.registerContainer(2n ** 40n, 2n ** 63n);
    await until(() => {
      expect(told()).toContainEqual({ body: 'hello' });
      expect(told()).toContainEqual({ body: 'ack', ids: ['1'] });
      expect(told()).toContainEqual({ body: 'imageSlot', cgroup: String(2n ** 40n), slot: String(2n ** 63n) });
      expect(s.source.stats()).toMatchObject({ execsContainer: 10, pinsHeld: 2, restarts: 0, lostSocket: 0 });
    });
    await s.stop();
    expect(() => process.kill(pid, 0)).toThrow('ESRCH');
    expect(s.gaps).toEqual([]);
    expect(s.source.state()).toEqual({ connected: false, reason: 'stopped' });
    expect(s.source.stats()).toMatchObject({ execsContainer: 10, pinsHeld: 0 });
  });

  it('is left alone once it has greeted, however long it lives', async () => {
    const handshakeMs = 3_000;
    const s = start(['good'], { handshakeMs });
    await until(() => expect(s.source.state().connected).toBe(true));
    const state = s.source.state();
    await new Promise((resolve) => setTimeout(resolve, handshakeMs * 1.5));
    expect(s.source.state()).toEqual(state);
    expect(s.source.stats().restarts).toBe(0);
    await s.stop();
  });

  it('is told when real-time scheduling is not wanted', async () => {
    const s = start(['good'], { realtime: false });
    await until(() => expect(s.source.state().connected).toBe(true));
    expect(told()[0]?.args).toContain('--no-realtime');
    await s.stop();
  });

  it('gets its acks in frames of a thousand', async () => {
    const s = start(['flood']);
    // Not toHaveLength: to say what is missing it prints all that is there, ten thousand events each time.
    await until(() => expect(s.events.length).toBe(20_000));
    expect(s.batches.length).toBeLessThan(10_000);
    s.source.ack(s.events.map((e) => e.id));
    await until(() => expect(told().flatMap((t) => t.ids ?? []).length).toBe(20_000));
    expect(Math.max(...told().map((t) => t.ids?.length ?? 0))).toBe(1000);
    expect(s.source.stats()).toMatchObject({ lostSocket: 0, badFrames: 0 });
    await s.stop();
  });

  it('is killed when it does not end by itself', async () => {
    const s = start(['stubborn']);
    await until(() => expect(s.source.state().connected).toBe(true));
    const state = s.source.state();
    await s.stop();
    expect(() => process.kill(state.connected ? state.bridge.pid : 0, 0)).toThrow('ESRCH');
  });
});

describe('a bridge that breaks', () => {
  it('is started again after its death, with a gap, its slots, and counters that do not go back', async () => {
    const s = start(['dies', 'dies', 'good']);
    s.source.registerContainer(5n, 50n);
    s.source.registerContainer(6n, 60n);
    s.source.registerContainer(6n, 0n);
    await until(() => expect(s.source.stats()).toMatchObject({ execsContainer: 5 + 5 + 10, restarts: 2 }));
    expect(s.gaps).toMatchObject([
      { place: 'bridge_restart', lost: 1, sweep: true },
      { place: 'bridge_restart', lost: 1, sweep: true },
    ]);
    await until(() => {
      const lines = told();
      const last = lines.slice(lines.findLastIndex((l) => l.start !== undefined));
      expect(last).toContainEqual({ body: 'imageSlot', cgroup: '5', slot: '50' });
    });
    const lines = told();
    const last = lines.slice(lines.findLastIndex((l) => l.start !== undefined));
    expect(last.filter((l) => l.cgroup === '6')).toEqual([]);
    await s.stop();
  });

  it('never gets an ack that was meant for the one before it', async () => {
    const s = start(['dies', 'good']);
    await until(() => expect(s.events).toHaveLength(2));
    const [first, second] = s.events.map((e) => e.id);
    expect(first).not.toBe(second);
    s.source.ack([first ?? 0n]);
    s.source.ack([second ?? 0n]);
    await until(() => expect(told().flatMap((t) => t.ids ?? [])).toEqual(['1']));
    await s.stop();
  });

  it('is killed and started again when it is stuck', async () => {
    const s = start(['silent', 'good'], { heartbeatMs: 200 });
    await until(() => expect(s.gaps).toMatchObject([{ place: 'bridge_restart', sweep: true }]));
    expect(s.logged.find((l) => l.level === 'error')?.facts).toMatchObject({
      reason: expect.stringContaining('no heartbeat for 200 ms'),
    });
    await s.stop();
  });

  it('is killed and started again when it was stopped by a signal', async () => {
    const s = start(['good'], { heartbeatMs: 500 });
    await until(() => expect(s.source.state().connected).toBe(true));
    const state = s.source.state();
    const pid = state.connected ? state.bridge.pid : 0;
    process.kill(pid, 'SIGSTOP');
    await until(() => expect(s.gaps).toHaveLength(1));
    expect(() => process.kill(pid, 0)).toThrow('ESRCH');
    await s.stop();
  });

  it('is started again after a length that cannot be', async () => {
    const s = start(['lying-length', 'good']);
    await until(() => expect(s.events).toHaveLength(1));
    expect(s.logged.find((l) => l.level === 'error')?.facts).toMatchObject({
      reason: expect.stringContaining('2147483647'),
    });
    await s.stop();
  });

  it('is started again after it died in the middle of a frame', async () => {
    const s = start(['truncated', 'good']);
    await until(() => expect(s.events).toHaveLength(1));
    expect(s.logged.map((l) => l.message)).toContain('the last frame of the bridge was cut off');
    await s.stop();
  });

  it('loses only its unreadable messages, and they are counted', async () => {
    const s = start(['garbage']);
    await until(() => expect(s.events.map((e) => e.id)).toEqual([1n, 3n]));
    expect(s.source.stats()).toMatchObject({ badFrames: 2, lostSocket: 2 });
    expect(s.gaps).toMatchObject([{ place: 'socket', lost: 2, sweep: true }]);
    await s.stop();
  });

  it('has holes in its sequence numbers and its own gaps reported', async () => {
    const s = start(['hole']);
    await until(() => expect(s.gaps).toHaveLength(3));
    expect(s.gaps.map(({ place, lost }) => ({ place, lost }))).toEqual([
      { place: 'socket', lost: 5 },
      { place: 'kernel_ring', lost: 1995 },
      { place: 'bridge_other', lost: 1 },
    ]);
    expect(s.source.stats().lostSocket).toBe(5);
    await s.stop();
  });

  it('that does not read its input costs acks, not memory', async () => {
    const s = start(['deaf']);
    await until(() => expect(s.events).toHaveLength(1));
    const ids = Array.from({ length: 10_000 }, (_, i) => BigInt(i));
    for (let i = 0; i < 30; i++) s.source.ack(ids);
    await until(() => expect(s.source.stats().acksDropped).toBeGreaterThan(100_000));
    await s.stop();
  });
});

describe('a bridge that can never work', () => {
  const refusal = async (modes: string[], options: Partial<EbpfSourceOptions> = {}) => {
    const s = start(modes, options);
    const error = await s.ended.then(
      () => undefined,
      (e: unknown) => e,
    );
    expect(error).toBeInstanceOf(SourceError);
    return { ...s, error: error as SourceError };
  };

  it('is refused for its version, naming both', async () => {
    const { error } = await refusal(['wrong-version']);
    expect(error).toMatchObject({ code: 'protocol' });
    expect(error.message).toContain('version 99, the sensor 1');
  });

  it('says what the kernel refused', async () => {
    const { error, logged } = await refusal(['refused']);
    expect(error).toMatchObject({ code: 'no_permission' });
    expect(error.message).toContain('bpf: EPERM');
    expect(logged).toContainEqual({
      level: 'error',
      facts: { component: 'bridge', errno: 'EPERM' },
      message: 'bpf refused',
    });
    expect(logged.map((l) => l.facts)).toContainEqual({ component: 'bridge', text: 'plain text' });
  });

  it('was not built', async () => {
    expect((await refusal([], { bridgePath: join(dir, 'absent') })).error.code).toBe('not_built');
  });

  it('crashes at each of its first starts', async () => {
    const { error } = await refusal(['crashes']);
    expect(error).toMatchObject({ code: 'unsupported' });
    expect(told().filter((t) => t.start === 'crashes')).toHaveLength(3);
  });

  it('never greets', async () => {
    const { error } = await refusal(['mute'], { handshakeMs: 300 });
    expect(error.message).toContain('no greeting within 300 ms');
  });
});

describe('probeBridge', () => {
  it('reads what the bridge found', async () => {
    expect(await probeBridge(process.execPath, { args: [fake, dir, 'good'] })).toMatchObject({
      ok: true,
      code: undefined,
      btf: true,
      loaderIdentity: true,
      overlayIdentity: false,
      realtime: true,
    });
    expect(await probeBridge(process.execPath, { args: [fake, dir, 'refused', 'refused'] })).toMatchObject({
      ok: false,
      code: 'no_permission',
      detail: 'bpf: EPERM',
    });
  });

  it('answers for a bridge that is absent, silent or no bridge at all', async () => {
    expect(await probeBridge(join(dir, 'absent'))).toMatchObject({ ok: false, code: 'not_built' });
    expect(await probeBridge(process.execPath, { args: [fake, dir, 'probe-hangs'], timeoutMs: 400 })).toMatchObject({
      ok: false,
      detail: 'the probe did not answer in time',
    });
    expect(await probeBridge('/bin/true')).toMatchObject({ ok: false, code: 'protocol' });
  });
});
