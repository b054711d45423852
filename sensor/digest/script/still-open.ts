/** A file whose name is gone, among what its process has open. */
import { readdirSync, readlinkSync } from 'node:fs';
import type { Arrival } from './arrival.ts';
import { type Start, walkLink } from './walk.ts';

const MAX_DESCRIPTORS = 64;

/** A script that deletes itself is open in its interpreter still (shells, perl). `path`: as it was called (latin1). */
export function stillOpen(start: Start, path: string): Extract<Arrival, { kind: 'file' }> | undefined {
  const wanted = `${path} (deleted)`;
  const directory = `/proc/${start.pid}/fd`;
  for (const fd of descriptorsIn(directory)) {
    try {
      if (readlinkSync(`${directory}/${fd}`, 'latin1') !== wanted) continue;
    } catch {
      continue;
    }
    const arrival = walkLink(start, `${directory}/${fd}`);
    // By its name it was given, whatever leads to it now.
    if (arrival.kind === 'file') return { ...arrival, path, byDescriptor: false };
  }
  return undefined;
}

function descriptorsIn(directory: string): readonly string[] {
  try {
    return readdirSync(directory).slice(0, MAX_DESCRIPTORS);
  } catch {
    // It has ended since it was asked about.
    return [];
  }
}
