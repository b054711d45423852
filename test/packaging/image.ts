import { createHash } from 'node:crypto';
import { cpSync, mkdirSync, readdirSync, readFileSync, statSync, symlinkSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { run, tryRun } from '../support/command.ts';
import { debianRootfs } from '../support/debian.ts';
import { madeOnce } from '../support/made-once.ts';
import { cacheDir, unmountBelow } from '../support/temp.ts';

const ROOT = new URL('../../', import.meta.url).pathname;
const BASE = 'localhost/drift-sensor-build-base';
export const IMAGE = 'localhost/drift-sensor:dev';

/** As the Dockerfile's first stage installs them: a base that has them is used as it is. */
const PACKAGES = [
  'clang',
  'llvm',
  'make',
  'bpftool',
  'libbpf-dev',
  'libelf-dev',
  'zlib1g-dev',
  'libc6-dev',
  'libatomic1',
  'libstdc++6',
];
const CONTEXT = ['Dockerfile', '.dockerignore', 'package.json', 'package-lock.json', 'setup', 'image-index', 'sensor'];

export type BuiltImage = {
  /** An OCI layout. */
  readonly layout: string;
  readonly manifestDigest: string;
  readonly layers: readonly { readonly digest: string; readonly size: number }[];
  readonly config: {
    readonly config: { readonly Labels: Readonly<Record<string, string>>; readonly User: string };
    readonly architecture: string;
  };
};

/** A machine of another kind, whose programs binfmt_misc runs here. */
export type Foreign = { readonly arch: 'arm64'; readonly node: string; readonly modules: string };

/** The image of this checkout; the one of the same sources is built once and kept in the tests' cache. */
export async function sensorImage(): Promise<BuiltImage> {
  return readLayout(await madeOnce('sensor-image', sourceDigest(), buildImage));
}

/**
 * Builds as the Dockerfile's head says for a build without network: from a base with the packages, with the checkout's npm
 * packages. The proxies lead nowhere, so that whatever asks the network fails.
 */
export async function buildImage(layout: string, foreign?: Foreign): Promise<BuiltImage> {
  const base = await buildBase(foreign);
  const image = foreign === undefined ? IMAGE : `${IMAGE}-${foreign.arch}`;
  const nowhere = 'http://127.0.0.1:9';
  await run(
    [
      ...buildah(foreign?.arch),
      'build',
      ...['--isolation', 'chroot', '--pull-never', '--no-cache', '--force-rm'],
      ...['--timestamp', '1700000000', '--build-arg', 'SOURCE_DATE_EPOCH=1700000000'],
      ...[
        '--build-arg',
        `BUILD_IMAGE=${base}`,
        '--build-arg',
        `http_proxy=${nowhere}`,
        '--build-arg',
        `https_proxy=${nowhere}`,
      ],
      ...(foreign === undefined ? [] : ['--platform', `linux/${foreign.arch}`]),
      ...['--volume', `${foreign?.modules ?? `${ROOT}node_modules`}:/src/node_modules:ro`, '--tag', image, ROOT],
    ],
    { timeoutMs: foreign === undefined ? 600_000 : 3_600_000 },
  );
  await run([...buildah(foreign?.arch), 'push', '--quiet', image, `oci:${layout}:${image}`]);
  await tryRun([...buildah(foreign?.arch), 'rmi', '--prune', '--force']);
  return readLayout(layout);
}

function readLayout(layout: string): BuiltImage {
  const blob = (digest: string) => JSON.parse(readFileSync(join(layout, 'blobs', digest.replace(':', '/')), 'utf8'));
  const index = JSON.parse(readFileSync(join(layout, 'index.json'), 'utf8')) as { manifests: { digest: string }[] };
  const manifestDigest = index.manifests[0]?.digest ?? '';
  const manifest = blob(manifestDigest) as { config: { digest: string }; layers: BuiltImage['layers'] };
  return {
    layout,
    manifestDigest,
    layers: manifest.layers,
    config: blob(manifest.config.digest) as BuiltImage['config'],
  };
}

/** `buildah` with a storage of its own, for each architecture: a build ends with pruning, which would take from another what it builds on. */
export function buildah(arch?: Foreign['arch']): [string, ...string[]] {
  const dir = join(cacheDir(), arch === undefined ? 'buildah' : `buildah-${arch}`);
  mkdirSync(dir, { recursive: true });
  return ['buildah', '--root', join(dir, 'storage'), '--runroot', join(dir, 'run'), '--storage-driver', 'overlay'];
}

/** A debootstrap root with the packages, Node and npm, as an image; named by its digest, as a base should be. */
async function buildBase(foreign: Foreign | undefined): Promise<string> {
  const rootfs = await debianRootfs({ include: PACKAGES, ...(foreign && { arch: foreign.arch }) });
  const node = foreign?.node ?? process.execPath;
  const npm = dirname(dirname(await realNpm()));
  const key = createHash('sha256').update(
    [rootfs, process.version, readFileSync(join(npm, 'package.json'))].join('\n'),
  );
  const name = `${BASE}:${key.digest('hex').slice(0, 16)}`;
  if ((await tryRun([...buildah(foreign?.arch), 'inspect', '--type', 'image', name])).code !== 0) {
    const container = (await run([...buildah(foreign?.arch), 'from', 'scratch'])).trim();
    const mount = (await run([...buildah(foreign?.arch), 'mount', container])).trim();
    try {
      await run(['cp', '-a', `${rootfs}/.`, mount], { timeoutMs: 300_000 });
      const local = join(mount, 'usr/local');
      cpSync(node, join(local, 'bin/node'), { dereference: true });
      cpSync(npm, join(local, 'lib/node_modules/npm'), { recursive: true });
      symlinkSync('../lib/node_modules/npm/bin/npm-cli.js', join(local, 'bin/npm'));
      if (foreign !== undefined) await run([...buildah(foreign?.arch), 'config', '--arch', foreign.arch, container]);
      await run([...buildah(foreign?.arch), 'commit', '--quiet', '--timestamp', '0', container, name], {
        timeoutMs: 300_000,
      });
    } finally {
      await tryRun([...buildah(foreign?.arch), 'rm', container]);
      unmountBelow(mount);
    }
  }
  const digest = (
    await run([...buildah(foreign?.arch), 'inspect', '--type', 'image', '--format', '{{.FromImageDigest}}', name])
  ).trim();
  return digest.startsWith('sha256:') ? `${BASE}@${digest}` : name;
}

async function realNpm(): Promise<string> {
  return (await run(['sh', '-c', 'readlink -f "$(command -v npm)"'])).trim();
}

/** Names and contents of all that the build reads. */
function sourceDigest(): string {
  const hash = createHash('sha256').update(process.version);
  const add = (path: string): void => {
    if (statSync(join(ROOT, path)).isDirectory()) {
      for (const name of readdirSync(join(ROOT, path)).sort()) add(join(path, name));
    } else {
      hash.update(`${path}\0`).update(readFileSync(join(ROOT, path)));
    }
  };
  for (const path of CONTEXT) add(path);
  return hash.digest('hex');
}
