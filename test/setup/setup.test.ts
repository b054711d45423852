import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { ended, tryRun, waitFor } from '../support/command.ts';
import { need, testIf } from '../support/need.ts';
import { checkout } from './checkout.ts';

const NPM_CI = 'npm ci --ignore-scripts --include=dev --include=optional --no-audit --no-fund --loglevel=error';

describe('npm packages', () => {
  test('are installed from the lockfile without scripts, once, and again when the lockfile changes', async () => {
    await using it = checkout();
    const first = await it.setUp();
    expect(first).toMatchObject({ code: 0, stdout: '' });
    expect(first.stderr).toContain('because node_modules is missing');
    expect(it.calls()).toEqual([NPM_CI, 'npm ended']);

    const second = await it.setUp();
    expect(second).toMatchObject({ code: 0, stderr: 'set-up: everything is in place.\n' });
    expect(it.calls()).toHaveLength(2);

    writeFileSync(join(it.path, 'package-lock.json'), '{"changed":true}');
    expect((await it.setUp()).stderr).toContain('package-lock.json has changed');
    expect(it.calls()).toHaveLength(4);
  });

  test('that cannot be installed end set-up with the reason and what to do', async () => {
    await using it = checkout();
    const result = await it.setUp([], { FAKE_NPM_FAILS: '1' });
    expect(result.code).toBe(1);
    expect(result.stderr).toContain('npm error network');
    expect(result.stderr).toContain('run the same command again');
    expect(await it.setUp()).toMatchObject({ code: 0 });
  });

  test('are installed with a home of our own where HOME cannot be written', async () => {
    await using it = checkout();
    expect(await it.setUp([], { HOME: '/nonexistent' })).toMatchObject({ code: 0 });
    expect(existsSync(join(it.path, 'build/home'))).toBe(true);
  });
});

describe('two set-ups at a time', () => {
  testIf([need.command('flock')], 'take turns, and the second finds nothing to do', async () => {
    await using it = checkout();
    const [a, b] = await Promise.all([
      it.setUp([], { FAKE_NPM_SECONDS: '1' }),
      it.setUp([], { FAKE_NPM_SECONDS: '1' }),
    ]);
    expect([a.code, b.code]).toEqual([0, 0]);
    expect(a.stderr + b.stderr).toContain('another set-up runs in this folder');
    expect(it.calls()).toEqual([NPM_CI, 'npm ended']);
  });

  testIf([need.command('flock')], 'do not meet when the first was killed and its npm goes on', async () => {
    await using it = checkout();
    const first = startSetUp(it.path, { ...it.env, FAKE_NPM_SECONDS: '1' });
    await waitFor('npm to start', () => it.calls().length === 1);
    first.kill('SIGKILL');
    await ended(first);
    const second = await it.setUp();
    expect(second.code).toBe(0);
    expect(second.stderr).toContain('the rest of an interrupted one');
    // The orphan ended before the second npm began.
    expect(it.calls()).toEqual([NPM_CI, 'npm ended', NPM_CI, 'npm ended']);
  });
});

test('an interrupted set-up stops its npm, says so, and the next run goes on', async () => {
  await using it = checkout();
  const first = startSetUp(it.path, { ...it.env, FAKE_NPM_SECONDS: '600' });
  const output = once(first.stderr, 'end');
  let text = '';
  first.stderr.on('data', (chunk: Buffer) => {
    text += chunk.toString();
  });
  await waitFor('npm to start', () => it.calls().length === 1);
  first.kill('SIGTERM');
  expect(await ended(first)).toBe(143);
  await output;
  expect(text).toContain('interrupted');
  expect(await it.setUp()).toMatchObject({ code: 0 });
  expect(it.calls()).toEqual([NPM_CI, NPM_CI, 'npm ended']);
});

describe('the packages to build the bridge', () => {
  test('are not touched without root: a sentence says what is missing and what is lost', async () => {
    await using it = checkout({ missing: true });
    const result = await it.setUpWithoutRoot();
    expect(result.code).toBe(0);
    expect(result.stderr).toContain('missing: clang.');
    expect(result.stderr).toContain('sudo npm run setup');
    expect(result.stderr).toContain('processes that live shorter than a scan can be missed');
    expect(it.calls()).toEqual([NPM_CI, 'npm ended']);
  });

  testIf([need.root()], 'are installed by apt as root, only the missing ones', async () => {
    await using it = checkout({ missing: true });
    const result = await it.setUp();
    expect(result.code).toBe(0);
    const installs = it.calls().filter((call) => call.startsWith('apt-get') && call.includes(' install '));
    expect(installs.length).toBeGreaterThan(0);
    for (const call of installs) expect(call).toMatch(/--no-install-recommends .* install clang$/);
  });
});

describe('the bridge', () => {
  const FAILS = 'all:\n\t@echo boom; exit 1\n';

  test('that does not build leaves a sensor that scans, and names the log', async () => {
    await using it = checkout({ makefile: FAILS });
    const result = await it.setUp();
    expect(result.code).toBe(0);
    expect(result.stderr).toContain('boom');
    expect(result.stderr).toContain('build/setup-native.log');
  });

  test('that does not build fails set-up under CI=true', async () => {
    await using it = checkout({ makefile: FAILS });
    expect((await it.setUp([], { CI: 'true' })).code).toBe(1);
  });

  test('is built when its sources are newer, and not again', async () => {
    await using it = checkout({ makefile: 'built: Makefile\n\t@touch built; echo run >>runs\n' });
    expect((await it.setUp()).stderr).toContain('building the bridge');
    expect((await it.setUp()).stderr).toBe('set-up: everything is in place.\n');
  });
});

describe('the launcher', () => {
  test('says what to do where set-up has not run', async () => {
    await using it = checkout();
    const script =
      'mkdir "$1/bin" && cp "$2/bin/drift-sensor" "$1/bin/" && ln -s "$1/bin/drift-sensor" "$1/link"; exec "$1/link" doctor';
    const result = await tryRun(['sh', '-c', script, 'sh', it.path, new URL('../..', import.meta.url).pathname]);
    expect(result.code).toBe(3);
    expect(result.stderr).toContain('npm run setup');
    expect(result.stderr).toContain(it.path);
  });
});

function startSetUp(path: string, env: NodeJS.ProcessEnv) {
  return spawn('bash', [join(path, 'setup/setup.sh')], {
    env: { ...process.env, ...env },
    stdio: ['ignore', 'ignore', 'pipe'],
  });
}
