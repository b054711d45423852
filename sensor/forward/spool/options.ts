export const fsyncPolicies = ['batch', 'interval', 'never'] as const;

export type SpoolOptions = {
  /** Undefined: no disk; the tail is all there is. */
  readonly dir: string | undefined;
  readonly maxBytes: number;
  /** Of the tail: what the disk has not taken yet, and what outputs that keep up read without it. */
  readonly memoryBytes: number;
  /** In time for which the sensor ran: setting the clock, or a node that is off, makes nothing older. */
  readonly maxAgeMs: number;
  /**
   * When a record counts as safe: `batch` after fdatasync of its batch (power cut), `interval` after the write, with an
   * fdatasync a few times a second (the sensor's death at once, a power cut within that time), `never` after the write.
   */
  readonly fsync: (typeof fsyncPolicies)[number];
};

export const defaultSpoolOptions = {
  maxBytes: 64 << 20,
  memoryBytes: 16 << 20,
  maxAgeMs: 7 * 86_400_000,
  fsync: 'batch',
} as const satisfies Omit<SpoolOptions, 'dir'>;
