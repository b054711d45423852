import { statSync } from 'node:fs';
import { RecentMap } from '../../image-index/recent-map.ts';
import type { ExecEvent, FileFacts } from '../bridge/event.ts';
import { Distribution } from '../observe/metrics.ts';
import type { Clock } from '../runtime/clock.ts';
import { stillLives } from '../runtime/proc-stat.ts';
import { CapabilityReader, defaultCapabilitiesOptions, type FileCapabilities } from './capabilities.ts';
import type { Content } from './evidence.ts';
import { HashPool, type PoolResult } from './hash-pool.ts';
import { HostDisks } from './host-disks.ts';
import { identityKey, isTrustedFilesystem, mayRemember } from './identity.ts';
import { type ExpectedFile, type ReadLimits, readAndHash } from './read-file.ts';
import type { CodeAnswer, CodeRequest } from './script/code-request.ts';
import { UntrustedReader } from './untrusted-read.ts';

export type DigesterOptions = {
  /** Files up to this size are hashed on the event loop: cheaper than a round trip to a thread. */
  readonly inlineBytes: number;
  readonly workers: number;
  readonly maxQueued: number;
  readonly timeoutMs: number;
  readonly untrustedTimeoutMs: number;
  /** Data (holes are free) beyond which a file is not hashed. */
  readonly maxBytes: bigint;
  /** Length with holes beyond which a file is not hashed: holes cost time, though no reading. */
  readonly maxLength: bigint;
  readonly cacheEntries: number;
  /** Reads file capabilities; undefined: they are not seen. */
  readonly helperPath?: string | undefined;
};

export const defaultDigesterOptions: DigesterOptions = {
  inlineBytes: 256 * 1024,
  workers: 2,
  maxQueued: 16_384,
  timeoutMs: 10_000,
  untrustedTimeoutMs: 2_000,
  maxBytes: 8n << 30n,
  maxLength: 64n << 30n,
  cacheEntries: 65_536,
};

export type Digested = {
  readonly content: Content;
  /** The answer holds for this identity until its ctime, size or inode change. */
  readonly remembered: boolean;
  readonly detail?: string;
};

/** One reading of a file. */
type Asked = {
  readonly event: ExecEvent;
  readonly file: FileFacts;
  readonly key: string;
  readonly path: string;
  readonly startedMs: number;
  /** Being asked for while the bytes are read. */
  readonly capabilities: FileCapabilities | Promise<FileCapabilities>;
};

/** File → sha256: by identity from a cache, else inline when small, else on a thread, else (untrusted filesystems) in a child. */
export class Digester {
  readonly #options: DigesterOptions;
  readonly #clock: Clock;
  readonly #cache: RecentMap<string, Digested>;
  readonly #inFlight = new Map<string, Promise<Digested>>();
  readonly #pool: HashPool;
  readonly #untrusted: UntrustedReader;
  readonly #limits: ReadLimits;
  readonly #inlineLimits: ReadLimits;
  readonly #buffer: Buffer;
  readonly #capabilities: CapabilityReader;
  readonly #disks: Pick<HostDisks, 'hold'>;
  /** Cumulative, for metrics. */
  readonly counters = { bytes: 0n, files: 0, inline: 0, cacheHits: 0, notRemembered: 0 };
  /** From asking for a digest that has to be read to having it, in seconds. */
  readonly times = new Distribution([0.0001, 0.001, 0.01, 0.1, 1, 10]);

  constructor(options: DigesterOptions, { clock, disks }: { clock: Clock; disks?: Pick<HostDisks, 'hold'> }) {
    this.#options = options;
    this.#clock = clock;
    this.#disks = disks ?? new HostDisks({}, { clock });
    const inline = BigInt(options.inlineBytes);
    this.#cache = new RecentMap(options.cacheEntries);
    this.#pool = new HashPool(options);
    this.#untrusted = new UntrustedReader({ timeoutMs: options.untrustedTimeoutMs, maxConcurrent: 2 });
    this.#limits = { maxBytes: options.maxBytes, maxLength: options.maxLength };
    this.#inlineLimits = { maxBytes: inline, maxLength: inline };
    this.#capabilities = new CapabilityReader({ helperPath: options.helperPath, ...defaultCapabilitiesOptions });
    this.#buffer = Buffer.allocUnsafeSlow(options.inlineBytes + 1);
  }

