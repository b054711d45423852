import type { Evidence } from '../digest/evidence.ts';
import type { Judgement } from '../evaluate/verdict.ts';

/** MITRE ATT&CK (Enterprise) techniques that a verdict is evidence of; each with the reason beside it. */
export function attackOf(judgement: Judgement, { object, origin }: Evidence): readonly string[] {
  const techniques: string[] = [];
  switch (judgement.verdict) {
    case 'added':
      // Ingress Tool Transfer: code that did not come with the image came in later.
      techniques.push('T1105');
      break;
    case 'modified':
      // Compromise Host Software Binary: a program that users trust has other bytes.
      techniques.push('T1554');
      break;
    case 'relocated':
      // Masquerading: a known program under another path (T1036.003), or under another known program's name (T1036.005).
      techniques.push(judgement.masquerade ? 'T1036.005' : 'T1036.003');
      break;
    case 'mode_changed':
      // Setuid and Setgid; else Linux File and Directory Permissions Modification.
      techniques.push(judgement.modeChange === 'setid' ? 'T1548.001' : 'T1222.002');
      break;
    case 'in_image':
    case 'sibling_image':
    case 'unverified':
      return techniques;
  }
  // Reflective Code Loading: run from memory.
  if (origin === 'memfd') techniques.push('T1620');
  // Indicator Removal: File Deletion.
  if (origin === 'deleted') techniques.push('T1070.004');
  // Escape to Host.
  if (origin === 'host') techniques.push('T1611');
  // Hijack Execution Flow: Dynamic Linker Hijacking.
  if (object === 'library') techniques.push('T1574.006');
  // Command and Scripting Interpreter: Unix Shell.
  if (object === 'script') techniques.push('T1059.004');
  return techniques;
}
