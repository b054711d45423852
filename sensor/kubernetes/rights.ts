import type { AccessChoice } from './access.ts';
import { ApiError } from './api-error.ts';
import { ApiClient } from './client.ts';
import { type Permission, permissions } from './permissions.ts';
import { mapping } from './wire.ts';

export type Rights =
  | { readonly kind: 'unreachable'; readonly detail: string }
  /** `missing`: `watch driftpolicies.drift-sensor.io`, …. */
  | { readonly kind: 'asked'; readonly missing: readonly string[] };

const PATH = '/apis/authorization.k8s.io/v1/selfsubjectaccessreviews';

/** Asks the API server whether it grants all that the sensor needs. Every authenticated user may ask that of themselves. */
export async function askRights(
  access: Extract<AccessChoice, { kind: 'some' }>,
  version: string,
  timeoutMs: number,
): Promise<Rights> {
  const client = new ApiClient({ userAgent: `drift-sensor/${version}`, timeoutMs }, { open: access.open });
  const signal = AbortSignal.timeout(timeoutMs);
  const missing: string[] = [];
  try {
    for (const { group, resource, subresource, verb } of permissions.flatMap(rights)) {
      const resourceAttributes = { group, resource, verb, ...(subresource !== undefined && { subresource }) };
      const body = {
        apiVersion: 'authorization.k8s.io/v1',
        kind: 'SelfSubjectAccessReview',
        spec: { resourceAttributes },
      };
      const { status } = mapping(await client.call({ method: 'POST', path: PATH, body }, signal));
      const name = [subresource === undefined ? resource : `${resource}/${subresource}`, group].filter((part) => part);
      if (mapping(status).allowed !== true) missing.push(`${verb} ${name.join('.')}`);
    }
  } catch (error) {
    const timedOut = error instanceof ApiError && error.code === 'aborted';
    return { kind: 'unreachable', detail: timedOut ? 'no answer in time' : String((error as Error).message) };
  }
  return { kind: 'asked', missing };
}

type Right = {
  readonly group: string;
  readonly resource: string;
  readonly subresource: string | undefined;
  readonly verb: string;
};

function rights({ apiGroups, resources, verbs }: Permission): Right[] {
  return apiGroups.flatMap((group) =>
    resources.flatMap((each) => {
      const [resource = '', subresource] = each.split('/');
      return verbs.map((verb) => ({ group, resource, subresource, verb }));
    }),
  );
}
