import { readFileSync } from 'node:fs';
import { parseCgroupMounts } from './proc.ts';

/** Where cgroup v2 is mounted for this process; undefined where it is not. */
export function cgroup2Mount(): string | undefined {
  try {
    return parseCgroupMounts(readFileSync('/proc/self/mountinfo', 'utf8')).v2;
  } catch {
    return undefined;
  }
}
