import { readFileSync, renameSync, writeFileSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { join } from 'node:path';
import { freshElf, freshName, sha256 } from '../bytes.ts';
import type { Case } from './case.ts';

const FLOOD = 2_000;
const HUGE_BYTES = 4 * 2 ** 30 + 2 ** 20;
/** How many of B08's thousand everybody has time for; `--brief 1000` runs them all. */
const BRIEF = 4;

/** D22, D24, D25, B08: much, large, early, and in between. */
export const load: readonly Case[] = [
  {
    id: 'D22',
    heavy: true,
    technique: 'a file of more than 4 GiB that is nearly all holes',
    expected: 'added/binary/writable_layer',
    run: async ({ box }) => {
      const path = `/var/tmp/${freshName('huge')}`;
      box.put(path, freshElf());
      const file = await open(join(box.root, path), 'r+');
      await file.truncate(HUGE_BYTES);
      await file.close();
      await box.run([path]);
      return { path };
    },
  },
  {
    id: 'D24',
    technique: `one drifted exec inside a flood of ${FLOOD} clean ones`,
    expected: 'added/binary/writable_layer',
    run: async ({ box }) => {
      const path = `/tmp/${freshName('needle')}`;
      const digest = box.put(path, freshElf(0));
      await box.sh(`exec-loop ${FLOOD} /usr/bin/true >/dev/null & sleep 0.3; ${path}; wait`);
      return { sha256: digest, path };
    },
  },
  {
    id: 'D25',
    technique: 'it ran before the sensor started',
    expected: 'added/binary/writable_layer',
    before: async ({ box }) => {
      const path = `/tmp/${freshName('early')}`;
      const digest = box.put(path, freshElf(600_000));
      await box.sh(`${path} </dev/null >/dev/null 2>&1 &`);
      return { sha256: digest, path };
    },
  },
  {
    id: 'D31',
    technique: 'it ran before, and has forged its /proc/PID/exe (PR_SET_MM_MAP)',
    box: { privileged: true },
    expected: ['added/library/writable_layer', 'added/binary/writable_layer'],
    before: async ({ box, imageFile }) => {
      const path = `/tmp/${freshName('forger')}.so`;
      const digest = box.put(path, Buffer.concat([imageFile('/usr/local/lib/forger.so'), Buffer.from(path)]));
      await box.sh(
        `forge-exe ${path} /usr/bin/env </dev/null >/tmp/forged 2>&1 & until [ -s /tmp/forged ]; do sleep 0.05; done`,
      );
      return { sha256: digest, path };
    },
  },
  {
    id: 'D25',
    technique: 'it runs while the policies are read anew',
    expected: 'added/binary/writable_layer',
    run: async ({ box, policyFile }) => {
      const path = `/tmp/${freshName('reload')}`;
      const digest = box.put(path, freshElf());
      writeFileSync(policyFile, readFileSync(policyFile));
      await box.run([path]);
      return { sha256: digest, path };
    },
  },
  {
    id: 'D25',
    technique: 'it runs at the very start of a container',
    expected: 'added/binary/volume',
    run: async ({ start }) => {
      const digest = { sha256: '' };
      const box = await start({
        args: ['/bin/sh', '-c', 'while [ ! -x /data/first ]; do :; done; /data/first; exec sleep 1000000'],
      });
      const bytes = freshElf();
      digest.sha256 = sha256(bytes);
      // All of it at once: the loop must not execute what is still being written.
      writeFileSync(join(box.volume, 'being-written'), bytes, { mode: 0o755 });
      renameSync(join(box.volume, 'being-written'), join(box.volume, 'first'));
      return { ...digest, container: box.id };
    },
  },
  brief(BRIEF),
];

/** B08: `run --rm`, one after another; three execs each. */
export function brief(containers: number): Case {
  return {
    id: 'B08',
    technique: `${containers} short-lived containers of one image`,
    expected: 'quiet',
    run: async ({ engine, containerName, image }) => {
      for (let i = 0; i < containers; i++)
        await engine.runToEnd(
          image,
          ['/bin/sh', '-c', '/usr/bin/env >/dev/null; /usr/bin/id >/dev/null'],
          containerName(),
        );
      return undefined;
    },
  };
}
