import { IndexError } from '../error.ts';
import type { ImageIndex } from '../lookup.ts';
import { readConfig } from '../read/blobs.ts';
import type { ReadControl } from '../read/layer-source.ts';
import { parseIndex } from '../read/oci-json.ts';
import type { RegistryClient } from '../read/registry/client.ts';
import type { Reference } from '../read/registry/reference.ts';
import { platformManifest, registryBlobs } from '../read/registry/source.ts';
import { MANIFEST_TYPE } from './artifact.ts';

/** The image in the registry that an index is for: its platform's manifest, and what its config says. All digests verified. */
export type SubjectImage = {
  readonly digest: string;
  readonly size: number;
  readonly mediaType: string;
  /** Config digest. */
  readonly id: string;
  readonly diffIds: readonly string[];
};

export async function readSubject(
  clients: readonly RegistryClient[],
  reference: Reference,
  platform: string | undefined,
  control: ReadControl,
): Promise<SubjectImage> {
  const blobs = registryBlobs(clients, reference);
  const found = await platformManifest(blobs, clients, reference, platform, control);
  const { id, diffIds } = await readConfig(blobs, found, control);
  return { digest: found.digest, size: found.bytes.length, mediaType: mediaTypeOf(found.bytes), id, diffIds };
}

/** Throws `mismatch`, naming both sides, unless the index is of exactly this image. */
export function expectFits(index: ImageIndex, image: SubjectImage): void {
  if (index.imageId !== image.id)
    throw new IndexError(
      'mismatch',
      `the index is of image ${index.imageId ?? 'unknown'}, the registry has ${image.id}`,
    );
  const same = index.layers.length === image.diffIds.length && index.layers.every((id, at) => id === image.diffIds[at]);
  if (!same)
    throw new IndexError(
      'mismatch',
      `the index has the layers ${index.layers.join(', ')}, the image ${image.diffIds.join(', ')}`,
    );
  if (index.xattrsUnread)
    throw new IndexError('mismatch', 'the index was made without extended attributes and may lack file capabilities');
}

function mediaTypeOf(bytes: Buffer): string {
  // A manifest was parsed from these bytes before; only its own word for itself is wanted here.
  const value: unknown = JSON.parse(bytes.toString('utf8'));
  const stated = typeof value === 'object' && value !== null && 'mediaType' in value ? value.mediaType : undefined;
  return typeof stated === 'string' && parseIndex(bytes, 'manifest') === undefined ? stated : MANIFEST_TYPE;
}
