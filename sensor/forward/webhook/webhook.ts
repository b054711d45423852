import { createHmac } from 'node:crypto';
import type { Format } from '../format/format.ts';
import { inChunks } from '../http/chunks.ts';
import { HttpClient, type HttpOptions } from '../http/client.ts';
import type { Ack, Outgoing, Output } from '../output.ts';
import { SecretFile } from '../secret.ts';
import type { Preset } from './presets.ts';

export type WebhookOptions = HttpOptions & {
  readonly name: string;
  readonly node: string;
  readonly preset: Preset;
  readonly index?: string | undefined;
  readonly hmac?: { readonly secretFile: string; readonly header?: string | undefined } | undefined;
};

const SIGNATURE_HEADER = 'x-drift-sensor-signature';
/**
 * What a change on the receiver's side can mend: it is overloaded, or its address, its permissions or our credentials are not
 * right yet. Redirects are not followed.
 */
const LATER: ReadonlySet<number> = new Set([401, 403, 404, 407, 408, 421, 425, 429]);

/** POSTs records to any HTTP receiver. */
export class WebhookOutput implements Output {
  readonly name: string;
  readonly #options: WebhookOptions;
  readonly #format: Format;
  readonly #client: HttpClient;
  readonly #secret: SecretFile | undefined;

  constructor(options: WebhookOptions, deps: { format: Format }) {
    this.name = options.name;
    this.#options = options;
    this.#format = deps.format;
    this.#client = new HttpClient(options);
    this.#secret = options.hmac === undefined ? undefined : new SecretFile(options.hmac.secretFile);
  }

  async write(batch: readonly Outgoing[], signal: AbortSignal): Promise<Ack> {
    if (this.#options.preset.single !== true) return inChunks(batch, (chunk) => this.#send(chunk, signal));
    let [accepted, refused] = [0, 0];
    let problem: Error | undefined;
    for (const each of batch) {
      const { error, ...ack } = await inChunks([each], (chunk) => this.#send(chunk, signal));
      accepted += ack.accepted;
      refused += ack.refused ?? 0;
      problem = error ?? problem;
      if (ack.accepted === 0) return { ...ack, accepted, refused, ...(error && { error }) };
    }
    return { accepted, refused, ...(problem && { error: problem }) };
  }

  async close(): Promise<void> {
    this.#client.close();
  }

  async #send(chunk: readonly Outgoing[], signal: AbortSignal): Promise<Ack | { readonly split: Error }> {
    const { preset, node, index } = this.#options;
    const body = Buffer.from(preset.build(chunk, { format: this.#format, node, index }));
    const sign = this.#secret && ((sent: Buffer) => this.#signature(sent));
    const answer = await this.#client.post(body, { 'content-type': preset.contentType }, signal, sign);
    if (answer.kind === 'failed') return { accepted: 0, error: this.#client.explain(answer) };
    const { status, retryAfterMs } = answer;
    if (status >= 200 && status < 300) return preset.answer?.(answer.body, chunk.length) ?? { accepted: chunk.length };
    if (status < 400 || status >= 500 || LATER.has(status))
      return { accepted: 0, error: this.#client.explain(answer), ...(retryAfterMs !== undefined && { retryAfterMs }) };
    // Perhaps one record of many is bad: smaller parts show which.
    return { split: this.#client.explain(answer) };
  }

  /** HMAC-SHA-256 over the time, a dot and the body as sent; the time in it keeps an old request from being played again. */
  #signature(sent: Buffer): Record<string, string> {
    const header = (this.#options.hmac?.header ?? SIGNATURE_HEADER).toLowerCase();
    const time = Math.floor(Date.now() / 1000);
    const key = this.#secret?.text() ?? '';
    const digest = createHmac('sha256', key).update(`${time}.`).update(sent).digest('hex');
    return { [header]: `t=${time},v1=${digest}` };
  }
}
