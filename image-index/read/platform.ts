import { IndexError } from '../error.ts';
import type { Descriptor } from './oci-json.ts';

/** Go's names, which OCI uses, for Node's. */
const ARCHITECTURES: Readonly<Record<string, string>> = { x64: 'amd64', ia32: '386', ppc64: 'ppc64le' };

/** `linux/amd64` and the like. */
export function machinePlatform(): string {
  return `linux/${ARCHITECTURES[process.arch] ?? process.arch}`;
}

/** The only candidate, or the one for `OS/ARCH[/VARIANT]`; attestations and the like have the platform `unknown/unknown`. */
export function choosePlatform(candidates: readonly Descriptor[], platform: string, where: string): Descriptor {
  const [only, second] = candidates;
  if (only !== undefined && second === undefined) return only;
  const [os, architecture, variant] = platform.split('/');
  const matching = candidates.filter(
    ({ platform: has }) =>
      has?.os === os && has?.architecture === architecture && (variant === undefined || has?.variant === variant),
  );
  const [chosen, another] = matching;
  if (chosen !== undefined && (another === undefined || matching.every(({ digest }) => digest === chosen.digest)))
    return chosen;
  // arm64 has one variant in use, v8; several variants of 32-bit arm are a real choice.
  const listed = [...new Set(candidates.map(nameOf))].join(', ');
  const problem = chosen === undefined ? `none for ${platform}` : `several for ${platform}`;
  throw new IndexError('io', `${where}: of ${candidates.length} images ${problem}; --platform takes one of: ${listed}`);
}

function nameOf({ platform }: Descriptor): string {
  if (platform === undefined) return 'no platform';
  const { os, architecture, variant } = platform;
  return [os, architecture, variant].filter((part) => part !== undefined && part !== '').join('/');
}
