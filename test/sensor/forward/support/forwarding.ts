import { createOutputs } from '../../../../sensor/forward/create.ts';
import { Forwarder, type ForwarderOptions, type ForwardTo } from '../../../../sensor/forward/forward.ts';
import { outputsSchema } from '../../../../sensor/forward/options.ts';
import { defaultSpoolOptions, type SpoolOptions } from '../../../../sensor/forward/spool/options.ts';
import { systemClock } from '../../../../sensor/runtime/clock.ts';
import { type Logger, silentLogger } from '../../../../sensor/runtime/log.ts';

export const identity = { node: 'node-1', cluster: 'production', version: '1.2.3' };

export type Forwarding = AsyncDisposable & {
  readonly forwarder: Forwarder;
  /** Ends it as the daemon does. */
  stop(): Promise<void>;
};

export type ForwardingOptions = {
  readonly spool?: Partial<SpoolOptions>;
  readonly options?: Partial<ForwarderOptions>;
  readonly log?: Logger;
};

/** A forwarder with outputs as the configuration would name them; patience is short. */
export async function startForwarding(specs: readonly unknown[], own: ForwardingOptions = {}): Promise<Forwarding> {
  const outputs = createOutputs(outputsSchema.parse(specs), identity).map(
    (to): ForwardTo => ({ ...to, options: { retryFirstMs: 20, retryMaxMs: 100, ...to.options } }),
  );
  return startForwarder(outputs, own);
}

async function startForwarder(outputs: readonly ForwardTo[], own: ForwardingOptions = {}): Promise<Forwarding> {
  const options: ForwarderOptions = {
    spool: { ...defaultSpoolOptions, dir: undefined, ...own.spool },
    closeMs: 500,
    announceMs: 50,
    maxRecordBytes: 65_536,
    cluster: identity.cluster,
    node: identity.node,
    ...own.options,
  };
  const forwarder = await Forwarder.open(options, outputs, { clock: systemClock(), log: own.log ?? silentLogger });
  const stopping = new AbortController();
  const run = forwarder.run(stopping.signal);
  const stop = async () => {
    stopping.abort();
    await run;
  };
  return { forwarder, stop, [Symbol.asyncDispose]: stop };
}
