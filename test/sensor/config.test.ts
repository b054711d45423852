import { spawnSync } from 'node:child_process';
import { truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { ConfigError, configKeys, loadConfig, parseAddress } from '../../sensor/config.ts';
import { type TempDir, tempDir } from '../support/temp.ts';

let dir: TempDir;
let path: string;

beforeEach(() => {
  dir = tempDir('config');
  path = join(dir.path, 'config.yaml');
});
afterEach(() => dir.remove());

function faultsOf(...args: string[]): string[] {
  try {
    loadConfig(args);
  } catch (error) {
    if (error instanceof ConfigError) return error.message.split('\n');
    throw error;
  }
  throw new Error('no fault');
}

function withFile(text: string, ...args: string[]) {
  writeFileSync(path, text);
  return loadConfig(['--config', path, ...args]);
}

function faultsOfFile(text: string | Buffer, ...args: string[]): string[] {
  writeFileSync(path, text);
  return faultsOf('--config', path, ...args);
}

test('without flags and file there are the defaults of the contract', () => {
  expect(loadConfig([])).toMatchObject({
    source: 'auto',
    findings: '-',
    metrics: '127.0.0.1:9478',
    runtime: [],
    realtime: true,
  });
  expect(loadConfig([])).not.toHaveProperty('clusterName');
});

test('the index lies in the state directory unless it is given a place', () => {
  expect(loadConfig(['--state-dir', '/s']).indexDir).toBe('/s/index');
  expect(loadConfig(['--state-dir', '/s', '--index-dir', '/i']).indexDir).toBe('/i');
});

test('the result is frozen, its lists too', () => {
  const config = loadConfig(['--runtime', 'runc=/r']);
  expect(Object.isFrozen(config)).toBe(true);
  expect(Object.isFrozen(config.runtime)).toBe(true);
});

test('every key has a flag and a description', () => {
  for (const { key, flag, description } of configKeys()) {
    expect(flag).toMatch(/^--[a-z]+(-[a-z]+)*$/);
    expect(description, key).not.toBe('');
  }
});

test('the file gives values, and flags win over it', () => {
  const text = 'source: procfs\nnodeName: from-file\nscanIntervalMs: 100\nrealtime: false\nruntime: [runc=/a]\n';
  expect(withFile(text)).toMatchObject({
    source: 'procfs',
    nodeName: 'from-file',
    scanIntervalMs: 100,
    realtime: false,
    runtime: ['runc=/a'],
  });
  const flags = ['--node-name', 'from-flag', '--scan-interval-ms=200', '--realtime', '--runtime', 'runc=/b'];
  expect(withFile(text, ...flags)).toMatchObject({
    source: 'procfs',
    nodeName: 'from-flag',
    scanIntervalMs: 200,
    realtime: true,
    runtime: ['runc=/b'],
  });
});

test('a flag may be repeated where it is a list, and --no-realtime says no', () => {
  expect(loadConfig(['--runtime', 'runc=/a', '--runtime=docker=unix:///b', '--no-realtime'])).toMatchObject({
    runtime: ['runc=/a', 'docker=unix:///b'],
    realtime: false,
  });
});

test('an empty file is a file without keys', () => {
  expect(withFile('').source).toBe('auto');
  expect(withFile('# only a comment\n').source).toBe('auto');
});

test('every fault is reported at once, each with its place', () => {
  const text = 'source: magic\nscanIntervalMs: 1\nnope: 1\nnodeName: ""\n';
  const faults = faultsOfFile(text, '--metrics', 'nowhere', '--what', '--log-level', 'loud', 'stray', '--cluster-name');
  for (const place of [
    `${path}: source:`,
    `${path}: scanIntervalMs:`,
    `${path}: nodeName:`,
    `${path}: unknown key nope; the keys are source, `,
    '--metrics: must be ADDR:PORT',
    '--what: no such flag',
    '--log-level:',
    '"stray": no flag',
    '--cluster-name: needs a value',
  ]) {
    expect(
      faults.filter((fault) => fault.startsWith(place)),
      place,
    ).toHaveLength(1);
  }
  expect(faults).toHaveLength(9);
});

test.each([
  [['--source'], '--source: needs a value'],
  [['--source', '--no-realtime'], '--source: needs a value'],
  [['--no-source'], '--no-source: no such flag'],
  [['--realtime=yes'], '--realtime: takes no value'],
  [['-x'], '-x: no such flag'],
  [['--', 'x'], '"x": no flag'],
  [['--config'], '--config: needs a value'],
  [['--canary-interval-seconds', '1.5'], '--canary-interval-seconds: '],
  [['--canary-interval-seconds', '0'], '--canary-interval-seconds: '],
  [['--canary-interval-seconds', '86401'], '--canary-interval-seconds: '],
  [['--scan-interval-ms', '1e3'], '--scan-interval-ms: '],
  [['--scan-interval-ms', '-5'], '--scan-interval-ms: needs a value'],
  [['--findings', ''], '--findings: '],
])('%j is refused', (args, fault) => {
  expect(faultsOf(...args)[0]).toContain(fault);
});

test('numbers are taken up to both of their limits', () => {
  expect(loadConfig(['--canary-interval-seconds', '1']).canaryIntervalSeconds).toBe(1);
  expect(loadConfig(['--canary-interval-seconds', '86400']).canaryIntervalSeconds).toBe(86_400);
});

test.each([
  ['a: [', 'YAML that does not parse'],
  ['source: auto\nsource: procfs\n', 'a key that stands twice'],
  ['- a\n- b\n', 'a list'],
  ['just text', 'a word'],
  ['---\nsource: auto\n---\nsource: auto\n', 'two documents'],
])('%j names the file (%s)', (text) => {
  expect(faultsOfFile(text)[0]).toMatch(new RegExp(`^${path}: `));
});

test('keys of the prototype are unknown keys', () => {
  expect(faultsOfFile('__proto__: { source: procfs }\nconstructor: 1\n').join('\n')).toContain('unknown key');
});

test('aliases that multiply are refused, not expanded', () => {
  const lines = ['a0: &a0 [x, x, x, x, x, x, x, x, x]'];
  for (let i = 1; i < 12; i++)
    lines.push(
      `a${i}: &a${i} [${Array(9)
        .fill(`*a${i - 1}`)
        .join(', ')}]`,
    );
  expect(faultsOfFile(lines.join('\n'))[0]).toMatch(new RegExp(`^${path}: cannot be read as YAML: .*alias`));
});

test('nesting beyond the stack is a fault of the file', () => {
  expect(faultsOfFile('['.repeat(60_000))[0]).toMatch(new RegExp(`^${path}: `));
});

test('a file of the limit is read and a byte more is not', () => {
  const text = 'source: procfs\n#';
  expect(withFile(text + 'x'.repeat((64 << 10) - text.length)).source).toBe('procfs');
  expect(faultsOfFile(text + 'x'.repeat((64 << 10) - text.length + 1))).toEqual([`${path}: larger than 65536 bytes`]);
});

test('a hundred faults are said, and more than a hundred are counted', () => {
  const wrong = (count: number) => Array.from({ length: count }, (_, i) => `--wrong-${i}=1`);
  expect(faultsOf(...wrong(100))).toHaveLength(100);
  const faults = faultsOf(...wrong(103));
  expect(faults).toHaveLength(101);
  expect(faults.at(-1)).toBe('and 3 more faults');
});

test('what is no file, or too large for memory, is refused without reading it', () => {
  truncateSync(writeAndGive(path), 2 ** 40);
  expect(faultsOf('--config', path)).toEqual([`${path}: larger than 65536 bytes`]);
  const fifo = join(dir.path, 'fifo');
  spawnSync('mkfifo', [fifo]);
  for (const place of [fifo, '/dev/zero', dir.path]) {
    expect(faultsOf('--config', place)).toEqual([`${place}: is not a regular file`]);
  }
  expect(faultsOf('--config', `${path}.none`)).toEqual([`${path}.none: cannot be read (ENOENT)`]);
});

function writeAndGive(file: string): string {
  writeFileSync(file, '');
  return file;
}

test.each([
  ['127.0.0.1:9478', { host: '127.0.0.1', port: 9478 }],
  ['localhost:0', { host: 'localhost', port: 0 }],
  ['[::1]:65535', { host: '::1', port: 65_535 }],
  ['127.0.0.1:65536', undefined],
  ['127.0.0.1', undefined],
  [':9478', undefined],
  ['::1:9478', undefined],
  ['[::1]', undefined],
  ['host:port', undefined],
  ['host:', undefined],
  ['a b:1', undefined],
])('%s is the address %j', (text, expected) => {
  expect(parseAddress(text)).toEqual(expected);
});
