/** docs/configuration.md and deploy/config.example.yaml, made of the one schema. `node test/docs/generate.ts` writes them. */
import { stringify } from 'yaml';
import { z } from 'zod';
import { configSchema } from '../../sensor/config.ts';

/** What is used here of a JSON Schema (draft 2020-12). */
type Schema = {
  readonly description?: string;
  readonly default?: unknown;
  readonly examples?: readonly unknown[];
  readonly type?: string;
  readonly const?: unknown;
  readonly enum?: readonly string[];
  readonly minimum?: number;
  readonly maximum?: number;
  readonly maxItems?: number;
  readonly items?: Schema;
  readonly oneOf?: readonly Schema[];
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
};

/** Defaults that depend on the machine: how they are described, and what the example shows. */
const VARIES: Readonly<Record<string, readonly [string, string]>> = {
  stateDir: ['`/var/lib/drift-sensor`, without root `$XDG_STATE_HOME/drift-sensor`', '/var/lib/drift-sensor'],
  nodeName: ['the host’s name', 'node-1'],
};
/** For keys without a default. */
const EXAMPLES: Readonly<Record<string, unknown>> = {
  patterns: ['CORP-[0-9]+'],
  indexDir: '/var/lib/drift-sensor/index',
  clusterName: 'prod-1',
  kubeconfig: '/etc/drift-sensor/kubeconfig',
  podAnnotations: ['example.com/team'],
  policy: ['/etc/drift-sensor/policies'],
  runtime: ['containerd=unix:///run/k3s/containerd/containerd.sock'],
};
const WIDTH = 110;

export function schemaOfConfig(): Schema {
  return z.toJSONSchema(configSchema, { io: 'input', unrepresentable: 'any' }) as Schema;
}

export function page(): string {
  const schema = schemaOfConfig();
  const rows = entries(schema).map(([key, each]) => row(`\`${key}\``, each, defaultOf(key, each)));
  const outputs = schema.properties?.outputs?.items?.oneOf ?? [];
  const common = commonKeys(outputs);
  const [first] = outputs;
  const sections = [
    section('`redaction`', schema.properties?.redaction),
    section('`spool`', schema.properties?.spool),
    section('every entry of `outputs`', first, (key) => common.has(key)),
    ...outputs.map((each) =>
      section(
        `\`outputs\` of type \`${each.properties?.type?.const}\``,
        each,
        (key) => !common.has(key) && key !== 'type',
      ),
    ),
  ];
  return `# Configuration

<!-- Made by test/docs/generate.ts of the schema in sensor/config.ts; change that, not this page. -->

\`drift-sensor run --config FILE\` reads YAML of at most 64 KiB. The keys are the long flags in camelCase, and flags win. Unknown
keys and wrong values are refused, all of them at once, each with its place. [config.example.yaml](../deploy/config.example.yaml)
has every key. \`outputs\`, \`spool\` and \`redaction\` stand in the file only; policies are files of their own and followed as they
change, the rest is read at the start.

| key | meaning | values | default |
|---|---|---|---|
${rows.join('\n')}
${sections.join('')}`;
}

function section(title: string, schema: Schema | undefined, shown: (key: string) => boolean = () => true): string {
  const rows = flatEntries(schema).filter(([key]) => shown(key.split('.')[0] ?? ''));
  if (rows.length === 0) return '';
  const lines = rows.map(([key, each, needed]) => row(`\`${key}\`${needed ? ' (needed)' : ''}`, each));
  return `\n## ${title[0]?.toUpperCase()}${title.slice(1)}\n\n| key | meaning | values |\n|---|---|---|\n${lines.join('\n')}\n`;
}

