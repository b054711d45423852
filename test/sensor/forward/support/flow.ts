/** A flow of findings until it is killed: `node flow.ts SPOOL OUT FIRST`. Prints the number of each finding that is safe. */
import { writeSync } from 'node:fs';
import { Forwarder } from '../../../../sensor/forward/forward.ts';
import { LineOutput } from '../../../../sensor/forward/lines.ts';
import { Outgoing } from '../../../../sensor/forward/output.ts';
import { systemClock } from '../../../../sensor/runtime/clock.ts';
import { silentLogger } from '../../../../sensor/runtime/log.ts';
import { sampleFinding } from './finding.ts';

const [dir = '', out = '', first = '0'] = process.argv.slice(2);
const file = LineOutput.file(out);
const forwarder = await Forwarder.open(
  {
    spool: { dir, maxBytes: 2 ** 30, memoryBytes: 4 << 20, maxAgeMs: 1e9, fsync: 'interval' },
    closeMs: 100,
    maxRecordBytes: 65_536,
    cluster: 'c',
    node: 'n',
  },
  [
    // Half of all attempts fail, so that the spool is needed.
    {
      output: {
        name: 'file',
        write: async (batch) => {
          if (Math.random() < 0.5) return { accepted: 0, error: new Error('not now') };
          return file.write(batch.map(({ record }) => Outgoing.of(record)));
        },
        close: () => file.close(),
      },
      options: { batchRecords: 50, retryFirstMs: 1, retryMaxMs: 3 },
    },
  ],
  { clock: systemClock(), log: silentLogger },
);
void forwarder.run(new AbortController().signal);
for (let n = Number(first); ; ) {
  for (let i = 0; i < 20; i++) forwarder.put(sampleFinding(n++));
  if ((await forwarder.flushed()) === 'disk') writeSync(1, `${n}\n`);
  // Enough of a backlog to be read from the disk, not so much that the test is about its size.
  while (forwarder.spool.waiting('file') > 2_000) await new Promise((resolve) => setTimeout(resolve, 1));
}
