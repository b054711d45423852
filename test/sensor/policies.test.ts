/** Policies in real files, changed the ways in which editors, scripts and kubelet change them. */
import {
  appendFileSync,
  mkdirSync,
  mkdtempSync,
  renameSync,
  rmSync,
  symlinkSync,
  unlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, onTestFinished, test } from 'vitest';
import { formatFault } from '../../sensor/evaluate/policy/fault.ts';
import { Policies, type PolicySource, type PolicyUpdate } from '../../sensor/policies.ts';
import { FilePolicySource, readPolicies } from '../../sensor/policy-files.ts';
import type { Logger } from '../../sensor/runtime/log.ts';
import { facts } from './evaluate/policy-support.ts';
import { manualClock } from './support/facts.ts';

/** Changes must be in force this soon. */
const LIVE_MS = 5_000;

let dir: string;
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'drift-policies-'));
});
afterEach(() => rmSync(dir, { recursive: true, force: true }));

const text = (name: string, rule: string, more = ''): string => `apiVersion: drift-sensor.io/v1alpha1
kind: DriftPolicy
metadata: { name: ${name} }
spec: { rules: [{ name: ${rule}, action: Alert ${more} }] }
`;
const BAD = text('p', 'bad').replace('Alert', 'Alarm');

type Running = { readonly policies: Policies; readonly log: string[]; rule(): string | undefined };

function start(sources: readonly PolicySource[], clock = manualClock(0n)): Running {
  const log: string[] = [];
  const note = (level: string) => (given: object, message: string) => {
    log.push(`${level}: ${message} ${JSON.stringify(given)}`);
  };
  const logger: Logger = { debug: note('debug'), info: note('info'), warn: note('warn'), error: note('error') };
  const policies = new Policies({ cluster: undefined, node: 'n' }, { sources, clock, log: logger });
  const stop = new AbortController();
  const ended = policies.run(stop.signal);
  onTestFinished(async () => {
    stop.abort();
    await ended;
  });
  const nowMs = () => Number(clock.now() / 1_000_000n);
  return { policies, log, rule: () => policies.current.decideFacts(facts(), nowMs())?.rule };
}

const follow = (...paths: string[]): Running => start([new FilePolicySource(paths)]);
const soon = { timeout: LIVE_MS, interval: 20 };

test('a file written in place is in force within five seconds', async () => {
  const path = join(dir, 'p.yaml');
  writeFileSync(path, text('p', 'one'));
  const running = follow(path);
  expect([running.rule(), running.policies.current.generation, running.policies.valid]).toEqual(['one', 0, true]);
  writeFileSync(path, text('p', 'two'));
  await expect.poll(running.rule, soon).toBe('two');
  expect(running.policies.current.generation).toBe(1);
});

test('a file replaced by rename is in force, again and again', async () => {
  const path = join(dir, 'p.yaml');
  writeFileSync(path, text('p', 'r0'));
  const running = follow(path);
  for (const rule of ['r1', 'r2', 'r3']) {
    writeFileSync(`${path}.new`, text('p', rule));
    renameSync(`${path}.new`, path);
    await expect.poll(running.rule, soon).toBe(rule);
  }
});

/** As kubelet's AtomicWriter lays out a mounted ConfigMap. */
function configMap(version: string, files: Readonly<Record<string, string>>): void {
  mkdirSync(join(dir, version));
  for (const [name, content] of Object.entries(files)) writeFileSync(join(dir, version, name), content);
  symlinkSync(version, join(dir, '..data_tmp'));
  renameSync(join(dir, '..data_tmp'), join(dir, '..data'));
}

test.each(['directory', 'file'])(
  'a ConfigMap given as a %s is followed through the swap of its symlink',
  async (kind) => {
    configMap('..v1', { 'p.yaml': text('p', 'one') });
    symlinkSync('..data/p.yaml', join(dir, 'p.yaml'));
    const running = follow(kind === 'file' ? join(dir, 'p.yaml') : dir);
    expect(running.rule()).toBe('one');
    configMap('..v2', { 'p.yaml': text('p', 'two') });
    rmSync(join(dir, '..v1'), { recursive: true });
    await expect.poll(running.rule, soon).toBe('two');
  },
);

test('what a symlink leads to is followed although no watch sees it', async () => {
  mkdirSync(join(dir, 'elsewhere'));
  mkdirSync(join(dir, 'policies'));
  const target = join(dir, 'elsewhere', 'p.yaml');
  writeFileSync(target, text('p', 'one'));
  symlinkSync(target, join(dir, 'policies', 'p.yaml'));
  const running = follow(join(dir, 'policies'));
  writeFileSync(target, text('p', 'two'));
  await expect.poll(running.rule, soon).toBe('two');
});

