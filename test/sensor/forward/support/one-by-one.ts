/** Puts records one by one, says when each is safe, and dies without goodbye: `node one-by-one.ts SPOOL POLICY COUNT`. */
import { writeSync } from 'node:fs';
import { Losses } from '../../../../sensor/forward/spool/losses.ts';
import { defaultSpoolOptions, fsyncPolicies } from '../../../../sensor/forward/spool/options.ts';
import { Spool } from '../../../../sensor/forward/spool/spool.ts';
import { silentLogger } from '../../../../sensor/runtime/log.ts';

const [dir = '', policy = '', count = '0'] = process.argv.slice(2);
const fsync = fsyncPolicies.find((each) => each === policy);
if (fsync === undefined) throw new Error(`there is no policy ${policy}`);
const spool = await Spool.open({ ...defaultSpoolOptions, dir, fsync }, ['nobody'], {
  log: silentLogger,
  losses: new Losses(),
});
void spool.run(new AbortController().signal);
for (let n = 1; n <= Number(count); n++) {
  spool.put({ severity: 3, container: 1, id: n, revision: 1 }, Buffer.from(`{"n":${n}}`));
  writeSync(1, `${await spool.flushed()} ${n}\n`);
}
process.kill(process.pid, 'SIGKILL');
