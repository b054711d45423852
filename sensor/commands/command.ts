/** contract.md: 0 good, 1 drift or difference found, 2 wrong usage or configuration, 3 the machine cannot, 70 internal fault. */
export const EXIT = { good: 0, found: 1, usage: 2, cannot: 3, fault: 70 } as const;

/** One command of `drift-sensor`, in a file of its own. `cli.ts` lists them all. */
export type Command = {
  /** One or two words: `run`, `policy check`. */
  readonly name: string;
  /** What follows the name, for the overview: `[FLAGS]`. */
  readonly operands: string;
  /** Half a sentence for the overview. */
  readonly summary: string;
  /** The whole of `--help`: usage, meaning, exit codes, examples. */
  help(): string;
  /**
   * Resolves with the exit code. Rejects with a ConfigError (exit 2) or a CannotError (exit 3), whose messages name the fix.
   * Prints nothing to stdout but its result.
   */
  run(args: readonly string[]): Promise<number>;
};

/** This machine, or this state of it, cannot do what was asked (exit 3). The message names the fix. */
export class CannotError extends Error {
  constructor(message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'CannotError';
  }
}
