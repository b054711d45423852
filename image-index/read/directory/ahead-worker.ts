/** The far end of read-ahead.ts: reads files that the other thread will need. */
import { workerData } from 'node:worker_threads';
import { AheadSlots, BATCHES } from './ahead-slots.ts';
import { FileHasher } from './hash-file.ts';
import { directoryPrefix, pathOf } from './proc-path.ts';

const hasher = new FileHasher();
const slots = new AheadSlots(workerData as SharedArrayBuffer);
let served = 0;
for (let offered = slots.next(0); offered !== undefined; offered = slots.next(offered)) {
  // What lies further back is in nobody's ring any more.
  for (served = Math.max(served, offered - BATCHES); served < offered; served++) {
    slots.serve(served, (fd, name) => hasher.readSimple(pathOf(directoryPrefix(fd), name)));
  }
}
