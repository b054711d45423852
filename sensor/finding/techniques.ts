/** Names and tactics of the techniques that findings name, as ATT&CK Enterprise has them: https://attack.mitre.org/versions/v17/ */

export const ATTACK_VERSION = '17.1';

const TACTICS = {
  TA0002: 'Execution',
  TA0003: 'Persistence',
  TA0004: 'Privilege Escalation',
  TA0005: 'Defense Evasion',
  TA0011: 'Command and Control',
} as const;
type TacticId = keyof typeof TACTICS;

type Known = { readonly name: string; readonly tactics: readonly TacticId[] };

/** Of sub-techniques the name alone: they serve the tactics of their technique. */
const TECHNIQUES: Readonly<Record<string, Known>> = {
  T1027: { name: 'Obfuscated Files or Information', tactics: ['TA0005'] },
  T1036: { name: 'Masquerading', tactics: ['TA0005'] },
  T1053: { name: 'Scheduled Task/Job', tactics: ['TA0002', 'TA0003', 'TA0004'] },
  T1059: { name: 'Command and Scripting Interpreter', tactics: ['TA0002'] },
  T1070: { name: 'Indicator Removal', tactics: ['TA0005'] },
  T1105: { name: 'Ingress Tool Transfer', tactics: ['TA0011'] },
  T1222: { name: 'File and Directory Permissions Modification', tactics: ['TA0005'] },
  T1548: { name: 'Abuse Elevation Control Mechanism', tactics: ['TA0004', 'TA0005'] },
  T1554: { name: 'Compromise Host Software Binary', tactics: ['TA0003'] },
  T1564: { name: 'Hide Artifacts', tactics: ['TA0005'] },
  T1574: { name: 'Hijack Execution Flow', tactics: ['TA0003', 'TA0004', 'TA0005'] },
  T1609: { name: 'Container Administration Command', tactics: ['TA0002'] },
  T1611: { name: 'Escape to Host', tactics: ['TA0004'] },
  T1620: { name: 'Reflective Code Loading', tactics: ['TA0005'] },
};

const SUB_TECHNIQUES: Readonly<Record<string, string>> = {
  'T1027.011': 'Fileless Storage',
  'T1036.003': 'Rename Legitimate Utilities',
  'T1036.005': 'Match Legitimate Resource Name or Location',
  'T1053.003': 'Cron',
  'T1059.004': 'Unix Shell',
  'T1059.006': 'Python',
  'T1059.007': 'JavaScript',
  'T1059.011': 'Lua',
  'T1070.004': 'File Deletion',
  'T1222.002': 'Linux and Mac File and Directory Permissions Modification',
  'T1548.001': 'Setuid and Setgid',
  'T1564.001': 'Hidden Files and Directories',
  'T1574.006': 'Dynamic Linker Hijacking',
};

export type Named = { readonly id: string; readonly name?: string };

export type TechniqueFacts = {
  readonly technique: Named;
  readonly subTechnique?: Named;
  readonly tactics: readonly { readonly id: string; readonly name: string }[];
};

/** `T1036.005` → what it belongs to. An id that is not known here (said by another version) stands without names and tactics. */
export function techniqueFacts(id: string): TechniqueFacts {
  const [parent = id] = id.split('.');
  const known = TECHNIQUES[parent];
  const subName = SUB_TECHNIQUES[id];
  return {
    technique: { id: parent, ...(known !== undefined && { name: known.name }) },
    ...(parent !== id && { subTechnique: { id, ...(subName !== undefined && { name: subName }) } }),
    tactics: (known?.tactics ?? []).map((tactic) => ({ id: tactic, name: TACTICS[tactic] })),
  };
}

/** The name of the technique or sub-technique itself; its id where there is none. */
export function techniqueName(id: string): string {
  const { technique, subTechnique } = techniqueFacts(id);
  return (subTechnique ?? technique).name ?? id;
}
