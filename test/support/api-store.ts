import { randomUUID } from 'node:crypto';

export type ApiObject = { readonly [key: string]: unknown };

type Metadata = {
  readonly name: string;
  readonly namespace?: string;
  readonly uid: string;
  readonly resourceVersion: string;
  readonly generation: number;
  readonly [key: string]: unknown;
};

export type Stored = ApiObject & { readonly metadata: Metadata };
export type Change = {
  readonly type: 'ADDED' | 'MODIFIED' | 'DELETED';
  readonly path: string;
  readonly object: Stored;
};
/** What a watch sees of a change: an object that leaves its selection is DELETED for it. */
export type Match = (change: Change) => Change | undefined;

type Request = {
  readonly method: string;
  readonly path: string;
  readonly query: Readonly<Record<string, string>>;
  readonly contentType: string | undefined;
  readonly body: unknown;
};

const MAX_HISTORY = 4_096;

/** Objects by the path of their collection, with one history: `resourceVersion` counts changes of everything, as etcd does. */
export class ApiStore {
  readonly #objects = new Map<string, Stored>();
  #history: (Change & { readonly version: number })[] = [];
  version = 100;
  /** Watches from before are told 410. */
  oldest = 0;
  /** Called for each change. */
  onChange: (change: Change) => void = () => {};
  /** Lists and pages of lists that were asked for. */
  lists = 0;
  /** `VERB GROUP/RESOURCE` that the subject may not do, when it asks. */
  readonly denied = new Set<string>();

  /** Creates or replaces. `collection`: `/api/v1/pods`, or a namespaced one's own path. */
  put(collection: string, object: ApiObject): Stored {
    const given = object.metadata as Partial<Metadata> | undefined;
    const key = keyOf(collection, given?.namespace, given?.name ?? '');
    const before = this.#objects.get(key);
    const sameSpec = before !== undefined && JSON.stringify(before.spec) === JSON.stringify(object.spec);
    const stored: Stored = {
      ...object,
      metadata: {
        ...given,
        name: given?.name ?? '',
        uid: given?.uid ?? before?.metadata.uid ?? randomUUID(),
        resourceVersion: String(++this.version),
        generation: before === undefined ? 1 : before.metadata.generation + (sameSpec ? 0 : 1),
      },
    };
    this.#objects.set(key, stored);
    this.#changed({ type: before === undefined ? 'ADDED' : 'MODIFIED', path: collection, object: stored });
    return stored;
  }

  delete(collection: string, name: string, namespace?: string): void {
    const key = keyOf(collection, namespace, name);
    const before = this.#objects.get(key);
    if (before === undefined) return;
    this.#objects.delete(key);
    const metadata = { ...before.metadata, resourceVersion: String(++this.version) };
    this.#changed({ type: 'DELETED', path: collection, object: { ...before, metadata } });
  }

  get(collection: string, name: string, namespace?: string): Stored | undefined {
    return this.#objects.get(keyOf(collection, namespace, name));
  }

  list(collection: string, namespace?: string): Stored[] {
    const prefix = namespace === undefined ? `${collection}|` : `${collection}|${namespace}/`;
    return [...this.#objects].filter(([key]) => key.startsWith(prefix)).map(([, object]) => object);
  }

  /** Nobody can go on from before now. */
  compact(): void {
    this.#history = [];
    this.oldest = this.version;
  }

  since(version: number): Change[] {
    return this.#history.filter((change) => change.version > version);
  }

  matcher(path: string, query: Readonly<Record<string, string>>): Match {
    const { collection, namespace } = parsePath(path);
    const selects = selector(query);
    return (change) => {
      if (change.path !== collection || !selects(change.object)) return undefined;
      return namespace === undefined || change.object.metadata.namespace === namespace ? change : undefined;
    };
  }

  /** Everything but watches. */
  handle(request: Request): { readonly code: number; readonly body: unknown } {
    const { method, path, body } = request;
    const { collection, name, namespace, status } = parsePath(path);
    if (method === 'GET' && name === undefined) return this.#list(request);
    const before = name === undefined ? undefined : this.get(collection, name, namespace);
    if (method === 'GET') return before === undefined ? notFound(path) : { code: 200, body: before };
    if (method === 'DELETE') {
      if (before === undefined) return notFound(path);
      this.delete(collection, before.metadata.name, namespace);
      return { code: 200, body: { kind: 'Status', apiVersion: 'v1', metadata: {}, status: 'Success' } };
    }
    const given = (body ?? {}) as ApiObject;
    if (path === '/apis/authorization.k8s.io/v1/selfsubjectaccessreviews') return this.#review(given);
    const givenName = (given.metadata as { name?: string } | undefined)?.name ?? '';
    if (method === 'POST') {
      if (this.get(collection, givenName, namespace) !== undefined)
        return failure(409, 'AlreadyExists', `${givenName} exists`);
      return { code: 201, body: this.put(collection, withNamespace(given, namespace)) };
    }
    const apply = request.contentType === 'application/apply-patch+yaml';
    if (before === undefined && (status || !apply)) return notFound(path);
    if (apply && request.query.fieldManager === undefined)
      return failure(400, 'BadRequest', 'fieldManager is required');
    // Through a status subresource nothing but the status changes.
    const patch = status ? { status: given.status } : given;
    const { metadata: _own, ...rest } = patch as { metadata?: unknown };
    return {
      code: 200,
      body: this.put(collection, { ...before, ...rest, metadata: before?.metadata ?? given.metadata }),
    };
  }

  #review(review: ApiObject): { code: number; body: unknown } {
    const { resourceAttributes } = review.spec as { resourceAttributes: Readonly<Record<string, string>> };
    const { verb, group, resource, subresource } = resourceAttributes;
    const what = `${verb} ${group}/${resource}${subresource === undefined ? '' : `/${subresource}`}`;
    return { code: 201, body: { ...review, status: { allowed: !this.denied.has(what) } } };
  }

