/** D17 and droppers: what has one cause is one finding, and whoever else runs the same files has a finding of their own. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { run, waitFor } from '../support/command.ts';
import { describeIf } from '../support/need.ts';
import { type FindingJson, type Sensor, startSensor } from '../support/sensor.ts';
import { tempDir } from '../support/temp.ts';
import { freshElf, freshName } from './bytes.ts';
import { Box, type Engine, openEngine } from './engines.ts';
import { casesImage } from './image.ts';
import { casesReason } from './needs.ts';

const LONG_MS = 180_000;

describeIf([casesReason(['runc'])], 'related drift', () => {
  const temp = tempDir('folding');
  let sensor: Sensor;
  let engine: Engine;
  let box: Box;

  beforeAll(async () => {
    const image = await casesImage();
    engine = await openEngine('runc', temp.path);
    await engine.load(image);
    const volume = join(temp.path, 'volume');
    mkdirSync(volume);
    sensor = await startSensor({ readyTimeoutMs: LONG_MS });
    box = new Box(engine, await engine.start(image.ref, { name: freshName('folding'), volume }), volume);
  }, LONG_MS);
  afterAll(async () => {
    await box?.remove();
    await engine?.stop();
    await sensor?.stop();
    await temp.remove();
  });

  /** The latest of each id. */
  const latest = (under: string): FindingJson[] => {
    const byId = new Map<string, FindingJson>();
    for (const finding of sensor.findings())
      if (finding.container.id === box.id && finding.file?.path.includes(under) === true) byId.set(finding.id, finding);
    return [...byId.values()];
  };
  const folded = (finding: FindingJson | undefined) =>
    finding?.folded as { count: number; distinct: number; by: { name: string }; files: { path: string }[] } | undefined;

  test(
    'a package whose scripts run ten programs is one finding, with dpkg among the ancestors',
    async () => {
      const name = freshName('package');
      const dir = join(box.volume, name);
      mkdirSync(join(dir, 'DEBIAN'), { recursive: true });
      mkdirSync(join(dir, `opt/${name}`), { recursive: true });
      const control = `Package: ${name}\nVersion: 1\nArchitecture: all\nMaintainer: nobody <nobody@example.test>\nDescription: a test\n`;
      writeFileSync(join(dir, 'DEBIAN/control'), control);
      const programs = Array.from({ length: 10 }, (_, at) => `/opt/${name}/p${at}`);
      writeFileSync(join(dir, 'DEBIAN/postinst'), `#!/bin/sh\n${programs.join('\n')}\n/opt/${name}/p0\nsleep 0.1\n`, {
        mode: 0o755,
      });
      for (const path of programs) writeFileSync(join(dir, path), freshElf(), { mode: 0o755 });
      await run(['dpkg-deb', '--root-owner-group', '--build', dir, `${dir}.deb`]);
      await box.run(['/usr/bin/dpkg', '-i', `/data/${name}.deb`]);

      const [finding] = await waitFor(
        'all to be folded',
        () => {
          const found = latest(name);
          return folded(found[0])?.distinct === 10 ? found : undefined;
        },
        LONG_MS,
      );
      expect(latest(name)).toHaveLength(1);
      expect(finding).toMatchObject({ count: 12, severity: 'high', origin: 'writable_layer' });
      expect(finding?.process?.parents).toContainEqual(expect.objectContaining({ name: 'dpkg', installer: true }));
      expect(folded(finding)).toMatchObject({ distinct: 10, by: { name: 'dpkg' } });
      // What is judged first speaks for the rest; a repeat of it is no folding.
      expect(folded(finding)?.count).toBe(finding?.object === 'script' ? 11 : 10);
      const listed = [finding?.file?.path, ...(folded(finding)?.files.map(({ path }) => path) ?? [])];
      expect(listed).toEqual(expect.arrayContaining(programs));

      // Somebody else runs what was installed.
      await box.run([`/opt/${name}/p3`]);
      const other = await sensor.waitForFinding(({ file }) => file?.path === `/opt/${name}/p3`, LONG_MS);
      expect(other).toMatchObject({ count: 1, entry: { kind: 'exec_session' } });
      expect(other.process?.parents.some(({ name: parent }) => parent === 'dpkg')).toBe(false);
    },
    LONG_MS,
  );

  test(
    'of a script that drops twenty programs it and the first few are said, and the rest in its own finding',
    async () => {
      const name = freshName('dropper');
      const programs = Array.from({ length: 20 }, (_, at) => `/tmp/${name}-${at}`);
      for (const path of programs) box.put(path, freshElf());
      box.put(`/tmp/${name}.sh`, `#!/bin/sh\n${programs.join('\n')}\nsleep 0.1\n`);
      await box.run([`/tmp/${name}.sh`]);
      const all = await waitFor(
        'all to be folded',
        () => {
          const found = latest(name);
          const script = found.find(({ object }) => object === 'script');
          return found.length + (folded(script)?.distinct ?? 0) === 21 ? found : undefined;
        },
        LONG_MS,
      );
      // A script is read while its first children run already: what is judged before it stands for itself.
      expect(all.filter(({ object }) => object === 'script')).toHaveLength(1);
      expect(all.length).toBeGreaterThanOrEqual(6);
      expect(all.length).toBeLessThanOrEqual(16);
    },
    LONG_MS,
  );
});
