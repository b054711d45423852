import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { run } from '../../support/command.ts';
import { freshName, sha256 } from '../bytes.ts';
import type { Box, BoxOptions } from '../engines.ts';
import type { Case } from './case.ts';

/** Only runc lets us choose how the root is mounted. */
const RUNC = { engines: ['runc'] } as const satisfies Partial<Case>;
const METACOPY: BoxOptions = { overlay: 'metacopy=on,redirect_dir=on,index=on,xino=on' };
const METACOPY_NAME = 'trusted.overlay.metacopy';

/** The case is about this situation: it has to be there. */
async function marked(box: Box, path: string, name: string, wanted = true): Promise<void> {
  const names = await run(['getfattr', '--absolute-names', '-m', '-', join(box.started.upper ?? '', path)]);
  if (names.includes(name) !== wanted) throw new Error(`${path}: ${wanted ? 'no' : 'still'} ${name}`);
}

/** Overlays that keep attributes apart from content, and renamed directories as redirects (overlayfs.rst). */
export const overlayOptions: readonly Case[] = [
  {
    ...RUNC,
    id: 'B01',
    technique: 'chmod, chown, touch, setfattr leave attributes only in the upper directory (metacopy)',
    box: METACOPY,
    expected: 'quiet',
    run: async ({ box, tool }) => {
      const { path } = tool();
      await box.sh(
        `chmod 700 ${path} && ${path}; sleep 0.3; chown 1000:1000 ${path} && ${path}; sleep 0.3; touch -h ${path} && ${path}`,
      );
      await marked(box, path, METACOPY_NAME);
      await box.sh(
        'chown -R 1000:1000 /opt /usr/local/lib; /opt/replaced/new; open-library /usr/local/lib/harmless.so',
      );
      return undefined;
    },
  },
  {
    ...RUNC,
    id: 'B02',
    technique: 'hard links below an overlay with index=on and xino=on',
    box: METACOPY,
    expected: 'quiet',
    run: async ({ box }) => {
      await box.sh(
        'chmod 755 /usr/bin/perl && touch /usr/local/bin/hardlinked; perl5.36.0 -e 1; perl -e 1; hardlinked true; busybox true',
      );
      return undefined;
    },
  },
  {
    ...RUNC,
    id: 'D02',
    technique: 'overwritten after a chmod that copied attributes only (metacopy)',
    box: METACOPY,
    expected: 'modified/binary/writable_layer',
    run: async ({ box, tool }) => {
      const { path } = tool();
      const brought = box.bring(freshName('content'));
      await box.sh(`chmod 700 ${path} && ${path} && sleep 0.3`);
      await marked(box, path, METACOPY_NAME);
      await box.sh(`cat ${brought.path} >${path} && ${path}`);
      await marked(box, path, METACOPY_NAME, false);
      return { sha256: brought.sha256, path };
    },
  },
  {
    ...RUNC,
    id: 'D03',
    technique: 'same size, times restored, after a chmod that copied attributes only (metacopy)',
    box: METACOPY,
    expected: 'modified/binary/writable_layer',
    run: async ({ box, tool }) => {
      const { path, bytes } = tool();
      const other = Buffer.from(bytes);
      other.fill(0x5a, other.length - 8);
      writeFileSync(join(box.volume, 'same-size'), other);
      await box.sh(
        `chmod 700 ${path} && ${path} && touch -r ${path} /tmp/times && dd if=/data/same-size of=${path} conv=notrunc 2>/dev/null && touch -r /tmp/times ${path} && ${path}`,
      );
      return { sha256: sha256(other), path };
    },
  },
  {
    ...RUNC,
    id: 'D04',
    technique: 'a file of attributes only (metacopy) renamed: the overlay leads to the image’s bytes by a redirect',
    box: METACOPY,
    expected: ['relocated/binary/writable_layer', 'relocated/binary/image_layer'],
    run: async ({ box, tool }) => {
      const { path } = tool();
      const to = `/opt/${freshName('renamed')}`;
      await box.sh(`chmod 700 ${path} && mv ${path} ${to} && ${to}`);
      await marked(box, to, 'trusted.overlay.redirect');
      return { path: to };
    },
  },
  {
    ...RUNC,
    id: 'D04',
    technique: 'a directory of the image renamed by a redirect (redirect_dir=on), a program in it run',
    box: { ...METACOPY, label: 'redirected' },
    expected: 'relocated/binary/image_layer',
    run: async ({ box }) => {
      const to = `/opt/${freshName('moved')}`;
      await box.sh(`mv /opt/replaced ${to} && ${to}/new; mv ${to} /opt/replaced`);
      return { path: `${to}/new` };
    },
  },
  {
    ...RUNC,
    id: 'B03',
    technique: 'a directory renamed away and back (redirect_dir=on)',
    box: { ...METACOPY, label: 'back' },
    expected: 'quiet',
    run: async ({ box }) => {
      await box.sh('mv /opt/replaced /opt/away && mv /opt/away /opt/replaced && /opt/replaced/new');
      await marked(box, '/opt/replaced', 'trusted.overlay.redirect');
      return undefined;
    },
  },
  {
    ...RUNC,
    id: 'D04',
    technique:
      'another directory of the image redirected to a program’s place: an image path, another program’s image bytes',
    box: { ...METACOPY, label: 'swapped' },
    expected: 'relocated/binary/image_layer',
    run: async ({ box }) => {
      // /usr/local/bin/new is not there; /opt/replaced as /usr/local/bin makes it so.
      await box.sh('mv /usr/local/bin /usr/local/away && mv /opt/replaced /usr/local/bin && /usr/local/bin/new');
      return { path: '/usr/local/bin/new' };
    },
  },
  {
    ...RUNC,
    id: 'D16',
    technique: 'an execute bit by a chmod that copies attributes only (metacopy)',
    box: METACOPY,
    expected: ['mode_changed/binary/writable_layer', 'mode_changed/binary/image_layer'],
    run: async ({ box, data }) => {
      const { path } = data();
      await box.sh(`chmod 755 ${path} && ${path}`);
      await marked(box, path, METACOPY_NAME);
      return { path };
    },
  },
  {
    ...RUNC,
    id: 'D16',
    technique: 'the setuid bit by a chmod that copies attributes only (metacopy)',
    box: METACOPY,
    expected: ['mode_changed/binary/writable_layer', 'mode_changed/binary/image_layer'],
    severity: 'high',
    run: async ({ box, tool }) => {
      const { path } = tool();
      await box.sh(`${path}; sleep 0.3; chmod 4755 ${path} && ${path}`);
      await marked(box, path, METACOPY_NAME);
      return { path };
    },
  },
];
