import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { loadConfig } from '../../sensor/config.ts';
import { openForwarder } from '../../sensor/outputs.ts';
import { tempDir } from '../support/temp.ts';

test('a secret that stands in the configuration itself is warned of, without being said', async () => {
  await using temp = tempDir('outputs');
  const file = join(temp.path, 'config.json');
  const url = 'http://127.0.0.1:9/';
  const outputs = [
    { type: 'webhook', url, headers: { Authorization: 'Splunk 1234-5678', 'X-Scope-OrgID': 'shop' } },
    // biome-ignore lint/suspicious/noTemplateCurlyInString: it is the configuration's own placeholder
    { type: 'otlp', url, headers: { 'X-Api-Key': '${env:PATH}' } },
  ];
  writeFileSync(file, JSON.stringify({ outputs, stateDir: temp.path, findings: join(temp.path, 'findings') }));
  const said: string[] = [];
  const note = (facts: object, message: string) => said.push(`${JSON.stringify(facts)} ${message}`);
  await openForwarder(loadConfig(['--config', file]), { debug: note, info: note, warn: note, error: note });
  expect(said).toEqual([
    expect.stringMatching(/^\{"key":"outputs\[0\]\.headers\.Authorization"\} a secret stands in the configuration/),
  ]);
  expect(said.join()).not.toContain('1234');
});
