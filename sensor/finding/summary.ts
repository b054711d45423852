import type { Pod } from '../container/container.ts';
import type { Evidence } from '../digest/evidence.ts';
import type { Judgement } from '../evaluate/verdict.ts';
import type { FindingContainer, FindingEntry, FindingFile, FindingProcess } from './finding.ts';
import { printable } from './text.ts';

const MAX_NAME = 160;

/** What a summary is made of. */
export type Scene = {
  readonly file: FindingFile;
  readonly process: FindingProcess;
  readonly container: FindingContainer;
  readonly pod?: Pod | undefined;
  readonly entry?: FindingEntry | undefined;
};

/** One sentence that an analyst can act on: what ran, why it is drift, where, as whom, who started it and how they came in. */
export function summaryOf(
  judgement: Judgement,
  evidence: Evidence,
  { file, process, container, pod, entry }: Scene,
): string {
  const path = short(file.path);
  const inPod = pod === undefined ? '' : ` of pod ${short(`${pod.namespace}/${pod.name}`)}`;
  const where = `in container ${short(container.name ?? container.id)}${inPod}`;
  const image = container.image?.ref === undefined ? 'its image' : `image ${short(container.image.ref)}`;
  const parent = process.parents[0];
  const by = parent === undefined ? '' : `, started by ${short(parent.name)} (${parent.pid})`;
  const what = whatHappened(judgement, evidence, path, image, file);
  return `${what} ${where}, as ${process.uid === 0 ? 'root' : `user ${process.uid}`}${by}${wayIn(entry)}.`;
}

function wayIn(entry: FindingEntry | undefined): string {
  switch (entry?.kind) {
    case 'exec_session':
      return `, in an exec session that began with ${short(entry.name)} (${entry.pid})`;
    case 'cron':
      return `, on the schedule of ${short(entry.name)} (${entry.pid})`;
    case 'entrypoint':
      return ', below the entrypoint';
    case undefined:
      return '';
  }
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
      if (judgement.modeChange !== undefined)
        return `A copy of ${original} of ${image} ran ${fromWhere(origin, path)} with ${gained(judgement, file)}`;
      return `A copy of ${original} of ${image} ran ${fromWhere(origin, path)}`;
    }
    case 'mode_changed':
      return judgement.modeChange !== 'exec_bit'
        ? `${path} of ${image} ran with ${gained(judgement, file)}`
        : `${path} of ${image} ran although the image ships it without an execute bit (mode ${file.mode})`;
    case 'sibling_image':
      return `${path} comes from another image of the same pod${siblingName(evidence)} and ran`;
    case 'unverified':
      return `What ran could not be verified (${judgement.reason ?? 'unknown'}), ${path} first`;
    case 'in_image':
      return `${path} of ${image} ran`;
  }
}

function gained({ modeChange }: Judgement, { mode }: FindingFile): string {
  if (modeChange === 'capability') return 'file capabilities that the image does not give it';
  return `a setuid or setgid bit that the image does not give it (mode ${mode})`;
}

function siblingName({ image }: Evidence): string {
  const ref = image.kind === 'known' ? image.sibling?.ref : undefined;
  return ref === undefined ? '' : ` (${short(ref)})`;
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
