/** Judges what runs in containers now, and what could be run, with the same stages as the live sensor. */
import { readlinkSync } from 'node:fs';
import { IndexError } from '../../../image-index/error.ts';
import { blankExec } from '../../bridge/blank.ts';
import type { HostIdentity } from '../../bridge/bridge.ts';
import type { ExecEvent, FileFacts } from '../../bridge/event.ts';
import { hostRoot } from '../../bridge/procfs.ts';
import type { Config } from '../../config.ts';
import type { Attribution, Container } from '../../container/container.ts';
import { RuntimeBinaries } from '../../container/runtime-binaries.ts';
import { Digester, defaultDigesterOptions } from '../../digest/digest.ts';
import { answerOf } from '../../digest/image-answer.ts';
import { ImageIndexes, type ImageProgress } from '../../digest/image-indexes.ts';
import { readAndHash } from '../../digest/read-file.ts';
import { SiblingImages } from '../../digest/siblings.ts';
import type { Policy } from '../../evaluate/evaluate.ts';
import type { FindingBody } from '../../finding/describe.ts';
import { ProcessTable } from '../../finding/processes.ts';
import { indexTrust } from '../../index-keys.ts';
import { nativeHelper } from '../../paths.ts';
import { defaultPipelineOptions, Pipeline } from '../../pipeline.ts';
import { bootOffset, type Clock } from '../../runtime/clock.ts';
import { errnoOf } from '../../runtime/errno.ts';
import type { Logger } from '../../runtime/log.ts';
import { Verdicts } from '../../verdicts.ts';
import { Collector } from './collect.ts';
import type { RunningContainer } from './find-containers.ts';
import type { WalkReport } from './walk.ts';
import { changedFiles, findWritableLayer } from './writable-layer.ts';

export type AuditorDeps = {
  readonly policy: Policy;
  readonly clock: Clock;
  readonly log: Logger;
  readonly host: HostIdentity;
  /** Whose process each event is. */
  readonly attributions: ReadonlyMap<ExecEvent, Attribution>;
  /** Every container that an engine told of, also those that have ended in pods that live. */
  readonly told: readonly Container[];
  readonly onProgress: ((progress: ImageProgress) => void) | undefined;
};

const MAX_PROCESSES = 65_536;
const MAX_OPEN_INDEXES = 64;
const DRAIN_MS = 3_600_000;
/** An index that is damaged again after it was built anew is given up. */
const MAX_INDEX_TRIES = 2;
const BUFFER_BYTES = 1 << 20;

export class Auditor {
  readonly collector = new Collector();
  /** What was looked at, and what could not be: sentences. */
  readonly counts = { processes: 0, changedFiles: 0 };
  readonly gaps: string[] = [];
  readonly #indexes: ImageIndexes;
  readonly #digester: Digester;
  readonly #verdicts: Verdicts;
  readonly #pipeline: Pipeline;
  readonly #clock: Clock;
  readonly #buffer = Buffer.allocUnsafeSlow(BUFFER_BYTES);
  #lying = false;

