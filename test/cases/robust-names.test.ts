/** D26: names and arguments that a container chooses freely, and what a finding makes of them. */
import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { elf } from '../support/elf.ts';
import { describeIf } from '../support/need.ts';
import { openScene, put, type Scene, sceneNeeds } from '../support/scene.ts';
import type { FindingJson } from '../support/sensor.ts';

const hex = (text: string | Buffer): string => Buffer.from(text).toString('hex');
const base64 = (bytes: Buffer): string => bytes.toString('base64');

describeIf(sceneNeeds(), 'names and arguments chosen by an attacker', () => {
  let scene: Scene;

  beforeAll(async () => {
    scene = await openScene('names', { programs: ['exec-odd'] });
  });

  afterAll(async () => {
    await scene?.[Symbol.asyncDispose]();
  });

  /** Runs fresh bytes as `exec-odd` says and gives their finding, found by its digest alone. */
  async function found(where: readonly string[], args: readonly string[], sleepMs = 30): Promise<FindingJson> {
    const digest = put(scene.container, 'tmp/source', elf({ sleepMs }));
    const result = await scene.container.exec(['/usr/local/bin/exec-odd', '/tmp/source', ...where, ...args]);
    expect(result).toMatchObject({ code: 0 });
    const finding = await scene.sensor.waitForFinding((f) => f.file?.sha256 === digest, 30_000);
    expect(finding).toMatchObject({
      verdict: 'added',
      origin: 'writable_layer',
      container: { id: scene.container.id },
    });
    return finding;
  }

  const at = (path: string | Buffer): readonly string[] => ['-x', hex(path)];

  test('a newline and other control characters stay inside one valid line', async () => {
    const path = '/tmp/line\n{"schema":"forged"}\r\u001b[31m\u2028';
    const finding = await found(at(path), [hex('a\nb'), hex('\u001b[2J')]);
    expect(finding.file?.path).toBe(path);
    expect(finding.process?.args).toEqual(['a\nb', '\u001b[2J']);
    expect(finding.file).not.toHaveProperty('path_base64');
    // The summary is for people's terminals: nothing in it may act on one.
    expect(String(finding.summary)).not.toMatch(/[\p{Cc}\p{Zl}\p{Zp}]/u);
  });

  test('a name that is not UTF-8 has its bytes in path_base64', async () => {
    const path = Buffer.concat([Buffer.from('/tmp/bad-'), Buffer.from([0xff, 0xfe, 0x80, 0xc3])]);
    const finding = await found(at(path), [hex('x')]);
    expect(finding.file).toMatchObject({ path: path.toString('utf8'), path_base64: base64(path) });
    expect(finding.process).toMatchObject({ exe_base64: base64(path) });
  });

  test('two names that differ only in bytes that are not UTF-8 are two findings', async () => {
    const name = (last: number) => Buffer.concat([Buffer.from('/tmp/twin-'), Buffer.from([last])]);
    const [one, other] = [await found(at(name(0xf0)), [hex('x')]), await found(at(name(0xf1)), [hex('x')])];
    expect(one.file?.path).toBe(other.file?.path);
    expect(one.id).not.toBe(other.id);
  });

  test('a name of 255 bytes is whole', async () => {
    const path = `/tmp/${'n'.repeat(255)}`;
    const finding = await found(at(path), [hex('x')]);
    expect(finding.file?.path).toBe(path);
  });

  test('a path of more than 4,000 bytes is whole', async () => {
    const name = 'd'.repeat(250);
    const finding = await found(
      ['-d', hex('/tmp/long'), '1', '-d', hex(name), '15', ...at('leaf'.repeat(50))],
      [hex('x')],
    );
    const path = `/tmp/long/${`${name}/`.repeat(15)}${'leaf'.repeat(50)}`;
    expect(path.length).toBeLessThan(4096);
    expect(path.length).toBeGreaterThan(3900);
    expect(finding.file?.path).toBe(path);
  });

  test('a path of 200 directories is whole', async () => {
    const finding = await found(['-d', hex('/tmp/deep'), '1', '-d', hex('d'), '200', ...at('leaf')], [hex('x')]);
    expect(finding.file?.path).toBe(`/tmp/deep/${'d/'.repeat(200)}leaf`);
  });

  test.each([
    ['deeper than PATH_MAX', '-d', hex('d'.repeat(250)), '20'],
    ['of 400 directories', '-d', hex('d'), '400'],
  ])('a path %s is found by its bytes, and its name keeps its end', async (what, ...where) => {
    const finding = await found(['-d', hex(`/tmp/cut ${what}`), '1', ...where, ...at('the-leaf')], [hex('x')]);
    expect(finding.file?.path).toMatch(/d\/the-leaf$/);
    expect(finding.process?.exe).toMatch(/d\/the-leaf$/);
  });

  test('a name that ends like a deleted one is a name', async () => {
    const finding = await found(at('/tmp/x (deleted)'), [hex('x')]);
    expect(finding.file).toMatchObject({ path: '/tmp/x (deleted)', deleted: false });
  });

  test('a false argv[0] and comm change neither path nor name of the program', async () => {
    const finding = await found(at('/tmp/real'), [hex('/usr/sbin/sshd: root@pts/0'), hex('-D')]);
    expect(finding.process).toMatchObject({ exe: '/tmp/real', args: ['/usr/sbin/sshd: root@pts/0', '-D'] });
    expect(finding.file?.path).toBe('/tmp/real');
  });

  test('an empty argv is told as the kernel gives it', async () => {
    const finding = await found(at('/tmp/no-arguments'), []);
    // Linux 5.18 and later put an empty string there.
    expect([[], ['']]).toContainEqual(finding.process?.args);
  });

  test('an empty argument between others keeps its place', async () => {
    const finding = await found(at('/tmp/empty-argument'), [hex('a'), '', hex('b'), '']);
    expect(finding.process?.args).toEqual(['a', '', 'b', '']);
  });

  test('arguments that are not UTF-8 have their bytes in args_base64', async () => {
    const bytes = Buffer.from([0xc0, 0x80, 0x41]);
    const finding = await found(at('/tmp/odd-arguments'), [hex('good'), hex(bytes)]);
    expect(finding.process?.args).toEqual(['good', bytes.toString('utf8')]);
    expect(finding.process).toMatchObject({ args_base64: [base64(Buffer.from('good')), base64(bytes)] });
    expect(finding.process).not.toHaveProperty('args_truncated');
  });

  test('100 KB in one argument are cut, and the finding says so', async () => {
    const finding = await found(at('/tmp/large-argument'), [hex('first'), `${hex('A')}*100000`, hex('last')]);
    expect(finding.process).toMatchObject({ args_truncated: true });
    expect(finding.process?.args[0]).toBe('first');
    expect(finding.process?.args[1]).toMatch(/^A{3000,}$/);
  });

  test('100 KB in 5,000 arguments are cut, and the finding says so', async () => {
    const many = Array.from({ length: 5000 }, (_, i) => hex(`argument-number-${i}`));
    const finding = await found(at('/tmp/many-arguments'), many);
    expect(finding.process).toMatchObject({ args_truncated: true });
    expect(finding.process?.args.slice(0, 3)).toEqual(['argument-number-0', 'argument-number-1', 'argument-number-2']);
    // What is cut off in the middle is no argument that was given.
    for (const [i, arg] of (finding.process?.args ?? []).entries())
      expect(`argument-number-${i}`.startsWith(arg)).toBe(true);
  });

  test('every line that was written is one JSON object, and the sensor counted no fault', async () => {
    const lines = readFileSync(scene.sensor.findingsFile, 'utf8').trimEnd().split('\n');
    for (const line of lines) expect(typeof JSON.parse(line)).toBe('object');
    expect(await scene.sensor.metric('drift_sensor_faults_total')).toBe(0);
    expect(await scene.sensor.metric('drift_sensor_bridge_bad_frames_total')).toBe(0);
    expect(await scene.sensor.metric('drift_sensor_lost_total')).toBe(0);
  });
});
