import { freshElf, freshName } from '../bytes.ts';
import { DELETED, toolBytes } from '../image.ts';
import type { Case } from './case.ts';

/** D02, D03, D19, D23, D32: other bytes where the image has its own. */
export const changedFiles: readonly Case[] = [
  {
    id: 'D02',
    technique: 'an image binary overwritten in place',
    expected: 'modified/binary/writable_layer',
    run: async ({ box, tool }) => {
      const { path } = tool();
      const brought = box.bring(freshName('overwriter'));
      await box.sh(`cat ${brought.path} >${path} && ${path}`);
      return { sha256: brought.sha256, path };
    },
  },
  {
    id: 'D02',
    technique: 'an image binary replaced by rename',
    expected: 'modified/binary/writable_layer',
    run: async ({ box, tool }) => {
      const { path } = tool();
      const brought = box.bring(freshName('replacement'));
      await box.sh(`cp ${brought.path} ${path}.new && mv ${path}.new ${path} && ${path}`);
      return { sha256: brought.sha256, path };
    },
  },
  {
    id: 'D02',
    technique: 'a volume or a symlink over it: an image path that leads to other bytes',
    expected: 'added/binary/writable_layer',
    run: async ({ box, tool }) => {
      const { path } = tool();
      const target = `/opt/${freshName('elsewhere')}`;
      const digest = box.put(target, freshElf());
      await box.sh(`ln -sf ${target} ${path} && ${path}`);
      return { sha256: digest, path: target };
    },
  },
  {
    id: 'D02',
    technique: 'a symlink of the image replaced by a program (rename)',
    box: {},
    expected: 'modified/binary/writable_layer',
    run: async ({ box }) => {
      const path = '/usr/local/bin/pager';
      const { path: brought, sha256: digest } = box.bring(freshName('replacing'));
      await box.sh(`mv -T ${brought} ${path} && ${path}`);
      return { sha256: digest, path };
    },
  },
  {
    id: 'D03',
    technique: 'overwritten with the same size, times restored; run before and after',
    expected: 'modified/binary/writable_layer',
    // The first run, where its bytes were read only after they had been exchanged.
    also: ['modified/binary/image_layer'],
    run: async ({ box, tool }) => {
      const { path } = tool();
      const brought = box.bring(freshName('same-size'));
      await box.sh(`${path} && same-size-overwrite ${path} ${brought.path} && ${path}`);
      return { sha256: brought.sha256, path, origin: 'writable_layer' };
    },
  },
  {
    id: 'D03',
    technique: 'overwritten with the same size, mtime copied with touch -r',
    expected: 'modified/binary/writable_layer',
    // The first run, where its bytes were read only after they had been exchanged.
    also: ['modified/binary/image_layer'],
    run: async ({ box, tool }) => {
      const { path } = tool();
      const brought = box.bring(freshName('touched'));
      await box.sh(
        `${path} && touch -r ${path} /tmp/when && dd if=${brought.path} of=${path} conv=notrunc status=none && touch -r /tmp/when ${path} && ${path}`,
      );
      return { sha256: brought.sha256, path, origin: 'writable_layer' };
    },
  },
  {
    id: 'D19',
    technique: 'a file that a later layer of the image deleted is brought back',
    expected: 'added/binary/writable_layer',
    box: {},
    run: async ({ box }) => {
      const digest = box.put(DELETED, toolBytes('deleted', 0));
      await box.run([DELETED]);
      return { sha256: digest, path: DELETED };
    },
  },
  {
    id: 'D19',
    technique: 'a file that a later layer replaced gets its older bytes back',
    expected: 'modified/binary/writable_layer',
    box: {},
    run: async ({ box }) => {
      const path = '/usr/local/bin/replaced-later';
      const digest = box.put(path, toolBytes('deleted', 2));
      await box.run([path]);
      return { sha256: digest, path };
    },
  },
  {
    id: 'D19',
    technique: 'a file of a directory that a later layer replaced as a whole (opaque)',
    expected: 'added/binary/writable_layer',
    box: {},
    run: async ({ box }) => {
      const digest = box.put('/opt/replaced/old', toolBytes('deleted', 1));
      await box.run(['/opt/replaced/old']);
      return { sha256: digest, path: '/opt/replaced/old' };
    },
  },
  {
    id: 'D23',
    technique: 'good bytes run, then changed through a shared mapping made before, and run again',
    expected: 'modified/binary/writable_layer',
    run: async ({ box, tool }) => {
      const { path } = tool();
      const brought = box.bring(freshName('mapped'));
      await box.run(['/usr/local/bin/rewrite', 'map', path, brought.path]);
      return { sha256: brought.sha256, path };
    },
  },
  {
    id: 'D32',
    technique: 'evil bytes, exec, and good bytes again at once',
    // Which one depends on whether the evil bytes could be read in time. Never clean.
    expected: ['modified/binary/writable_layer', 'unverified/binary/writable_layer'],
    run: async ({ box, tool }) => {
      const { path } = tool();
      const brought = box.bring(freshName('flipped'));
      await box.run(['/usr/local/bin/rewrite', 'flip', path, brought.path]);
      return { path };
    },
  },
];
