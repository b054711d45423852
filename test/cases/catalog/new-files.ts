import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { freshElf, freshName, sha256 } from '../bytes.ts';
import type { Case } from './case.ts';

/** D01, D07, D08, D18: a file that did not come with the image, by every way in. */
export const newFiles: readonly Case[] = [
  {
    id: 'D01',
    technique: 'a new ELF, copied in from outside, is run by an exec session',
    expected: 'added/binary/writable_layer',
    run: async ({ box }) => {
      const path = `/tmp/${freshName('copied')}`;
      const digest = box.put(path, freshElf());
      await box.run([path]);
      return { sha256: digest, path };
    },
  },
  {
    id: 'D01',
    technique: 'base64 -d writes a new ELF, a shell runs it',
    expected: 'added/binary/writable_layer',
    run: async ({ box }) => {
      const bytes = freshElf();
      const path = `/var/tmp/${freshName('decoded')}`;
      await box.sh(`echo ${bytes.toString('base64')} | base64 -d >${path} && chmod +x ${path} && ${path}`);
      return { sha256: sha256(bytes), path };
    },
  },
  {
    id: 'D01',
    technique: 'cat > writes a new ELF among the system’s own programs',
    expected: 'added/binary/writable_layer',
    run: async ({ box }) => {
      const name = freshName('installed');
      const brought = box.bring(name);
      await box.sh(`cat ${brought.path} >/usr/bin/${name}; chmod 755 /usr/bin/${name}; ${name}`);
      return { sha256: brought.sha256, path: `/usr/bin/${name}` };
    },
  },
  {
    id: 'D07',
    technique: 'a file on a tmpfs',
    expected: 'added/binary/tmpfs',
    run: async ({ box }) => {
      const name = freshName('fast');
      const brought = box.bring(name);
      await box.sh(`cp ${brought.path} /cache/${name} && /cache/${name}`);
      return { sha256: brought.sha256, path: `/cache/${name}` };
    },
  },
  {
    id: 'D07',
    technique: 'a file in /dev/shm that was mounted executable',
    box: { privileged: true },
    expected: 'added/binary/tmpfs',
    run: async ({ box }) => {
      const name = freshName('shared');
      const brought = box.bring(name);
      await box.sh(`mount -o remount,exec /dev/shm && cp ${brought.path} /dev/shm/${name} && /dev/shm/${name}`);
      return { sha256: brought.sha256, path: `/dev/shm/${name}` };
    },
  },
  {
    id: 'D08',
    technique: 'a file on a mounted volume',
    expected: 'added/binary/volume',
    run: async ({ box }) => {
      const brought = box.bring(freshName('mounted'));
      await box.run([brought.path]);
      return brought;
    },
  },
  {
    id: 'D08',
    technique: 'an image tool’s copy with other bytes on a volume, under the tool’s own name',
    expected: 'added/binary/volume',
    run: async ({ box }) => {
      const bytes = freshElf();
      writeFileSync(join(box.volume, 'ls'), bytes, { mode: 0o755 });
      await box.run(['/data/ls']);
      return { sha256: sha256(bytes), path: '/data/ls' };
    },
  },
  {
    id: 'D18',
    technique: 'what a compiler in the image makes (tcc) is run',
    expected: 'added/binary/writable_layer',
    run: async ({ box }) => {
      const path = `/tmp/${freshName('compiled')}`;
      const exit = process.arch === 'x64' ? 'mov $60,%eax; xor %edi,%edi; syscall' : 'mov x8,93; mov x0,0; svc 0';
      box.put(`${path}.c`, `char nonce[] = "${path}"; void _start(void) { __asm__("${exit}"); }\n`, 0o644);
      await box.sh(`tcc -nostdlib -static -o ${path} ${path}.c && ${path}`);
      return { path };
    },
  },
];
