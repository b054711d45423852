/** `policy check` and `policy test` as a user runs them. */
import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';

const LAUNCHER = new URL('../../../bin/drift-sensor', import.meta.url).pathname;
const SHIPPED = new URL('../../../deploy/policies/default.yaml', import.meta.url).pathname;

let dir: string;
beforeAll(() => {
  dir = mkdtempSync(join(tmpdir(), 'drift-policy-command-'));
});
afterAll(() => rmSync(dir, { recursive: true, force: true }));

type Result = { readonly code: number | null; readonly out: string; readonly err: string };

function run(args: readonly string[], input = ''): Promise<Result> {
  const child = spawn(LAUNCHER, ['policy', ...args]);
  let [out, err] = ['', ''];
  child.stdout.on('data', (chunk: Buffer) => {
    out += chunk.toString();
  });
  child.stderr.on('data', (chunk: Buffer) => {
    err += chunk.toString();
  });
  child.stdin.on('error', () => {});
  child.stdin.end(input);
  return new Promise((resolve) => child.on('close', (code) => resolve({ code, out, err })));
}

function file(name: string, content: string): string {
  const path = join(dir, name);
  writeFileSync(path, content);
  return path;
}

const policy = (name: string, spec: object): string =>
  JSON.stringify({ apiVersion: 'drift-sensor.io/v1alpha1', kind: 'DriftPolicy', metadata: { name }, spec });

function finding(overrides: object = {}): string {
  return JSON.stringify({
    schema: 'drift-sensor.finding/1',
    id: 'f'.repeat(64),
    node: 'node-1',
    verdict: 'added',
    object: 'binary',
    origin: 'writable_layer',
    severity: 'high',
    action: 'alerted',
    policy: 'default',
    rule: 'Default binary drift',
    file: { path: '/tmp/new', sha256: 'a'.repeat(64) },
    container: { id: 'c'.repeat(64), name: 'web', runtime: 'docker', image: { ref: 'nginx:1' } },
    ...overrides,
  });
}

describe('policy check', () => {
  test('says ok for each document of each file, with a summary', async () => {
    const two = file(
      'two.yaml',
      `${policy('a', { priority: 7 })}\n---\n${policy('b', { rules: [{ name: 'r', action: 'Ignore', expires: '2020-01-01T00:00:00Z' }] })}\n`,
    );
    const { code, out, err } = await run(['check', SHIPPED, two]);
    expect([code, err]).toEqual([0, '']);
    expect(out.split('\n')).toEqual([
      `${SHIPPED}:8: ok: policy default, priority 100: 1 rule (Alert 1), default rule "Default binary drift": Alert`,
      `${two}:1: ok: policy a, priority 7: no rules, no default rule`,
      `${two}:3: ok: policy b, priority 0: 1 rule (Ignore 1), no default rule, rule "r" expired at 2020-01-01T00:00:00Z and is skipped`,
      '',
    ]);
  });

  test('says every fault of every file and exits 2', async () => {
    const bad = file('bad.json', policy('x', { rules: [{ name: 'r', action: 'alert' }], extra: 1 }));
    const { code, out, err } = await run(['check', bad, SHIPPED, join(dir, 'absent')]);
    expect(code).toBe(2);
    expect(out).toContain('policy default');
    expect(err).toMatch(/bad\.json:1:\d+: spec\.rules\[0\]\.action: must be one of Alert, Block, Ignore, not "alert"/);
    expect(err).toMatch(/bad\.json:1:\d+: spec: unknown key extra/);
    expect(err).toMatch(/absent: cannot be read \(ENOENT\)/);
  });

  test('without a file, and with a flag it does not have, exits 2 and says the usage', async () => {
    expect(await run(['check'])).toMatchObject({ code: 2, out: '', err: expect.stringContaining('at least one file') });
    expect(await run(['check', '--strict', SHIPPED])).toMatchObject({
      code: 2,
      err: expect.stringContaining('--strict'),
    });
  });
});