  #list({ path, query }: Request): { code: number; body: unknown } {
    this.lists++;
    const { collection, namespace } = parsePath(path);
    const all = this.list(collection, namespace).filter(selector(query));
    const [from, version] = query.continue === undefined ? [0, this.version] : query.continue.split('@').map(Number);
    if (query.continue !== undefined && (version ?? 0) < this.oldest)
      return failure(410, 'Expired', 'the token is too old');
    const limit = Number(query.limit ?? '500');
    const items = all.slice(from, (from ?? 0) + limit);
    const rest = all.length - (from ?? 0) - items.length;
    const more = rest > 0 ? { continue: `${(from ?? 0) + limit}@${version}`, remainingItemCount: rest } : {};
    // Items of a list carry neither kind nor apiVersion.
    const bare = items.map(({ kind: _kind, apiVersion: _version, ...item }) => item);
    const metadata = { resourceVersion: String(version), ...more };
    return { code: 200, body: { kind: 'List', apiVersion: 'v1', metadata, items: bare } };
  }

  #changed(change: Change): void {
    this.#history.push({ ...change, version: this.version });
    if (this.#history.length > MAX_HISTORY) this.oldest = this.#history.shift()?.version ?? this.oldest;
    this.onChange(change);
  }
}

export type Parsed = {
  readonly collection: string;
  readonly name: string | undefined;
  readonly namespace: string | undefined;
  readonly status: boolean;
  /** `exec`, `log`, `status`. */
  readonly subresource: string | undefined;
};

/** Objects of a namespace are kept in the collection of all namespaces. */
export function parsePath(path: string): Parsed {
  const parts = path.split('/').slice(1).map(decodeURIComponent);
  const head = parts[0] === 'api' ? 2 : 3;
  const prefix = `/${parts.slice(0, head).join('/')}`;
  const rest = parts.slice(head);
  const namespaced = rest[0] === 'namespaces' && rest.length > 2;
  const [resource, name, sub] = namespaced ? rest.slice(2) : rest;
  const namespace = namespaced ? rest[1] : undefined;
  return { collection: `${prefix}/${resource}`, name, namespace, status: sub === 'status', subresource: sub };
}

function keyOf(collection: string, namespace: string | undefined, name: string): string {
  return `${collection}|${namespace ?? ''}/${name}`;
}

function withNamespace(object: ApiObject, namespace: string | undefined): ApiObject {
  return namespace === undefined ? object : { ...object, metadata: { ...(object.metadata as object), namespace } };
}

/** `fieldSelector=spec.nodeName=a,metadata.name=b`, `labelSelector=app=a`. */
export function selector(query: Readonly<Record<string, string>>): (object: ApiObject) => boolean {
  const wanted = (text = '') => text.split(',').flatMap((each) => (each === '' ? [] : [each.split('=')]));
  const conditions = [
    ...wanted(query.fieldSelector).map(([path = '', value]) => [path.split('.'), value] as const),
    ...wanted(query.labelSelector).map(([label = '', value]) => [['metadata', 'labels', label], value] as const),
  ];
  return (object) =>
    conditions.every(([path, value]) => {
      let at: unknown = object;
      for (const step of path) at = (at as Record<string, unknown> | undefined)?.[step];
      return at === value;
    });
}

function failure(code: number, reason: string, message: string): { code: number; body: ApiObject } {
  return { code, body: { kind: 'Status', apiVersion: 'v1', metadata: {}, status: 'Failure', message, reason, code } };
}

function notFound(path: string): { code: number; body: ApiObject } {
  return failure(404, 'NotFound', `${path} not found`);
}
