/** Names behind the magic links of procfs. */
import { readlinkSync } from 'node:fs';
import { errnoOf } from '../../runtime/errno.ts';

/** In the place of a path that is longer than any path may be. */
const TOO_LONG = '/...';

/** Where a magic link leads (latin1). The kernel says no name of more than 4,095 bytes. Throws the errno's error. */
export function nameBehind(link: string): string {
  try {
    return readlinkSync(link, 'latin1');
  } catch (error) {
    if (errnoOf(error) === 'ENAMETOOLONG') return TOO_LONG;
    throw error;
  }
}

/** Whether a magic link leads to what has this name, or had it when it was removed. False where it is gone itself. */
export function leadsTo(link: string, name: string): boolean {
  try {
    const behind = nameBehind(link);
    return behind === name || behind === `${name} (deleted)`;
  } catch {
    return false;
  }
}
