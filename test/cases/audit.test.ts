/** `audit` with every engine: what runs, what a shell was given, what never ran, what hides behind a forged or deleted name. */
import { mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { tryRun, waitFor } from '../support/command.ts';
import { compileDynamic } from '../support/dynamic.ts';
import { elf } from '../support/elf.ts';
import { describeIf } from '../support/need.ts';
import { type FindingJson, startSensor } from '../support/sensor.ts';
import { tempDir } from '../support/temp.ts';
import { freshElf, freshName } from './bytes.ts';
import { Box, type Engine, engineNames, openEngine } from './engines.ts';
import { casesImage } from './image.ts';
import { casesReason } from './needs.ts';

const LAUNCHER = new URL('../../bin/drift-sensor', import.meta.url).pathname;
const FORGER = new URL('../sensor/bridge/programs/forge-exe.c', import.meta.url).pathname;
const LONG_MS = 120_000;

for (const name of engineNames) {
  describeIf([casesReason([name])], `audit of a container of ${name}`, () => {
    const temp = tempDir(`audit-${name}`);
    let engine: Engine;
    let box: Box;

    beforeAll(async () => {
      const image = await casesImage();
      engine = await openEngine(name, temp.path);
      await engine.load(image);
      const volume = join(temp.path, 'volume');
      mkdirSync(volume);
      box = new Box(
        engine,
        await engine.start(image.ref, { name: freshName('audit'), volume, privileged: true }),
        volume,
      );
    }, LONG_MS);
    afterAll(async () => {
      await box?.remove();
      await engine?.stop();
      await temp.remove();
    });

    const audit = async () => {
      const state = join(temp.path, 'state');
      const { code, stdout } = await tryRun(
        [LAUNCHER, 'audit', '--json', '--state-dir', state, ...engine.sensorArgs, box.id],
        { timeoutMs: LONG_MS },
      );
      const found = ndjson(stdout).map(({ verdict, object, origin, file, process }) => {
        const running = process === undefined ? 'lies' : 'runs';
        return `${verdict}/${object}/${origin} ${running}${file?.deleted === true ? ' deleted' : ''} ${file?.path}`;
      });
      return { code, found: found.sort() };
    };

    test(
      'says nothing of a clean one',
      async () => {
        expect(await audit()).toEqual({ code: 0, found: [] });
      },
      LONG_MS,
    );

    test(
      'says each thing that is not the image’s once, whatever it hides behind',
      async () => {
        const background = (command: string) => box.sh(`${command} >/dev/null 2>&1 </dev/null &`);
        box.put('/tmp/runs', elf({ sleepMs: LONG_MS }));
        box.put('/tmp/never', freshElf(), 0o644);
        box.put('/tmp/given.sh', `sleep ${LONG_MS / 1000}\n`, 0o644);
        box.put('/tmp/direct.sh', `#!/bin/sh\nsleep ${LONG_MS / 1000}\n`);
        box.put('/tmp/gone', elf({ sleepMs: LONG_MS }));
        const library = join(temp.path, 'forging.so');
        await compileDynamic(FORGER, library, { library: true });
        // The image has one of its own.
        box.put('/tmp/forging.so', Buffer.concat([readFileSync(library), Buffer.from('other')]), 0o644);
        await background('/tmp/runs');
        await background('/bin/sh /tmp/given.sh');
        await background('/tmp/direct.sh');
        await background('/tmp/gone');
        await background('/usr/local/bin/forge-exe /tmp/forging.so /bin/busybox');
        await waitFor(
          'all to run',
          async () => {
            const names = await box.sh('cat /proc/[0-9]*/comm; cat /proc/[0-9]*/cmdline | tr "\\0" " "');
            return ['runs', 'gone', 'direct.sh', '/tmp/given.sh', 'forge-exe'].every((each) => names.includes(each));
          },
          LONG_MS,
        );
        await box.sh('rm /tmp/gone; sleep 0.3');
        const { code, found } = await audit();
        expect(found).toEqual([
          'added/binary/writable_layer lies /tmp/never',
          'added/binary/writable_layer runs /tmp/forging.so',
          'added/binary/writable_layer runs /tmp/runs',
          'added/binary/writable_layer runs deleted /tmp/gone',
          'added/script/writable_layer runs /tmp/direct.sh',
          'added/script/writable_layer runs /tmp/given.sh',
        ]);
        expect(code).toBe(1);
      },
      LONG_MS,
    );
  });
}

describeIf([casesReason(['runc'])], 'a program that was deleted while it runs', () => {
  const temp = tempDir('swept');
  afterAll(() => temp.remove());

  test(
    'has the id in an audit that it had when the sensor saw it start',
    async () => {
      const image = await casesImage();
      const engine = await openEngine('runc', temp.path);
      await engine.load(image);
      const volume = join(temp.path, 'volume');
      mkdirSync(volume);
      await using sensor = await startSensor();
      const started = await engine.start(image.ref, { name: freshName('swept'), volume });
      const box = new Box(engine, started, volume);
      try {
        box.put('/tmp/gone', elf({ sleepMs: LONG_MS }));
        await box.sh('/tmp/gone >/dev/null 2>&1 </dev/null & sleep 0.3; rm /tmp/gone');
        const live = await sensor.waitForFinding(
          ({ container, file }) => container.id === box.id && file?.path === '/tmp/gone',
        );
        const state = join(temp.path, 'state');
        const { stdout } = await tryRun([LAUNCHER, 'audit', '--json', '--state-dir', state, box.id]);
        const [swept] = ndjson(stdout);
        expect(swept).toMatchObject({ id: live.id, origin: 'writable_layer', file: { deleted: true } });
      } finally {
        await box.remove();
        await engine.stop();
      }
    },
    LONG_MS,
  );
});

function ndjson(text: string): FindingJson[] {
  return text
    .trimEnd()
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as FindingJson);
}
