/** Quiet is proved by arithmetic: clean execs issued = those judged in_image and those answered in the kernel, nothing unverified or lost. */
import { copyFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { busyboxRootfs } from '../support/busybox.ts';
import { program } from '../support/cc.ts';
import { run, waitFor } from '../support/command.ts';
import { elf } from '../support/elf.ts';
import { describeIf, need } from '../support/need.ts';
import { type RuncContainer, startRunc } from '../support/runc.ts';
import { cleanExecs, type FindingJson, type Sensor, startSensor } from '../support/sensor.ts';
import { type TempDir, tempDir } from '../support/temp.ts';

const CLEAN_EXECS = 10_000;
const DISTINCT = 2_000;

describeIf(
  [need.root(), need.btf(), need.bridge(), need.compiler(), need.engine('runc', 'busybox')],
  'at the full exec rate of the machine',
  () => {
    let temp: TempDir;
    let sensor: Sensor;
    let container: RuncContainer;

    const inImage = () => cleanExecs(sensor);
    /** Other container-like things may run on this machine. */
    const own = () => sensor.findings().filter((finding) => finding.container.id === container.id);
    const unverified = () => sensor.metric('drift_sensor_unverified_total');
    const lost = () => sensor.metric('drift_sensor_lost_total');

    beforeAll(async () => {
      temp = tempDir('arithmetic');
      const image = await busyboxRootfs(join(temp.path, 'image'));
      writeFileSync(join(image, 'usr/local/bin/tool'), elf(), { mode: 0o755 });
      for (const name of ['exec-loop', 'distinct-exec'] as const) {
        copyFileSync(await program(name), join(image, 'usr/local/bin', name));
      }
      // The canary's clean file would count, too.
      sensor = await startSensor({ args: ['--canary-interval-seconds', '86400'] });
      container = await startRunc({ dir: temp.path, rootfs: { lower: [image] } });
      const before = await inImage();
      await container.exec(['/bin/busybox', 'true']);
      await waitFor('the image to be indexed', async () => (await inImage()) > before, 30_000);
    });

    afterAll(async () => {
      await container?.delete();
      await sensor?.stop();
      await temp?.remove();
    });

    test(`${CLEAN_EXECS} clean execs are all judged, and none is a finding (B02, B05)`, async () => {
      const start = await settled();
      // The loop itself is one exec more.
      await container.exec(['/usr/local/bin/exec-loop', String(CLEAN_EXECS), '/usr/local/bin/tool']);
      const end = await settled();
      expect(end.inImage - start.inImage).toBe(CLEAN_EXECS + 1);
      expect([end.unverified - start.unverified, end.lost - start.lost]).toEqual([0, 0]);
      expect(own()).toEqual([]);
    });

    test('files that were copied up by chmod, chown, touch and setfattr are the image’s still (B01)', async () => {
      const start = await settled();
      const commands = [
        // busybox's shell runs its applets itself unless they are called by path.
        '/bin/chown -R 1000:1000 /usr/local/bin',
        '/bin/chmod 0755 /usr/local/bin/tool',
        '/bin/touch /usr/local/bin/tool /bin/busybox',
        '/usr/local/bin/tool',
        '/bin/ls / >/dev/null',
      ];
      await container.sh(commands.join(' && '));
      await container.exec(['/usr/local/bin/exec-loop', '500', '/usr/local/bin/tool']);
      const end = await settled();
      expect(end.inImage - start.inImage).toBeGreaterThanOrEqual(501 + commands.length);
      expect([end.unverified - start.unverified, end.lost - start.lost]).toEqual([0, 0]);
      expect(own()).toEqual([]);
    });

    test('host processes never become container drift (B12)', async () => {
      const before = await sensor.metric('drift_sensor_events_total');
      const hostExecs = () => sensor.metric('drift_sensor_execs_total', { scope: 'host', path: 'kernel' });
      const start = await hostExecs();
      await run([await program('exec-loop'), '500', '/bin/true']);
      await expect.poll(hostExecs, { timeout: 30_000 }).toBeGreaterThanOrEqual(start + 500);
      // Filtered in the kernel: user space has not heard of them.
      expect((await sensor.metric('drift_sensor_events_total')) - before).toBeLessThan(100);
      expect(own()).toEqual([]);
    });

    test(`${DISTINCT} distinct drifted binaries that delete themselves are ${DISTINCT} findings, 99.5 % with their bytes`, async () => {
      writeFileSync(join(container.rootfs, 'tmp/template'), elf(), { mode: 0o755 });
      const issued = await container.exec(['/usr/local/bin/distinct-exec', String(DISTINCT), '/tmp/template', '/tmp']);
      expect(issued.stdout).toMatch(new RegExp(`^${DISTINCT} 0 `));
      await settled();
      await expect.poll(() => counted(own()).total, { timeout: 20_000 }).toBe(DISTINCT);
      const { withBytes, without } = counted(own());
      expect(withBytes).toBeGreaterThanOrEqual(DISTINCT * 0.995);
      expect(without.filter((finding) => finding.reason === undefined)).toEqual([]);
      expect(await lost()).toBe(0);
    });

    /** Once nothing waits any more and the numbers stand still. */
    async function settled(): Promise<{ inImage: number; unverified: number; lost: number }> {
      let last = -1;
      await expect
        .poll(
          async () => {
            const now = await sensor.metric('drift_sensor_events_total');
            const still = now === last && (await sensor.metric('drift_sensor_queue_depth', { queue: 'parked' })) === 0;
            last = now;
            return still;
          },
          { timeout: 30_000, interval: 200 },
        )
        .toBe(true);
      return { inImage: await inImage(), unverified: await unverified(), lost: await lost() };
    }
  },
);

/** By contract: the total is the sum over ids of the greatest count. */
function counted(all: readonly FindingJson[]) {
  const byId = new Map(all.map((finding) => [finding.id, finding]));
  const findings = [...byId.values()];
  const without = findings.filter((finding) => finding.file?.sha256 === undefined);
  const sum = (some: typeof findings) => some.reduce((total, finding) => total + finding.count, 0);
  return { total: sum(findings), withBytes: sum(findings) - sum(without), without };
}
