import * as z from 'zod';
import { IndexError } from '../error.ts';
import { digestOf, MAX_JSON_BYTES, parseDocument } from '../read/oci-json.ts';

/** The type of the artifact that carries an image index, and of its one blob: an image index file, see format/FORMAT.md. */
export const ARTIFACT_TYPE = 'application/vnd.drift-sensor.image-index.v1';
const INDEX_MEDIA_TYPE = 'application/vnd.drift-sensor.image-index.v1.idx';

export const MANIFEST_TYPE = 'application/vnd.oci.image.manifest.v1+json';
export const INDEX_TYPE = 'application/vnd.oci.image.index.v1+json';

/** The OCI image specification's empty descriptor: the two bytes `{}`. */
export const EMPTY_CONFIG = {
  mediaType: 'application/vnd.oci.empty.v1+json',
  digest: 'sha256:44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a',
  size: 2,
} as const;
export const EMPTY_BYTES: Buffer = Buffer.from('{}');

/** 8 million files at about 100 bytes. */
export const MAX_INDEX_BYTES = 1 << 30;

const digest = z.string().regex(/^sha256:[0-9a-f]{64}$/);
const size = z.number().int().nonnegative().max(Number.MAX_SAFE_INTEGER);
const annotations = z.record(z.string(), z.string()).nullish();

export const blobSchema = z.object({ mediaType: z.string(), digest, size, annotations });
export type Blob = z.infer<typeof blobSchema>;

const artifact = z.object({
  artifactType: z.literal(ARTIFACT_TYPE),
  subject: z.object({ digest, size }),
  layers: z.array(blobSchema.extend({ mediaType: z.literal(INDEX_MEDIA_TYPE) })).length(1),
});

export type Subject = { readonly digest: string; readonly size: number; readonly mediaType: string };

export type ArtifactFacts = {
  readonly subject: Subject;
  readonly index: { readonly digest: string; readonly size: number };
  /** Config digest of the image. */
  readonly imageId: string;
};

/** The manifest's bytes: the same for the same index and image, so that pushing again changes nothing. */
export function encodeArtifact({ subject, index, imageId }: ArtifactFacts): Buffer {
  return Buffer.from(
    JSON.stringify({
      schemaVersion: 2,
      mediaType: MANIFEST_TYPE,
      artifactType: ARTIFACT_TYPE,
      config: EMPTY_CONFIG,
      layers: [{ mediaType: INDEX_MEDIA_TYPE, ...index }],
      subject,
      annotations: { 'io.drift-sensor.image.id': imageId },
    }),
  );
}

/** Checks bytes that a registry gave for the artifact `stated`. Throws `mismatch` or `malformed`. */
export function decodeArtifact(bytes: Buffer, stated: string, subjectDigest: string): Blob {
  const actual = digestOf(bytes);
  if (actual !== stated) throw new IndexError('mismatch', `an artifact should be ${stated} but is ${actual}`);
  const { subject, layers } = parseDocument(artifact, bytes, `artifact ${stated}`);
  if (subject.digest !== subjectDigest)
    throw new IndexError('mismatch', `artifact ${stated} belongs to ${subject.digest}, not to ${subjectDigest}`);
  const [index] = layers;
  if (index === undefined) throw new IndexError('malformed', `artifact ${stated} holds no index`);
  if (index.size > MAX_INDEX_BYTES || bytes.length > MAX_JSON_BYTES)
    throw new IndexError('too_large', `an index of ${index.size} bytes`);
  return index;
}