  /** Files of which nobody could say whether they were given capabilities. */
  get capabilitiesUnread(): number {
    return this.#capabilities.counters.unread;
  }

  get queued(): number {
    return this.#pool.queued;
  }

  get dropped(): number {
    return this.#pool.dropped;
  }

  get cacheSize(): number {
    return this.#cache.size;
  }

  /**
   * At once for what is known or small, else a promise. `fallbackPath`: where the file may be found when there is no pin
   * (a path under /proc that ends in the container's root); what is found there counts only if it is the same inode.
   */
  digest(event: ExecEvent, file: FileFacts, fallbackPath: string | undefined): Digested | Promise<Digested> {
    const key = identityKey(file);
    const known = this.#cache.get(key);
    // A hit counts only while nobody can write: the cached bytes say nothing about a mapping that was made since.
    if (known !== undefined && this.#mayRemember(file, this.#clock.now())) {
      this.counters.cacheHits++;
      return known;
    }
    const path = file.pin?.path ?? fallbackPath;
    if (path === undefined) return unread('vanished', file.pinError);
    const startedMs = this.#clock.monotonicMs();
    if (this.#options.helperPath === undefined || !mayHaveGained(event, file))
      return this.#read({ event, file, key, path, startedMs, capabilities: 'none' });
    const capabilities = this.#capabilities.read(path);
    // What takes longer to read outlives its pin, and could not be looked at once more.
    if (this.#isInline(event, file)) return this.#read({ event, file, key, path, startedMs, capabilities });
    // Before the bytes: had it been taken away since the exec, the ctime would have moved by then.
    return capabilities.then((known) => this.#read({ event, file, key, path, startedMs, capabilities: known }));
  }

  #isInline(event: ExecEvent, file: FileFacts): boolean {
    return file.size <= this.#options.inlineBytes && isHeld(event, file);
  }

  #mayRemember(file: FileFacts, hashedFromNs: bigint): boolean {
    return mayRemember(file, hashedFromNs) && this.#disks.hold(file);
  }

  #read(asked: Asked): Digested | Promise<Digested> {
    const { event, file, key, path } = asked;
    const expected: ExpectedFile = {
      ino: file.ino,
      realIno: file.realIno,
      size: file.size,
      ctimeNs: file.ctimeNs,
      ...(isLostMapping(event, file) && { unchangedSinceNs: event.timeNs }),
    };
    const startedNs = this.#clock.now();

    if (!isTrustedFilesystem(file)) {
      return this.#untrusted
        .read(path, expected, this.#limits)
        .then((result) => this.#conclude(asked, startedNs, result ?? UNTRUSTED_UNREAD));
    }
    if (this.#isInline(event, file)) {
      const result = readAndHash(path, expected, this.#inlineLimits, this.#buffer);
      // It may have grown since the exec; then it is a thread's work like any large file.
      if (result.kind === 'hashed' || result.reason !== 'too_large') {
        this.counters.inline++;
        return this.#conclude(asked, startedNs, result);
      }
    }
    // A reading that had begun before this exec says what the bytes were then: it is shared only where it would be remembered.
    const mayShare = this.#mayRemember(file, startedNs);
    const running = mayShare ? this.#inFlight.get(key) : undefined;
    if (running !== undefined) return running;
    const work = this.#pool
      .hash(path, expected, this.#limits)
      .then((result) => this.#conclude(asked, startedNs, result));
    if (!mayShare) return work;
    const shared = work.finally(() => this.#inFlight.delete(key));
    this.#inFlight.set(key, shared);
    return shared;
  }

  /** What an interpreter was given, found and hashed on a thread. Never rejects. */
  readCode(request: Omit<CodeRequest, 'kind' | 'id' | 'limits'>): Promise<CodeAnswer> {
    return this.#pool.code({ ...request, limits: CODE_LIMITS });
  }

  close(): Promise<void> {
    this.#capabilities.close();
    return this.#pool.close();
  }

  #conclude(
    asked: Asked,
    startedNs: bigint,
    result: PoolResult | typeof UNTRUSTED_UNREAD,
  ): Digested | Promise<Digested> {
    const { event, file, key, path, startedMs, capabilities } = asked;
    if (capabilities instanceof Promise)
      return capabilities.then((known) =>
        this.#conclude({ ...asked, capabilities: known }, startedNs, lookedAtAgain(path, result)),
      );
    if (result.kind === 'unread') return unread(result.reason, 'detail' in result ? result.detail : undefined);
    this.counters.files++;
    this.counters.bytes += result.size;
    this.times.add((this.#clock.monotonicMs() - startedMs) / 1000);
    const changedSinceExec = result.changedSinceExec && !stillRuns(event, file);
    const remembered = capabilities !== 'unread' && !result.changedSinceExec && this.#mayRemember(file, startedNs);
    const digested: Digested = {
      content: {
        kind: 'hashed',
        sha256: result.sha256,
        size: result.size,
        changedSinceExec,
        // A link count says nothing about another name of the same bytes, which the cache answers for.
        deleted: !remembered && result.deleted,
        ...(typeof capabilities !== 'string' && { capabilities }),
      },
      remembered,
    };
    if (remembered) this.#cache.set(key, digested);
    else this.counters.notRemembered++;
    return digested;
  }
}

/** Code that is longer is unverified: too_large. A quarter of a second of hashing. */
const CODE_LIMITS: ReadLimits = { maxBytes: 256n << 20n, maxLength: 1n << 30n };

const UNTRUSTED_UNREAD = { kind: 'unread', reason: 'untrusted_fs' } as const;

function unread(reason: Exclude<Content, { kind: 'hashed' }>['reason'], detail: string | undefined): Digested {
  return {
    content: { kind: 'unread', reason },
    remembered: false,
    ...(detail !== undefined && { detail }),
  };
}

/**
 * Had a capability been taken away after the bytes were read and before it was asked for, the ctime would have moved by now. (It
 * counts as moved also where the file cannot be looked at any more.)
 */
function lookedAtAgain<R extends PoolResult | typeof UNTRUSTED_UNREAD>(path: string, result: R): R {
  if (result.kind !== 'hashed') return result;
  try {
    const { ctimeNs, nlink } = statSync(path, { bigint: true });
    const moved = ctimeNs !== result.ctimeNs;
    return moved ? { ...result, changedSinceExec: true, deleted: nlink === 0n } : result;
  } catch {
    // Its pin has gone.
    return { ...result, changedSinceExec: true };
  }
}

/**
 * Only what the bridge holds, whose filesystem it looked at, may be looked at on the event loop: a path that is walked now may
 * lead to a file whose server never answers, and that may block a thread only.
 */
function isHeld(event: ExecEvent, file: FileFacts): boolean {
  return event.source === 'ebpf' && file.pin !== undefined;
}

/** A lower layer's file has the capabilities that the image gives it, and the kernel looks at those of what it executes only. */
function mayHaveGained({ mapping }: ExecEvent, file: FileFacts): boolean {
  if (mapping !== undefined || file.role !== 'exe' || file.layer === 'lower' || file.internalMount) return false;
  return isTrustedFilesystem(file);
}

/** A mapping whose process was gone before its file could be held: of the file only its name and inode are known. */
export function isLostMapping(event: ExecEvent, file: FileFacts): boolean {
  return event.mapping !== undefined && file.pin === undefined && file.size === 0n && file.ctimeNs === 0n;
}

/**
 * While the process of the exec lives, the kernel denies opening its executable for writing (ETXTBSY): a ctime that moved
 * (chown, link, unlink) then says nothing about the bytes, unless somebody could write already (overlay lets a mapping stay).
 */
function stillRuns(event: ExecEvent, file: FileFacts): boolean {
  if ((file.writers ?? 0) > 0 || (file.writableMappings ?? 0) > 0) return false;
  try {
    if (statSync(`/proc/${event.pid}/exe`, { bigint: true }).ino !== file.ino) return false;
    return stillLives(event.pid, event.startBootNs);
  } catch {
    return false;
  }
}
