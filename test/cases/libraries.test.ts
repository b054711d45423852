/** Code that is mapped instead of executed: D13, D14, D15, D02, D03 and D06 for libraries; B01, B02 and B10 quiet. */
import { copyFileSync, mkdirSync, readFileSync, realpathSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { program } from '../support/cc.ts';
import { run, waitFor } from '../support/command.ts';
import { debianRootfs } from '../support/debian.ts';
import { compileDynamic } from '../support/dynamic.ts';
import { describeIf, need } from '../support/need.ts';
import { type RuncContainer, startRunc } from '../support/runc.ts';
import { settled, sha256 } from '../support/scene.ts';
import { cleanExecs, type FindingJson, type Sensor, startSensor } from '../support/sensor.ts';
import { type TempDir, tempDir } from '../support/temp.ts';

const CLEAN_EXECS = 5_000;
const DELETED = 100;
const SOURCE = new URL('../support/programs/map-code.c', import.meta.url).pathname;
const LOADER = '/lib64/ld-linux-x86-64.so.2';

describeIf(
  [need.root(), need.btf(), need.bridge(), need.compiler(), need.engine('runc', 'debootstrap')],
  'what a process maps executable',
  () => {
    let temp: TempDir;
    let sensor: Sensor;
    let container: RuncContainer;
    let library: Buffer;

    const own = () => sensor.findings().filter((finding) => finding.container.id === container.id);
    /** Repeats of a finding that is known are said again. */
    const ids = () => new Set(own().map((finding) => finding.id));
    const clean = () => sensor.metric('drift_sensor_verdicts_total', { verdict: 'in_image', object: 'library' });
    const answered = (answer: string) => sensor.metric('drift_sensor_mappings_total', { answer });
    let copies = 0;

    beforeAll(async () => {
      temp = tempDir('libraries');
      const layer = join(temp.path, 'layer');
      for (const dir of ['bin', 'lib']) mkdirSync(join(layer, 'usr/local', dir), { recursive: true });
      await compileDynamic(SOURCE, join(layer, 'usr/local/bin/map-code'));
      await compileDynamic(SOURCE, join(temp.path, 'library.so'), { library: true });
      library = readFileSync(join(temp.path, 'library.so'));
      for (const name of ['known', 'replaced']) {
        copyFileSync(join(temp.path, 'library.so'), join(layer, `usr/local/lib/${name}.so`));
      }
      for (const name of ['exec-loop', 'same-size-overwrite'] as const) {
        copyFileSync(await program(name), join(layer, 'usr/local/bin', name));
      }
      await linkAgainst(join(layer, 'usr/local/bin/with-rpath'));
      sensor = await startSensor({ args: ['--canary-interval-seconds', '86400'] });
      const debian = await debianRootfs({ include: ['python3-minimal'] });
      container = await startRunc({ dir: temp.path, rootfs: { lower: [layer, debian] } });
      await container.exec(['/bin/true']);
      // The loader and the C library.
      await waitFor('the image to be indexed', async () => (await clean()) >= 2, 60_000);
    }, 700_000);

    afterAll(async () => {
      await container?.delete();
      await sensor?.stop();
      await temp?.remove();
    });

    /** Bytes of their own for each case, so that its finding can be told from the others. */
    function put(path: string): string {
      const bytes = Buffer.concat([library, Buffer.from(`copy ${++copies}`)]);
      const parent = join(container.rootfs, path, '..');
      mkdirSync(parent, { recursive: true });
      // A link in a root filesystem leads to the host's file of that name.
      expect(realpathSync(parent).startsWith(`${container.rootfs}/`)).toBe(true);
      writeFileSync(join(container.rootfs, path), bytes, { mode: 0o644, flag: 'wx' });
      return sha256(bytes);
    }

    async function found(digest: string, act: () => Promise<{ code: number; stderr: string }>): Promise<FindingJson> {
      const seen = sensor.waitForFinding(
        (finding) => finding.file?.sha256 === digest && finding.container.id === container.id,
        10_000,
      );
      const [finding] = await Promise.all([seen, act()]);
      return finding;
    }

    test.each([
      ['LD_PRELOAD', '/tmp/preload.so', 'LD_PRELOAD=/tmp/preload.so /bin/true'],
      ['LD_AUDIT', '/tmp/audit.so', 'LD_AUDIT=/tmp/audit.so /bin/true'],
      ['LD_LIBRARY_PATH', '/tmp/first/libselinux.so.1', 'LD_LIBRARY_PATH=/tmp/first /bin/ls || true'],
      ['RPATH', '/opt/rpath/libneeded.so', '/usr/local/bin/with-rpath'],
      [
        '/etc/ld.so.preload',
        '/tmp/global.so',
        'echo /tmp/global.so >/etc/ld.so.preload; /bin/true; rm /etc/ld.so.preload',
      ],
      ['dlopen', '/tmp/opened.so', 'exec /usr/local/bin/map-code dlopen /tmp/opened.so'],
      ['dlopen a while after the start', '/tmp/late.so', 'exec /usr/local/bin/map-code wait /tmp/late.so'],
      [
        'mprotect of a file mapped readable',
        '/tmp/changed.so',
        'exec /usr/local/bin/map-code mprotect /tmp/changed.so',
      ],
      ["a native module of Python's", '/tmp/native.so', 'cd /tmp && python3 -c "import native"'],
    ])('%s (D14, D15)', async (_name, path, script) => {
      const digest = put(path);
      const finding = await found(digest, () => container.sh(script));
      expect(finding).toMatchObject({
        verdict: 'added',
        object: 'library',
        origin: 'writable_layer',
        source: 'ebpf',
        file: { path, deleted: false },
      });
      expect(finding.attack).toContain('T1574.006');
      expect(finding.process?.parents.length).toBeGreaterThan(0);
    });

    test('the finding names the process that mapped it', async () => {
      const digest = put('/tmp/named.so');
      const finding = await found(digest, () => container.exec(['/usr/local/bin/map-code', 'dlopen', '/tmp/named.so']));
      expect(finding.process).toMatchObject({
        name: 'map-code',
        exe: '/usr/local/bin/map-code',
        args: ['/usr/local/bin/map-code', 'dlopen', '/tmp/named.so'],
      });
    });

    test('dlopen in a child that never executed anything', async () => {
      const digest = put('/tmp/child.so');
      const finding = await found(digest, () => container.exec(['/usr/local/bin/map-code', 'fork', '/tmp/child.so']));
      expect(finding).toMatchObject({ verdict: 'added', object: 'library' });
      expect(finding.process).toMatchObject({
        exe: '/usr/local/bin/map-code',
        args: ['/usr/local/bin/map-code', 'fork', '/tmp/child.so'],
      });
      expect(finding.process?.parents[0]?.name).toBe('map-code');
    });

    test('a library that is only in memory', async () => {
      const digest = put('/tmp/memory.so');
      const finding = await found(digest, () => container.exec(['/usr/local/bin/map-code', 'memfd', '/tmp/memory.so']));
      expect(finding).toMatchObject({ verdict: 'added', object: 'library', origin: 'memfd' });
    });

    test('the program that the loader is asked to run is a binary (D13)', async () => {
      await container.sh('cp /bin/true /tmp/x && printf x >>/tmp/x');
      const digest = sha256(readFileSync(join(container.rootfs, 'tmp/x')));
      const finding = await found(digest, () => container.exec([LOADER, '/tmp/x']));
      expect(finding).toMatchObject({
        verdict: 'added',
        object: 'binary',
        origin: 'writable_layer',
        file: { path: '/tmp/x' },
        process: { args: [LOADER, '/tmp/x'] },
      });
    });

    test.each([
      ['a link', 'link', 'ln -s FILE /tmp/link; LOADER /tmp/link'],
      ['its standard input', 'stdin', 'LOADER /dev/stdin <FILE'],
      ['a descriptor', 'descriptor', 'exec 4<FILE; LOADER /proc/self/fd/4'],
    ])(
      'a program that the loader is asked to run as %s is one finding, of a library (D13)',
      async (_name, name, script) => {
        const path = `/tmp/by-${name}`;
        const digest = put(path);
        await found(digest, () => container.sh(script.replace('FILE', path).replace('LOADER', LOADER)));
        await settled(sensor);
        const all = own().filter(({ file }) => file?.sha256 === digest);
        expect(all.map(({ verdict, object, origin, file }) => [verdict, object, origin, file?.path])).toEqual([
          ['added', 'library', 'writable_layer', path],
        ]);
      },
    );

    test('a loader of its own', async () => {
      // By the container's own hands: seen from the host, its links lead to the host's loader.
      const digest = await container.sh(`set -e; real=$(readlink -f ${LOADER}); cp -a $real $real.good
        cp -a $real $real.new; printf drift >>$real.new; sha256sum <$real.new; mv $real.new $real`);
      try {
        const finding = await found(digest.stdout.slice(0, 64), () => container.exec(['/bin/true']));
        expect(finding).toMatchObject({ verdict: 'modified', object: 'library', origin: 'writable_layer' });
      } finally {
        await container.sh(`real=$(readlink -f ${LOADER}); mv $real.good $real`);
      }
    });

    test('a library that is known to be good, overwritten in place with its size and times (D03)', async () => {
      const path = '/usr/local/lib/replaced.so';
      const opened = () => container.exec(['/usr/local/bin/map-code', 'dlopen', path]);
      // Until the bridge answers by itself, which it must unlearn.
      const known = await answered('known_good');
      await waitFor('the bridge to answer', async () => {
        await opened();
        return (await answered('known_good')) >= known + 6; // three of each run
      });
      const before = ids();
      await opened();
      const bytes = Buffer.from(library);
      bytes.write('otherwise', bytes.indexOf('answer'), 'latin1'); // a name in its symbol table
      writeFileSync(join(container.rootfs, 'tmp/source'), bytes);
      await container.exec(['/usr/local/bin/same-size-overwrite', path, '/tmp/source']);
      const finding = await found(sha256(bytes), opened);
      expect(finding).toMatchObject({ verdict: 'modified', object: 'library', file: { path } });
      expect(ids().size).toBe(before.size + 1);
    });

    test.each([
      ['mapped', 'delete'],
      ['mapped by another thread', 'delete-in-thread'],
      ['mapped by a process that shares its parent’s memory', 'delete-in-shared-memory'],
    ])(`${DELETED} libraries that are deleted as soon as they are %s keep their bytes (D06)`, async (_, how) => {
      const digests = Array.from({ length: DELETED }, (_, i) => put(`/tmp/${how}-${i}.so`));
      await container.sh(
        `i=0; while [ $i -lt ${DELETED} ]; do /usr/local/bin/map-code ${how} /tmp/${how}-$i.so; i=$((i+1)); done`,
      );
      await settled(sensor);
      const found = new Set(own().map((finding) => finding.file?.sha256));
      expect(digests.filter((digest) => found.has(digest)).length).toBeGreaterThanOrEqual(DELETED * 0.99);
    });

    test('drift is counted each time, whoever maps it', async () => {
      const digest = put('/tmp/counted.so');
      await found(digest, () =>
        container.sh('for i in 1 2 3 4 5; do /usr/local/bin/map-code dlopen /tmp/counted.so; done'),
      );
      const count = () =>
        Math.max(...own().flatMap((finding) => (finding.file?.sha256 === digest ? [finding.count] : [])));
      await expect.poll(count, { timeout: 30_000 }).toBe(5);
    });

    test('code that was never a file is quiet (B10)', async () => {
      const before = own().length;
      const start = await answered('anonymous');
      expect((await container.exec(['/usr/local/bin/map-code', 'jit'])).code).toBe(0);
      await expect.poll(() => answered('anonymous'), { timeout: 30_000 }).toBeGreaterThan(start);
      await settled(sensor);
      expect(own().slice(before)).toEqual([]);
    });

    test('libraries that were copied up and made executable are the image’s still (B01)', async () => {
      const before = own().length;
      const start = await clean();
      await container.sh('chown -R 1000:1000 /usr/local/lib && chmod -R 755 /usr/local/lib && touch /usr/local/lib/*');
      await container.exec(['/usr/local/bin/map-code', 'dlopen', '/usr/local/lib/known.so']);
      await expect.poll(clean, { timeout: 30_000 }).toBeGreaterThan(start);
      expect(own().slice(before)).toEqual([]);
    });

    test(`${CLEAN_EXECS} clean dynamic execs are quiet, and nearly all their mappings are answered by the bridge`, async () => {
      await settled(sensor);
      const before = own().length;
      const start = await numbers();
      await container.exec(['/usr/local/bin/exec-loop', String(CLEAN_EXECS), '/bin/true']);
      await settled(sensor);
      // The loader and the C library of each; the last are looked at within 50 ms and told within a second.
      await expect
        .poll(async () => (await numbers()).libraries - start.libraries, { timeout: 30_000 })
        .toBeGreaterThanOrEqual(2 * CLEAN_EXECS);
      const end = await numbers();
      // Other containers on this machine count, too.
      expect(end.binaries - start.binaries).toBeGreaterThanOrEqual(CLEAN_EXECS + 1);
      expect(end.judged - start.judged).toBeLessThan(CLEAN_EXECS / 10);
      expect(end.lost).toBe(0);
      expect(own().slice(before)).toEqual([]);
    });

    test('a library that is replaced right after it was mapped was the image’s', async () => {
      const before = own().length;
      const copy = 'cp /usr/local/lib/known.so /tmp/next.so && mv /tmp/next.so /usr/local/lib/known.so';
      const opened = '/usr/local/bin/map-code dlopen /usr/local/lib/known.so';
      // At rest for a second and mapped again, it is known to be good; then nobody is woken for it.
      await container.sh(`${copy}; sleep 1.2; ${opened}; sleep 0.5; ${opened}; ${copy}`);
      await settled(sensor);
      await container.sh('sleep 0.2');
      expect(own().slice(before)).toEqual([]);
    });

    async function numbers() {
      const judged = await clean();
      return {
        judged,
        libraries: judged + (await answered('known_good')),
        binaries: await cleanExecs(sensor),
        lost: await sensor.metric('drift_sensor_lost_total'),
      };
    }

    /** A program that wants libneeded.so in /opt/rpath, where the image has none. */
    async function linkAgainst(out: string): Promise<void> {
      const needed = join(temp.path, 'libneeded.so');
      copyFileSync(join(temp.path, 'library.so'), needed);
      const source = join(temp.path, 'main.c');
      writeFileSync(source, 'int answer(void);\nint main(void) { return answer() != 42; }\n');
      await run(['clang', '-O1', '-o', out, source, `-L${temp.path}`, '-lneeded', '-Wl,-rpath,/opt/rpath']);
    }
  },
);
