import { beforeEach, expect, test } from 'vitest';
import type { FindingBody } from '../../../sensor/finding/describe.ts';
import type { Finding, FindingParent } from '../../../sensor/finding/finding.ts';
import { Folder } from '../../../sensor/finding/fold.ts';
import { findingBody, type GivenBody } from '../support/finding.ts';

let said: Finding[];
let folder: Folder;

beforeEach(() => {
  said = [];
  folder = new Folder({ maxFindings: 10_000, repeatMs: 1_000 }, { emit: (finding) => said.push(finding) });
});

const apt: FindingParent = { pid: 10, name: 'apt-get', exe: '/usr/bin/apt-get', installer: true };
const dpkg: FindingParent = { pid: 11, name: 'dpkg', exe: '/usr/bin/dpkg', installer: true };
const shell: FindingParent = { pid: 5, name: 'bash', exe: '/bin/bash' };

function drift(id: string, parents: readonly FindingParent[], { file, process, ...more }: GivenBody = {}): FindingBody {
  const path = `/x/${id}`;
  return findingBody({
    id,
    file: { path, ...file },
    process: { pid: 1000 + said.length, name: id, exe: path, parents, ...process },
    ...more,
  });
}

const ids = () => [...new Set(said.map(({ id }) => id))];
const last = (id: string) => said.findLast((finding) => finding.id === id);
const flush = () => folder.flush(0, true);

test('what a package manager runs is one finding, with its ancestor, the list and all of the count', () => {
  for (let at = 0; at < 50; at++) folder.add(drift(`f${at}`, [dpkg, apt, shell]), 0);
  folder.add(drift('f7', [dpkg, apt, shell]), 0);
  flush();
  expect(ids()).toEqual(['f0']);
  expect(last('f0')).toMatchObject({
    revision: 2,
    count: 51,
    folded: { count: 50, distinct: 49, by: { pid: 10, name: 'apt-get', exe: '/usr/bin/apt-get' } },
  });
  const files = last('f0')?.folded?.files ?? [];
  expect(files).toHaveLength(20);
  expect(files[0]).toEqual({ path: '/x/f1', verdict: 'added', object: 'binary', origin: 'writable_layer' });
});

test('two runs of a package manager, two containers and two rules are told apart', () => {
  folder.add(drift('a', [dpkg, apt]), 0);
  folder.add(drift('b', [dpkg, { ...apt, pid: 20 }]), 0);
  folder.add(drift('c', [dpkg, apt], { container: { id: 'other' } }), 0);
  folder.add(drift('d', [dpkg, apt], { rule: 'another' }), 0);
  expect(ids()).toEqual(['a', 'b', 'c', 'd']);
});

test('what hides is never folded, whoever its ancestor is', () => {
  folder.add(drift('a', [dpkg]), 0);
  for (const origin of ['memfd', 'deleted', 'tmpfs', 'volume', 'host', 'stdin', 'argument'] as const)
    folder.add(drift(origin, [dpkg], { origin }), 0);
  folder.add(drift('disguised', [dpkg], { masquerade: true }), 0);
  folder.add(drift('setuid', [dpkg], { verdict: 'mode_changed' }), 0);
  expect(ids()).toHaveLength(10);
});

test('what was installed and is run by somebody else afterwards is a finding of its own', () => {
  folder.add(drift('a', [dpkg, apt, shell]), 0);
  folder.add(drift('tool', [dpkg, apt, shell]), 0);
  folder.add(drift('tool', [{ pid: 77, name: 'sh', exe: '/bin/sh' }]), 0);
  expect(ids()).toEqual(['a', 'tool']);
});

test('the finding has the severity of the worst that was folded into it', () => {
  folder.add(drift('a', [dpkg]), 0);
  folder.add(drift('b', [dpkg], { severity: 'critical', verdict: 'modified' }), 0);
  folder.add(drift('c', [dpkg], { severity: 'low', verdict: 'relocated' }), 0);
  flush();
  expect(last('a')?.severity).toBe('critical');
});

test('of a script that drops twenty files it and the first five are said, and the rest in its own finding', () => {
  folder.add(drift('dropper', [shell], { object: 'script', process: { pid: 99, exe: '/bin/bash' } }), 0);
  const script = { pid: 99, name: 'x.sh', exe: '/bin/bash' };
  for (let at = 0; at < 20; at++) folder.add(drift(`f${at}`, [script, shell]), 0);
  flush();
  expect(ids()).toEqual(['dropper', 'f0', 'f1', 'f2', 'f3', 'f4']);
  expect(last('dropper')).toMatchObject({ count: 16, folded: { count: 15, distinct: 15, by: { pid: 99 } } });
});

test('another attacker is not hidden behind a script: not a grandchild, not another process, not the same number later', () => {
  folder.add(drift('dropper', [shell], { object: 'script', process: { pid: 99, exe: '/bin/bash' } }), 0);
  const script = { pid: 99, name: 'x.sh', exe: '/bin/bash' };
  for (let at = 0; at < 6; at++) folder.add(drift(`f${at}`, [script]), 0);
  folder.add(drift('grandchild', [{ pid: 98, name: 'sh', exe: '/bin/bash' }, script]), 0);
  folder.add(drift('stranger', [{ pid: 99, name: 'x', exe: '/usr/sbin/nginx' }]), 0);
  folder.add(drift('later', [script]), 600_001 + 1);
  expect(ids()).toEqual(['dropper', 'f0', 'f1', 'f2', 'f3', 'f4', 'grandchild', 'stranger', 'later']);
});

test('a program that a foreign library was mapped into is no dropper', () => {
  folder.add(drift('library', [], { object: 'library', process: { pid: 99, exe: '/usr/sbin/nginx' } }), 0);
  const nginx = { pid: 99, name: 'nginx', exe: '/usr/sbin/nginx' };
  for (let at = 0; at < 10; at++) folder.add(drift(`f${at}`, [nginx]), 0);
  expect(ids()).toHaveLength(11);
});

test('when the finding of a cause was forgotten the next one speaks for it', () => {
  folder = new Folder({ maxFindings: 1, repeatMs: 1_000 }, { emit: (finding) => said.push(finding) });
  folder.add(drift('a', [dpkg]), 0);
  folder.add(drift('alone', [shell]), 0);
  folder.add(drift('b', [dpkg]), 0);
  folder.add(drift('c', [dpkg]), 0);
  flush();
  expect(ids()).toEqual(['a', 'alone', 'b']);
  expect(last('b')).toMatchObject({ count: 2, folded: { count: 1 } });
});
