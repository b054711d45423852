/**
 * Takes from the OpenAPI v3 documents that a Kubernetes API server serves (`/openapi/v3`) what the kinds of deploy/ need, and
 * makes a strict JSON schema of it: fields that are not named are errors, as with `kubectl apply --validate=strict`.
 *
 *   node test/cluster/schema/prune.ts FOLDER
 *
 * FOLDER holds the documents of the API groups as files. The result, kubernetes.json, is derived from Kubernetes' own definitions
 * (Copyright The Kubernetes Authors, Apache-2.0).
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

type Json = null | boolean | number | string | Json[] | { [key: string]: Json };
type Schema = { [key: string]: Json };

const REF = '#/components/schemas/';

/** apiVersion/kind → the document's file and the schema's name there. */
const KINDS: Readonly<Record<string, readonly [string, string]>> = {
  'v1/Namespace': ['api_v1.json', 'io.k8s.api.core.v1.Namespace'],
  'v1/ServiceAccount': ['api_v1.json', 'io.k8s.api.core.v1.ServiceAccount'],
  'v1/ConfigMap': ['api_v1.json', 'io.k8s.api.core.v1.ConfigMap'],
  'v1/ResourceQuota': ['api_v1.json', 'io.k8s.api.core.v1.ResourceQuota'],
  'apps/v1/DaemonSet': ['apis_apps_v1.json', 'io.k8s.api.apps.v1.DaemonSet'],
  'networking.k8s.io/v1/NetworkPolicy': ['apis_networking.k8s.io_v1.json', 'io.k8s.api.networking.v1.NetworkPolicy'],
  'rbac.authorization.k8s.io/v1/ClusterRole': [
    'apis_rbac.authorization.k8s.io_v1.json',
    'io.k8s.api.rbac.v1.ClusterRole',
  ],
  'rbac.authorization.k8s.io/v1/ClusterRoleBinding': [
    'apis_rbac.authorization.k8s.io_v1.json',
    'io.k8s.api.rbac.v1.ClusterRoleBinding',
  ],
  'rbac.authorization.k8s.io/v1/RoleBinding': [
    'apis_rbac.authorization.k8s.io_v1.json',
    'io.k8s.api.rbac.v1.RoleBinding',
  ],
  'admissionregistration.k8s.io/v1/ValidatingAdmissionPolicy': [
    'apis_admissionregistration.k8s.io_v1.json',
    'io.k8s.api.admissionregistration.v1.ValidatingAdmissionPolicy',
  ],
  'admissionregistration.k8s.io/v1/ValidatingAdmissionPolicyBinding': [
    'apis_admissionregistration.k8s.io_v1.json',
    'io.k8s.api.admissionregistration.v1.ValidatingAdmissionPolicyBinding',
  ],
  'apiextensions.k8s.io/v1/CustomResourceDefinition': [
    'apis_apiextensions.k8s.io_v1.json',
    'io.k8s.apiextensions-apiserver.pkg.apis.apiextensions.v1.CustomResourceDefinition',
  ],
};

function prune(folder: string): Schema {
  const definitions: Schema = {};
  const kinds: Record<string, string> = {};
  let version = '';
  for (const [kind, [file, name]] of Object.entries(KINDS)) {
    const document = JSON.parse(readFileSync(join(folder, file), 'utf8')) as {
      info: { version: string };
      components: { schemas: Record<string, Schema> };
    };
    version = document.info.version;
    kinds[kind] = name;
    const waiting = [name];
    for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
      const schema = document.components.schemas[next];
      if (schema === undefined) throw new Error(`${file} has no ${next}`);
      if (definitions[next] !== undefined) continue;
      definitions[next] = strict(schema, (ref) => waiting.push(ref)) as Schema;
    }
  }
  return {
    $comment: `Made by test/cluster/schema/prune.ts of the OpenAPI v3 documents of a Kubernetes ${version} API server. Copyright The Kubernetes Authors, Apache-2.0 (https://www.apache.org/licenses/LICENSE-2.0).`,
    kinds,
    definitions,
  };
}

const DROPPED: ReadonlySet<string> = new Set(['description', 'default', 'format', 'title']);

/** Without prose; an object with named properties has no others. */
function strict(value: Json, onRef: (name: string) => void, isMap = false): Json {
  if (Array.isArray(value)) return value.map((item) => strict(item, onRef));
  if (value === null || typeof value !== 'object') return value;
  if (!isMap && value.nullable === true) throw new Error('nullable is not translated');
  const out: Schema = {};
  for (const [key, child] of Object.entries(value)) {
    if (!isMap && (DROPPED.has(key) || key.startsWith('x-kubernetes-'))) continue;
    if (!isMap && key === '$ref' && typeof child === 'string') {
      const name = child.slice(REF.length);
      onRef(name);
      out.$ref = `#/definitions/${name}`;
    } else {
      out[key] = strict(child, onRef, !isMap && key === 'properties');
    }
  }
  if (!isMap && value.properties !== undefined && value.additionalProperties === undefined) {
    out.additionalProperties = false;
  }
  return out;
}

const [folder] = process.argv.slice(2);
if (folder === undefined) throw new Error('usage: prune.ts FOLDER');
writeFileSync(new URL('kubernetes.json', import.meta.url), `${JSON.stringify(prune(folder), null, 1)}\n`);
