/**
 * A kubeconfig by @kubernetes/client-node, which knows its exec plugins, OIDC and proxies. The library is 6 MB of generated
 * clients, of which nothing else is used: the bundle leaves them out (setup/bundle/lean.ts).
 */
import type { RequestOptions } from 'node:https';
import { dirname, isAbsolute, join } from 'node:path';
import { KubeConfig } from '@kubernetes/client-node';
import type { ClusterAccess } from './access.ts';

/** Throws what is wrong with the file. */
export function openKubeconfig(path: string): ClusterAccess {
  const load = () => {
    const config = new KubeConfig();
    config.loadFromFile(isAbsolute(path) ? path : join(process.cwd(), path));
    const server = config.getCurrentCluster()?.server;
    if (server === undefined) throw new Error(`${path} has no current context with a cluster`);
    return { config, server };
  };
  let { config, server } = load();
  return {
    label: `${server} (kubeconfig ${join(dirname(path), path.slice(path.lastIndexOf('/') + 1))})`,
    server: new URL(server),
    options: async () => {
      const options: RequestOptions = {};
      await config.applyToHTTPSOptions(options as Parameters<typeof config.applyToHTTPSOptions>[0]);
      return options;
    },
    // It keeps tokens of files and of exec plugins; a fresh one has none.
    refused: () => {
      ({ config, server } = load());
    },
  };
}
