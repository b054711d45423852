/** A record on its way out: a finding, or one about the sensor itself (heartbeat, gap, loss), told apart by its schema. */
export type OutputRecord = { readonly schema: string; readonly [field: string]: unknown };

/** A record as the spool holds it. Outputs that write our own JSON take `payload` as it is; others look at `record`. */
export class Outgoing {
  /** One JSON object in UTF-8, without a line feed. */
  readonly payload: Buffer;
  #record: OutputRecord | undefined;

  constructor(payload: Buffer) {
    this.payload = payload;
  }

  static of(record: object): Outgoing {
    return new Outgoing(Buffer.from(JSON.stringify(record)));
  }

  get record(): OutputRecord {
    this.#record ??= JSON.parse(this.payload.toString()) as OutputRecord;
    return this.#record;
  }
}

/** What became of a batch. */
export type Ack = {
  /** How many of its first records are done with: taken by the receiver, or refused for good. */
  readonly accepted: number;
  /** How many of these were refused for good: they are counted and announced as lost. */
  readonly refused?: number;
  /** Why the rest is not done with, or why some were refused. With a rest, the caller comes again. */
  readonly error?: Error;
  /** The receiver's wish before the next attempt. */
  readonly retryAfterMs?: number;
};

/**
 * A place where records go. `write` is called with one batch at a time; after a partial Ack the caller comes again, later,
 * with the rest. Never rejects; ends soon after `signal` aborts.
 */
export type Output = {
  /** For logs and labels: `stdout`, `file:/path`. */
  readonly name: string;
  write(batch: readonly Outgoing[], signal: AbortSignal): Promise<Ack>;
  close(): Promise<void>;
};
