import { freshName } from '../bytes.ts';
import type { Case } from './case.ts';

const hex = (text: string | Buffer): string => Buffer.from(text).toString('hex');

/** Runs fresh bytes under a name of any bytes; found by their digest, whatever the name. */
function named(technique: string, name: () => Buffer | string, args: readonly string[] = [hex('x')]): Case {
  return {
    id: 'D26',
    technique,
    expected: 'added/binary/writable_layer',
    run: async ({ box }) => {
      const brought = box.bring(freshName('source'));
      await box.run(['/usr/local/bin/exec-odd', brought.path, '-x', hex(name()), ...args]);
      return { sha256: brought.sha256 };
    },
  };
}

/** D26: file names and arguments chosen to confuse. */
export const names: readonly Case[] = [
  named('a name with a newline and terminal escapes', () => `/tmp/${freshName('a\n{"schema":"forged"}\u001b[31m')}`),
  named('a name that is not UTF-8', () =>
    Buffer.concat([Buffer.from(`/tmp/${freshName('b')}`), Buffer.from([0xff, 0xfe])]),
  ),
  named('a name that looks deleted', () => `/tmp/${freshName('c')} (deleted)`),
  named('a false argv[0]', () => `/tmp/${freshName('d')}`, [hex('/usr/sbin/sshd'), hex('-D')]),
  named('a name that is memfd’s', () => `/tmp/memfd:${freshName('e')}`),
  {
    id: 'D26',
    technique: 'a path of more than 4,000 bytes',
    expected: 'added/binary/writable_layer',
    run: async ({ box }) => {
      const brought = box.bring(freshName('source'));
      const deep = ['-d', hex(`/tmp/${freshName('long')}`), '1', '-d', hex('d'.repeat(250)), '15'];
      await box.run(['/usr/local/bin/exec-odd', brought.path, ...deep, '-x', hex('leaf'.repeat(50)), hex('x')]);
      return { sha256: brought.sha256 };
    },
  },
];
