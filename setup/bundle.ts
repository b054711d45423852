/**
 * Bundles both programs into build/bundle, or the folder that is named: one entry a program, worker thread and child process,
 * chunks that they share, source maps, and the names and licences of what is inside. `node build/bundle/drift-sensor.mjs run` then needs
 * neither node_modules nor type stripping; the native programs are looked for in `native` beside the folder.
 *
 *   node setup/bundle.ts [DIR]
 */

import { mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join, resolve } from 'node:path';
import { build, type Plugin } from 'esbuild';
import { plainHttp, usedOfKubernetes, usedOfPromClient } from './bundle/lean.ts';
import { bundledPackages, licencesText } from './bundle/licences.ts';

const ROOT = new URL('..', import.meta.url).pathname;

/** Every file that is started on its own: in one folder, because each finds the others beside itself. */
const ENTRIES = {
  'drift-sensor': 'sensor/cli.ts',
  'image-index': 'image-index/cli.ts',
  'hash-worker': 'sensor/digest/hash-worker.ts',
  'hash-child': 'sensor/digest/hash-child.ts',
  'build-worker': 'image-index/build-worker.ts',
  'ahead-worker': 'image-index/read/directory/ahead-worker.ts',
} as const;

/** CommonJS packages call `require` for Node's own modules, which an ES module does not have. */
const REQUIRE = `import { createRequire as nodeRequire } from 'node:module';const require = nodeRequire(import.meta.url);`;

/** CommonJS packages that are loaded with `import()`: esbuild gives such a chunk a default export only, Node gives it names. */
const LAZY_COMMONJS = ['@grpc/grpc-js'];

const namedExports: Plugin = {
  name: 'named-exports',
  setup({ onResolve, onLoad }) {
    const load = createRequire(import.meta.url);
    onResolve({ filter: /^@?[a-z]/ }, ({ kind, path }) =>
      kind === 'dynamic-import' && LAZY_COMMONJS.includes(path) ? { path, namespace: 'named-exports' } : undefined,
    );
    onLoad({ filter: /.*/, namespace: 'named-exports' }, ({ path }) => {
      const names = Object.keys(load(path) as object).filter((name) => /^[A-Za-z_$][\w$]*$/.test(name));
      const contents = `import * as all from '${path}';\nexport const { ${names.join(', ')} } = all;\n`;
      return { contents, resolveDir: ROOT };
    });
  },
};

async function bundle(directory: string): Promise<void> {
  const partial = `${directory}.${process.pid}`;
  try {
    const { metafile } = await build({
      absWorkingDir: ROOT,
      entryPoints: ENTRIES,
      outdir: partial,
      bundle: true,
      splitting: true,
      chunkNames: '[name]-[hash]',
      outExtension: { '.js': '.mjs' },
      format: 'esm',
      platform: 'node',
      target: 'node24',
      // Names stay, so that a stack trace can be read without the maps.
      minifyWhitespace: true,
      minifySyntax: true,
      legalComments: 'none',
      // Beside the code; read only by `node --enable-source-maps`, which costs memory.
      sourcemap: 'linked',
      sourcesContent: false,
      banner: { js: REQUIRE },
      plugins: [namedExports, plainHttp, usedOfKubernetes, usedOfPromClient],
      metafile: true,
      logLevel: 'warning',
    });
    const packages = bundledPackages(ROOT, Object.keys(metafile.inputs));
    writeFileSync(join(partial, 'THIRD-PARTY-LICENCES.txt'), licencesText(packages));
    const names = packages.map(({ name, version }) => `${name}@${version}`);
    writeFileSync(join(partial, 'packages.json'), `${JSON.stringify(names, null, 1)}\n`);
    // Renamed into place: what runs from the old folder keeps its open files, what starts sees one build.
    mkdirSync(dirname(directory), { recursive: true });
    const old = `${partial}.old`;
    try {
      renameSync(directory, old);
    } catch {
      // The first bundle.
    }
    renameSync(partial, directory);
    rmSync(old, { recursive: true, force: true });
  } finally {
    rmSync(partial, { recursive: true, force: true });
  }
}

await bundle(resolve(process.argv[2] ?? join(ROOT, 'build/bundle')));
