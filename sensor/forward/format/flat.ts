/** One level of plain values, for receivers that cannot take arrays of objects (Wazuh's JSON decoder, some SIEM tables). */
import type { OutputRecord } from '../output.ts';
import { commandLine, isFinding } from './shared.ts';

type Flat = Record<string, string | number | boolean>;

export function flatOf(record: OutputRecord): Flat {
  const flat: Flat = { integration: 'drift-sensor' };
  if (!isFinding(record)) return flatten(record, '', flat);
  const { process, pod, attack, ...rest } = record;
  const { args, args_base64: _bytes, parents, ...running } = process;
  flatten(rest, '', flat);
  flatten(running, 'process_', flat);
  flat.process_command_line = commandLine(args);
  const [parent] = parents;
  if (parent !== undefined) flatten(parent, 'process_parent_', flat);
  if (parents.length > 0) flat.process_ancestors = parents.map(({ name, pid }) => `${name}(${pid})`).join(' < ');
  if (attack.length > 0) flat.attack = attack.join(',');
  if (pod !== undefined) {
    const { labels, ...named } = pod;
    flatten(named, 'pod_', flat);
    const pairs = Object.entries(labels ?? {}).map(([key, value]) => `${key}=${value}`);
    if (pairs.length > 0) flat.pod_labels = pairs.join(',');
  }
  return flat;
}

function flatten(value: object, prefix: string, into: Flat): Flat {
  for (const [key, each] of Object.entries(value)) {
    if (typeof each === 'string' || typeof each === 'number' || typeof each === 'boolean') into[prefix + key] = each;
    else if (Array.isArray(each))
      into[prefix + key] = each.map((one) => (typeof one === 'string' ? one : JSON.stringify(one))).join(',');
    else if (typeof each === 'object' && each !== null) flatten(each, `${prefix}${key}_`, into);
  }
  return into;
}
