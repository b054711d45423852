import { existsSync, readFileSync } from 'node:fs';
import type { RuntimeSpec } from './runtime-spec.ts';

/** `login.defs`: people have these; nobody is above. */
const FIRST_UID = 1_000;
const LAST_UID = 65_533;
/** Each is looked at once a second. */
const MAX_USERS = 32;

/**
 * Engines that users of this node have without root, where they keep them by default: Podman's storage in their home, Docker's
 * socket in their runtime directory. Only those that exist now: users come and go, their engines are named by `--runtime` then.
 */
export function rootlessSpecs(root = ''): RuntimeSpec[] {
  const found: RuntimeSpec[] = [];
  for (const { uid, home } of people(root)) {
    // Who is not there has no running container, and a look at their home could mount it, or wait for its server.
    if (!existsSync(`${root}/run/user/${uid}`)) continue;
    const storageRoot = `${root}${home}/.local/share/containers/storage`;
    const socketPath = `${root}/run/user/${uid}/docker.sock`;
    if (existsSync(`${storageRoot}/overlay`)) found.push({ type: 'podman', storageRoot });
    if (existsSync(socketPath)) found.push({ type: 'docker', socketPath });
  }
  return found;
}

/** passwd(5). */
function people(root: string): { uid: number; home: string }[] {
  const users: { uid: number; home: string }[] = [];
  for (const line of readPasswd(root).split('\n')) {
    const [, , id, , , home = ''] = line.split(':');
    const uid = Number(id);
    if (uid >= FIRST_UID && uid <= LAST_UID && home.startsWith('/') && users.length < MAX_USERS)
      users.push({ uid, home });
  }
  return users;
}

function readPasswd(root: string): string {
  try {
    return readFileSync(`${root}/etc/passwd`, 'utf8');
  } catch {
    return '';
  }
}
