/** What the kernel knows to be good is quiet; no drift hides behind it. Each case lets a file become quiet first. */
import { copyFileSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { compileC, program } from '../support/cc.ts';
import { run } from '../support/command.ts';
import { debianRootfs } from '../support/debian.ts';
import { elf } from '../support/elf.ts';
import { describeIf, need } from '../support/need.ts';
import { type RuncContainer, startRunc } from '../support/runc.ts';
import { sha256 } from '../support/scene.ts';
import { type FindingJson, type Sensor, startSensor } from '../support/sensor.ts';
import { type TempDir, tempDir } from '../support/temp.ts';

const EXECS = 200;
const TOOLS = 24;
const REWRITE = new URL('../cases/programs/rewrite.c', import.meta.url);

describeIf(
  [need.root(), need.btf(), need.bridge(), need.compiler(), need.engine('runc', 'debootstrap')],
  'after a file became quiet',
  () => {
    let temp: TempDir;
    let sensor: Sensor;
    let lower: string[];
    let container: RuncContainer;
    let used = 0;
    let evils = 0;

    const own = (id = container.id) => sensor.findings().filter((finding) => finding.container.id === id);
    const inKernel = () => sensor.metric('drift_sensor_execs_total', { scope: 'container', path: 'kernel' });

    beforeAll(async () => {
      temp = tempDir('known-good');
      const layer = join(temp.path, 'layer');
      for (const dir of ['usr/local/bin', 'opt/tools', 'opt/app/bin']) mkdirSync(join(layer, dir), { recursive: true });
      for (let i = 0; i < TOOLS; i++)
        writeFileSync(join(layer, `opt/tools/tool${i}`), elf({ size: 4096 }), { mode: 0o755 });
      writeFileSync(join(layer, 'opt/app/bin/server'), elf({ size: 4096 }), { mode: 0o755 });
      for (const name of ['exec-loop', 'same-size-overwrite'] as const) {
        copyFileSync(await program(name), join(layer, 'usr/local/bin', name));
      }
      const { readFileSync } = await import('node:fs');
      copyFileSync(await compileC(readFileSync(REWRITE, 'utf8'), 'rewrite'), join(layer, 'usr/local/bin/rewrite'));
      lower = [layer, await debianRootfs()];
      sensor = await startSensor({ args: ['--canary-interval-seconds', '86400'] });
      container = await startRunc({ dir: temp.path, rootfs: { lower }, privileged: true });
    }, 700_000);

    afterAll(async () => {
      await container?.delete();
      await sensor?.stop();
      await temp?.remove();
    });

    /** Runs it until a whole loop of it is answered in the kernel. */
    async function quiet(path: string, where = container): Promise<void> {
      await expect
        .poll(
          async () => {
            const before = await inKernel();
            await where.exec(['/usr/local/bin/exec-loop', String(EXECS), path]);
            // The bridge says its numbers every second.
            await new Promise((resolve) => setTimeout(resolve, 1_200));
            return (await inKernel()) - before;
          },
          { timeout: 30_000, interval: 100 },
        )
        .toBeGreaterThanOrEqual(EXECS);
    }

    async function quietTool(): Promise<string> {
      const path = `/opt/tools/tool${used++}`;
      await quiet(path);
      return path;
    }

    /** Other bytes of the same length, in the container at /tmp. */
    function evil(where = container): { path: string; digest: string } {
      const bytes = elf({ size: 4096 });
      const path = `/tmp/evil${++evils}`;
      writeFileSync(join(where.rootfs, path), bytes, { mode: 0o755 });
      return { path, digest: sha256(bytes) };
    }

    function found(verdict: string, path: string, more: (finding: FindingJson) => boolean = () => true) {
      return sensor.waitForFinding(
        (finding) =>
          finding.container.id === container.id &&
          finding.verdict === verdict &&
          finding.file?.path === path &&
          more(finding),
        10_000,
      );
    }

    test('it is answered in the kernel, and by no finding', async () => {
      const tool = await quietTool();
      const events = await sensor.metric('drift_sensor_events_total');
      const before = await inKernel();
      await container.exec(['/usr/local/bin/exec-loop', '2000', tool]);
      await expect.poll(inKernel, { timeout: 30_000 }).toBeGreaterThanOrEqual(before + 2000);
      expect((await sensor.metric('drift_sensor_events_total')) - events).toBeLessThan(1_000);
      expect(own()).toEqual([]);
    });

    test('other bytes written over it are found (D02)', async () => {
      const tool = await quietTool();
      const { path, digest } = evil();
      await container.sh(`cat ${path} >${tool}; ${tool}`);
      await found('modified', tool, ({ file }) => file?.sha256 === digest);
    });

    test('another file renamed over it is found (D02)', async () => {
      const tool = await quietTool();
      const { path } = evil();
      await container.sh(`mv ${path} ${tool}; ${tool}`);
      await found('modified', tool);
    });

    test('other bytes of the same length with the old times are found (D03)', async () => {
      const tool = await quietTool();
      const { path } = evil();
      // Copied up first: then the file that is quiet is the one that is written to.
      await container.sh(`chown 0:0 ${tool}`);
      await quiet(tool);
      await container.sh(`same-size-overwrite ${tool} ${path}; ${tool}`);
      await found('modified', tool);
    });

    test('a copy, a link, a new name and a file under its old name are found (D04)', async () => {
      const tool = await quietTool();
      const other = await quietTool();
      await container.sh(`cp ${tool} /tmp/copy; /tmp/copy`);
      await found('relocated', '/tmp/copy');
      await container.sh(`ln ${tool} /opt/tools/link; /opt/tools/link`);
      await found('relocated', '/opt/tools/link');
      await container.sh(`mv ${tool} ${other}; ${other}`);
      await found('relocated', other);
    });

    test('the same file in a directory that has another name now is found', async () => {
      const server = '/opt/app/bin/server';
      // A directory of the image cannot be renamed on every overlay; one that was made anew can.
      await container.sh('cp -a /opt/app /opt/new && rm -r /opt/app && mv /opt/new /opt/app');
      await quiet(server);
      await container.sh('mv /opt/app /opt/renamed; /opt/renamed/bin/server');
      await found('relocated', '/opt/renamed/bin/server');
      // It was the same file all the while.
      await container.sh('mv /opt/renamed /opt/app');
      await quiet(server);
    });

    test('the same file through a bind mount, a nested overlay and a chroot is found (D20)', async () => {
      const tool = await quietTool();
      const name = tool.slice('/opt/tools/'.length);
      await container.sh(`mkdir -p /mnt/b && unshare -m sh -c 'mount --bind /opt/tools /mnt/b && /mnt/b/${name}'`);
      await found('relocated', `/mnt/b/${name}`);
      await container.sh(
        `mkdir -p /mnt/o /tmp/low && unshare -m sh -c 'mount -t overlay o -o lowerdir=/opt/tools:/tmp/low /mnt/o && /mnt/o/${name}'`,
      );
      await found('relocated', `/mnt/o/${name}`);
      await container.sh(`mkdir -p /srv/root && ln ${tool} /srv/root/run && chroot /srv/root /run`);
      await found('relocated', '/srv/root/run');
    });

    test('other bytes mounted over it are found, also in a namespace of their own (D20)', async () => {
      const tool = await quietTool();
      const { path, digest } = evil();
      await container.sh(`unshare -m sh -c 'mount --bind ${path} ${tool} && ${tool}'`);
      await found('modified', tool, ({ file }) => file?.sha256 === digest);
    });

    test('a setuid bit is found (D16)', async () => {
      const tool = await quietTool();
      await container.sh(`chmod u+s ${tool}; ${tool}`);
      await found('mode_changed', tool);
    });

    test('bytes that came through a shared mapping, which moves no time, are found (D23)', async () => {
      const tool = await quietTool();
      const { path, digest } = evil();
      await container.sh(`chown 0:0 ${tool}`);
      await quiet(tool);
      await container.exec(['/usr/local/bin/rewrite', 'map', tool, path]);
      await found('modified', tool, ({ file }) => file?.sha256 === digest);
    });

    test('other bytes for the length of one exec are found, or unverified (D32)', async () => {
      const tool = await quietTool();
      const { path } = evil();
      await container.sh(`chown 0:0 ${tool}`);
      await quiet(tool);
      const unverified = await sensor.metric('drift_sensor_unverified_total');
      await container.exec(['/usr/local/bin/rewrite', 'flip', tool, path]);
      // Read while it was empty, it has the bytes of the image's empty files.
      await expect
        .poll(
          async () =>
            own().some(({ file }) => file?.path === tool) ||
            (await sensor.metric('drift_sensor_unverified_total')) > unverified,
          { timeout: 30_000 },
        )
        .toBe(true);
    });

    test('a new file with the old one’s inode number is found', async () => {
      const tool = await quietTool();
      const { path } = evil();
      await container.sh(`chown 0:0 ${tool}`);
      await quiet(tool);
      await container.sh(`rm ${tool}; cp ${path} ${tool}; ${tool}`);
      await found('modified', tool);
    });

    test('its container’s next start and another image under the same name are not quiet', async () => {
      const tool = await quietTool();
      const before = container.id;
      await container.delete();
      const bytes = elf({ size: 4096 });
      const other = join(temp.path, 'other');
      mkdirSync(join(other, 'opt/tools'), { recursive: true });
      writeFileSync(join(other, tool), bytes, { mode: 0o755 });
      container = await startRunc({
        dir: temp.path,
        id: before,
        rootfs: { lower: [other, ...lower] },
        privileged: true,
      });
      // The old image's file, brought into the new one.
      copyFileSync(join(lower[0] ?? '', tool), join(container.rootfs, 'tmp/old'));
      await container.sh(`${tool}; cat /tmp/old >${tool}; ${tool}`);
      const finding = await found('modified', tool);
      expect(finding.file?.expected_sha256).toBe(sha256(bytes));
    });

    test('what an interpreter is given is found, however often it ran (D10, D11)', async () => {
      await container.exec(['/usr/local/bin/exec-loop', '20', '/bin/sh', '-c', ':']);
      await new Promise((resolve) => setTimeout(resolve, 1_500));
      await container.exec(['/usr/local/bin/exec-loop', '20', '/bin/sh', '-c', ':']);
      await container.sh(
        'printf "#!/bin/sh\\nexit 0\\n" >/tmp/s1 && cp /tmp/s1 /tmp/s2 && chmod +x /tmp/s1 && /tmp/s1; sh /tmp/s2',
      );
      await found('added', '/tmp/s1');
      await found('added', '/tmp/s2');
    });

    test('a preloaded library is found, with the program that the kernel had answered (D14)', async () => {
      await quiet('/bin/true');
      const source = new URL('../support/programs/map-code.c', import.meta.url).pathname;
      await run(['clang', '-O1', '-shared', '-fPIC', '-DLIBRARY', '-o', join(container.rootfs, 'tmp/pre.so'), source]);
      await container.exec(['/usr/bin/env', 'LD_PRELOAD=/tmp/pre.so', '/bin/true', 'an argument']);
      const finding = await found('added', '/tmp/pre.so', ({ process }) => process?.exe === '/usr/bin/true');
      expect(finding.process).toMatchObject({ name: 'true', args: ['/bin/true', 'an argument'] });
    });

    test('a replaced loader is found, and what the loader is given is, too (D13)', async () => {
      await quiet('/bin/true');
      const { path } = evil();
      await container.exec(['/lib64/ld-linux-x86-64.so.2', '/bin/true']);
      copyFileSync(await dynamicProgram(), join(container.rootfs, 'tmp/dynamic'));
      await container.exec(['/lib64/ld-linux-x86-64.so.2', '/tmp/dynamic']);
      await found('added', '/tmp/dynamic');
      const loader = '/usr/lib/x86_64-linux-gnu/ld-linux-x86-64.so.2';
      await container.sh(`cp ${loader} /tmp/ld && cat ${path} >>/tmp/ld && mv /tmp/ld ${loader}; exec /bin/true`);
      await container.exec(['/bin/true']);
      await found('modified', loader);
    });

    test('drift below parents that were quiet names them all', async () => {
      const loop = '/usr/local/bin/exec-loop';
      await quiet(loop);
      const { path, digest } = evil();
      await container.exec([loop, '1', loop, '1', loop, '1', path]);
      const { process } = await found('added', path, ({ file }) => file?.sha256 === digest);
      expect(process?.parents.slice(0, 3)).toMatchObject([1, 2, 3].map(() => ({ name: 'exec-loop', exe: loop })));
    });

    async function dynamicProgram(): Promise<string> {
      const out = join(temp.path, 'dynamic');
      await run(['clang', '-x', 'c', '-O1', '-o', out, '-'], { stdin: 'int main(void) { return 0; }' });
      return out;
    }
  },
);
