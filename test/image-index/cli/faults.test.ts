import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, mkdirSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { tryRun } from '../../support/command.ts';
import { type TempDir, tempDir } from '../../support/temp.ts';
import { sha256, writeLayout } from '../support/layout.ts';
import { tar } from '../support/tar.ts';

const BIN = new URL('../../../bin/image-index', import.meta.url).pathname;
let temp: TempDir;
let index: string;

const layer = (text: string) => {
  const blob = tar([{ name: 'bin/tool', content: Buffer.from(`#!/bin/sh\n${text}\n`), mode: 0o755 }]);
  return { blob, diffId: sha256(blob) };
};
const layout = (name: string, tag = 'v1') => {
  const dir = join(temp.path, name);
  writeLayout(dir, tag, [layer(name)]);
  return `oci:${dir}:${tag}`;
};
const cli = (...args: string[]) => tryRun([BIN, ...args, '--index-dir', index]);
/** In bash, with the program as `$0`; a pipe exits as what fails in it. */
const bash = (script: string, ...args: string[]) =>
  tryRun(['bash', '-o', 'pipefail', '-c', script, BIN, ...args], { env: { ...process.env, INDEX: index } });

beforeAll(() => {
  temp = tempDir('cli-faults');
  index = join(temp.path, 'index');
});
afterAll(() => temp.remove());

describe('a message names the file as the user knows it', () => {
  test('where it cannot be read', async () => {
    const dir = join(temp.path, 'unreadable');
    mkdirSync(join(dir, 'etc'), { recursive: true });
    writeFileSync(join(dir, 'etc/shadow'), 'x');
    chmodSync(join(dir, 'etc/shadow'), 0);
    // Root reads everything unless these are taken from it.
    const asRoot = ['setpriv', '--bounding-set=-dac_override,-dac_read_search'];
    const program = process.getuid?.() === 0 ? [...asRoot, BIN] : [BIN];
    const build = ['build', `rootfs:${dir}`, '--index-dir', join(temp.path, 'unreadable-index')];
    const { code, stderr } = await tryRun([...program, ...build] as [string, ...string[]]);
    expect(stderr).toBe(`image-index: rootfs:${dir}: cannot read ${dir}/etc/shadow: EACCES: permission denied\n`);
    expect(code).toBe(3);
  });

  test('where it changes while it is read', async () => {
    // Their size is 0 and they are not empty.
    const { code, stderr } = await cli('build', 'rootfs:/proc/sys/kernel/random');
    expect(stderr).toContain('random: /proc/sys/kernel/random/boot_id changed while it was read, 3 times\n');
    expect(code).toBe(3);
  });

  test('where there is no directory to compare with', async () => {
    const image = layout('to-check');
    await cli('build', image);
    for (const dir of [join(temp.path, 'none'), join(temp.path, 'to-check/index.json')]) {
      const { code, stderr } = await cli('check', image, dir);
      expect(stderr).toBe(`image-index: ${dir} is no directory\n`);
      expect(code).toBe(3);
    }
  });
});

test.each(['oci-archive', 'docker-archive'])('a pipe is no %s, and not waited for', async (kind) => {
  const fifo = join(temp.path, `${kind}.fifo`);
  await tryRun(['mkfifo', fifo]);
  const { code, stderr } = await cli('build', `${kind}:${fifo}`);
  expect(stderr).toBe(`image-index: ${kind}:${fifo}: ${fifo} is no regular file\n`);
  expect(code).toBe(3);
});

test("what an image says does not move the terminal's cursor, also in a message", async () => {
  layout('escapes', 'v1\x1b[2Jgone\u202e');
  const { code, stderr } = await cli('build', `oci:${join(temp.path, 'escapes')}:v2`);
  expect(stderr).toContain('the layout has: v1\\u{1b}[2Jgone\\u{202e}');
  expect(code).toBe(3);
});

test('of several images the message says which one cannot be read', async () => {
  const archive = join(temp.path, 'cut.tar');
  writeFileSync(archive, 'x'.repeat(700));
  const good = layout('beside-a-bad-one');
  const { code, stdout, stderr } = await cli('build', good, `docker-archive:${archive}`, '--json');
  expect(JSON.parse(stdout)).toMatchObject({ ref: good, files: 1 });
  expect(stderr).toContain(`image-index: docker-archive:${archive}: malformed tar: `);
  expect(code).toBe(3);
});

describe('output that nobody takes', () => {
  test('ends a comparison with 1 where there are differences, though nobody read them', async () => {
    const [a, b] = [layout('pipe-a'), layout('pipe-b')];
    await cli('build', a, b);
    const { code, stderr } = await bash('"$0" diff "$@" --index-dir "$INDEX" | true', a, b);
    expect({ code, stderr }).toEqual({ code: 1, stderr: '' });
  });

  test('does not keep the other images from being built', async () => {
    const images = [layout('build-a'), layout('build-b'), layout('build-c')];
    expect(await bash('"$0" build "$@" --index-dir "$INDEX" | true', ...images)).toMatchObject({ code: 0, stderr: '' });
    for (const image of images) expect(await cli('lookup', image, '/bin/tool')).toMatchObject({ code: 0 });
  });

  test('does not change what a fault exits with', async () => {
    expect(await bash('"$0" frobnicate 2>&1 | true')).toMatchObject({ code: 2 });
  });

  test('and that cannot be written is a fault', async () => {
    await cli('build', layout('full'));
    const { code, stderr } = await bash('"$0" ls --json --index-dir "$INDEX" >/dev/full');
    expect(stderr).toBe('image-index: cannot write the output: ENOSPC: no space left on device, write\n');
    expect(code).toBe(3);
  });
});

test('the line of an image is printed before the next one is begun', async () => {
  const socket = join(temp.path, 'docker.sock');
  // A daemon that never answers.
  const daemon = createServer().listen(socket);
  const args = ['build', layout('line-first'), 'docker-daemon:x', '--index-dir', index];
  const env = { ...process.env, DOCKER_HOST: `unix://${socket}` };
  const child = spawn(BIN, args, { stdio: ['ignore', 'pipe', 'ignore'], env });
  try {
    const [said] = (await once(child.stdout, 'data')) as [Buffer];
    expect(said.toString()).toMatch(/^sha256:[0-9a-f]{12} {2}1 files, .* oci:.*line-first:v1 .*\n$/);
  } finally {
    child.kill('SIGKILL');
    daemon.close();
  }
});
