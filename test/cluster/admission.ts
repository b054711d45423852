/** ValidatingAdmissionPolicies among the objects: their expressions in CEL are known here by their text, another text is a fault. */
import type { ApiRequest } from '../support/api-double.ts';
import { type ApiStore, parsePath, type Stored } from '../support/api-store.ts';
import { askedOf } from './rbac.ts';

const GROUP = '/apis/admissionregistration.k8s.io/v1';

type Expression = { readonly expression: string; readonly message?: string };
type Policy = {
  readonly matchConstraints: {
    readonly resourceRules: readonly { apiGroups: string[]; resources: string[]; operations: string[] }[];
  };
  readonly matchConditions: readonly Expression[];
  readonly validations: readonly Expression[];
};
type Facts = { readonly username: string; readonly nodeName: string; readonly name: string };

const EXPRESSIONS: Readonly<Record<string, (facts: Facts) => boolean>> = {
  "request.userInfo.username == 'system:serviceaccount:drift-sensor:drift-sensor'": ({ username }) =>
    username === 'system:serviceaccount:drift-sensor:drift-sensor',
  "request.userInfo.extra[?'authentication.kubernetes.io/node-name'][0].orValue('') == object.metadata.name": ({
    nodeName,
    name,
  }) => nodeName === name,
};

/** Why a request of a pod's service account is refused; undefined where it is not. `nodeName`: of the pod, as its token says. */
export function refusal(
  request: ApiRequest,
  store: ApiStore,
  pod: { readonly namespace: string; readonly serviceAccount: string; readonly nodeName: string },
): string | undefined {
  const operation = { POST: 'CREATE', PUT: 'UPDATE', PATCH: 'UPDATE' }[request.method];
  if (operation === undefined) return undefined;
  const { group, resource } = askedOf(request);
  const { metadata } = (request.body ?? {}) as { metadata?: { name?: string } };
  const facts = {
    username: `system:serviceaccount:${pod.namespace}:${pod.serviceAccount}`,
    nodeName: pod.nodeName,
    name: parsePath(request.path).name ?? metadata?.name ?? '',
  };
  const failed = ({ expression }: Expression): boolean => {
    const holds = EXPRESSIONS[expression.trim()];
    if (holds === undefined) throw new Error(`an expression in CEL that nobody mirrors: ${expression}`);
    return !holds(facts);
  };
  for (const { matchConstraints, matchConditions, validations } of enforced(store)) {
    const matches = matchConstraints.resourceRules.some(
      (rule) =>
        rule.apiGroups.includes(group) && rule.resources.includes(resource) && rule.operations.includes(operation),
    );
    if (!matches || matchConditions.some(failed)) continue;
    const broken = validations.find(failed);
    if (broken !== undefined) return broken.message ?? broken.expression;
  }
  return undefined;
}

/** Those that a binding puts in force. */
function enforced(store: ApiStore): Policy[] {
  return store.list(`${GROUP}/validatingadmissionpolicybindings`).flatMap(({ spec }: Stored) => {
    const { policyName, validationActions } = spec as { policyName: string; validationActions: string[] };
    const policy = store.get(`${GROUP}/validatingadmissionpolicies`, policyName)?.spec as Policy | undefined;
    return policy !== undefined && validationActions.includes('Deny') ? [policy] : [];
  });
}
