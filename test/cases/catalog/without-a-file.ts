import { randomBytes } from 'node:crypto';
import { freshElf, freshName } from '../bytes.ts';
import type { Case } from './case.ts';

/** exit(42) as code for x86-64 and arm64, wherever it lies. */
const EXIT_42 =
  process.arch === 'x64'
    ? Buffer.from([0xbf, 42, 0, 0, 0, 0xb8, 60, 0, 0, 0, 0x0f, 0x05])
    : Buffer.from('40058052a80b8052010000d4', 'hex');

/** D05, D06, D09 and what no sensor of executions can see: code that has no file, or not for long. */
export const withoutAFile: readonly Case[] = [
  {
    id: 'D05',
    technique: 'memfd_create + fexecve (execveat AT_EMPTY_PATH)',
    expected: 'added/binary/memfd',
    run: async ({ box }) => {
      const brought = box.bring(freshName('in-memory'));
      await box.run(['/usr/local/bin/memfd-exec', brought.path]);
      return { sha256: brought.sha256 };
    },
  },
  {
    id: 'D05',
    technique: 'memfd_create + execve of /proc/self/fd/N',
    expected: 'added/binary/memfd',
    run: async ({ box }) => {
      const brought = box.bring(freshName('in-memory'));
      await box.run(['/usr/local/bin/fd-exec', brought.path]);
      return { sha256: brought.sha256 };
    },
  },
  {
    id: 'D05',
    technique: 'an image binary’s bytes run from a memfd',
    expected: 'relocated/binary/memfd',
    run: async ({ box, tool }) => {
      const { path } = tool();
      await box.run(['/usr/local/bin/fd-exec', path]);
      return { origin: 'memfd' };
    },
  },
  {
    id: 'D06',
    technique: 'run, and unlinked at once; lives under 1 ms',
    expected: 'added/binary/writable_layer',
    run: async ({ box }) => {
      const path = `/tmp/${freshName('brief')}`;
      const digest = box.put(path, freshElf(0));
      await box.run(['/usr/local/bin/spawn-then', 'unlink', path]);
      return { sha256: digest };
    },
  },
  {
    id: 'D06',
    technique: 'run, and an image binary renamed over it at once',
    expected: 'added/binary/writable_layer',
    run: async ({ box }) => {
      const path = `/tmp/${freshName('swapped')}`;
      const digest = box.put(path, freshElf());
      await box.sh(`cp /usr/bin/true ${path}.good && spawn-then replace ${path} ${path}.good`);
      return { sha256: digest };
    },
  },
  {
    id: 'D09',
    technique: 'O_TMPFILE + execveat: a file that never had a name',
    expected: 'added/binary/deleted',
    run: async ({ box }) => {
      const brought = box.bring(freshName('nameless'));
      await box.run(['/usr/local/bin/o-tmpfile', '/var/tmp', brought.path]);
      return { sha256: brought.sha256 };
    },
  },
  {
    id: 'B10',
    technique: 'code that a program makes in anonymous memory (JIT) is quiet',
    expected: 'quiet',
    run: async ({ box }) => void (await box.run(['/usr/local/bin/anonymous-code'])),
  },
  {
    id: 'L01',
    technique: 'code read into anonymous memory and called (ddexec)',
    expected: 'missed',
    run: async ({ box }) => {
      const path = `/tmp/${freshName('code')}`;
      const digest = box.put(path, Buffer.concat([EXIT_42, randomBytes(16)]), 0o644);
      const { code } = await box.exec(['/usr/local/bin/anonymous-code', path]);
      if (code !== 42) throw new Error(`the code did not run: exit ${code}`);
      return { sha256: digest };
    },
  },
  {
    id: 'L02',
    technique: 'code written into another process (ptrace)',
    box: { privileged: true },
    expected: 'missed',
    run: async ({ box }) => {
      const path = `/tmp/${freshName('code')}`;
      const digest = box.put(path, Buffer.concat([EXIT_42, randomBytes(16)]), 0o644);
      const { code } = await box.exec(['/usr/local/bin/inject', path]);
      if (code !== 42) throw new Error(`the code did not run: exit ${code}`);
      return { sha256: digest };
    },
  },
  {
    id: 'L03',
    technique: 'a module that an image’s script imports (Python)',
    expected: 'missed',
    run: async ({ box }) => {
      const name = freshName('module').replace('-', '_');
      const digest = box.put(`/tmp/${name}.py`, `print('${name}')\n`, 0o644);
      await box.run(['/usr/bin/python3.11', '-c', `import sys; sys.path.insert(0, '/tmp'); import ${name}`]);
      return { sha256: digest };
    },
  },
];
