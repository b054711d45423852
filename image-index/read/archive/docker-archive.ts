import * as z from 'zod';
import { IndexError } from '../../error.ts';
import { MAX_LAYERS } from '../../limits.ts';
import { fileChunks } from '../file-chunks.ts';
import type { LayerSource, SourceImage, SourceLayer } from '../layer-source.ts';
import { digestOf, parseConfig, parseDocument } from '../oci-json.ts';
import type { ImageSource } from '../source.ts';
import { readTarLayer } from '../tar-layer.ts';
import { type Archive, openArchive } from './archive.ts';

export type DockerArchiveOptions = { readonly scratchDir: string };

const manifests = z
  .array(
    z.object({
      Config: z.string().max(4096),
      RepoTags: z.array(z.string()).max(10_000).nullish(),
      Layers: z.array(z.string().max(4096)).max(MAX_LAYERS),
    }),
  )
  .max(10_000);

type Listed = z.infer<typeof manifests>[number];

/**
 * What `docker save` writes. Both forms have a manifest.json: before Docker 25 with `<id>/layer.tar`, since then with the blobs
 * of an OCI layout. Layers may be compressed whatever their name; each is verified against its diffID.
 */
export function dockerArchive(
  source: Extract<ImageSource, { kind: 'docker_archive' }>,
  options: DockerArchiveOptions,
): LayerSource {
  const where = `docker-archive:${source.path}${source.ref === '' ? '' : `:${source.ref}`}`;
  return {
    open: async (control) => {
      const archive = await openArchive(source.path, options.scratchDir, control);
      try {
        return openDockerArchive(archive, source.ref, where);
      } catch (error) {
        archive.close();
        throw error;
      }
    },
  };
}

/** The image called `ref` (a name, or its config digest), or the only one. Closing the image closes the archive. */
export function openDockerArchive(archive: Archive, ref: string, where: string): SourceImage {
  const listed = parseDocument(manifests, archive.document('manifest.json'), `${where}: manifest.json`);
  const { Config, Layers } = choose(listed, ref, where);
  const config = archive.document(Config);
  const id = digestOf(config);
  const named = /([0-9a-f]{64})(?:\.json)?$/.exec(Config)?.[1];
  if (named !== undefined && id !== `sha256:${named}`)
    throw new IndexError('mismatch', `${where}: the config should be sha256:${named} but is ${id}`);
  const diffIds = parseConfig(config, `config ${id}`).rootfs.diff_ids;
  if (diffIds.length !== Layers.length)
    throw new IndexError('mismatch', `${where}: ${Layers.length} layers, but ${diffIds.length} diffIDs`);
  const layers = Layers.map((name, at) => layerOf(archive, name, diffIds[at] ?? ''));
  return { provenance: 'content_store', id, layers, close: async () => archive.close() };
}

function layerOf(archive: Archive, name: string, diffId: string): SourceLayer {
  const { offset, size } = archive.member(name);
  const blob = /^blobs\/sha256\/([0-9a-f]{64})$/.exec(name)?.[1];
  return {
    id: diffId,
    storeName: diffId.replace(':', '-'),
    reusable: true,
    bytes: size,
    write: async (to, control) => {
      const open = () => fileChunks({ path: archive.path, offset, length: size });
      await readTarLayer({ digest: blob === undefined ? undefined : `sha256:${blob}`, diffId, open }, to, control);
      return { xattrsUnread: false };
    },
  };
}

function choose(listed: readonly Listed[], ref: string, where: string): Listed {
  const names = ({ RepoTags }: Listed) => RepoTags ?? [];
  const wanted = [ref, `${ref}:latest`, `docker.io/${ref}`, `docker.io/library/${ref}:latest`];
  const hex = ref.replace(/^sha256:/, '');
  const matching =
    ref === ''
      ? listed
      : listed.filter(
          (one) =>
            names(one).some((name) => wanted.includes(name)) ||
            (/^[0-9a-f]{64}$/.test(hex) && one.Config.includes(hex)),
        );
  const [only, second] = matching;
  if (only !== undefined && second === undefined) return only;
  const known = listed.flatMap(names).slice(0, 20).join(', ');
  const what = only === undefined ? 'no such image' : `${matching.length} images`;
  throw new IndexError('io', `${where}: ${what}; the archive has: ${known === '' ? 'nothing with a name' : known}`);
}
