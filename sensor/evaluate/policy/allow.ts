import type { AllowedProcess } from './document.ts';
import type { Facts } from './facts.ts';
import { compileGlob } from './pattern.ts';

/** Whether the executed file is certainly on the list. An entry matches when everything that it names does. */
export type AllowTest = (facts: Facts) => boolean;

export function compileAllow(entries: readonly AllowedProcess[] | undefined): AllowTest | undefined {
  if (entries === undefined || entries.length === 0) return undefined;
  const names = new Set<string>();
  const digests = new Set<string>();
  const others: AllowTest[] = [];
  for (const entry of entries) {
    const { path, name, sha256 } = entry;
    if (path === undefined && name === undefined) digests.add(sha256 ?? '');
    else if (path === undefined && sha256 === undefined) names.add(name ?? '');
    else others.push(combined(entry));
  }
  return (facts) =>
    (typeof facts.sha256 === 'string' && digests.has(facts.sha256)) ||
    (typeof facts.name === 'string' && names.has(facts.name)) ||
    others.some((test) => test(facts));
}

function combined({ path, name, sha256 }: AllowedProcess): AllowTest {
  const glob = path === undefined ? undefined : compileGlob(path);
  return (facts) =>
    (sha256 === undefined || facts.sha256 === sha256) &&
    (name === undefined || facts.name === name) &&
    (glob === undefined || (typeof facts.path === 'string' && glob(facts.path)));
}
