import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, expect } from 'vitest';
import { readFindings } from '../../sensor/commands/compare-findings.ts';
import { ConfigError, loadConfig } from '../../sensor/config.ts';
import { parsePolicies } from '../../sensor/evaluate/policy/parse.ts';
import { compilePolicies } from '../../sensor/evaluate/policy/policy.ts';
import { tempDir } from '../support/temp.ts';
import { fuzz, mayThrow } from './fuzz.ts';

const temp = tempDir('fuzz-documents');
afterAll(() => temp.remove());

const YAML_TOKENS = [
  '&a ',
  '*a',
  '<<: *a',
  '- ',
  ': ',
  '? ',
  '---\n',
  '!!binary ',
  '!!js/function ',
  '|\n',
  '{',
  '[',
  '"',
  '\t',
  '\u2028',
  '~',
];
/** More would not be read, and would fill the log. */
const MAX_MESSAGE = 1 << 20;

fuzz({
  name: 'policy',
  tokens: [
    ...YAML_TOKENS,
    'scope:',
    'operator: Glob',
    'value: "**"',
    'expires: ',
    'priority: 1e99',
    'rules:',
    '__proto__: ',
  ],
  read: (input) => {
    const { policies, faults } = parsePolicies(input.toString('utf8'), 'policy.yaml');
    expect(policies.length + faults.length).toBeGreaterThan(0);
    expect(faults.length).toBeLessThanOrEqual(101);
    for (const { message } of faults) expect(message.length).toBeLessThan(MAX_MESSAGE);
    if (faults.length > 0) return;
    const documents = policies.map(({ document }) => document);
    const compiled = compilePolicies(documents, { cluster: undefined, node: 'n', generation: 1 });
    compiled.expired(Date.now());
  },
});

fuzz({
  name: 'config',
  tokens: [
    ...YAML_TOKENS,
    'outputs:',
    'spool:',
    'patterns:',
    '(a+)+$',
    'metrics: ',
    'runtime:',
    '__proto__: ',
    'constructor: ',
  ],
  read: async (input) => {
    const file = join(temp.path, 'config.yaml');
    writeFileSync(file, input);
    await mayThrow(
      (error) => error instanceof ConfigError && error.message.length < MAX_MESSAGE,
      () => expect(Object.isFrozen(loadConfig(['--config', file]))).toBe(true),
    );
  },
});

fuzz({
  name: 'findings',
  tokens: ['\n', '{', '"id":', '"revision":', '"container":', 'null', '1e999'],
  read: async (input) => {
    const file = join(temp.path, 'findings.ndjson');
    writeFileSync(file, input);
    await mayThrow(
      (error) => error instanceof ConfigError,
      () => readFindings(file),
    );
  },
});
