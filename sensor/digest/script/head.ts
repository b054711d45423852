/** How a file begins, by which a shell takes it for a script. */
import { closeSync, constants, fstatSync, openSync, readSync } from 'node:fs';

const ELF = '\x7fELF';
/** So much of a file bash looks at. */
const HEAD_BYTES = 80;

/** As latin1 text. */
export function headOf(path: string): string {
  const fd = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK | constants.O_NOCTTY);
  try {
    const head = Buffer.alloc(HEAD_BYTES);
    return fstatSync(fd).isFile() ? head.toString('latin1', 0, readSync(fd, head, 0, head.length, 0)) : '';
  } finally {
    closeSync(fd);
  }
}

/** What the kernel refuses for want of a format it knows, and no shell takes for a program (bash: check_binary_file in general.c). */
export function isReadByShell(head: string, mode: bigint): boolean {
  const executable = (mode & 0o111n) !== 0n;
  return executable && !head.startsWith(ELF) && !head.startsWith('#!') && !/^[^\n]*\0/.test(head);
}

export function isElf(head: string): boolean {
  return head.startsWith(ELF);
}
