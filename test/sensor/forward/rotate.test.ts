import { existsSync, readdirSync, readFileSync, renameSync, unlinkSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { createFormat } from '../../../sensor/forward/format/format.ts';
import { Outgoing } from '../../../sensor/forward/output.ts';
import { FileOutput } from '../../../sensor/forward/rotate.ts';
import { type TempDir, tempDir } from '../../support/temp.ts';
import { sampleFinding } from './support/finding.ts';

let temp: TempDir;
let path: string;
beforeEach(() => {
  temp = tempDir('rotate');
  path = join(temp.path, 'findings.json');
});
afterEach(() => temp.remove());

const native = createFormat({ name: 'native', ocsfVersion: '1.8.0', version: '1' });
const open = (rotateBytes?: number, keep = 2) =>
  new FileOutput({ name: 'file', path, rotateBytes, keep }, { format: native });
const batch = (...numbers: number[]) => numbers.map((n) => Outgoing.of({ schema: 's', n, pad: 'x'.repeat(1000) }));
const numbersIn = (name: string): number[] =>
  readFileSync(join(temp.path, name), 'utf8')
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line).n);

test('a full file is renamed, the oldest goes, and no line is in two files or torn', async () => {
  const output = open(3_000);
  for (let n = 0; n < 12; n++) expect(await output.write(batch(n))).toEqual({ accepted: 1 });
  await output.close();
  expect(readdirSync(temp.path).sort()).toEqual(['findings.json', 'findings.json.1', 'findings.json.2']);
  expect(numbersIn('findings.json.2')).toEqual([3, 4, 5]);
  expect(numbersIn('findings.json.1')).toEqual([6, 7, 8]);
  expect(numbersIn('findings.json')).toEqual([9, 10, 11]);
});

test('with nothing to keep the file begins anew', async () => {
  const output = open(2_000, 0);
  for (let n = 0; n < 5; n++) await output.write(batch(n));
  await output.close();
  expect(readdirSync(temp.path)).toEqual(['findings.json']);
  expect(numbersIn('findings.json')).toEqual([4]);
});

test('a file that somebody else renamed or deleted is opened anew', async () => {
  const output = open();
  await output.write(batch(0));
  renameSync(path, `${path}-2026`);
  await output.write(batch(1));
  unlinkSync(path);
  await output.write(batch(2));
  await output.close();
  expect(numbersIn('findings.json-2026')).toEqual([0]);
  expect(numbersIn('findings.json')).toEqual([2]);
});

test('a directory that went away is a failure that is tried again', async () => {
  const output = open();
  const away = `${temp.path}-away`;
  renameSync(temp.path, away);
  expect(await output.write(batch(0))).toMatchObject({ accepted: 0, error: { code: 'ENOENT' } });
  renameSync(away, temp.path);
  expect(await output.write(batch(0))).toEqual({ accepted: 1 });
  await output.close();
  expect(existsSync(path)).toBe(true);
});

test('in another format each line is in it', async () => {
  const format = createFormat({ name: 'falco', ocsfVersion: '1.8.0', version: '1' });
  const output = new FileOutput({ name: 'file', path, rotateBytes: undefined, keep: 1 }, { format });
  await output.write([Outgoing.of(sampleFinding(1))]);
  await output.close();
  expect(JSON.parse(readFileSync(path, 'utf8'))).toMatchObject({ priority: 'Error' });
});
