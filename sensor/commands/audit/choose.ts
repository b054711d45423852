import { ConfigError } from '../../config.ts';
import { printable } from '../../finding/text.ts';
import type { RunningContainer } from './find-containers.ts';

const MAX_LISTED = 20;

/**
 * The containers that `wanted` names, each by its id, the beginning of one, or its name; all when nothing is named. Throws a
 * ConfigError that names every one that is not there, or that several could be meant by.
 */
export function chooseContainers(
  known: readonly RunningContainer[],
  wanted: readonly string[],
): readonly RunningContainer[] {
  if (wanted.length === 0) return known;
  const faults: string[] = [];
  const chosen = new Set<RunningContainer>();
  for (const want of wanted) {
    const exact = known.filter(({ container: { id, name } }) => id === want || name === want);
    const found =
      exact.length > 0 ? exact : known.filter(({ container: { id } }) => want !== '' && id.startsWith(want));
    if (found.length === 1 && found[0] !== undefined) chosen.add(found[0]);
    else if (found.length === 0) faults.push(`no running container is called ${JSON.stringify(want)}`);
    else faults.push(`${JSON.stringify(want)} could be ${found.map(label).join(' or ')}; give more of the id`);
  }
  if (faults.length > 0) throw new ConfigError([...faults, listing(known)].join('\n'));
  return [...chosen];
}

function listing(known: readonly RunningContainer[]): string {
  if (known.length === 0) return 'no containers run here';
  const more = known.length > MAX_LISTED ? ` and ${known.length - MAX_LISTED} more` : '';
  return `there are: ${known.slice(0, MAX_LISTED).map(label).join(', ')}${more}`;
}

function label({ container: { id, name } }: RunningContainer): string {
  const short = /^[0-9a-f]{64}$/.test(id) ? id.slice(0, 12) : id;
  return printable(name === undefined || name === id ? short : `${name} (${short})`);
}