test('a bad document is refused with all its faults, and the last good one stays', async () => {
  const path = join(dir, 'p.yaml');
  writeFileSync(path, text('p', 'good'));
  const running = follow(path);
  writeFileSync(path, `${BAD}---\nnothing\n`);
  await expect.poll(() => running.policies.valid, soon).toBe(false);
  expect([running.rule(), running.policies.current.generation]).toEqual(['good', 0]);
  const errors = running.log.filter((line) => line.startsWith('error'));
  expect(errors).toHaveLength(1);
  expect(errors[0]).toMatch(/spec\.rules\[0\]\.action: must be one of Alert, Block, Ignore.*must be a mapping of keys/);
  writeFileSync(path, text('p', 'mended'));
  await expect.poll(running.rule, soon).toBe('mended');
  expect(running.policies.valid).toBe(true);
});

test('a bad file leaves the other files of its directory alone', async () => {
  writeFileSync(join(dir, 'a.yaml'), text('a', 'a1'));
  writeFileSync(join(dir, 'b.yaml'), text('b', 'b1'));
  const running = follow(dir);
  writeFileSync(join(dir, 'b.yaml'), BAD);
  writeFileSync(join(dir, 'a.yaml'), text('a', 'a2'));
  await expect.poll(() => [running.rule(), running.policies.valid], soon).toEqual(['a2', false]);
  expect(running.policies.current.policies).toBe(2);
});

test('files appear in a directory and go with their policies; what is hidden or no policy file is left alone', async () => {
  const running = follow(dir);
  expect(running.rule()).toBeUndefined();
  writeFileSync(join(dir, '.hidden.yaml'), BAD);
  writeFileSync(join(dir, 'notes.txt'), 'nothing');
  writeFileSync(join(dir, 'p.yml'), text('p', 'one'));
  await expect.poll(running.rule, soon).toBe('one');
  unlinkSync(join(dir, 'p.yml'));
  await expect.poll(running.rule, soon).toBeUndefined();
  expect([running.policies.valid, running.policies.current.policies]).toEqual([true, 0]);
});

test('a file that is deleted and written anew keeps its policy in between', async () => {
  const path = join(dir, 'p.yaml');
  writeFileSync(path, text('p', 'one'));
  const running = follow(path);
  unlinkSync(path);
  writeFileSync(path, text('p', 'two'));
  await expect.poll(running.rule, soon).toBe('two');
  expect(running.policies.current.generation).toBe(1);
});

test('a policy that moves to another file is never refused', async () => {
  writeFileSync(join(dir, 'a.yaml'), text('p', 'one'));
  const running = follow(dir);
  renameSync(join(dir, 'a.yaml'), join(dir, 'b.yaml'));
  appendFileSync(join(dir, 'b.yaml'), `---\n${text('q', 'two')}`);
  await expect.poll(() => running.policies.current.policies, soon).toBe(2);
  expect(running.log.filter((line) => line.startsWith('error'))).toEqual([]);
});

test('a name that another file uses is refused, until that file gives it up', async () => {
  writeFileSync(join(dir, 'a.yaml'), text('p', 'first'));
  writeFileSync(join(dir, 'b.yaml'), text('q', 'second'));
  const running = follow(dir);
  writeFileSync(join(dir, 'b.yaml'), text('p', 'third'));
  await expect.poll(() => running.policies.valid, soon).toBe(false);
  expect(running.log.at(-1)).toContain('a.yaml:1 too; choose another name');
  expect([running.rule(), running.policies.current.policies]).toEqual(['first', 2]);
  writeFileSync(join(dir, 'a.yaml'), text('z', 'last'));
  await expect.poll(running.rule, soon).toBe('third');
  expect(running.policies.valid).toBe(true);
});

test('touching a file changes nothing', async () => {
  writeFileSync(join(dir, 'a.yaml'), text('a', 'same'));
  writeFileSync(join(dir, 'b.yaml'), text('b', 'one'));
  const running = follow(dir);
  writeFileSync(join(dir, 'a.yaml'), text('a', 'same'));
  writeFileSync(join(dir, 'b.yaml'), text('b', 'two'));
  await expect.poll(() => running.policies.current.generation, soon).toBe(1);
  expect(running.log.filter((line) => line.includes('in force'))).toHaveLength(1);
});

