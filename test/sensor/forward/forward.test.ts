import { beforeEach, expect, test } from 'vitest';
import { Forwarder, type ForwarderOptions } from '../../../sensor/forward/forward.ts';
import type { Ack, Output, OutputRecord } from '../../../sensor/forward/output.ts';
import { defaultSpoolOptions } from '../../../sensor/forward/spool/options.ts';
import { systemClock } from '../../../sensor/runtime/clock.ts';
import { type Logger, silentLogger } from '../../../sensor/runtime/log.ts';
import { waitFor } from '../../support/command.ts';

const options: ForwarderOptions = {
  spool: { ...defaultSpoolOptions, dir: undefined },
  closeMs: 200,
  maxRecordBytes: 4096,
  cluster: undefined,
  node: 'node-1',
};
const runner = { batchRecords: 4, retryMaxMs: 200 };
let stop: AbortController;
let output: Output & { written: OutputRecord[]; calls: number; closed: number; answer: Answer };

/** What becomes of a batch of `length` records. */
type Answer = (length: number) => Ack | Promise<Ack>;

const good: Answer = (length) => ({ accepted: length });
const bad: Answer = () => ({ accepted: 0, error: new Error('disk full') });

beforeEach(() => {
  stop = new AbortController();
  output = {
    name: 'test',
    written: [],
    calls: 0,
    closed: 0,
    answer: good,
    async write(batch) {
      this.calls++;
      const ack = await this.answer(batch.length);
      this.written.push(...batch.slice(0, ack.accepted).map((outgoing) => outgoing.record));
      return ack;
    },
    async close() {
      this.closed++;
    },
  };
});

const open = (log: Logger = silentLogger, own: Partial<ForwarderOptions> = {}): Promise<Forwarder> =>
  Forwarder.open({ ...options, ...own }, [{ output, options: runner }], { clock: systemClock(), log });
const record = (n: number): OutputRecord => ({ schema: String(n) });
const numbers = () => output.written.map(({ schema }) => Number(schema));
const upTo = (n: number) => Array.from({ length: n }, (_, i) => i);

test('records are written in order, in batches, and what waits at the end is delivered', async () => {
  const forwarder = await open();
  for (const n of upTo(10)) forwarder.put(record(n));
  expect(forwarder.queued).toBe(10);
  stop.abort();
  await forwarder.run(stop.signal);
  expect(numbers()).toEqual(upTo(10));
  expect(output.calls).toBe(3);
  expect(output.closed).toBe(1);
  expect(forwarder).toMatchObject({ queued: 0, written: 10, dropped: 0, retries: 0 });
});

test('a record that comes while it waits wakes it', async () => {
  const forwarder = await open();
  const run = forwarder.run(stop.signal);
  for (const n of upTo(3)) {
    forwarder.put(record(n));
    await waitFor('the record', () => output.written.length === n + 1);
  }
  stop.abort();
  await run;
  expect(numbers()).toEqual(upTo(3));
});

test('what is refused is tried again, also in parts, and nothing is lost or doubled', async () => {
  const answers: Answer[] = [bad, () => ({ accepted: 1, error: new Error('full') }), bad];
  output.answer = (length) => (answers.shift() ?? good)(length);
  const forwarder = await open();
  const run = forwarder.run(stop.signal);
  for (const n of upTo(6)) forwarder.put(record(n));
  await waitFor('all records', () => output.written.length === 6);
  stop.abort();
  await run;
  expect(numbers()).toEqual(upTo(6));
  expect(forwarder).toMatchObject({ written: 6, retries: 3, dropped: 0 });
});

test('each outage is logged once when it begins and once when it ends', async () => {
  const said: string[] = [];
  const log = {
    ...silentLogger,
    error: (_: object, m: string) => said.push(m),
    info: (_: object, m: string) => said.push(m),
  };
  const answers: Answer[] = [bad, bad, good, bad, good];
  output.answer = (length) => (answers.shift() ?? good)(length);
  const forwarder = await open(log);
  const run = forwarder.run(stop.signal);
  forwarder.put(record(0));
  await waitFor('the first', () => output.written.length === 1);
  forwarder.put(record(1));
  await waitFor('the second', () => output.written.length === 2);
  stop.abort();
  await run;
  const [begins, ends] = [expect.stringContaining('cannot be written'), 'findings are written again'];
  expect(said).toEqual([begins, ends, begins, ends]);
});

test('what cannot be delivered at the end is counted as dropped', async () => {
  output.answer = bad;
  const forwarder = await open();
  for (const n of upTo(3)) forwarder.put(record(n));
  stop.abort();
  await forwarder.run(stop.signal);
  forwarder.put(record(3));
  expect(forwarder).toMatchObject({ dropped: 4, written: 0 });
  expect(output.closed).toBe(1);
});

test('an output that hangs does not hang the end, and gets no second batch beside the first', async () => {
  output.answer = () => new Promise(() => {});
  const forwarder = await open();
  const run = forwarder.run(stop.signal);
  forwarder.put(record(0));
  await waitFor('the write', () => output.calls === 1);
  forwarder.put(record(1));
  stop.abort();
  await run;
  expect(forwarder.dropped).toBe(2);
  expect(output.calls).toBe(1);
  expect(output.closed).toBe(0);
});

test('an output that ends by a fault of ours is started again, and that is said', async () => {
  const said: string[] = [];
  const forwarder = await open({ ...silentLogger, error: (_: object, m: string) => said.push(m) });
  const { read } = forwarder.spool;
  forwarder.spool.read = () => {
    forwarder.spool.read = read;
    return Promise.reject(new TypeError('a fault'));
  };
  const run = forwarder.run(stop.signal);
  forwarder.put(record(0));
  await waitFor('the record', () => output.written.length === 1);
  expect(said).toEqual(['an output failed by a fault of the sensor; it is started again']);
  stop.abort();
  await run;
  expect(numbers()).toEqual([0]);
});

test('a write that was under way at the end is waited for and not repeated', async () => {
  let finish: (ack: Ack) => void = () => {};
  output.answer = () =>
    new Promise((resolve) => {
      finish = resolve;
    });
  const forwarder = await open(silentLogger, { closeMs: 10_000 });
  const run = forwarder.run(stop.signal);
  forwarder.put(record(0));
  await waitFor('the write', () => output.calls === 1);
  stop.abort();
  finish({ accepted: 1 });
  await run;
  expect(numbers()).toEqual([0]);
  expect(output.calls).toBe(1);
  expect(output.closed).toBe(1);
});
