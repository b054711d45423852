/** Code that is not an ELF: scripts by every way in which an interpreter is given one (D10, D11, D12, D27, D28, D30). */
import { chmodSync, copyFileSync, existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { run, waitFor } from '../support/command.ts';
import { debianRootfs } from '../support/debian.ts';
import { describeIf, need } from '../support/need.ts';
import type { RuncContainer } from '../support/runc.ts';
import { openScene, put, type Scene, sceneNeeds, settled, sha256, totalOf } from '../support/scene.ts';
import type { FindingJson } from '../support/sensor.ts';

const CLEAN_SCRIPTS = 2_000;
const SHORT_LIVED = 20;

/** A script with bytes of its own, so that its finding can be told from others. */
let made = 0;
function script(line = '#!/bin/sh\n', body = 'true\n'): Buffer {
  return Buffer.from(`${line}# ${process.pid} ${++made}\n${body}`);
}

function foundIn(scene: () => Scene) {
  /** The finding about a file with these bytes, once `act` is over. */
  return async (bytes: Buffer | string, act: () => Promise<unknown>): Promise<FindingJson> => {
    const digest = typeof bytes === 'string' ? bytes : sha256(bytes);
    await act();
    return scene().sensor.waitForFinding(
      (f) => f.container.id === scene().container.id && f.file?.sha256 === digest,
      5_000,
    );
  };
}

async function quiet(scene: Scene, act: () => Promise<unknown>): Promise<void> {
  await settled(scene.sensor);
  // What ran before may be said again meanwhile, with its count.
  const began = new Date().toISOString().slice(0, -1);
  await act();
  await settled(scene.sensor);
  expect(
    scene
      .own()
      .filter(({ last_seen }) => String(last_seen) >= began)
      .map(({ summary, reason, process }) => ({ summary, reason, args: process?.args })),
  ).toEqual([]);
}

const scripts = (scene: Scene, verdict: string) =>
  scene.sensor.metric('drift_sensor_verdicts_total', { verdict, object: 'script' });

describeIf([...sceneNeeds()], 'scripts of a busybox container', () => {
  let scene: Scene;
  let container: RuncContainer;
  const found = foundIn(() => scene);

  beforeAll(async () => {
    scene = await openScene('scripts', {
      programs: ['exec-loop'],
      container: ({ image }) => {
        const own = (path: string, text: string, mode = 0o755) => writeFileSync(join(image, path), text, { mode });
        own('usr/local/bin/entry.sh', '#!/bin/sh\nexec "$@"\n');
        own('usr/local/bin/plain.sh', 'true\n', 0o644);
        own('usr/local/bin/tiny.sh', '#!/bin/sh\n:\n');
        own('usr/local/bin/mark.sh', '#!/bin/sh\n: >"$1"\n');
        own('usr/local/bin/twice.awk', '#!/usr/bin/awk -f\nBEGIN { print 2 }\n');
        return { args: ['/usr/local/bin/entry.sh', '/bin/sleep', '1000000'] };
      },
    });
    ({ container } = scene);
  });

  afterAll(async () => {
    await scene?.[Symbol.asyncDispose]();
  });

  test('D10: a script with #! that is not in the image is added, besides its clean interpreter', async () => {
    const bytes = script();
    put(container, 'tmp/x.sh', bytes);
    const finding = await found(bytes, () => container.exec(['/tmp/x.sh', 'one']));
    expect(finding).toMatchObject({
      verdict: 'added',
      object: 'script',
      origin: 'writable_layer',
      severity: 'high',
      confidence: 'medium',
      file: { path: '/tmp/x.sh', mode: '0755', deleted: false },
      process: { exe: '/bin/busybox', args: ['/bin/sh', '/tmp/x.sh', 'one'] },
      attack: ['T1105', 'T1059.004', 'T1609'],
    });
    expect(scene.own().filter((f) => f.object === 'binary')).toEqual([]);
  });

  test('D10: called by a relative path, through a symlink and dots', async () => {
    const bytes = script();
    put(container, 'home/rel.sh', bytes);
    const finding = await found(bytes, () =>
      container.sh('ln -s /home /tmp/link && cd /tmp/link/.. && cd /var && ../tmp/link/../home/./rel.sh'),
    );
    expect(finding).toMatchObject({ verdict: 'added', file: { path: '/home/rel.sh' } });
  });

  test('D10: an image script with other bytes is modified', async () => {
    const bytes = script();
    put(container, 'usr/local/bin/twice.awk', bytes);
    const finding = await found(bytes, () => container.exec(['/usr/local/bin/twice.awk']));
    expect(finding).toMatchObject({
      verdict: 'modified',
      object: 'script',
      file: { path: '/usr/local/bin/twice.awk' },
    });
  });

  test('D10: a drifted interpreter and its script are two findings', async () => {
    const bytes = script('#!/tmp/myshell\n');
    put(container, 'tmp/by-own.sh', bytes);
    await container.sh('cp /bin/busybox /tmp/myshell; echo >>/tmp/myshell');
    await found(bytes, () => container.sh('exec -a sh /tmp/by-own.sh || /tmp/by-own.sh'));
    expect(scene.own().find((f) => f.file?.path === '/tmp/myshell')).toMatchObject({
      verdict: 'added',
      object: 'binary',
    });
  });

  test('D10: a script whose interpreter is a script: both are judged', async () => {
    const inner = script('#!/bin/sh\n', 'exec /bin/true\n');
    const outer = script('#!/tmp/inner.sh\n');
    put(container, 'tmp/inner.sh', inner);
    put(container, 'tmp/outer.sh', outer);
    await found(outer, () => container.exec(['/tmp/outer.sh']));
    await found(inner, () => Promise.resolve());
  });

  test('D11: sh FILE, in every way that a command line allows', async () => {
    const ways = [
      (p: string) => ['/bin/sh', p],
      (p: string) => ['/bin/sh', '-eo', 'pipefail', p, '-c', 'no'],
      (p: string) => ['/bin/busybox', 'ash', p],
      (p: string) => ['/bin/sh', '-c', `cd /home && exec sh ./${p.split('/').at(-1)}`],
      (p: string) => ['/bin/sh', '-c', `. ${p}; sleep 0.05`],
      (p: string) => ['/bin/sh', '-c', `sh <${p}; sleep 0.05`],
      (p: string) => ['/usr/bin/awk', '-f', p],
      (p: string) => ['/usr/bin/env', 'sh', p],
    ];
    for (const [i, way] of ways.entries()) {
      const bytes = script('', i === 6 ? 'BEGIN { print 1 }\n' : 'sleep 0.05\n');
      writeFileSync(join(container.rootfs, `home/way-${i}`), bytes, { mode: 0o644 });
      const finding = await found(bytes, () => container.exec(way(`/home/way-${i}`)));
      expect(finding, way('').join(' ')).toMatchObject({
        verdict: 'added',
        object: 'script',
        file: { path: `/home/way-${i}` },
      });
    }
  });

  test('D11: a script that deletes itself is found with its bytes while its shell holds it', async () => {
    const bytes = script('', 'rm /tmp/self.sh\nsleep 0.2\n');
    put(container, 'tmp/self.sh', bytes);
    const finding = await found(bytes, () => container.exec(['/bin/sh', '/tmp/self.sh']));
    expect(finding).toMatchObject({ verdict: 'added', file: { path: '/tmp/self.sh' } });
  });

  test('D11: a script on standard input that deletes itself is found, whatever has its name then', async () => {
    for (const then of ['', '; mkdir /tmp/input.sh', '; mkfifo /tmp/input.sh']) {
      const bytes = script('', `rm /tmp/input.sh${then}\nsleep 0.2\n`);
      put(container, 'tmp/input.sh', bytes);
      const finding = await found(bytes, () => container.sh('sh </tmp/input.sh; rm -rf /tmp/input.sh'));
      expect(finding).toMatchObject({ verdict: 'added', origin: 'writable_layer', file: { path: '/tmp/input.sh' } });
    }
  });

  test('D11: a script through a descriptor: /proc/self/fd and /dev/fd are the process’s own', async () => {
    for (const name of ['/proc/self/fd/7', '/dev/fd/7', '/proc/self/task/$$/fd/7', '/proc/$$/task/$$/fd/7']) {
      const bytes = script('', 'sleep 0.05\n');
      put(container, 'tmp/by-fd.sh', bytes);
      const finding = await found(bytes, () => container.sh(`exec sh ${name} 7</tmp/by-fd.sh`));
      expect(finding, name).toMatchObject({ verdict: 'added', file: { path: '/tmp/by-fd.sh' } });
    }
  });

  test('D11, D20: scripts on standard input of shells that end at once in a mount namespace of their own are found', async () => {
    const all = Array.from({ length: SHORT_LIVED }, () => script('', ''));
    for (const [i, bytes] of all.entries()) put(container, `tmp/outside-${i}.sh`, bytes);
    await container.sh(`for i in ${[...all.keys()].join(' ')}; do unshare -Urm sh -s one </tmp/outside-$i.sh; done`);
    const known = () => new Set(scene.own().map((f) => f.file?.sha256));
    await waitFor('all of them', () => all.every((bytes) => known().has(sha256(bytes))), 5_000);
  });

  test('D12: code in arguments and on pipes is no finding where no rule asks for it', async () => {
    await quiet(scene, async () => {
      await container.sh('echo "echo hello" | sh');
      await container.sh('sh <<EOF\ntrue\nEOF');
      await container.exec(['/usr/bin/awk', 'BEGIN { print 1 }']);
      await container.exec(['/bin/sh'], { stdin: 'true\n' });
    });
  });

  test('D28: a copy of the image’s shell under a name of its own still tells which script it was given', async () => {
    const bytes = script('', 'sleep 0.05\n');
    put(container, 'tmp/for-copy', bytes);
    await container.sh('cp /bin/busybox /tmp/sh.bin');
    await found(bytes, () => container.sh('exec -a sh /tmp/sh.bin /tmp/for-copy'));
    expect(scene.own().find((f) => f.file?.path === '/tmp/sh.bin')).toMatchObject({ verdict: 'relocated' });
  });

  test('a symlink out of the container leads nowhere but into it', async () => {
    const bytes = script('', 'sleep 0.05\n');
    mkdirSync(join(container.rootfs, 'etc/drift'), { recursive: true });
    put(container, 'etc/drift/inside', bytes);
    const finding = await found(bytes, () =>
      container.sh('ln -sf /../../etc/drift/inside /tmp/escape && sh /tmp/escape'),
    );
    expect(finding.file?.path).toBe('/etc/drift/inside');
  });

  test('image scripts are quiet by every way, also after chmod, chown and touch', async () => {
    await quiet(scene, async () => {
      await container.exec(['/usr/local/bin/entry.sh', '/bin/true']);
      await container.exec(['/bin/sh', '/usr/local/bin/plain.sh']);
      await container.sh('cd /usr/local/bin && sh ./plain.sh && . ./plain.sh && sh <plain.sh');
      await container.sh(
        'chmod 755 /usr/local/bin/plain.sh; chown 1000 /usr/local/bin/*.sh; touch /usr/local/bin/*.sh',
      );
      await container.exec(['/bin/sh', '/usr/local/bin/plain.sh']);
      await container.exec(['/usr/local/bin/tiny.sh']);
      await container.sh('sh /no/such/file; sh /; sh /usr/local; sh </dev/null');
    });
  });

  test('entrypoint scripts of containers that are gone in milliseconds are in_image', async () => {
    const counts = async () => [await scripts(scene, 'in_image'), await scripts(scene, 'unverified')] as const;
    await settled(scene.sensor);
    const [clean, unverified] = await counts();
    const ran = join(scene.stage.temp.path, 'ran');
    mkdirSync(ran);
    for (let i = 0; i < SHORT_LIVED; i++) {
      const short = await scene.stage.container({
        args: ['/usr/local/bin/mark.sh', `/ran/${i}`],
        mounts: [{ type: 'bind', source: ran, destination: '/ran' }],
      });
      // runc is done when the program may start, not when it has.
      await waitFor('the script to have run', () => existsSync(join(ran, String(i))));
      await short.delete();
    }
    await settled(scene.sensor);
    const [cleanAfter, unverifiedAfter] = await counts();
    expect(cleanAfter - clean).toBe(SHORT_LIVED);
    expect(unverifiedAfter - unverified).toBe(0);
  });

  test('D06: scripts that are unlinked as soon as they run keep their bytes', async () => {
    const bytes = script();
    put(container, 'tmp/template', bytes);
    const loop =
      'i=0; while [ $i -lt 50 ]; do cp /tmp/template /tmp/brief-$i; /tmp/brief-$i; rm /tmp/brief-$i; i=$((i+1)); done';
    await container.sh(loop);
    const brief = () => scene.own().filter((f) => f.file?.path.startsWith('/tmp/brief-') === true);
    await expect.poll(() => totalOf(brief()), { timeout: 30_000 }).toBe(50);
    expect(brief().filter((f) => f.verdict !== 'added' || f.file?.sha256 !== sha256(bytes))).toEqual([]);
  });

  test(`${CLEAN_SCRIPTS} clean script execs are as many in_image scripts, and as many interpreters`, async () => {
    const binaries = () =>
      scene.sensor.metric('drift_sensor_verdicts_total', { verdict: 'in_image', object: 'binary' });
    const unverified = () => scripts(scene, 'unverified');
    const seen = scene.own().length;
    await settled(scene.sensor);
    const start = {
      scripts: await scripts(scene, 'in_image'),
      binaries: await binaries(),
      unverified: await unverified(),
    };
    await container.exec(['/usr/local/bin/exec-loop', String(CLEAN_SCRIPTS), '/usr/local/bin/tiny.sh']);
    await settled(scene.sensor);
    expect((await scripts(scene, 'in_image')) - start.scripts).toBe(CLEAN_SCRIPTS);
    // The loop itself is one more.
    expect((await binaries()) - start.binaries).toBe(CLEAN_SCRIPTS + 1);
    expect(
      scene
        .own()
        .slice(seen)
        .map(({ summary, reason }) => ({ summary, reason })),
    ).toEqual([]);
    expect((await unverified()) - start.unverified).toBe(0);
  });
});

const PYTHON = ['python3-minimal'];

describeIf([...sceneNeeds(), need.engine('debootstrap')], 'scripts of a Debian container', () => {
  let scene: Scene;
  let container: RuncContainer;
  const found = foundIn(() => scene);

  beforeAll(async () => {
    const image = await debianRootfs({ include: PYTHON });
    scene = await openScene('scripts-debian', {
      container: (stage) => {
        // busybox only so that the scene can wait for the index.
        mkdirSync(join(stage.temp.path, 'more/usr/bin'), { recursive: true });
        copyFileSync('/bin/busybox', join(stage.temp.path, 'more/usr/bin/busybox'));
        chmodSync(join(stage.temp.path, 'more/usr/bin/busybox'), 0o755);
        return { rootfs: { lower: [join(stage.temp.path, 'more'), image] } };
      },
    });
    ({ container } = scene);
  }, 600_000);

  afterAll(async () => {
    await scene?.[Symbol.asyncDispose]();
  });

  test.each([
    ['D11 dash', ['/usr/bin/dash', '/tmp/X'], 'true\n'],
    ['D11 bash', ['/bin/bash', '--norc', '/tmp/X'], 'true\n'],
    ['D11 perl', ['/usr/bin/perl', '-w', '/tmp/X'], '1;\n'],
    ['D11 perl, by its versioned name', ['perl5.36.0', '-Ilib', '/tmp/X'], '1;\n'],
    ['D11 python', ['/usr/bin/python3', '-B', '/tmp/X'], '1\n'],
    ['D11 python through a loader', ['/lib64/ld-linux-x86-64.so.2', '/usr/bin/python3', '/tmp/X'], '1\n'],
    ['D11 awk', ['/usr/bin/awk', '-f', '/tmp/X'], 'BEGIN { print 1 }\n'],
    ['D10 env', ['/usr/bin/env', '-S', 'perl -w', '/tmp/X'], '1;\n'],
    ['D30 BASH_ENV', ['/usr/bin/env', 'BASH_ENV=/tmp/X', 'bash', '-c', 'sleep 0.05'], 'true\n'],
    ['D30 PYTHONSTARTUP', ['/usr/bin/env', 'PYTHONSTARTUP=/tmp/X', 'python3', '-i', '-c', '1'], '1\n'],
  ])('%s', async (name, argv, body) => {
    const bytes = script('', body);
    const path = `/tmp/${name.replaceAll(/\W/g, '-')}`;
    put(container, path, bytes);
    const finding = await found(bytes, () => container.exec(argv.map((arg) => arg.replace('/tmp/X', path))));
    expect(finding).toMatchObject({ verdict: 'added', object: 'script', file: { path } });
  });

  test('D30: PERL5OPT and PYTHONPATH bring modules from where the variables say', async () => {
    const perl = script('', 'package evil; 1;\n');
    const python = script('', 'x = 1\n');
    mkdirSync(join(container.rootfs, 'tmp/lib'));
    put(container, 'tmp/lib/evil.pm', perl);
    put(container, 'tmp/lib/sitecustomize.py', python);
    await found(perl, () => container.sh('PERL5LIB=/tmp/lib PERL5OPT=-Mevil perl -e "sleep 0.05"'));
    await found(python, () => container.sh('PYTHONPATH=/tmp/lib python3 -c "import time; time.sleep(0.05)"'));
  });

  test('D11: python -m takes its module from the working directory', async () => {
    const bytes = script('', 'import time; time.sleep(0.05)\n');
    put(container, 'tmp/lib2.py', bytes);
    await found(bytes, () => container.sh('cd /tmp && python3 -m lib2'));
  });

  test('D28: a copy of an interpreter under a name that says nothing is read as what it is', async () => {
    const bytes = script('', 'sleep 1 if 0;\n');
    put(container, 'tmp/y', bytes);
    await container.sh('cp /usr/bin/perl /tmp/worker');
    await found(bytes, () => container.exec(['/tmp/worker', '/tmp/y']));
  });

  test('the image’s own scripts and modules are quiet', async () => {
    await quiet(scene, async () => {
      await container.exec(['/usr/sbin/update-passwd', '--help']);
      await container.exec(['/usr/bin/ldd', '/bin/ls']);
      await container.exec(['/bin/bash', '/usr/bin/ldd', '/bin/ls']);
      await container.exec(['/usr/bin/deb-systemd-helper', '--help']);
      await container.exec(['/usr/bin/perl', '/usr/bin/deb-systemd-helper', '--help']);
      await container.sh('cd /usr/bin; bash ldd /bin/ls; PYTHONPATH=/nowhere python3 -m timeit 1');
      await container.exec(['/usr/bin/python3', '-c', 'print(1)']);
    });
  });
});

const BINFMT = '/proc/sys/fs/binfmt_misc/register';

describeIf([...sceneNeeds(), need.binfmt()], 'binfmt_misc (D27)', () => {
  test('the original file is judged, besides its interpreter', async () => {
    const scene = await openScene('binfmt');
    const name = `drift${process.pid}`;
    if (!existsSync(BINFMT)) await run(['mount', '-t', 'binfmt_misc', 'binfmt_misc', dirname(BINFMT)]);
    try {
      writeFileSync(BINFMT, `:${name}:M::DRIFTFMT::/bin/busybox:F`);
      const bytes = Buffer.concat([Buffer.from('DRIFTFMT'), script('')]);
      put(scene.container, 'tmp/foreign', bytes);
      const finding = await foundIn(() => scene)(bytes, () => scene.container.exec(['/tmp/foreign']));
      expect(finding).toMatchObject({ verdict: 'added', object: 'script', file: { path: '/tmp/foreign' } });
    } finally {
      if (existsSync(`/proc/sys/fs/binfmt_misc/${name}`)) writeFileSync(`/proc/sys/fs/binfmt_misc/${name}`, '-1');
      await scene[Symbol.asyncDispose]();
    }
  });
});

describeIf([...sceneNeeds()], 'code without a file, where a rule asks for it (D12)', () => {
  let scene: Scene;

  beforeAll(async () => {
    const policy = `/tmp/drift-code-${process.pid}.yaml`;
    writeFileSync(
      policy,
      `apiVersion: drift-sensor.io/v1alpha1
kind: DriftPolicy
metadata: { name: code }
spec:
  rules:
    - { name: Code without a file, action: Alert, origins: [argument, stdin] }
  defaultRule: { name: Default binary drift, action: Alert }
`,
    );
    scene = await openScene('code', {
      sensor: { args: ['--canary-interval-seconds', '86400', '--policy', policy] },
    });
  });

  afterAll(async () => {
    await scene?.[Symbol.asyncDispose]();
  });

  test('-c is added, with the digest of its text', async () => {
    const code = `true; # ${process.pid}`;
    const finding = await foundIn(() => scene)(Buffer.from(code), () => scene.container.exec(['/bin/sh', '-c', code]));
    expect(finding).toMatchObject({
      verdict: 'added',
      object: 'script',
      origin: 'argument',
      severity: 'low',
      rule: 'Code without a file',
    });
  });

  test('a pipe into a shell and a here-document are added, origin stdin', async () => {
    const own = () => scene.own().filter((f) => f.origin === 'stdin');
    await scene.container.sh('(echo sleep 0.1; sleep 0.1) | sh');
    await scene.sensor.waitForFinding((f) => f.origin === 'stdin', 30_000);
    expect(own()[0]).toMatchObject({ verdict: 'added', object: 'script', severity: 'low' });
    const before = totalOf(own());
    await scene.container.sh('sh <<EOF\nsleep 0.1\nEOF');
    await expect.poll(() => totalOf(own()), { timeout: 30_000 }).toBeGreaterThan(before);
  });
});
