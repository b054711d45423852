import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { run } from '../../support/command.ts';
import { freshName } from '../bytes.ts';
import type { Case } from './case.ts';

/** D27: the kernel starts an interpreter of the image for a file that is none of its own formats. */
export const binfmt: readonly Case[] = [
  {
    id: 'D27',
    technique: 'a file that binfmt_misc gives to an interpreter of the image',
    expected: ['added/script/writable_layer', 'added/binary/writable_layer'],
    run: async ({ box, scratch }) => {
      const magic = randomBytes(8).toString('hex').slice(0, 12);
      const path = `/tmp/${freshName('foreign')}`;
      const digest = box.put(path, `${magic} ${freshName('code')}\n`);
      const fs = join(scratch, freshName('binfmt'));
      const name = freshName('drift');
      mkdirSync(fs);
      await run(['mount', '-t', 'binfmt_misc', 'none', fs]);
      try {
        writeFileSync(join(fs, 'register'), `:${name}:M::${magic}::/usr/bin/cat:`);
        await box.run([path]);
      } finally {
        if (existsSync(join(fs, name))) writeFileSync(join(fs, name), '-1');
        await run(['umount', fs]);
      }
      return { sha256: digest };
    },
  },
];
