/** What is known to be good on a filesystem whose times are coarse, through a remount, and once it is to be known no more. */
import { copyFileSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { busyboxRootfs } from '../support/busybox.ts';
import { program } from '../support/cc.ts';
import { run } from '../support/command.ts';
import { elf } from '../support/elf.ts';
import { describeIf, need } from '../support/need.ts';
import { type RuncContainer, startRunc } from '../support/runc.ts';
import { type Sensor, startSensor } from '../support/sensor.ts';
import { type TempDir, tempDir } from '../support/temp.ts';

const EXECS = 200;
const TOOLS = 4;
const KERNEL = { scope: 'container', path: 'kernel' };

describeIf(
  [need.root(), need.btf(), need.bridge(), need.compiler(), need.engine('runc', 'busybox')],
  'a quiet file',
  () => {
    let temp: TempDir;
    let image: string;

    beforeAll(async () => {
      temp = tempDir('known-places');
      image = await busyboxRootfs(join(temp.path, 'image'));
      mkdirSync(join(image, 'opt'), { recursive: true });
      for (let i = 0; i < TOOLS; i++) writeFileSync(join(image, `opt/tool${i}`), elf({ size: 4096 }), { mode: 0o755 });
      for (const name of ['exec-loop', 'same-size-overwrite'] as const) {
        copyFileSync(await program(name), join(image, 'usr/local/bin', name));
      }
    });

    afterAll(() => temp?.remove());

    const loop = (container: RuncContainer, path: string) =>
      container.exec(['/usr/local/bin/exec-loop', String(EXECS), path]);

    /** How many execs of a loop the kernel answered, those of others included. The bridge says its numbers every second. */
    async function answered(sensor: Sensor, container: RuncContainer, path: string): Promise<number> {
      const before = await sensor.metric('drift_sensor_execs_total', KERNEL);
      await loop(container, path);
      await new Promise((resolve) => setTimeout(resolve, 1_200));
      return (await sensor.metric('drift_sensor_execs_total', KERNEL)) - before;
    }

    async function quiet(sensor: Sensor, container: RuncContainer, path: string): Promise<void> {
      await expect
        .poll(() => answered(sensor, container, path), { timeout: 30_000, interval: 100 })
        .toBeGreaterThanOrEqual(EXECS);
    }

    function modified(sensor: Sensor, container: RuncContainer, path: string) {
      return sensor.waitForFinding(
        ({ verdict, file, container: { id } }) => id === container.id && verdict === 'modified' && file?.path === path,
        10_000,
      );
    }

    function evil(container: RuncContainer, name: string): string {
      writeFileSync(join(container.rootfs, 'tmp', name), elf({ size: 4096 }), { mode: 0o755 });
      return `/tmp/${name}`;
    }

    describe('on ext3, whose times are whole seconds', () => {
      let sensor: Sensor;
      let container: RuncContainer;
      let rootfs: string;

      beforeAll(async () => {
        const disk = join(temp.path, 'disk');
        rootfs = join(temp.path, 'ext3');
        mkdirSync(rootfs);
        await run(['truncate', '-s', '64M', disk]);
        await run(['mkfs.ext3', '-q', '-I', '128', disk]);
        await run(['mount', '-o', 'loop', disk, rootfs]);
        await run(['cp', '-a', `${image}/.`, rootfs]);
        sensor = await startSensor({ args: ['--canary-interval-seconds', '86400'] });
        container = await startRunc({ dir: temp.path, rootfs: { directory: rootfs }, privileged: true });
      }, 60_000);

      afterAll(async () => {
        await container?.delete();
        await sensor?.stop();
        await run(['umount', '-l', rootfs]);
      });

      test('other bytes of its length with its old times are found, written within its second', async () => {
        const tool = '/opt/tool0';
        await quiet(sensor, container, tool);
        const source = evil(container, 'coarse');
        await container.sh(`same-size-overwrite ${tool} ${source}; ${tool}`);
        await modified(sensor, container, tool);
      });

      test('good bytes that ran within the second before the others do not make them quiet', async () => {
        const tool = '/opt/tool1';
        await quiet(sensor, container, tool);
        const source = evil(container, 'flip');
        // The same ctime for two contents, now and then. The sleep lets what ran be read.
        const again = `cat /tmp/good >${tool}; ${tool}; same-size-overwrite ${tool} ${source}; ${tool}; sleep 0.3`;
        await container.sh(`cat ${tool} >/tmp/good; ${again}; ${again}; ${again}`);
        const counts = () => sensor.findings().map(({ file, count }) => (file?.path === tool ? count : 0));
        await expect.poll(() => Math.max(0, ...counts()), { timeout: 30_000 }).toBeGreaterThanOrEqual(3);
      });

      test('it stays what it is through a remount, and other bytes are found after one', async () => {
        const tool = '/opt/tool2';
        await quiet(sensor, container, tool);
        await run(['mount', '-o', 'remount,noatime', rootfs]);
        await quiet(sensor, container, tool);
        const source = evil(container, 'remounted');
        await container.sh(`cat ${source} >${tool}; ${tool}`);
        await modified(sensor, container, tool);
      });
    });

    test('is asked about again after a change of policy', async () => {
      const policy = join(temp.path, 'policy.yaml');
      const document = (name: string) =>
        `apiVersion: drift-sensor.io/v1alpha1\nkind: DriftPolicy\nmetadata: { name: ${name} }\nspec: { priority: 1, rules: [] }\n`;
      writeFileSync(policy, document('one'));
      await using sensor = await startSensor({ args: ['--canary-interval-seconds', '86400', '--policy', policy] });
      await using container = await startRunc({ dir: temp.path, rootfs: { lower: [image] } });
      await quiet(sensor, container, '/opt/tool3');
      const judged = () => sensor.metric('drift_sensor_verdicts_total', { verdict: 'in_image', object: 'binary' });
      writeFileSync(policy, document('two'));
      await expect.poll(() => sensor.metric('drift_sensor_policy_generation'), { timeout: 30_000 }).toBe(1);
      const before = await judged();
      await loop(container, '/opt/tool3');
      // The loop's own start is one.
      await expect.poll(async () => (await judged()) - before, { timeout: 30_000 }).toBeGreaterThanOrEqual(2);
      await quiet(sensor, container, '/opt/tool3');
    });

    test('is none where the kernel is to answer nothing', async () => {
      await using sensor = await startSensor({
        args: ['--canary-interval-seconds', '86400', '--kernel-verdicts', 'off'],
      });
      await using container = await startRunc({ dir: temp.path, rootfs: { lower: [image] } });
      for (let i = 0; i < 3; i++) expect(await answered(sensor, container, '/opt/tool3')).toBe(0);
    });
  },
);
