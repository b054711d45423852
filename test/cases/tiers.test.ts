/** What the sensor gives where it has less: no eBPF by choice, no root, no built bridge. It says so, and it still works. */
import { cpSync, mkdirSync, rmSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { run, tryRun } from '../support/command.ts';
import { elf } from '../support/elf.ts';
import { describeIf } from '../support/need.ts';
import { openScene, put, sceneNeeds } from '../support/scene.ts';
import { startSensor } from '../support/sensor.ts';
import { tempDir } from '../support/temp.ts';

const ROOT = new URL('../../', import.meta.url).pathname;
const NOBODY = 65_534;

describeIf(sceneNeeds(), 'tiers', () => {
  test('--source procfs: the canary is caught, a process that lives is found, and what is missed is said', async () => {
    await using scene = await openScene('procfs', {
      sensor: { args: ['--source', 'procfs', '--scan-interval-ms', '100'] },
    });
    const { sensor, container } = scene;
    expect(await sensor.metric('drift_sensor_tier_info', { tier: 'scan' })).toBe(1);
    expect(await sensor.metric('drift_sensor_canary_ok')).toBe(1);
    expect(sensor.log()).toMatch(/processes that end between two looks are missed/);
    const digest = put(container, 'tmp/lives', elf({ sleepMs: 2_000 }));
    await container.exec(['/tmp/lives', 'an argument']);
    expect(await sensor.waitForFinding((f) => f.file?.sha256 === digest, 30_000)).toMatchObject({
      verdict: 'added',
      origin: 'writable_layer',
      source: 'procfs',
      process: { name: 'lives', args: ['/tmp/lives', 'an argument'] },
    });
    await container.exec(['/bin/busybox', 'sleep', '1']);
    expect(scene.own().filter((f) => f.verdict !== 'added')).toEqual([]);
  });

  test('without the built bridge the sensor polls /proc and says why', async () => {
    await using temp = tempDir('unbuilt');
    copyCheckout(temp.path);
    await using sensor = await startSensor({ launcher: join(temp.path, 'bin/drift-sensor') });
    expect(await sensor.metric('drift_sensor_tier_info', { tier: 'scan' })).toBe(1);
    expect(sensor.log()).toMatch(/no eBPF \(.*npm run setup/);
    // Its canary needs the C helper; it is ready, and says that nothing proves it.
    const ready = await fetch(`${sensor.url}/readyz`);
    expect(ready.status).toBe(200);
    expect(await ready.text()).toMatch(/not built/);
    expect(await sensor.metric('drift_sensor_canary_ok')).toBe(0);
    expect(await sensor.stop()).toBe(0);
  });

  test('--source ebpf without the built bridge is refused with 3', async () => {
    await using temp = tempDir('unbuilt');
    copyCheckout(temp.path);
    const args = ['run', '--source', 'ebpf', '--state-dir', join(temp.path, 'state'), '--metrics', 'off'] as const;
    const result = await tryRun([join(temp.path, 'bin/drift-sensor'), ...args]);
    expect(result.code).toBe(3);
    expect(result.stderr).toMatch(/--source ebpf does not work here: .*npm run setup/);
  });

  test('without root the sensor starts, says what it loses, and ends with 0', async () => {
    await using temp = tempDir('nobody');
    copyCheckout(temp.path);
    const modules = join(temp.path, 'node_modules');
    rmSync(modules);
    mkdirSync(modules);
    mkdirSync(join(temp.path, 'state'));
    await run(['chown', '-R', `${NOBODY}:${NOBODY}`, temp.path]);
    const stateDir = join(temp.path, 'state');
    await using sensor = await startSensor({
      launcher: join(temp.path, 'bin/drift-sensor'),
      // The checkout may lie where nobody else may look; a mount below the temporary directory may be reached.
      under: [
        ...['unshare', '--mount', 'sh', '-c', 'mount --bind "$0" "$1" && shift && exec "$@"'],
        ...[join(ROOT, 'node_modules'), modules],
        ...['setpriv', `--reuid=${NOBODY}`, `--regid=${NOBODY}`, '--clear-groups'],
      ] as [string, ...string[]],
      env: { HOME: temp.path },
      stateDir,
      findingsFile: join(temp.path, 'findings.ndjson'),
    });
    expect(await sensor.metric('drift_sensor_tier_info', { tier: 'scan' })).toBe(1);
    expect(sensor.log()).toMatch(/without root only processes of the own user are seen/);
    const ready = await fetch(`${sensor.url}/readyz`);
    expect(ready.status).toBe(200);
    expect(await ready.text()).toMatch(/root/);
    expect(await sensor.stop()).toBe(0);
  });
});

/** The checkout without what set-up builds. */
function copyCheckout(to: string): void {
  for (const name of ['bin', 'sensor', 'image-index', 'package.json']) {
    cpSync(join(ROOT, name), join(to, name), { recursive: true });
  }
  symlinkSync(join(ROOT, 'node_modules'), join(to, 'node_modules'));
}
