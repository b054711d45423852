import type { FindingBody } from '../../finding/describe.ts';
import { printable } from '../../finding/text.ts';

const MAX_NAME = 160;

/** As a finding's summary, for a file that nothing runs. */
export function lyingSummary({
  verdict,
  object,
  reason,
  file,
  container,
  masquerade,
}: Omit<FindingBody, 'process'>): string {
  const path = short(file.path);
  const image = container.image?.ref === undefined ? 'its image' : `image ${short(container.image.ref)}`;
  const where = `in the writable layer of container ${short(container.name ?? container.id)}; nothing runs it`;
  switch (verdict) {
    case 'added':
      return `A ${object} that is not in ${image} lies at ${path} ${where}.`;
    case 'modified':
      return `${path} has other bytes than ${image} has there, ${where}.`;
    case 'relocated': {
      const disguise = masquerade === true ? ", under another tool's name," : '';
      return `A copy of ${short(file.image_path ?? '')} of ${image} lies${disguise} at ${path} ${where}.`;
    }
    case 'mode_changed':
      return `${path} of ${image} was given mode ${file.mode}, ${where}.`;
    case 'sibling_image':
      return `${path} comes from another image of the same pod and lies ${where}.`;
    case 'unverified':
      return `${path} could not be verified (${reason ?? 'unknown'}), ${where}.`;
    case 'in_image':
      return `${path} of ${image} lies ${where}.`;
  }
}

function short(name: string): string {
  const safe = printable(name);
  return safe.length <= MAX_NAME ? safe : `${safe.slice(0, MAX_NAME).toWellFormed()}…`;
}
