import { readFileSync } from 'node:fs';
import { Ajv, type ValidateFunction } from 'ajv';
import { parseAllDocuments } from 'yaml';
import { run } from '../support/command.ts';

export type Manifest = {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: { readonly name: string; readonly namespace?: string; readonly labels?: Record<string, string> };
  readonly [key: string]: unknown;
};

export const ROOT = new URL('../../', import.meta.url).pathname;

const schema = JSON.parse(readFileSync(new URL('schema/kubernetes.json', import.meta.url), 'utf8')) as {
  kinds: Record<string, string>;
  definitions: object;
};
const ajv = new Ajv({ allErrors: true, strict: false });
ajv.addSchema({ $id: 'kubernetes', definitions: schema.definitions });
const validators = new Map<string, ValidateFunction>();

/** Kinds that no API server knows by itself; their fields are not checked here. */
const FOREIGN = new Set([
  'monitoring.coreos.com/v1/PodMonitor',
  'monitoring.coreos.com/v1/PrometheusRule',
  'security.openshift.io/v1/SecurityContextConstraints',
]);

/** Every fault by a Kubernetes 1.36 API server's own schema, unknown fields among them. */
export function faultsOf(manifest: Manifest): string[] {
  const kind = `${manifest.apiVersion}/${manifest.kind}`;
  if (FOREIGN.has(kind)) return [];
  const name = schema.kinds[kind];
  if (name === undefined) return [`${kind}: no such kind`];
  let validate = validators.get(name);
  if (validate === undefined) {
    validate = ajv.compile({ $ref: `kubernetes#/definitions/${name}` });
    validators.set(name, validate);
  }
  validate(manifest);
  return (validate.errors ?? []).map(
    ({ instancePath, message, params }) => `${manifest.kind}${instancePath} ${message} ${JSON.stringify(params)}`,
  );
}

export function readManifests(path: string): Manifest[] {
  return parseManifests(readFileSync(path, 'utf8'));
}

/** What `kubectl kustomize` makes of a folder. */
export async function kustomize(folder: string): Promise<Manifest[]> {
  return parseManifests(await run(['kubectl', 'kustomize', folder]));
}

function parseManifests(text: string): Manifest[] {
  const documents = parseAllDocuments(text);
  for (const { errors } of documents) if (errors[0] !== undefined) throw errors[0];
  return documents.flatMap((document) => (document.contents === null ? [] : [document.toJS() as Manifest]));
}
