/**
 * How many findings a second the spool takes and an OTLP receiver gets, over loopback with gzip.
 * Run: node test/bench/forward.ts [FINDINGS]
 *
 * "spooled" ends when the last finding is on disk (fdatasync of its batch); "delivered" when the receiver has answered for
 * all of them, with the spool being written beside it. The receiver, in the same process, only reads and counts. On a machine that
 * others use as well the number for each second of CPU time (all threads) is the one to compare.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { cpus, loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { createOutput } from '../../sensor/forward/create.ts';
import { Forwarder, type ForwardTo } from '../../sensor/forward/forward.ts';
import { defaultSpoolOptions } from '../../sensor/forward/spool/options.ts';
import { systemClock } from '../../sensor/runtime/clock.ts';
import { silentLogger } from '../../sensor/runtime/log.ts';
import { samples } from '../sensor/forward/format/samples.ts';
import { sampleFinding } from '../sensor/forward/support/finding.ts';

const FINDINGS = Number(process.argv[2] ?? 100_000);
const BURST = 2_000;

/** CPU time so far, ms. */
const cpuMs = (): number => process.cpuUsage().user / 1000 + process.cpuUsage().system / 1000;

const dir = mkdtempSync(join(tmpdir(), 'drift-bench-'));
/** As a sensor in a cluster says them: with the way in, the reasons and the steps. */
const records = Array.from({ length: BURST }, (_, n) => {
  const { id, file } = sampleFinding(n);
  return { ...sampleFinding(n), ...samples['added-in-pod'], id, file };
});
const bytes = records.reduce((sum, record) => sum + JSON.stringify(record).length, 0) / BURST;
console.log(
  `${FINDINGS} findings of ${bytes.toFixed(0)} bytes; ${process.version} ${process.arch}, ${cpus().length} cores, load ${loadavg()[0]?.toFixed(1)}`,
);
try {
  for (const fsync of ['batch', 'never'] as const) {
    rate(`spooled, fsync ${fsync}`, await spooled(fsync));
  }
  rate('spooled and delivered over OTLP/HTTP, gzip', await delivered());
} finally {
  rmSync(dir, { recursive: true, force: true });
}

type Took = { readonly ms: number; readonly cpuMs: number };

async function spooled(fsync: 'batch' | 'never'): Promise<Took> {
  const never: ForwardTo = {
    output: { name: 'never', write: () => new Promise(() => {}), close: async () => {} },
  };
  const { forwarder, stop } = await start(`spool-${fsync}`, never, fsync);
  const [startMs, startCpuMs] = [performance.now(), cpuMs()];
  await feed(forwarder);
  await forwarder.flushed();
  const took = { ms: performance.now() - startMs, cpuMs: cpuMs() - startCpuMs };
  if (forwarder.dropped > 0) throw new Error(`${forwarder.dropped} were dropped`);
  await stop();
  return took;
}

async function delivered(): Promise<Took> {
  let requests = 0;
  const server = createServer((request, response) => {
    requests++;
    request.resume().on('end', () => response.writeHead(200, { 'content-type': 'application/x-protobuf' }).end());
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1/logs`;
  const to = createOutput({ type: 'otlp', name: 'otlp', url }, { node: 'node-1', cluster: 'bench', version: '0' });
  const { forwarder, stop } = await start('otlp', to, 'batch');
  const [startMs, startCpuMs] = [performance.now(), cpuMs()];
  await feed(forwarder);
  while (forwarder.written < FINDINGS) await new Promise((resolve) => setTimeout(resolve, 1));
  const took = { ms: performance.now() - startMs, cpuMs: cpuMs() - startCpuMs };
  if (forwarder.dropped > 0) throw new Error(`${forwarder.dropped} were dropped`);
  await stop();
  server.close();
  console.log(`  ${requests} requests`);
  return took;
}

/** In bursts, so that the writer gets its turn as it does in the sensor. */
async function feed(forwarder: Forwarder): Promise<void> {
  for (let n = 0; n < FINDINGS; n += BURST) {
    for (const [i, record] of records.entries()) if (n + i < FINDINGS) forwarder.put(record);
    await forwarder.flushed();
  }
}

async function start(name: string, to: ForwardTo, fsync: 'batch' | 'never') {
  const spool = { ...defaultSpoolOptions, dir: join(dir, name), maxBytes: 1 << 30, fsync };
  const options = { spool, closeMs: 100, maxRecordBytes: 65_536, cluster: 'bench', node: 'node-1' };
  const forwarder = await Forwarder.open(options, [to], { clock: systemClock(), log: silentLogger });
  const stopping = new AbortController();
  const run = forwarder.run(stopping.signal);
  const stop = async () => {
    stopping.abort();
    await run;
  };
  return { forwarder, stop };
}

function rate(what: string, took: Took): void {
  const perSecond = (ms: number): string =>
    Math.round((FINDINGS / ms) * 1000)
      .toLocaleString('en')
      .padStart(10);
  console.log(`${what.padEnd(46)}${perSecond(took.ms)} /s ${perSecond(took.cpuMs)} /CPU s`);
}
