/** What a request to the API server is in the words of RBAC. */
import { type ApiStore, parsePath } from '../support/api-store.ts';

type Asked = { readonly verb: string; readonly group: string; readonly resource: string };
type Rule = { readonly apiGroups: string[]; readonly resources: string[]; readonly verbs: string[] };

const RBAC = '/apis/rbac.authorization.k8s.io/v1';

export function askedOf(request: { method: string; path: string; query: Readonly<Record<string, string>> }): Asked {
  const { collection, name, subresource } = parsePath(request.path);
  const parts = collection.split('/');
  const resource = `${parts.at(-1)}${subresource === undefined ? '' : `/${subresource}`}`;
  return {
    verb: verbOf(request.method, request.query.watch, name),
    group: parts[1] === 'api' ? '' : (parts[2] ?? ''),
    resource,
  };
}

function verbOf(method: string, watch: string | undefined, name: string | undefined): string {
  if (method === 'POST') return 'create';
  if (method !== 'GET') return method.toLowerCase();
  if (watch === 'true') return 'watch';
  return name === undefined ? 'list' : 'get';
}

/** Whether a ClusterRoleBinding among the objects gives this to the service account; everybody may ask what he may. */
export function isAllowed(store: ApiStore, account: { namespace: string; name: string }, asked: Asked): boolean {
  if (asked.group === 'authorization.k8s.io') return true;
  const bindings = store
    .list(`${RBAC}/clusterrolebindings`)
    .filter(({ subjects }) =>
      (subjects as { kind: string; name: string; namespace: string }[]).some(
        ({ kind, name, namespace }) =>
          kind === 'ServiceAccount' && name === account.name && namespace === account.namespace,
      ),
    );
  const roles = bindings.flatMap(({ roleRef }) => {
    const role = store.get(`${RBAC}/clusterroles`, (roleRef as { name: string }).name);
    return role === undefined ? [] : [role];
  });
  return roles
    .flatMap(({ rules }) => rules as Rule[])
    .some(
      ({ apiGroups, resources, verbs }) =>
        apiGroups.includes(asked.group) && resources.includes(asked.resource) && verbs.includes(asked.verb),
    );
}
