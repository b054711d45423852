/**
 * How the API server is reached, and as whom.
 *
 * In a pod the service account is used directly: a token file, a CA file and two variables. A kubeconfig is read by
 * kubeconfig.ts, whose library costs memory and time, and which is therefore loaded where there is one only.
 */
import { existsSync } from 'node:fs';
import type { RequestOptions } from 'node:http';
import type { Agent } from 'node:https';
import { isIPv6 } from 'node:net';
import { join } from 'node:path';
import { https } from '../runtime/lazy-tls.ts';
import { readSmallFile } from '../runtime/small-file.ts';

export type ClusterAccess = {
  /** For messages: `https://10.96.0.1:443 (service account)`. */
  readonly label: string;
  readonly server: URL;
  /** Agent and credentials of one request, fresh: tokens rotate. Rejects when they cannot be had. */
  options(): Promise<RequestOptions>;
  /** The server refused the credentials: they are read again for the next request. */
  refused(): void;
};

export type AccessChoice =
  | { readonly kind: 'none'; readonly detail: string }
  | { readonly kind: 'some'; readonly label: string; readonly open: () => Promise<ClusterAccess> };

type Environment = Readonly<Record<string, string | undefined>>;

const SERVICE_ACCOUNT = '/var/run/secrets/kubernetes.io/serviceaccount';
/** As client-go does: kubelet replaces a token when 80 % of its life are over. */
const TOKEN_KEPT_MS = 60_000;
const MAX_TOKEN_BYTES = 64 << 10;
const MAX_CA_BYTES = 1 << 20;
const KEEP_ALIVE_MS = 30_000;
/** Watches of pods and policies, and a few short requests. */
const MAX_SOCKETS = 8;

export function chooseAccess(
  options: { readonly kubernetes: 'auto' | 'off'; readonly kubeconfig?: string | undefined },
  environment: Environment = process.env,
  directory = SERVICE_ACCOUNT,
): AccessChoice {
  const { kubernetes, kubeconfig } = options;
  if (kubernetes === 'off') return { kind: 'none', detail: 'switched off by --kubernetes off' };
  if (kubeconfig !== undefined) {
    const open = async () => (await import('./kubeconfig.ts')).openKubeconfig(kubeconfig);
    return { kind: 'some', label: `kubeconfig ${kubeconfig}`, open };
  }
  const { KUBERNETES_SERVICE_HOST: host, KUBERNETES_SERVICE_PORT: port = '443' } = environment;
  if (host === undefined || host === '') return { kind: 'none', detail: 'not in a cluster, and no --kubeconfig' };
  if (!existsSync(join(directory, 'token'))) {
    return { kind: 'none', detail: `no service account token in ${directory}, and no --kubeconfig` };
  }
  const server = `https://${isIPv6(host) ? `[${host}]` : host}:${port}`;
  return { kind: 'some', label: `${server} (service account)`, open: async () => serviceAccount(server, directory) };
}

/** The CA and the token as they are on disk now; both are replaced while the pod runs. */
function serviceAccount(address: string, directory: string): ClusterAccess {
  let agent: { readonly ca: string; readonly agent: Agent } | undefined;
  let token = '';
  let readAtMs = Number.NEGATIVE_INFINITY;
  const read = (name: string, maxBytes: number): string => {
    const file = readSmallFile(join(directory, name), maxBytes);
    if (file.kind === 'refused') throw new Error(`${join(directory, name)} ${file.message}`);
    return file.bytes.toString('latin1').trim();
  };
  const refresh = (): Agent => {
    const nowMs = performance.now();
    if (agent !== undefined && nowMs - readAtMs < TOKEN_KEPT_MS) return agent.agent;
    token = read('token', MAX_TOKEN_BYTES);
    if (!/^[\x21-\x7e]+$/.test(token)) throw new Error(`${join(directory, 'token')} holds no token`);
    const ca = read('ca.crt', MAX_CA_BYTES);
    if (agent?.ca !== ca) {
      agent?.agent.destroy();
      const options = { ca, keepAlive: true, keepAliveMsecs: KEEP_ALIVE_MS, maxSockets: MAX_SOCKETS };
      agent = { ca, agent: new (https().Agent)(options) };
    }
    readAtMs = nowMs;
    return agent.agent;
  };
  return {
    label: `${address} (service account)`,
    server: new URL(address),
    options: async () => ({ agent: refresh(), headers: { authorization: `Bearer ${token}` } }),
    refused: () => {
      readAtMs = Number.NEGATIVE_INFINITY;
    },
  };
}
