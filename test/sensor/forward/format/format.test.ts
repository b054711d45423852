import { existsSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import type { Finding } from '../../../../sensor/finding/finding.ts';
import { createFormat } from '../../../../sensor/forward/format/format.ts';
import { type OcsfVersion, ocsfOf, ocsfVersions } from '../../../../sensor/forward/format/ocsf.ts';
import { describeIf, type Reason } from '../../../support/need.ts';
import { OCSF_ROOT, OcsfSchema } from '../support/ocsf-schema.ts';
import { formats, golden, page } from './generate.ts';
import { samples } from './samples.ts';

const read = (path: string) => readFileSync(new URL(path, import.meta.url), 'utf8');

test.each(formats())('%s says what its golden file says', (name, format) => {
  expect(golden(format)).toBe(read(`./golden/${name}`));
});

test('the page of formats is the one that the generator writes', () => {
  expect(read('../../../../docs/formats.md')).toBe(page());
});

test.each(formats())('%s has no control character in it, whatever a container put into its names', (_name, format) => {
  for (const finding of Object.values(samples)) expect(format.text(finding)).not.toMatch(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u);
});

test.each(formats())('%s keeps what tells one finding from another', (name, format) => {
  for (const finding of Object.values(samples)) {
    const text = format.text(finding);
    expect(text).toContain(finding.id);
    expect(text).toContain(finding.verdict);
    if (finding.file.sha256 !== undefined) expect(text).toContain(finding.file.sha256);
    if (name !== 'cef') expect(text).toContain(finding.node);
  }
});

test('flat has one level, without arrays', () => {
  const flat = createFormat({ name: 'flat', ocsfVersion: '1.8.0', version: '1' });
  for (const record of [
    ...Object.values(samples),
    { schema: 'drift-sensor.loss/1', severities: { high: 1 }, containers: ['a', 'b'] },
  ]) {
    const value = flat.value(record) as Record<string, unknown>;
    for (const each of Object.values(value)) expect(['string', 'number', 'boolean']).toContain(typeof each);
  }
  expect(flat.value(samples['added-in-pod'] as Finding)).toMatchObject({
    container_image_ref: 'registry.example/shop/web:1.4',
    process_command_line: '/tmp/.x/kworker -o pool.example:3333 --threads=2',
    process_parent_name: 'sh',
    process_ancestors: 'sh(4120) < sh(4101)',
    pod_labels: 'app=web,pod-template-hash=6c5d7f9b8',
  });
});

test('records that are no findings stay our own JSON, told apart by their schema', () => {
  const gap = { schema: 'drift-sensor.gap/1', lost: 3 };
  for (const [name, format] of formats()) {
    if (name === 'cef')
      expect(format.text(gap)).toMatch(/^CEF:0\|drift-sensor\|.*msg=\{"schema":"drift-sensor\.gap\/1"/);
    else expect(format.value(gap)).toMatchObject(gap);
  }
});

const noSchema: Reason = existsSync(OCSF_ROOT) ? undefined : 'needs the OCSF schema in ../shared/data/ocsf';

describeIf([noSchema], 'against the OCSF schema', () => {
  test.each(ocsfVersions)('%s is valid in every sample, created and updated', (version: OcsfVersion) => {
    const schema = new OcsfSchema(version);
    for (const finding of Object.values(samples)) {
      for (const each of [finding, { ...finding, revision: finding.revision + 1 }]) {
        const event = ocsfOf(each, version, '1.0.0');
        expect(schema.faults(event)).toEqual([]);
        expect(event.activity_id).toBe(each.revision === 1 ? 1 : 2);
      }
    }
  });

  test('the checker itself finds what is wrong', () => {
    const schema = new OcsfSchema('1.8.0');
    const event = ocsfOf(samples['added-in-pod'] as Finding, '1.8.0', '1.0.0');
    expect(schema.faults({ ...event, nonsense: 1 })).toEqual(['nonsense: no such attribute']);
    expect(schema.faults({ ...event, severity_id: 77 })).toEqual(['severity_id: 77 is not in the enumeration']);
    expect(schema.faults({ ...event, time: 'now' })).toEqual(['time: must be an integer']);
    expect(schema.faults({ ...event, finding_info: {} })).toEqual(['finding_info.uid: required']);
    expect(schema.faults({ ...event, evidences: [{}] })).toEqual([
      expect.stringContaining('evidences[0].: needs one of'),
    ]);
    expect(schema.faults({ ...event, class_uid: undefined })).not.toEqual([]);
    expect(
      schema.faults({ ...event, attacks: [{ technique: { uid: 'T1105' }, tactics: [{ uid: 'TA0011' }] }] }),
    ).toEqual(['attacks[0].tactics: deprecated']);
    expect(schema.faults({ ...event, remediation: {} })).toEqual(['remediation.desc: required']);
  });
});
