import type { Evidence } from '../digest/evidence.ts';
import { baseNameOf, type Family, familyOf } from '../digest/script/interpreter.ts';
import type { Judgement } from '../evaluate/verdict.ts';
import type { FindingEntry } from './finding.ts';

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
  const add = (id: string, reason: string) => techniques.push({ id, reason });
  if (origin === 'memfd') add('T1620', 'Reflective Code Loading: it ran from memory, without a file');
  if (origin === 'tmpfs')
    add('T1027.011', 'Fileless Storage: it lay in a memory filesystem and leaves nothing on disk');
  if (origin === 'deleted') add('T1070.004', 'File Deletion: its file had no name when it ran');
  if (origin === 'host') add('T1611', 'Escape to Host: a process of the container ran a file of the host');
  if (object === 'library')
    add('T1574.006', 'Dynamic Linker Hijacking: a program mapped a library that is not its image’s');
  if (object === 'script') techniques.push(interpreterOf(exe, origin));
  if (hasHiddenName(file.path)) add('T1564.001', 'Hidden Files and Directories: its path has a hidden part');
  if (entry?.kind === 'exec_session')
    add('T1609', 'Container Administration Command: it was run in an exec session, not by the container’s entrypoint');
  if (entry?.kind === 'cron') add('T1053.003', 'Cron: a scheduler inside the container ran it');
  return techniques;
}

function byVerdict({ verdict, masquerade, modeChange }: Judgement, { origin }: Evidence): Technique[] {
  switch (verdict) {
    case 'added':
      // What an argument says never was a file that could have been transferred.
      if (origin === 'argument') return [];
      return [{ id: 'T1105', reason: 'Ingress Tool Transfer: it did not come with the image, so it came in later' }];
    case 'modified':
      return [
        { id: 'T1554', reason: 'Compromise Host Software Binary: a file of the image has other bytes than it shipped' },
      ];
    case 'relocated': {
      const moved = masquerade
        ? { id: 'T1036.005', reason: 'Match Legitimate Name or Location: it bears the name of another known tool' }
        : { id: 'T1036.003', reason: 'Rename Legitimate Utilities: a file of the image ran from another path' };
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

const MORE_RIGHTS: Technique = {
  id: 'T1548.001',
  reason: 'Setuid and Setgid: it was given a bit, an owner or a capability that the image does not give it',
};
const MADE_EXECUTABLE: Technique = {
  id: 'T1222.002',
  reason: 'Linux File and Directory Permissions Modification: it was made executable after the image was built',
};

const INTERPRETERS: Readonly<Partial<Record<Family, Technique>>> = {
  python: { id: 'T1059.006', reason: 'Python: its interpreter ran foreign code' },
  node: { id: 'T1059.007', reason: 'JavaScript: its interpreter ran foreign code' },
  lua: { id: 'T1059.011', reason: 'Lua: its interpreter ran foreign code' },
  shell: { id: 'T1059.004', reason: 'Unix Shell: a shell ran foreign code' },
  busybox: { id: 'T1059.004', reason: 'Unix Shell: a shell ran foreign code' },
};

/** Perl, PHP, Ruby and the rest have no sub-technique of their own. */
function interpreterOf(exe: string, origin: Evidence['origin']): Technique {
  const family = familyOf(baseNameOf(exe));
  const known = family === undefined ? undefined : INTERPRETERS[family];
  const how = origin === 'argument' ? 'as an argument' : origin === 'stdin' ? 'through a pipe' : 'as a script';
  const other = { id: 'T1059', reason: 'Command and Scripting Interpreter: an interpreter ran foreign code' };
  const { id, reason } = known ?? other;
  return { id, reason: `${reason}, given ${how}` };
}

/** A component that begins with a dot, other than `.` and `..`. */
function hasHiddenName(path: Buffer): boolean {
  return path[0] === 0x2f && /\/\.(?!\.?(?:\/|$))/.test(path.toString('latin1'));
}
