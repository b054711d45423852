import { lstatSync } from 'node:fs';
import type { ContainerDescription, ContainerImage, ContainerRuntime } from './container.ts';

/** See {@link ContainerRuntime.keeper}. */
type Kept = Pick<ContainerRuntime, 'keeper'>;

/**
 * Whose word an engine's socket or storage is: the first user besides root and ourselves who owns a directory on the way to it, or
 * itself. Its links are not followed: to put one there is to have what bears its name.
 */
export function keeperOf(path: string): number | undefined {
  const parts = path.split('/').filter((part) => part !== '');
  const own = process.getuid?.();
  for (let n = 1; n <= parts.length; n++) {
    const uid = ownerOf(`/${parts.slice(0, n).join('/')}`);
    if (uid !== undefined && uid !== 0 && uid !== own) return uid;
  }
  return undefined;
}

export function imageKeptBy({ keeper }: Kept, image: ContainerImage): ContainerImage {
  return keeper === undefined ? image : { ...image, keeper };
}

export function keptBy(owner: Kept, d: ContainerDescription): ContainerDescription {
  return owner.keeper === undefined ? d : { ...d, image: imageKeptBy(owner, d.image) };
}

/** Undefined where there is none, or nobody may look. */
function ownerOf(path: string): number | undefined {
  try {
    return lstatSync(path).uid;
  } catch {
    return undefined;
  }
}
