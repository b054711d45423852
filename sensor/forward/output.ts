/** A line of output: a finding, or a record about the sensor itself (heartbeat, gap), told apart by its schema. */
export type OutputRecord = { readonly schema: string };

/** What became of a batch: how many of its first records are safe, and why the rest is not. */
export type Ack = { readonly accepted: number; readonly error?: Error };

/**
 * A place where records go. `write` is called with one batch at a time; after a partial Ack the caller comes again, later,
 * with the rest. Never rejects.
 */
export type Output = {
  /** For logs and labels: `stdout`, `file:/path`. */
  readonly name: string;
  write(batch: readonly OutputRecord[]): Promise<Ack>;
  close(): Promise<void>;
};
