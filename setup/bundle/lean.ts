/** What a bundle can do without, by what it costs in memory and at the start of every process. */
import { join } from 'node:path';
import type { Plugin } from 'esbuild';

/**
 * Importing `node:http` as an ES module reads each of its exports, and three of them (`WebSocket` and its events) are getters that load an
 * HTTP/2 and a WebSocket client: 10 MB resident and 15 ms for nothing. The bundle takes the module itself, and of it what is not
 * computed.
 */
export const plainHttp: Plugin = {
  name: 'plain-http',
  setup({ onResolve, onLoad }) {
    onResolve({ filter: /^node:http$/ }, ({ kind, path }) =>
      kind === 'import-statement' ? { path, namespace: 'plain-http' } : undefined,
    );
    onLoad({ filter: /.*/, namespace: 'plain-http' }, () => {
      const properties = Object.entries(Object.getOwnPropertyDescriptors(process.getBuiltinModule('node:http')));
      const names = properties.filter(([, { get }]) => get === undefined).map(([name]) => name);
      const contents = `const http = process.getBuiltinModule('node:http');
export const { ${names.join(', ')} } = http;
export default http;
`;
      return { contents };
    });
  },
};

/**
 * The Kubernetes client without its generated clients: its package does not say that a module of it which is not used can be left
 * out, though each of them only defines things.
 */
export const usedOfKubernetes: Plugin = {
  name: 'used-of-kubernetes',
  setup({ onResolve }) {
    onResolve({ filter: /^\.{1,2}\// }, ({ path, resolveDir }) =>
      /[\\/]@kubernetes[\\/]client-node[\\/]/.test(`${resolveDir}/`)
        ? { path: join(resolveDir, path), sideEffects: false }
        : undefined,
    );
  },
};

/** prom-client without its push gateway, which loads TLS, and OpenTelemetry's API, which it asks for exemplars: neither is used. */
export const usedOfPromClient: Plugin = {
  name: 'used-of-prom-client',
  setup({ onLoad }) {
    const unused = /[\\/]prom-client[\\/]lib[\\/]pushgateway\.js$|[\\/]@opentelemetry[\\/]api[\\/]/;
    onLoad({ filter: unused }, () => ({ contents: '' }));
  },
};
