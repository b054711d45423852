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
  const scope = [of.cluster ?? '', of.node, of.container, of.verdict];
  const subject =
    of.verdict === 'unverified'
      ? ['', '', of.reason ?? '', '']
      : [of.object, of.origin, of.file.path_base64 ?? of.file.path, of.file.sha256 ?? ''];
  return createHash('sha256')
    .update(JSON.stringify([...scope, ...subject]))
    .digest('hex');
}
