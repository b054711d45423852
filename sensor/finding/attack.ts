import type { Evidence } from '../digest/evidence.ts';
import { baseNameOf, type Family, familyOf } from '../digest/script/interpreter.ts';
import type { Judgement } from '../evaluate/verdict.ts';
import type { FindingEntry } from './finding.ts';
import { techniqueName } from './techniques.ts';

/** A technique of MITRE ATT&CK (Enterprise), and why the verdict is evidence of it. */
export type Technique = { readonly id: string; readonly reason: string };

export type AttackContext = {
  /** Executable of the process; of a script, its interpreter. */
  readonly exe: string;
  readonly entry?: Pick<FindingEntry, 'kind'> | undefined;
};

export function techniquesOf(judgement: Judgement, evidence: Evidence, { exe, entry }: AttackContext): Technique[] {
  if (judgement.verdict === 'unverified' || judgement.verdict === 'in_image' || judgement.verdict === 'sibling_image')
    return [];
  const { object, origin, file } = evidence;
  const techniques = byVerdict(judgement, evidence);
  const add = (id: string, why: string) => techniques.push(because(id, why));
  if (origin === 'memfd') add('T1620', 'it ran from memory, without a file');
  if (origin === 'tmpfs') add('T1027.011', 'it lay in a memory filesystem and leaves nothing on disk');
  if (origin === 'deleted') add('T1070.004', 'its file had no name when it ran');
  if (origin === 'host') add('T1611', 'a process of the container ran a file of the host');
  if (object === 'library') add('T1574.006', "a program mapped a library that is not its image's");
  if (object === 'script') techniques.push(interpreterOf(exe, origin));
  if (hasHiddenName(file.path)) add('T1564.001', 'its path has a hidden part');
  if (entry?.kind === 'exec_session') add('T1609', "it was run in an exec session, not by the container's entrypoint");
  if (entry?.kind === 'cron') add('T1053.003', 'a scheduler inside the container ran it');
  return techniques;
}

function byVerdict({ verdict, masquerade, modeChange }: Judgement, { origin }: Evidence): Technique[] {
  switch (verdict) {
    case 'added':
      // What an argument says never was a file that could have been transferred.
      if (origin === 'argument') return [];
      return [because('T1105', 'it did not come with the image, so it came in later')];
    case 'modified':
      return [because('T1554', 'a file of the image has other bytes than it shipped')];
    case 'relocated': {
      const moved = masquerade
        ? because('T1036.005', 'it bears the name of another known tool')
        : because('T1036.003', 'a file of the image ran from another path');
      return modeChange === undefined ? [moved] : [moved, MORE_RIGHTS];
    }
    case 'mode_changed':
      return [modeChange === 'exec_bit' ? MADE_EXECUTABLE : MORE_RIGHTS];
    case 'in_image':
    case 'sibling_image':
    case 'unverified':
      return [];
  }
}

function because(id: string, why: string): Technique {
  return { id, reason: `${techniqueName(id)}: ${why}` };
}

const MORE_RIGHTS = because(
  'T1548.001',
  'it was given a bit, an owner or a capability that the image does not give it',
);
const MADE_EXECUTABLE = because('T1222.002', 'it was made executable after the image was built');

/** Perl, PHP, Ruby and the rest have no sub-technique of their own. */
const INTERPRETERS: Readonly<Partial<Record<Family, { readonly id: string; readonly what: string }>>> = {
  python: { id: 'T1059.006', what: 'its interpreter' },
  node: { id: 'T1059.007', what: 'its interpreter' },
  lua: { id: 'T1059.011', what: 'its interpreter' },
  shell: { id: 'T1059.004', what: 'a shell' },
  busybox: { id: 'T1059.004', what: 'a shell' },
};
const ANY_INTERPRETER = { id: 'T1059', what: 'an interpreter' };

function interpreterOf(exe: string, origin: Evidence['origin']): Technique {
  const family = familyOf(baseNameOf(exe));
  const { id, what } = (family === undefined ? undefined : INTERPRETERS[family]) ?? ANY_INTERPRETER;
  const how = origin === 'argument' ? 'as an argument' : origin === 'stdin' ? 'through a pipe' : 'as a script';
  return because(id, `${what} ran foreign code, given ${how}`);
}

/** A component that begins with a dot, other than `.` and `..`. */
function hasHiddenName(path: Buffer): boolean {
  return path[0] === 0x2f && /\/\.(?!\.?(?:\/|$))/.test(path.toString('latin1'));
}
