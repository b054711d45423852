import { setTimeout as delay } from 'node:timers/promises';
import type { EventSink, HostIdentity } from '../../bridge/bridge.ts';
import type { ExecEvent } from '../../bridge/event.ts';
import { ProcfsSource } from '../../bridge/procfs.ts';
import type { Attribution, Container } from '../../container/container.ts';
import { createRuntimes } from '../../container/detect.ts';
import { ContainerRegistry } from '../../container/registry.ts';
import type { RuntimeSpec } from '../../container/runtime-spec.ts';
import type { Clock } from '../../runtime/clock.ts';
import type { Logger } from '../../runtime/log.ts';

export type RunningContainer = {
  readonly container: Container;
  /** Its processes, each with all files that it has mapped executable. */
  readonly events: readonly ExecEvent[];
};

export type RunningContainers = {
  readonly known: readonly RunningContainer[];
  /** Processes that are in a container which no engine knows. */
  readonly unknown: readonly ExecEvent[];
  readonly attributions: ReadonlyMap<ExecEvent, Attribution>;
  /** Every container that an engine told of, also those that have ended in pods that live. */
  readonly told: readonly Container[];
  /** Processes that could not be looked at, by reason. */
  readonly unreadable: Readonly<Record<string, number>>;
};

/** Engines answer within this, or are asked again for each container. */
const ENGINES_MS = 3_000;
const POLL_MS = 20;

/** Looks at every process of the node once, and asks the engines whose it is. */
export async function findContainers(
  runtimes: readonly RuntimeSpec[],
  deps: { readonly log: Logger; readonly clock: Clock; readonly host: HostIdentity },
): Promise<RunningContainers> {
  const source = new ProcfsSource({}, deps);
  const told = new Map<bigint, Container>();
  const registry = new ContainerRegistry(
    {},
    {
      ...deps,
      runtimes: createRuntimes(runtimes, deps),
      registerSlot: (cgroupId, slot) => source.registerContainer(cgroupId, slot),
      onContainer: (container) => told.set(container.slot, container),
    },
  );
  const stop = new AbortController();
  const watching = registry.run(stop.signal);
  try {
    await enginesAsked(registry);
    const events: ExecEvent[] = [];
    const sink: EventSink = { execs: (batch) => void events.push(...batch), gap: () => {} };
    await source.sweep(sink);
    const attributions = new Map<ExecEvent, Attribution>();
    await Promise.all(events.map(async (event) => attributions.set(event, await registry.resolve(event))));
    // What became known of a container while its processes were asked about.
    const latest = new Map(registry.containers().map((container) => [container.slot, container]));
    return {
      ...group(attributions, latest),
      attributions,
      told: [...told.values()],
      unreadable: source.stats().unreadable,
    };
  } finally {
    stop.abort();
    await watching;
  }
}

async function enginesAsked(registry: ContainerRegistry): Promise<void> {
  const end = performance.now() + ENGINES_MS;
  const waiting = () => registry.engines().some(({ detail }) => detail === 'not asked yet');
  while (waiting() && performance.now() < end) await delay(POLL_MS);
}

function group(
  attributions: ReadonlyMap<ExecEvent, Attribution>,
  latest: ReadonlyMap<bigint, Container>,
): Pick<RunningContainers, 'known' | 'unknown'> {
  const known = new Map<bigint, { container: Container; events: ExecEvent[] }>();
  const unknown: ExecEvent[] = [];
  for (const container of latest.values()) known.set(container.slot, { container, events: [] });
  for (const [event, attribution] of attributions) {
    if (attribution.kind === 'unknown') unknown.push(event);
    if (attribution.kind !== 'container') continue;
    const { container } = attribution;
    const entry = known.get(container.slot) ?? { container: latest.get(container.slot) ?? container, events: [] };
    entry.events.push(event);
    known.set(container.slot, entry);
  }
  return { known: [...known.values()], unknown };
}
