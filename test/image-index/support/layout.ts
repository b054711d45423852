import { createHash } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

export type LayerBlob = { readonly blob: Buffer; readonly diffId: string; readonly mediaType?: string };

export function sha256(bytes: Buffer): string {
  return `sha256:${createHash('sha256').update(bytes).digest('hex')}`;
}

/** Writes an OCI image layout with one image; gives the digests. */
export function writeLayout(dir: string, tag: string, layers: readonly LayerBlob[]) {
  mkdirSync(join(dir, 'blobs', 'sha256'), { recursive: true });
  const put = (bytes: Buffer) => {
    const digest = sha256(bytes);
    writeFileSync(join(dir, 'blobs', 'sha256', digest.slice(7)), bytes);
    return { digest, size: bytes.length };
  };
  const config = put(
    json({
      architecture: 'amd64',
      os: 'linux',
      config: {},
      rootfs: { type: 'layers', diff_ids: layers.map(({ diffId }) => diffId) },
      history: layers.map(() => ({ created: '2026-01-01T00:00:00Z' })),
    }),
  );
  const manifest = put(
    json({
      schemaVersion: 2,
      mediaType: 'application/vnd.oci.image.manifest.v1+json',
      config: { mediaType: 'application/vnd.oci.image.config.v1+json', ...config },
      layers: layers.map(({ blob, mediaType }) => ({
        mediaType: mediaType ?? 'application/vnd.oci.image.layer.v1.tar',
        ...put(blob),
      })),
    }),
  );
  const manifests = [
    {
      mediaType: 'application/vnd.oci.image.manifest.v1+json',
      ...manifest,
      annotations: { 'org.opencontainers.image.ref.name': tag },
    },
  ];
  writeFileSync(join(dir, 'oci-layout'), json({ imageLayoutVersion: '1.0.0' }));
  writeFileSync(join(dir, 'index.json'), json({ schemaVersion: 2, manifests }));
  return { config: config.digest, manifest: manifest.digest };
}

function json(value: unknown): Buffer {
  return Buffer.from(JSON.stringify(value));
}
