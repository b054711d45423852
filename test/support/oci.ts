import { chmodSync, lchownSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { run } from './command.ts';

export type LayerFile = { readonly content: string | Buffer /** Default 0o755. */; readonly mode?: number };

export type LayerSpec = {
  /** Path without a leading slash → content. */
  readonly files?: Readonly<Record<string, LayerFile>>;
  /** Paths that this layer deletes (`.wh.<name>` entries). */
  readonly whiteouts?: readonly string[];
  /** Directories whose lower content this layer hides (`.wh..wh..opq` entries). */
  readonly opaque?: readonly string[];
};

/** Writes a layer as a directory with OCI whiteout entries (OCI image specification, layer.md), ready for `ociImage`. */
export function layerDirectory(dir: string, spec: LayerSpec): string {
  const put = (path: string, content: string | Buffer, mode: number): void => {
    const target = join(dir, path);
    mkdirSync(dirname(target), { recursive: true });
    writeFileSync(target, content);
    chmodSync(target, mode);
    if (process.getuid?.() === 0) lchownSync(target, 0, 0);
  };
  mkdirSync(dir, { recursive: true });
  for (const [path, file] of Object.entries(spec.files ?? {})) put(path, file.content, file.mode ?? 0o755);
  for (const path of spec.whiteouts ?? []) put(join(dirname(path), `.wh.${path.split('/').at(-1)}`), '', 0o644);
  for (const path of spec.opaque ?? []) put(join(path, '.wh..wh..opq'), '', 0o644);
  return dir;
}

export type OciImage = {
  readonly layout: string;
  readonly tag: string;
  /** `oci:LAYOUT:TAG`, as umoci, skopeo, buildah and the runc annotation write it. */
  readonly ref: string;
};

export type OciOptions = {
  /** Where the layout is made (or extended by another tag). */
  readonly layout: string;
  readonly tag: string;
  /** Directories, lowest first; whiteouts as `layerDirectory` writes them. */
  readonly layers: readonly string[];
  readonly cmd?: readonly string[];
};

/** Makes an OCI image layout with one gzip layer per directory. Needs umoci and tar. */
export async function ociImage(options: OciOptions): Promise<OciImage> {
  const { layout, tag } = options;
  const image = `${layout}:${tag}`;
  await run(['sh', '-c', 'test -f "$1/oci-layout" || umoci init --layout "$1"', 'sh', layout]);
  await run(['umoci', 'new', '--image', image]);
  for (const [i, layer] of options.layers.entries()) {
    const tar = `${layout}.${tag}.${i}.tar`;
    await run(['tar', '--numeric-owner', '--xattrs', '-C', layer, '-cf', tar, '.']);
    await run(['umoci', 'raw', 'add-layer', '--image', image, tar]);
    rmSync(tar);
  }
  const cmd = (options.cmd ?? ['/bin/sleep', '1000000']).flatMap((word) => ['--config.cmd', word]);
  await run(['umoci', 'config', '--image', image, ...cmd]);
  return { layout, tag, ref: `oci:${image}` };
}

/** Into a registry without TLS; `ref`: `HOST:PORT/NAME:TAG`. Needs skopeo. */
export async function pushImage(image: Pick<OciImage, 'ref'>, ref: string): Promise<void> {
  await run([
    'skopeo',
    '--insecure-policy',
    'copy',
    '--quiet',
    '--dest-tls-verify=false',
    image.ref,
    `docker://${ref}`,
  ]);
}

/** Converts to a tar for `docker load` (with `docker-archive`) or `ctr image import` (with `oci-archive`). Needs skopeo. */
export async function imageArchive(
  image: OciImage,
  format: 'docker-archive' | 'oci-archive',
  file: string,
  name: string,
): Promise<string> {
  // skopeo refuses to add to an existing archive.
  rmSync(file, { force: true });
  await run(['skopeo', '--insecure-policy', 'copy', '--quiet', image.ref, `${format}:${file}:${name}`]);
  return file;
}
