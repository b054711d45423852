import { IndexError } from '../../error.ts';
import { type BlobStore, findManifest, openManifest } from '../blobs.ts';
import { fileChunks } from '../file-chunks.ts';
import type { LayerSource } from '../layer-source.ts';
import { parseIndex } from '../oci-json.ts';
import { taggedManifests } from '../oci-layout.ts';
import { machinePlatform } from '../platform.ts';
import type { ImageSource } from '../source.ts';
import { type Archive, openArchive } from './archive.ts';

export type ArchiveOptions = { readonly platform?: string; readonly scratchDir: string };

/** An OCI image layout in a tar file. Every digest on the way is verified. */
export function ociArchive(
  source: Extract<ImageSource, { kind: 'oci_archive' }>,
  options: ArchiveOptions,
): LayerSource {
  const { path, tag } = source;
  const where = `oci-archive:${path}${tag === '' ? '' : `:${tag}`}`;
  return {
    open: async (control) => {
      const archive = await openArchive(path, options.scratchDir, control);
      try {
        const blobs = archiveBlobs(archive, where);
        const listed = parseIndex(archive.document('index.json'), `${path}: index.json`) ?? [];
        const platform = options.platform ?? machinePlatform();
        const found = await findManifest(blobs, taggedManifests(listed, tag, where), platform, control);
        return { ...(await openManifest(blobs, found, control)), close: async () => archive.close() };
      } catch (error) {
        archive.close();
        throw error;
      }
    },
  };
}

function archiveBlobs(archive: Archive, where: string): BlobStore {
  const nameOf = (digest: string) => `blobs/sha256/${digest.slice('sha256:'.length)}`;
  return {
    where,
    provenance: 'content_store',
    document: async ({ digest }) => archive.document(nameOf(digest)),
    layer: ({ digest, size }) => {
      const member = archive.member(nameOf(digest));
      if (member.size !== size) {
        throw new IndexError('mismatch', `${where}: ${digest} is ${member.size} bytes long, the manifest says ${size}`);
      }
      return fileChunks({ path: archive.path, offset: member.offset, length: size });
    },
  };
}