test('a directory that does not exist any more takes its policies along, and its return brings them back', async () => {
  const policies = join(dir, 'policies');
  mkdirSync(policies);
  writeFileSync(join(policies, 'p.yaml'), text('p', 'one'));
  const running = follow(policies);
  renameSync(policies, join(dir, 'away'));
  await expect.poll(running.rule, soon).toBeUndefined();
  renameSync(join(dir, 'away'), policies);
  await expect.poll(running.rule, soon).toBe('one');
});

test('a device in the place of a file is not read, and the file keeps what it had in force', async () => {
  const path = join(dir, 'p.yaml');
  writeFileSync(path, text('p', 'one'));
  const running = follow(path);
  symlinkSync('/dev/zero', `${path}.new`);
  renameSync(`${path}.new`, path);
  await expect.poll(() => running.policies.valid, soon).toBe(false);
  expect(running.rule()).toBe('one');
  unlinkSync(path);
  writeFileSync(path, text('p', 'two'));
  await expect.poll(running.rule, soon).toBe('two');
  expect(running.policies.valid).toBe(true);
});

test('at the start every fault of every file is an error of the configuration', () => {
  writeFileSync(join(dir, 'bad.yaml'), BAD);
  writeFileSync(join(dir, 'latin1.yaml'), Buffer.from([0x23, 0xff, 0x0a]));
  const paths = [dir, join(dir, 'absent.yaml'), '/dev/zero'];
  const error = (() => {
    try {
      return start([new FilePolicySource(paths)]) && '';
    } catch (caught) {
      return String(caught);
    }
  })();
  expect(error).toMatch(/^ConfigError: /);
  expect(error).toMatch(/bad\.yaml:4:\d+: spec\.rules\[0\]\.action/);
  expect(error).toMatch(/latin1\.yaml: is not UTF-8/);
  expect(error).toMatch(/absent\.yaml: cannot be read \(ENOENT\); check the path/);
  expect(error).toMatch(/\/dev\/zero: is not a regular file/);
});

test('256 files are read, one more is a fault', () => {
  for (let i = 0; i < 256; i++) writeFileSync(join(dir, `p${i}.yaml`), text(`p${i}`, 'r'));
  expect(readPolicies([dir])).toMatchObject({ policies: { length: 256 }, faults: [] });
  writeFileSync(join(dir, 'z.yaml'), text('z', 'r'));
  expect(readPolicies([dir]).faults.map(formatFault)).toEqual([
    `${dir}: more than 256 policy files; merge some of them`,
  ]);
});

test('a rule that expires while the sensor runs ends on time, and is warned of once', async () => {
  const path = join(dir, 'p.yaml');
  writeFileSync(path, text('p', 'brief', ', expires: "1970-01-01T00:00:10Z"'));
  const clock = manualClock(9_999_000_000n);
  const running = start([new FilePolicySource([path])], clock);
  const warnings = () => running.log.filter((line) => line.startsWith('warn'));
  expect([running.rule(), running.policies.expired(), warnings().length]).toEqual(['brief', 0, 0]);
  clock.advanceMs(1);
  expect([running.rule(), running.policies.expired()]).toEqual([undefined, 1]);
  await expect.poll(() => warnings().length, soon).toBe(1);
  writeFileSync(path, `# again\n${text('p', 'brief', ', expires: "1970-01-01T00:00:10Z"')}`);
  await expect.poll(() => running.policies.current.generation, soon).toBe(1);
  expect(warnings()).toHaveLength(1);
  expect(warnings()[0]).toContain('"rule":"brief"');
});

test('a second source is merged; of two policies with one name the first source keeps it', () => {
  writeFileSync(join(dir, 'p.yaml'), text('p', 'file'));
  let changed: ((update: PolicyUpdate) => void) | undefined;
  const cluster: PolicySource = {
    label: 'cluster',
    load: () => ({ policies: [], faults: [] }),
    run: async (_signal, on) => {
      changed = on.changed;
    },
  };
  const running = start([new FilePolicySource([join(dir, 'p.yaml')]), cluster]);
  const given = (yaml: string): PolicyUpdate => {
    const path = join(dir, 'given.yaml');
    writeFileSync(path, yaml);
    return readPolicies([path]);
  };
  changed?.(given(text('a', 'cluster')));
  expect([running.rule(), running.policies.valid, running.policies.current.policies]).toEqual(['cluster', true, 2]);
  changed?.(given(text('p', 'cluster')));
  expect([running.rule(), running.policies.valid, running.policies.current.policies]).toEqual(['file', false, 1]);
});
