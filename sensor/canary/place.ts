/** Where a canary runs its two files. Made by box.ts (a container of its own) or pod.ts (the sensor's own). */
export type CanaryPlace = {
  /** False once it must be made anew. */
  readonly alive: boolean;
  /** Runs the file of its image; resolves when that has ended. */
  runClean(lingerMs: number): Promise<void>;
  /** Writes a program that is not of the image, and runs it. It stays until `remove`: whoever cannot hold files open reads it by name. */
  runDrifted(program: Buffer, lingerMs: number): Promise<{ remove(): void }>;
  close(): Promise<void>;
};

/** Thrown where this machine has no place for a canary, now or later; the message says what is missing. */
export class NoCanaryError extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'NoCanaryError';
  }
}
