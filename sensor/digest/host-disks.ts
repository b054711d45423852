/** Which filesystems the host itself has mounted. */
import type { FileFacts } from '../bridge/event.ts';
import { kernelDev } from '../bridge/procfs/dev.ts';
import type { Clock } from '../runtime/clock.ts';
import { readBounded } from './script/process-root.ts';

/** The sensor's own view, and the host's where the sensor has another one and may look. */
const VIEWS = ['/proc/self/mountinfo', '/proc/1/mountinfo'];
const MAX_BYTES = 8 << 20;
/** A filesystem that is not known may have been mounted since. */
const UNKNOWN_AFTER_MS = 10_000;
const KNOWN_FOR_MS = 300_000;
/** linux/magic.h: tmpfs and ramfs have no bytes but the kernel's own. */
const MEMORY_MAGIC = new Set([0x0102_1994, 0x8584_58f6]);

export type DiskOptions = { readonly views: readonly string[] };

/**
 * A filesystem on a block device is as good as who has the device: a privileged container that mounts one of its own (a file by a
 * loop device, a network's block device) writes other bytes below it, and neither ctime nor anything else of the inode moves.
 */
export class HostDisks {
  readonly #views: readonly string[];
  readonly #clock: Pick<Clock, 'monotonicMs'>;
  #known: ReadonlySet<number> = new Set();
  #readMs = Number.NEGATIVE_INFINITY;

  constructor({ views = VIEWS }: Partial<DiskOptions>, { clock }: { clock: Pick<Clock, 'monotonicMs'> }) {
    this.#views = views;
    this.#clock = clock;
  }

  /** Whether what lies behind the file, below any overlay, is memory or a filesystem of the host. */
  hold({ realMagic, realDev }: FileFacts): boolean {
    if (MEMORY_MAGIC.has(realMagic)) return true;
    const age = this.#clock.monotonicMs() - this.#readMs;
    if (age > (this.#known.has(realDev) ? KNOWN_FOR_MS : UNKNOWN_AFTER_MS)) this.#read();
    return this.#known.has(realDev);
  }

  #read(): void {
    this.#readMs = this.#clock.monotonicMs();
    this.#known = new Set(this.#views.flatMap(devicesOf));
  }
}

/** Third field of each line (proc_pid_mountinfo(5)), as the kernel numbers devices. */
function devicesOf(view: string): number[] {
  try {
    const found = readBounded(view, MAX_BYTES)
      .toString('latin1')
      .matchAll(/^\d+ \d+ (\d{1,4}):(\d{1,7}) /gm);
    return [...found].map(([, major, minor]) => kernelDev(Number(major), Number(minor)));
  } catch {
    return [];
  }
}
