import type { Evidence } from '../digest/evidence.ts';
import type { Judgement } from '../evaluate/verdict.ts';
import type { FindingContainer, FindingFile, FindingProcess } from './finding.ts';
import { printable } from './text.ts';

const MAX_NAME = 160;

/** One sentence that an analyst can act on: what ran, why it is drift, where, and who started it. */
export function summaryOf(
  judgement: Judgement,
  evidence: Evidence,
  file: FindingFile,
  process: FindingProcess,
  container: FindingContainer,
): string {
  const path = short(file.path);
  const where = `in container ${short(container.name ?? container.id)}`;
  const image = container.image?.ref === undefined ? 'its image' : `image ${short(container.image.ref)}`;
  const parent = process.parents[0];
  const by = parent === undefined ? '' : `, started by ${short(parent.name)} (${parent.pid})`;
  return `${whatHappened(judgement, evidence, path, image, file)} ${where}${by}.`;
}

function whatHappened(
  judgement: Judgement,
  evidence: Evidence,
  path: string,
  image: string,
  file: FindingFile,
): string {
  const { object, origin } = evidence;
  switch (judgement.verdict) {
    case 'added':
      return `A ${object} that is not in ${image} ran ${fromWhere(origin, path)}`;
    case 'modified':
      return `${path} ran with other bytes than ${image} has there`;
    case 'relocated': {
      const original = short(file.image_path ?? '');
      if (judgement.masquerade) return `${original} of ${image} ran under another tool's name, as ${path}`;
      return `A copy of ${original} of ${image} ran ${fromWhere(origin, path)}`;
    }
    case 'mode_changed':
      return judgement.modeChange === 'setid'
        ? `${path} of ${image} ran with a setuid or setgid bit that the image does not give it (mode ${file.mode})`
        : `${path} of ${image} ran although the image ships it without an execute bit (mode ${file.mode})`;
    case 'sibling_image':
      return `${path} comes from another image of the same pod and ran`;
    case 'unverified':
      return `What ran could not be verified (${judgement.reason ?? 'unknown'}), ${path} first`;
    case 'in_image':
      return `${path} of ${image} ran`;
  }
}

function fromWhere(origin: Evidence['origin'], path: string): string {
  switch (origin) {
    case 'memfd':
      return `from memory without a file (${path})`;
    case 'deleted':
      return `from a file without a name (${path})`;
    case 'tmpfs':
      return `from the memory filesystem at ${path}`;
    case 'volume':
      return `from a volume at ${path}`;
    case 'host':
      return `from the host's filesystem at ${path}`;
    case 'argument':
      return 'from its arguments';
    case 'stdin':
      return 'from its standard input';
    case 'writable_layer':
    case 'image_layer':
      return `from ${path}`;
  }
}

function short(name: string): string {
  const safe = printable(name);
  if (safe.length <= MAX_NAME) return safe;
  // A cut through a surrogate pair would leave half a character, at which strict JSON readers refuse the whole line.
  return `${safe.slice(0, MAX_NAME / 2).toWellFormed()}…${safe.slice(-MAX_NAME / 2).toWellFormed()}`;
}
