import { expect, test } from 'vitest';
import type { FileFacts } from '../../sensor/bridge/event.ts';
import type { Attribution } from '../../sensor/container/container.ts';
import { Mapped } from '../../sensor/mapped.ts';
import { execEvent, fileFacts } from './support/facts.ts';

const HOST = { mntNs: 4_026_531_832, rootDev: 8, rootIno: 2n };
const CONTAINER: Attribution = {
  kind: 'container',
  hostNamespaces: false,
  container: {
    slot: 1n,
    id: 'c',
    runtime: 'docker',
    image: { source: { kind: 'lower_dirs', dirs: ['/layer'] } },
    cgroupIds: [],
    mounts: [],
  },
};
/** As the bridge tells of a file that it came too late to open. */
const LOST = { role: 'library', dev: 8, mountNs: 0, unlinked: true, size: 0n, layer: 'unknown' } as const;

/** A library that is mapped by a process that executed what it runs in the host's view (`hosts`), or in the container. */
function passes({ hosts }: { hosts: boolean }, file: Partial<FileFacts>): boolean {
  const mapped = new Mapped({ host: HOST });
  const library = fileFacts({ ...LOST, ...file });
  return mapped.passes(execEvent({ files: [library], mapping: { key: undefined, hosts } }), library, CONTAINER);
}

test('what a process that exec’d in the host’s view had mapped from the host’s root, and is gone, is the runtime’s own', () => {
  expect(passes({ hosts: true }, {})).toBe(true);
  // Found by its name, after the process had ended.
  expect(passes({ hosts: true }, { mountNs: HOST.mntNs, pin: { path: '/proc/1/fd/3' } })).toBe(true);
});

test('it is judged when the process exec’d in the container, when the file lies elsewhere, and when the file can be seen', () => {
  expect(passes({ hosts: false }, {})).toBe(false);
  expect(passes({ hosts: true }, { dev: 50 })).toBe(false);
  expect(passes({ hosts: true }, { mountNs: 4_026_532_001 })).toBe(false);
  expect(passes({ hosts: true }, { pin: { path: '/proc/1/fd/3' } })).toBe(false);
  expect(passes({ hosts: false }, { mountNs: HOST.mntNs, pin: { path: '/proc/1/fd/3' } })).toBe(false);
});
