/** One level of plain values, for receivers that cannot take arrays of objects (Wazuh's JSON decoder, some SIEM tables). */
import type { FindingFolded } from '../../finding/finding.ts';
import type { OutputRecord } from '../output.ts';
import { ancestorsText, commandLine, isFinding, messageOf, pairsOf, reasonsText, stepsText } from './shared.ts';

type Flat = Record<string, string | number | boolean>;

export function flatOf(record: OutputRecord): Flat {
  const flat: Flat = { integration: 'drift-sensor' };
  if (!isFinding(record)) return flatten(record, '', flat);
  const { process, pod, attack, attack_reasons: _reasons, next_steps: _steps, entry, folded, ...rest } = record;
  const { args, args_base64: _bytes, parents, ...running } = process;
  flatten({ ...rest, summary: messageOf(record) }, '', flat);
  flatten(running, 'process_', flat);
  set(flat, 'process_command_line', commandLine(args));
  const [parent] = parents;
  if (parent !== undefined) flatten(parent, 'process_parent_', flat);
  set(flat, 'process_ancestors', ancestorsText(record));
  set(flat, 'attack', attack.join(','));
  set(flat, 'attack_reasons', reasonsText(record));
  if (entry !== undefined) {
    const { args: entryArgs, ...first } = entry;
    flatten(first, 'entry_', flat);
    set(flat, 'entry_command_line', commandLine(entryArgs ?? []));
  }
  set(flat, 'next_steps', stepsText(record));
  if (folded !== undefined) flattenFolded(folded, flat);
  if (pod !== undefined) {
    const { labels, annotations, namespace_labels: namespaceLabels, ...named } = pod;
    flatten(named, 'pod_', flat);
    set(flat, 'pod_labels', pairsOf(labels, '=')?.join(','));
    set(flat, 'pod_annotations', pairsOf(annotations, '=')?.join(','));
    set(flat, 'pod_namespace_labels', pairsOf(namespaceLabels, '=')?.join(','));
  }
  return flat;
}

function flattenFolded({ files, ...counts }: FindingFolded, flat: Flat): void {
  flatten(counts, 'folded_', flat);
  set(flat, 'folded_files', files.map(({ path }) => path).join(', '));
  set(flat, 'folded_sha256', files.flatMap(({ sha256 }) => sha256 ?? []).join(','));
}

/** What is empty is absent. */
function set(flat: Flat, key: string, text: string | undefined): void {
  if (text !== undefined && text !== '') flat[key] = text;
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
