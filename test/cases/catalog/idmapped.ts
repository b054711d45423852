import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { busyboxRootfs } from '../../support/busybox.ts';
import { idmapMount } from '../../support/runc.ts';
import { freshElf, freshName, sha256 } from '../bytes.ts';
import { OWN_IDS } from '../engines/runc.ts';
import type { Box, BoxOptions } from '../engines.ts';
import type { Case } from './case.ts';

/** Only runc lets us choose how the root is mounted. */
const RUNC = { engines: ['runc'] } as const satisfies Partial<Case>;
const CLEAN =
  '/usr/bin/id >/dev/null; /usr/bin/busybox true; perl -e 1; /opt/replaced/new; open-library /usr/local/lib/harmless.so';
/** B06, D01, D02, D08 where ids are shifted (mount_setattr(2), MOUNT_ATTR_IDMAP). */
export const idmapped: readonly Case[] = [
  {
    engines: ['runc', 'podman'],
    id: 'B06',
    technique: 'a user namespace with ids of its own: the root’s layers are idmapped mounts',
    box: { userNamespace: 'own' },
    expected: 'quiet',
    run: async ({ box, tool }) => {
      const { path } = tool();
      await box.sh(
        `${CLEAN}; [ $(stat -c %u /usr/bin/id) = 0 ]; ${path}; sleep 0.3; chown 1000:1000 ${path} && ${path}`,
      );
      return undefined;
    },
  },
  {
    engines: ['runc', 'podman'],
    id: 'D01',
    technique: 'a new ELF in a container whose layers are idmapped mounts',
    box: { userNamespace: 'own' },
    expected: 'added/binary/writable_layer',
    run: async ({ box }) => {
      const { path, sha256: digest } = box.bring(freshName('shifted'));
      const to = `/tmp/${freshName('shifted')}`;
      await box.sh(`cp ${path} ${to} && ${to}`);
      return { sha256: digest, path: to };
    },
  },
  {
    engines: ['runc', 'podman'],
    id: 'D02',
    technique: 'an image binary overwritten where layers are idmapped mounts',
    box: { userNamespace: 'own' },
    expected: 'modified/binary/writable_layer',
    run: async ({ box, tool }) => {
      const { path } = tool();
      const brought = box.bring(freshName('shifted'));
      await box.sh(`${path} && cat ${brought.path} >${path} && ${path}`);
      return { sha256: brought.sha256, path };
    },
  },
  {
    ...RUNC,
    id: 'B06',
    technique: 'a volume that is an idmapped mount of the image’s own directory',
    expected: 'quiet',
    run: async ({ box, scratch, start }) => {
      const other = await withVolume(start, scratch, readFileSync(join(box.root, '/opt/replaced/new')));
      await other.sh('[ $(stat -c %u /opt/replaced/new) = 0 ]; /opt/replaced/new');
      return undefined;
    },
  },
  {
    ...RUNC,
    id: 'D08',
    technique: 'other bytes on a volume that is an idmapped mount over the image’s directory',
    expected: 'modified/binary/volume',
    run: async ({ scratch, start }) => {
      const bytes = freshElf();
      await (await withVolume(start, scratch, bytes)).run(['/opt/replaced/new']);
      return { sha256: sha256(bytes), path: '/opt/replaced/new' };
    },
  },
  {
    ...RUNC,
    id: 'B06',
    technique: 'a plain directory as an idmapped root',
    expected: 'quiet',
    run: async ({ scratch, start }) =>
      void (await (await plain(start, scratch)).sh('/bin/ls / >/dev/null; busybox id')),
  },
  {
    ...RUNC,
    id: 'D01',
    technique: 'a new ELF in a plain directory that is an idmapped root',
    expected: 'added/binary/writable_layer',
    run: async ({ scratch, start }) => {
      const box = await plain(start, scratch);
      const brought = box.bring(freshName('plain'));
      const path = `/tmp/${freshName('plain')}`;
      await box.sh(`cp ${brought.path} ${path} && ${path}`);
      return { sha256: brought.sha256, path };
    },
  },
];

type Start = (options: BoxOptions) => Promise<Box>;

async function plain(start: Start, scratch: string): Promise<Box> {
  const directory = await busyboxRootfs(join(scratch, freshName('plain')));
  mkdirSync(join(directory, 'cache'));
  return start({ userNamespace: 'own', directory });
}

/** /opt/replaced with one program, on disk of 0 and seen through an idmapped mount, in a user namespace that has its ids. */
async function withVolume(start: Start, scratch: string, bytes: Buffer): Promise<Box> {
  const source = join(scratch, freshName('idmapped'));
  mkdirSync(source);
  writeFileSync(join(source, 'new'), bytes, { mode: 0o755 });
  const target = await idmapMount(source, `${source}-shifted`, OWN_IDS);
  return start({
    userNamespace: 'own',
    mounts: [{ type: 'bind', source: target, destination: '/opt/replaced', options: ['bind', 'rw'] }],
  });
}
