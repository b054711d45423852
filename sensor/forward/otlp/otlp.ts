import type { Format } from '../format/format.ts';
import { inChunks } from '../http/chunks.ts';
import { HttpClient, type HttpOptions } from '../http/client.ts';
import type { Ack, Outgoing, Output } from '../output.ts';
import { type Attributes, decodeResponse, encodeRequest, type LogRecord } from './encode.ts';
import { logRecordOf } from './log-record.ts';

export type OtlpOptions = HttpOptions & {
  readonly name: string;
  readonly resource: Attributes;
  readonly version: string;
};

/** OTLP 1.x, "OTLP/HTTP Response", "Failures": everything else must not be sent again. */
const RETRYABLE: ReadonlySet<number> = new Set([429, 502, 503, 504]);
const TOO_LARGE = 413;
/** Below the 4 MiB that receivers commonly allow uncompressed. */
const MAX_REQUEST_BYTES = 4_000_000;

/** OpenTelemetry logs over HTTP, protobuf: POST to the full URL (ending in /v1/logs). */
export class OtlpOutput implements Output {
  readonly name: string;
  readonly #options: OtlpOptions;
  readonly #format: Format;
  readonly #client: HttpClient;
  readonly #now: () => bigint;

  constructor(options: OtlpOptions, deps: { format: Format; now: () => bigint }) {
    this.name = options.name;
    this.#options = options;
    this.#format = deps.format;
    this.#now = deps.now;
    this.#client = new HttpClient(options);
  }

  write(batch: readonly Outgoing[], signal: AbortSignal): Promise<Ack> {
    const now = this.#now();
    const records = batch.map((outgoing) => logRecordOf(outgoing, this.#format, now));
    return inChunks(records, (chunk) => this.#send(chunk, signal));
  }

  async close(): Promise<void> {
    this.#client.close();
  }

  async #send(chunk: readonly LogRecord[], signal: AbortSignal): Promise<Ack | { readonly split: Error }> {
    const { resource, version } = this.#options;
    const encoded = encodeRequest(chunk, { resource, scopeVersion: version });
    if (encoded.length > MAX_REQUEST_BYTES && chunk.length > 1) return { split: new Error('too large') };
    const body = Buffer.from(encoded.buffer, encoded.byteOffset, encoded.length);
    const answer = await this.#client.post(body, { 'content-type': 'application/x-protobuf' }, signal);
    if (answer.kind === 'failed') return { accepted: 0, error: this.#client.explain(answer) };
    const { status, retryAfterMs } = answer;
    if (status >= 200 && status < 300) {
      const ack = answered(chunk.length, answer.body);
      return ack.error === undefined
        ? ack
        : { ...ack, error: this.#client.explain({ kind: 'failed', error: ack.error }) };
    }
    if (RETRYABLE.has(status))
      return { accepted: 0, error: this.#client.explain(answer), ...(retryAfterMs !== undefined && { retryAfterMs }) };
    // Fewer records are another request.
    if (status === TOO_LARGE) return { split: this.#client.explain(answer) };
    return { accepted: chunk.length, refused: chunk.length, error: this.#client.explain(answer) };
  }
}

/** A partial success must not be sent again. */
function answered(count: number, body: Buffer): Ack {
  const { rejected, message } = decodeResponse(body);
  if (rejected === 0) return { accepted: count };
  return { accepted: count, refused: Math.min(rejected, count), error: new Error(`partial success: ${message}`) };
}
