/** What `kubectl` asks before everything else: which groups, versions and resources there are. */
import type { ApiAnswer } from '../support/api-double.ts';
import type { ApiStore } from '../support/api-store.ts';

type Resource = readonly [name: string, kind: string, namespaced: boolean, shortNames?: readonly string[]];

const BUILT_IN: Readonly<Record<string, readonly Resource[]>> = {
  v1: [
    ['namespaces', 'Namespace', false, ['ns']],
    ['nodes', 'Node', false],
    ['pods', 'Pod', true, ['po']],
    ['pods/exec', 'PodExecOptions', true],
    ['pods/log', 'Pod', true],
    ['configmaps', 'ConfigMap', true],
    ['serviceaccounts', 'ServiceAccount', true],
    ['events', 'Event', true],
  ],
  'apps/v1': [['daemonsets', 'DaemonSet', true, ['ds']]],
  'rbac.authorization.k8s.io/v1': [
    ['clusterroles', 'ClusterRole', false],
    ['clusterrolebindings', 'ClusterRoleBinding', false],
  ],
  'admissionregistration.k8s.io/v1': [
    ['validatingadmissionpolicies', 'ValidatingAdmissionPolicy', false],
    ['validatingadmissionpolicybindings', 'ValidatingAdmissionPolicyBinding', false],
  ],
  'networking.k8s.io/v1': [['networkpolicies', 'NetworkPolicy', true]],
  'apiextensions.k8s.io/v1': [['customresourcedefinitions', 'CustomResourceDefinition', false, ['crd']]],
  'events.k8s.io/v1': [['events', 'Event', true]],
};
const CRDS = '/apis/apiextensions.k8s.io/v1/customresourcedefinitions';
const OPENAPI = 'application/com.github.proto-openapi.spec.v2.v1.0+protobuf';
const VERBS = ['create', 'delete', 'get', 'list', 'patch', 'watch'];

/** An answer to discovery, undefined to anything else. */
export function discover(path: string, store: ApiStore): ApiAnswer | undefined {
  const all = groups(store);
  if (path === '/version') return json({ major: '1', minor: '36', gitVersion: 'v1.36.0' });
  if (path === '/api') return json({ kind: 'APIVersions', versions: ['v1'] });
  if (path === '/apis')
    return json({ kind: 'APIGroupList', apiVersion: 'v1', groups: Object.keys(all).flatMap(group) });
  // A document without schemas: validation is the server's work (faultsOf), not the client's. `swagger: "2.0"` in protobuf.
  if (path === '/openapi/v2') return { code: 200, body: Buffer.from('\x0a\x032.0', 'latin1'), contentType: OPENAPI };
  const version = /^\/apis?\/(.+)$/.exec(path)?.[1] ?? '';
  const resources = all[version];
  if (resources === undefined) return undefined;
  const described = resources.map(([name, kind, namespaced, shortNames = []]) => ({
    ...{ name, singularName: name.includes('/') ? '' : kind.toLowerCase(), kind, namespaced, shortNames },
    verbs: name.includes('/') ? ['create', 'get'] : VERBS,
  }));
  return json({ kind: 'APIResourceList', apiVersion: 'v1', groupVersion: version, resources: described });
}

/** The kind that a collection's list has. */
export function listKind(collection: string, store: ApiStore): { kind: string; apiVersion: string } | undefined {
  const [, version = '', name] = /^\/apis?\/(.+)\/([^/]+)$/.exec(collection) ?? [];
  const resource = groups(store)[version]?.find(([each]) => each === name);
  return resource === undefined ? undefined : { kind: `${resource[1]}List`, apiVersion: version };
}

function groups(store: ApiStore): Readonly<Record<string, readonly Resource[]>> {
  const all: Record<string, readonly Resource[]> = { ...BUILT_IN };
  for (const { spec } of store.list(CRDS)) {
    const {
      group: name,
      names,
      scope,
      versions,
    } = spec as {
      group: string;
      names: { plural: string; kind: string; shortNames?: string[] };
      scope: string;
      versions: { name: string }[];
    };
    const version = `${name}/${versions[0]?.name}`;
    const resource: Resource = [names.plural, names.kind, scope === 'Namespaced', names.shortNames ?? []];
    all[version] = [...(all[version] ?? []), resource];
  }
  return all;
}

function group(groupVersion: string): object[] {
  const [name, version] = groupVersion.split('/');
  if (version === undefined) return [];
  const preferredVersion = { groupVersion, version };
  return [{ name, versions: [preferredVersion], preferredVersion }];
}

function json(body: unknown): ApiAnswer {
  return { code: 200, body };
}