describe('policy test', () => {
  test('what would not change is no difference, also by another rule', async () => {
    const findings = file('same.ndjson', `${finding()}\n${finding({ policy: 'old', rule: 'x' })}\n`);
    const { code, out, err } = await run(['test', '--policy', SHIPPED, '--findings', findings]);
    expect([code, out, err]).toEqual([0, '2 findings: 0 would change, 2 would not\n', '']);
  });

  test('what would change is said before → after, with the rule, once for each finding', async () => {
    const rules = [
      {
        name: 'hooks',
        action: 'Alert',
        scope: { containers: [{ operator: 'Equals', value: 'web' }] },
        allowProcesses: [{ path: '/tmp/*' }],
      },
      { name: 'build', action: 'Ignore', scope: { namespaces: [{ operator: 'Equals', value: 'ci' }] } },
      { name: 'stop', action: 'Block', scope: { containers: [{ operator: 'Equals', value: 'db' }] } },
    ];
    const path = file('p.json', policy('p', { rules }));
    const other = { name: 'other', id: 'd', runtime: 'docker' };
    const lines = [
      finding(),
      finding({ revision: 2 }),
      finding({ id: '1', container: other, pod: { namespace: 'ci', name: 'job' } }),
      finding({ id: '2', container: other }),
      finding({ id: '3', container: { ...other, name: 'db' } }),
      finding({ id: '4', container: { ...other, name: 'db' }, action: 'blocked' }),
      '{"schema":"drift-sensor.gap/1"}',
      '',
    ];
    const { code, out, err } = await run(['test', '--policy', path, '--findings', '-'], `${lines.join('\n')}\n`);
    expect([code, err]).toEqual([1, '']);
    expect(out.split('\n')).toEqual([
      '1: added binary /tmp/new (web): alerted by default/"Default binary drift" → allowed by p/"hooks"',
      '3: added binary /tmp/new (other in ci/job): alerted by default/"Default binary drift" → ignored by p/"build"',
      '5: added binary /tmp/new (db): alerted by default/"Default binary drift" → would_block by p/"stop"',
      '6 findings: 4 would change, 2 would not; 1 other records',
      '  2 × alerted → allowed by p/"hooks"',
      '  1 × alerted → ignored by p/"build"',
      '  1 × alerted → would_block by p/"stop"',
      '',
    ]);
    const json = await run(['test', '--json', '--policy', path, '--findings', '-'], `${lines.join('\n')}\n`);
    const records = json.out
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(records[0]).toMatchObject({
      line: 1,
      before: { action: 'alerted' },
      after: { action: 'none', silenced: 'allowed', rule: 'hooks' },
    });
    expect(records.at(-1)).toEqual({ summary: { findings: 6, changed: 4, same: 2, other: 1, bad: 0 } });
  });

  test('what a finding does not say is not known, and is not silenced', async () => {
    const rules = [
      { name: 'r', action: 'Ignore', scope: { labels: [{ key: 'app', operator: 'Equals', value: 'x' }] } },
    ];
    const path = file('labels.json', policy('p', { rules }));
    const pod = { namespace: 'n', name: 'p', uid: 'u' };
    const lines = [finding({ pod }), finding({ id: '1', pod: { ...pod, labels: { app: 'x' } } })];
    const { out } = await run(['test', '--policy', path, '--findings', '-'], lines.join('\n'));
    expect(out).toMatch(/^2: .* → ignored by p\/"r"\n2 findings: 1 would change, 1 would not\n/);
  });

  test('bad lines are named and counted, and nothing but bad lines is an error', async () => {
    const huge = `{"schema":"${'x'.repeat(2 << 20)}"}`;
    const lines = [finding(), 'not json', '{}', huge, finding({ verdict: 'evil\u001b' }), finding()];
    const { code, out, err } = await run(['test', '--policy', SHIPPED, '--findings', '-'], lines.join('\n'));
    expect(code).toBe(0);
    expect(out).toBe('2 findings: 0 would change, 2 would not; 4 lines that could not be read\n');
    expect(err).toMatch(
      /^-:2: is not JSON\n-:3: .*no schema\)\n-:4: is longer than 1048576 bytes\n-:5: is not a finding: verdict: .*\n$/,
    );
    expect((await run(['test', '--policy', SHIPPED, '--findings', '-'], 'x\n'.repeat(50))).code).toBe(2);
    const many = await run(['test', '--policy', SHIPPED, '--findings', '-'], 'x\n'.repeat(50));
    expect(many.err).toContain('-: 30 more lines could not be read');
  });

  test('a path in a finding cannot write to the terminal', async () => {
    const path = file('ignore.json', policy('p', { defaultRule: { name: 'd', action: 'Ignore' } }));
    const { out } = await run(
      ['test', '--policy', path, '--findings', '-'],
      finding({ file: { path: '/tmp/\u001b[2J\n1: fake' } }),
    );
    expect(out.split('\n')[0]).toContain('/tmp/\\u{1b}[2J\\u{a}1: fake');
  });

  test('wrong usage, a bad policy and findings that cannot be read exit 2 with the fix', async () => {
    expect(await run(['test'])).toMatchObject({
      code: 2,
      err: expect.stringMatching(/--policy: name.*\n--findings: name/),
    });
    const bad = file('bad-policy.yaml', 'kind: Pod');
    expect(await run(['test', '--policy', bad, '--findings', '-'])).toMatchObject({
      code: 2,
      err: expect.stringContaining('apiVersion: is missing'),
    });
    expect(await run(['test', '--policy', SHIPPED, '--findings', join(dir, 'absent')])).toMatchObject({
      code: 2,
      err: expect.stringContaining('ENOENT'),
    });
  });
});
