/** What is shipped in deploy/siem fits what the sensor says: keys, fields and names. (rsyslog and syslog-ng really run theirs.) */
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { parse } from 'yaml';
import { createFormat } from '../../../sensor/forward/format/format.ts';
import { outputsSchema } from '../../../sensor/forward/options.ts';
import { samples } from './format/samples.ts';

const read = (name: string) => readFileSync(new URL(`../../../deploy/siem/${name}`, import.meta.url), 'utf8');

test('every output that the table of recipes shows is one that the configuration takes', () => {
  const shown = [...read('README.md').matchAll(/`(\{type: [^`]*\})`/g)].map(([, text = '']) => text);
  expect(shown.length).toBeGreaterThanOrEqual(9);
  for (const text of shown) {
    const whole = text
      .replace(
        /url: (https?:\/\/[^,}\s]+|…[^,}\s]*)/,
        (_all, url: string) => `url: ${url.replace('…', 'https://siem.example')}`,
      )
      .replace('tls: {…}', 'tls: {}')
      .replace('file:…', 'file:/run/secrets/x');
    const output = parse(whole);
    const outputs = outputsSchema.safeParse([
      output.type === 'syslog' ? { address: 'siem.example:6514', ...output } : output,
    ]);
    expect(outputs.error?.issues ?? []).toEqual([]);
  }
});

test('Wazuh’s rules name fields that the flat format has, and values that it takes', () => {
  const rules = read('wazuh-rules.xml');
  const names = [...rules.matchAll(/<field name="(\w+)">|\$\((\w+)\)/g)].map(
    ([, field, variable]) => field ?? variable ?? '',
  );
  const flat = createFormat({ name: 'flat', ocsfVersion: '1.8.0', version: '1' });
  const sample = samples['added-in-pod'];
  if (sample === undefined) throw new Error('there is no such sample');
  const value = flat.value(sample) as Record<string, unknown>;
  expect(new Set(names).size).toBeGreaterThanOrEqual(5);
  for (const name of names) expect(value).toHaveProperty(name);
  const severities = [...rules.matchAll(/<field name="severity">([^<]*)</g)].flatMap(([, words = '']) =>
    words.split('|'),
  );
  expect(severities).toEqual(['^medium$', '^high$', '^critical$']);
});

test('the Collector’s pipeline is made of what is configured, and takes as much as we send', () => {
  const config = parse(read('otel-collector.yaml'));
  const { receivers, processors, exporters } = config.service.pipelines.logs;
  for (const name of receivers) expect(config.receivers).toHaveProperty(name);
  for (const name of processors) expect(config.processors).toHaveProperty(name);
  for (const name of exporters) expect(config.exporters).toHaveProperty(name);
  expect(config.receivers.otlp.protocols.http.max_request_body_size).toBeGreaterThan(4 << 20);
});