function row(name: string, schema: Schema, fallback?: string): string {
  const cells = [name, schema.description ?? '', valuesOf(schema), ...(fallback === undefined ? [] : [fallback])];
  return `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;
}

function valuesOf(schema: Schema): string {
  if (schema.enum !== undefined) return schema.enum.map((word) => `\`${word}\``).join(', ');
  if (schema.type === 'array') return schema.items?.type === 'string' ? 'list of text' : 'list';
  if (schema.type === 'boolean') return '`true`, `false`';
  if (schema.type === 'object') return 'mapping';
  if (schema.type !== 'integer' && schema.type !== 'number') return 'text';
  const top = schema.maximum === undefined || schema.maximum >= Number.MAX_SAFE_INTEGER ? '' : ` to ${schema.maximum}`;
  return `${schema.minimum}${top === '' ? ' or more' : top}`;
}

function defaultOf(key: string, schema: Schema): string {
  const varies = VARIES[key];
  if (varies !== undefined) return varies[0];
  if (schema.default === undefined || schema.type === 'object') return '';
  return `\`${JSON.stringify(schema.default).replaceAll('"', '')}\``;
}

function entries(schema: Schema | undefined): [string, Schema][] {
  return Object.entries(schema?.properties ?? {});
}

/** Nested mappings as `tls.caFile`. */
function flatEntries(schema: Schema | undefined, prefix = ''): [string, Schema, boolean][] {
  return entries(schema).flatMap(([key, each]): [string, Schema, boolean][] => {
    const needed = schema?.required?.includes(key) === true && each.default === undefined;
    const own: [string, Schema, boolean] = [`${prefix}${key}`, each, needed];
    return each.properties === undefined ? [own] : [own, ...flatEntries(each, `${prefix}${key}.`)];
  });
}

function commonKeys(outputs: readonly Schema[]): ReadonlySet<string> {
  const [first, ...others] = outputs.map((each) => Object.keys(each.properties ?? {}));
  return new Set(first?.filter((key) => key !== 'type' && others.every((keys) => keys.includes(key))));
}

/** Explanations begin with `##`, what may be put to use by deleting one `#` with `#`. */
export function example(): string {
  const schema = schemaOfConfig();
  const blocks = entries(schema).map(([key, each]) => {
    if (key === 'outputs') return `${comment(each.description)}#outputs:\n${outputExamples(each)}`;
    return keyExample(key, each, '');
  });
  return `## Every key of drift-sensor's configuration, with its default or an example. docs/configuration.md says more.
## Made by test/docs/generate.ts of the schema in sensor/config.ts.

${blocks.join('\n')}`;
}

function outputExamples(schema: Schema): string {
  const types = schema.items?.oneOf ?? [];
  return types
    .map((each, i) => {
      const [, ...keys] = entries(each);
      // What all have is shown once.
      const shown = i === 0 ? keys : keys.filter(([key]) => !commonKeys(types).has(key));
      return `#  - type: ${each.properties?.type?.const}\n${shown.map(([key, one]) => keyExample(key, one, '    ')).join('')}`;
    })
    .join('');
}

function keyExample(key: string, schema: Schema, indent: string): string {
  const said = comment(schema.description, indent);
  if (schema.properties !== undefined) {
    const below = entries(schema).map(([name, each]) => keyExample(name, each, `${indent}  `));
    return `${said}#${indent}${key}:\n${below.join('')}`;
  }
  const value = VARIES[key]?.[1] ?? EXAMPLES[key] ?? schema.examples?.[0] ?? schema.default;
  if (value === undefined) throw new Error(`${key}: the schema has neither a default nor an example`);
  const flow = stringify({ [key]: value }, { collectionStyle: 'flow', flowCollectionPadding: false, lineWidth: 0 });
  return `${said}#${indent}${flow.trim().replace(/^\{(.*)\}$/s, '$1')}\n`;
}

function comment(text: string | undefined, indent = ''): string {
  if (text === undefined) throw new Error('every key must say what it means');
  const lines = [''];
  for (const word of text.split(' ')) {
    const last = lines.length - 1;
    if ((lines[last] ?? '').length + word.length > WIDTH - indent.length) lines.push(word);
    else lines[last] = lines[last] === '' ? word : `${lines[last]} ${word}`;
  }
  return lines.map((line) => `##${indent} ${line}\n`).join('');
}
