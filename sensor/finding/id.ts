import { createHash } from 'node:crypto';
import type { FindingFile } from './finding.ts';

/**
 * The same drift has the same id, on this run of the sensor and the next: sha256 over cluster, node, container.id, verdict,
 * object, origin, path and sha256, as a JSON array, so that no value can run into the next. What could not be verified is
 * one finding for each container and reason: there the reason stands in the place of path and digest.
 */
export function findingId(of: {
  readonly cluster: string | undefined;
  readonly node: string;
  readonly container: string;
  readonly verdict: string;
  readonly object: string;
  readonly origin: string;
  readonly reason?: string;
  readonly file: FindingFile;
}): string {
  const scope = [of.cluster ?? null, of.node, of.container, of.verdict];
  // Bytes that are no text stand in a list of their own: their base64 could be another file's name.
  const path = of.file.path_base64 === undefined ? of.file.path : [of.file.path_base64];
  const subject =
    of.verdict === 'unverified'
      ? [null, null, of.reason ?? null, null]
      : [of.object, of.origin, path, of.file.sha256 ?? null];
  return createHash('sha256')
    .update(JSON.stringify([...scope, ...subject]))
    .digest('hex');
}
