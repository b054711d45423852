/** Of a program of many the kernel answers each applet for itself: those that run code are always said. */
import { execFileSync } from 'node:child_process';
import { copyFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { familyOf } from '../../sensor/digest/script/interpreter.ts';
import { busyboxRootfs } from '../support/busybox.ts';
import { compileC, program } from '../support/cc.ts';
import { elf } from '../support/elf.ts';
import { describeIf, need } from '../support/need.ts';
import { type RuncContainer, startRunc } from '../support/runc.ts';
import { type Sensor, startSensor } from '../support/sensor.ts';
import { type TempDir, tempDir } from '../support/temp.ts';

const EXECS = 200;
/** busybox takes them for itself, and their digest is that of `true`: four seconds of looking. */
const COLLIDING = ['busyboxfN6iG6', '-busyboxfbHi44'];
/** `call FILE ARGV0 ARGUMENT…` */
const CALL = `
#include <unistd.h>
int main(int argc, char **argv) { return argc < 3 ? 2 : execv(argv[1], argv + 2); }
`;

describe.each(['symlink', 'hardlink'] as const)('with each applet a %s', (applets) => {
  describeIf(
    [need.root(), need.btf(), need.bridge(), need.compiler(), need.engine('runc', 'busybox')],
    'after an applet of busybox became quiet',
    () => {
      let temp: TempDir;
      let sensor: Sensor;
      let container: RuncContainer;

      const own = () => sensor.findings().filter((finding) => finding.container.id === container.id);
      const inKernel = () => sensor.metric('drift_sensor_execs_total', { scope: 'container', path: 'kernel' });
      const loop = async (...argv: string[]): Promise<number> => {
        const before = await inKernel();
        await container.exec(['/usr/local/bin/exec-loop', String(EXECS), ...argv]);
        // The bridge says its numbers every second.
        await new Promise((resolve) => setTimeout(resolve, 1_200));
        return (await inKernel()) - before;
      };
      const script = (name: string): string => {
        writeFileSync(join(container.rootfs, name), `: ${name}\n`, { mode: 0o755 });
        return name;
      };
      const foundScript = (path: string) =>
        sensor.waitForFinding(
          ({ container: { id }, object, file }) => id === container.id && object === 'script' && file?.path === path,
          10_000,
        );

      beforeAll(async () => {
        temp = tempDir('known-applets');
        const image = await busyboxRootfs(join(temp.path, 'image'), { applets });
        copyFileSync(await program('exec-loop'), join(image, 'usr/local/bin/exec-loop'));
        copyFileSync(await compileC(CALL, 'call'), join(image, 'usr/local/bin/call'));
        sensor = await startSensor({ args: ['--canary-interval-seconds', '86400'] });
        container = await startRunc({ dir: temp.path, rootfs: { lower: [image] } });
      }, 120_000);

      afterAll(async () => {
        await container?.delete();
        await sensor?.stop();
        await temp?.remove();
      });

      test('it is answered in the kernel, the shell of the same file is not, and nothing is found', async () => {
        await expect.poll(() => loop('/bin/true'), { timeout: 60_000, interval: 100 }).toBeGreaterThanOrEqual(EXECS);
        const shells = await sensor.metric('drift_sensor_verdicts_total', { verdict: 'in_image', object: 'binary' });
        await loop('/bin/sh', '-c', ':');
        const now = await sensor.metric('drift_sensor_verdicts_total', { verdict: 'in_image', object: 'binary' });
        expect(now - shells).toBeGreaterThanOrEqual(EXECS);
        expect(own()).toEqual([]);
      });

      test('a script that the shell of the same file is given is found (D11)', async () => {
        await container.exec(['/bin/sh', script('/tmp/given')]);
        await foundScript('/tmp/given');
      });

      test('also when its link is called as the shell', async () => {
        await container.exec(['/usr/local/bin/call', '/bin/true', 'sh', script('/tmp/called')]);
        await foundScript('/tmp/called');
        await container.exec(['/usr/local/bin/call', '/bin/true', '-sh', script('/tmp/login')]);
        await foundScript('/tmp/login');
        await container.exec(['/usr/local/bin/call', '/bin/true', `${'/'.repeat(80)}sh`, script('/tmp/far')]);
        await foundScript('/tmp/far');
        await container.exec(['/usr/local/bin/call', '/bin/true', 'busybox', 'sh', script('/tmp/second')]);
        await foundScript('/tmp/second');
        await container.exec(['/usr/local/bin/call', '/bin/true', 'busybox-2', 'sh', script('/tmp/longer')]);
        await foundScript('/tmp/longer');
        // What is read of it ends with a quiet applet's name.
        const cut = `${'/'.repeat(59)}true/sh`;
        const far = ['/usr/local/bin/call', '/bin/true', cut, script('/tmp/cut')];
        await container.exec(['/bin/sh', '-c', '"$@"; :', 'sh', ...far]);
        await foundScript('/tmp/cut');
        for (const name of COLLIDING) {
          expect(fnv1a(name)).toBe(fnv1a('true'));
          // Only below another process of the container: what enters it is always said.
          const call = ['/usr/local/bin/call', '/bin/true', name, 'sh', script(`/tmp/${name}`)];
          await container.exec(['/bin/sh', '-c', '"$@"; :', 'sh', ...call]);
          await foundScript(`/tmp/${name}`);
        }
      });

      test('other bytes in its place are found (D02)', async () => {
        writeFileSync(join(container.rootfs, 'tmp/evil'), elf(), { mode: 0o755 });
        await container.exec(['/bin/mv', '/tmp/evil', '/bin/busybox']);
        await container.exec(['/bin/busybox', 'true']);
        const finding = await sensor.waitForFinding(
          ({ container: { id }, verdict }) => id === container.id && verdict === 'modified',
          10_000,
        );
        expect(finding.file?.path).toBe('/bin/busybox');
      });
    },
  );
});

describeIf([need.engine('busybox')], 'the digest of an applet’s name', () => {
  test('is that of no other applet', () => {
    const names = execFileSync('busybox', ['--list'], { encoding: 'latin1' }).trim().split('\n');
    const digests = new Set(names.map(fnv1a));
    expect(names.some((name) => familyOf(name) === 'shell')).toBe(true);
    expect(digests.size).toBe(names.length);
  });
});

/** As applet.bpf.h has it. */
function fnv1a(name: string): number {
  let hash = 0x811c9dc5;
  for (const byte of Buffer.from(name, 'latin1')) hash = Math.imul(hash ^ byte, 0x01000193) >>> 0;
  return hash;
}