  constructor(config: Config, deps: AuditorDeps) {
    const { clock, log, host, policy, attributions } = deps;
    this.#clock = clock;
    this.#indexes = new ImageIndexes(
      { dir: config.indexDir, helperPath: nativeHelper(), maxOpen: MAX_OPEN_INDEXES },
      { log, trust: indexTrust(config, log), ...(deps.onProgress && { onProgress: deps.onProgress }) },
    );
    this.#digester = new Digester({ ...defaultDigesterOptions, helperPath: nativeHelper() }, { clock });
    const siblings = new SiblingImages({}, { indexes: this.#indexes });
    for (const container of deps.told) siblings.saw(container);
    const processes = new ProcessTable({ maxProcesses: MAX_PROCESSES });
    const runtimeBinaries = new RuntimeBinaries({ root: hostRoot() }, { host });
    this.#verdicts = new Verdicts({
      runtimeBinaries,
      policy: () => policy,
      describer: { cluster: config.clusterName, node: config.nodeName, processes, bootOffsetNs: bootOffset(clock) },
      folder: { add: (body) => this.#found(body) },
      clock,
      host,
      onCanary: () => false,
    });
    this.#pipeline = new Pipeline(defaultPipelineOptions, {
      resolver: { resolve: (event) => attributions.get(event) ?? { kind: 'host' } },
      runtimeBinaries,
      digester: this.#digester,
      indexes: this.#indexes,
      siblings,
      verdicts: this.#verdicts,
      processes,
      log,
      ack: () => {},
      sweep: () => {},
      onGap: () => {},
    });
  }

  /** Every executable mapping of these processes. */
  async processes(events: readonly ExecEvent[]): Promise<void> {
    this.counts.processes += events.length;
    this.#pipeline.execs(events);
    await this.#pipeline.drain(DRAIN_MS);
  }

  /** Every executable file that was written, run or not. */
  async writableLayer({ container, events }: RunningContainer): Promise<void> {
    const gap = (why: string) => this.gaps.push(`${container.name ?? container.id}: ${why}`);
    const pid = processAtRoot(container, events);
    if (pid === undefined)
      return void gap('none of its processes has its root, so its writable layer was not looked at');
    const layer = await findWritableLayer(container, pid);
    if (layer.kind === 'none') {
      if (layer.why !== undefined) gap(`its writable layer was not looked at: ${layer.why}`);
      return;
    }
    const report: WalkReport = { entries: 0, beyondBound: 0, unreadable: 0 };
    this.#lying = true;
    try {
      for (const file of changedFiles(layer, container, report)) {
        this.counts.changedFiles++;
        await this.#changed(container, file);
      }
    } catch (error) {
      gap(`its writable layer was not looked at (${errnoOf(error)})`);
    } finally {
      this.#lying = false;
    }
    if (report.unreadable > 0) gap(`${report.unreadable} files or directories could not be read`);
    if (report.beyondBound > 0) gap('its writable layer has more, or deeper, entries than are looked at');
  }

  /** Whether any verdict rests on nothing. */
  get faults(): number {
    return this.#pipeline.counts.faults;
  }

  async close(): Promise<void> {
    await Promise.allSettled([this.#digester.close(), this.#indexes.close()]);
  }

  async #changed(container: Container, file: FileFacts): Promise<void> {
    const { maxBytes, maxLength } = defaultDigesterOptions;
    const expected = { ino: file.ino, realIno: file.realIno, size: file.size, ctimeNs: file.ctimeNs };
    const read = readAndHash(file.pin?.path ?? '', expected, { maxBytes, maxLength }, this.#buffer);
    const content =
      read.kind === 'unread'
        ? read
        : { kind: read.kind, sha256: read.sha256, size: read.size, changedSinceExec: false, deleted: false };
    for (let tries = 1; ; tries++) {
      const state = await this.#indexes.whenReady(container);
      try {
        const image = answerOf(state, file, content);
        const provenance = state.kind === 'ready' ? state.index.provenance : undefined;
        const subject = { kind: 'container', container, provenance } as const;
        this.#verdicts.give({ event: eventOf(file, this.#clock.now()), file, subject }, content, image);
        return;
      } catch (error) {
        if (!(error instanceof IndexError) || tries >= MAX_INDEX_TRIES) throw error;
        this.#indexes.discard(container);
      }
    }
  }

  #found(body: FindingBody): void {
    if (this.#lying) this.collector.lying(body);
    else this.collector.running(body, runsStill);
  }
}

/** One that has ended and waits for its parent has no program any more. */
function runsStill(pid: number): boolean {
  try {
    readlinkSync(`/proc/${pid}/exe`);
    return true;
  } catch (error) {
    return errnoOf(error) !== 'ENOENT' && errnoOf(error) !== 'ESRCH';
  }
}

/** The init process, or another one that sees the container's root as its own. */
function processAtRoot({ rootDev, rootIno, initPid }: Container, events: readonly ExecEvent[]): number | undefined {
  const atRoot = events.filter(
    (event) => rootDev === undefined || (event.rootDev === rootDev && event.rootIno === rootIno),
  );
  return atRoot.find(({ pid }) => pid === initPid)?.pid ?? atRoot[0]?.pid;
}

/** Nobody ran the file; the process part of its finding is left out later. */
function eventOf(file: FileFacts, nowNs: bigint): ExecEvent {
  const { path } = file;
  return { ...blankExec('procfs'), timeNs: nowNs, filename: path, interp: path, files: [file], backfill: true };
}
