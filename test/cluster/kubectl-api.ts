/** The API server’s part for `kubectl` besides the store: RBAC, discovery, validation, Events in both forms, logs, and exec. */
import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import type { IncomingMessage } from 'node:http';
import { connect } from 'node:net';
import type { Duplex } from 'node:stream';
import { EVENTS } from '../sensor/kubernetes/support.ts';
import { type ApiAnswer, type ApiRequest, status } from '../support/api-double.ts';
import { type ApiStore, parsePath, type Stored, selector } from '../support/api-store.ts';
import { refusal } from './admission.ts';
import { discover, listKind } from './discovery.ts';
import type { RunningPod } from './kubelet.ts';
import { faultsOf, type Manifest } from './manifest.ts';
import { askedOf, isAllowed } from './rbac.ts';

/** The token that may do everything. */
export const ADMIN = 'admin';

/** What the server adds to an object. */
export function created(): object {
  return { uid: randomUUID(), creationTimestamp: `${new Date().toISOString().slice(0, 19)}Z` };
}

export type PodOf = (namespace?: string, name?: string) => RunningPod | undefined;

/** Undefined leaves it to the store. `refused`: what RBAC and admission did not allow. `nodeName`: of all pods. */
export function answer(
  request: ApiRequest,
  store: ApiStore,
  podOf: PodOf,
  { refused, nodeName }: { readonly refused: string[]; readonly nodeName: string },
): ApiAnswer | undefined {
  const { method, path, query, authorization = '' } = request;
  const token = authorization.replace('Bearer ', '');
  if (token !== ADMIN) {
    const [namespace = '', name = ''] = token.split('/');
    const asked = askedOf(request);
    const why = isAllowed(store, { namespace, name }, asked)
      ? refusal(request, store, { namespace, serviceAccount: name, nodeName })
      : 'no role allows it';
    if (why !== undefined) {
      refused.push(`${token} ${asked.verb} ${asked.group}/${asked.resource}: ${why}`);
      return { code: 403, body: status(403, 'Forbidden', why) };
    }
  }
  const discovered = method === 'GET' ? discover(path, store) : undefined;
  if (discovered !== undefined) return discovered;
  const { collection, name, namespace, subresource } = parsePath(path);
  if (subresource === 'log') return { code: 200, body: log(podOf(namespace, name), query), contentType: 'text/plain' };
  if (method === 'POST') {
    const faults = faultsOf(request.body as Manifest);
    if (faults.length > 0 && token === ADMIN && !/no such kind/.test(faults[0] ?? ''))
      return { code: 400, body: status(400, 'BadRequest', faults.join('; ')) };
    const given = request.body as { metadata?: object };
    return store.handle({ ...request, body: { ...given, metadata: { ...given.metadata, ...created() } } });
  }
  if (method !== 'GET' || name !== undefined || query.watch === 'true') return undefined;
  const kind = listKind(collection, store);
  if (collection === '/api/v1/events') {
    const items = store.list(EVENTS, namespace).map(coreEvent).filter(selector(query));
    return { code: 200, body: { ...kind, metadata: { resourceVersion: String(store.version) }, items } };
  }
  const { code, body } = store.handle(request);
  return { code, body: code === 200 ? { ...(body as object), ...kind } : body };
}

/** An Event as the API server shows it to who asks in the older form. */
function coreEvent(event: Stored): Stored {
  const { regarding, note, reportingController, reportingInstance, ...rest } = event;
  const { series, deprecatedCount, ...kept } = rest as {
    series?: { count: number; lastObservedTime: string };
  } & Stored & {
      deprecatedCount?: number;
    };
  void deprecatedCount;
  return {
    ...kept,
    ...(series === undefined ? {} : { series }),
    ...{ apiVersion: 'v1', involvedObject: regarding, message: note },
    ...{ reportingComponent: reportingController, reportingInstance, source: {} },
    ...{ firstTimestamp: null, lastTimestamp: null },
  };
}

/** Lines of CRI's log format, `TIME STREAM F TEXT` (P instead of F where a line goes on), as kubelet gives them. */
function log(pod: RunningPod | undefined, query: Readonly<Record<string, string>>): string {
  const [first] = pod?.containers.values() ?? [];
  const container = query.container === undefined ? first : pod?.containers.get(query.container);
  if (container === undefined) return '';
  const since = query.sinceSeconds === undefined ? 0 : Date.now() - Number(query.sinceSeconds) * 1_000;
  let text = '';
  for (const line of readFileSync(container.logPath, 'utf8').split('\n')) {
    const [, time = '', tag, words = ''] = /^(\S+) std\w+ ([FP]) (.*)$/.exec(line) ?? [];
    if (tag !== undefined && Date.parse(time) >= since) text += tag === 'P' ? words : `${words}\n`;
  }
  return text;
}

/** As kubelet does: hands the connection on to the runtime's streaming server. */
export async function exec(request: IncomingMessage, socket: Duplex, head: Buffer, podOf: PodOf): Promise<void> {
  // containerd 1.6 speaks SPDY only, to which kubectl then falls back.
  if (request.headers.upgrade?.toLowerCase() === 'websocket') {
    socket.end('HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\nConnection: close\r\n\r\n');
    return;
  }
  const url = new URL(request.url ?? '', 'https://api');
  const { namespace, name } = parsePath(url.pathname);
  const pod = podOf(namespace, name);
  const container = pod?.containers.get(url.searchParams.get('container') ?? '');
  if (pod === undefined || container === undefined) {
    socket.end('HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\nConnection: close\r\n\r\n');
    return;
  }
  const flag = (key: string) => ['true', '1'].includes(url.searchParams.get(key) ?? '');
  const streams = { tty: flag('tty'), stdin: flag('stdin'), stdout: flag('stdout'), stderr: flag('stderr') };
  const target = new URL(await pod.cri.execUrl(container.id, url.searchParams.getAll('command'), streams));
  const server = connect(Number(target.port), target.hostname, () => {
    const headers: string[] = [];
    for (let i = 0; i < request.rawHeaders.length; i += 2) {
      if (request.rawHeaders[i]?.toLowerCase() !== 'authorization')
        headers.push(request.rawHeaders.slice(i, i + 2).join(': '));
    }
    server.write(`${request.method} ${target.pathname}${target.search} HTTP/1.1\r\n${headers.join('\r\n')}\r\n\r\n`);
    server.write(head);
    socket.pipe(server).pipe(socket);
  });
  server.on('error', () => socket.destroy());
  socket.on('error', () => server.destroy());
}
