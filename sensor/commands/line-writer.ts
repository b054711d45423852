import { open } from 'node:fs/promises';
import { errnoOf } from '../runtime/errno.ts';
import { CannotError } from './command.ts';

/** Where a command's lines go. `write` resolves when they have been taken. */
export type LineWriter = {
  write(text: string): Promise<void>;
  close(): Promise<void>;
};

/** `-`: stdout. A file is replaced. Rejects with a CannotError. */
export async function openLineWriter(path: string, flag: string): Promise<LineWriter> {
  if (path === '-') return { write: writeStdout, close: async () => {} };
  try {
    const file = await open(path, 'w', 0o640);
    return { write: async (text) => void (await file.writeFile(text)), close: () => file.close() };
  } catch (cause) {
    throw new CannotError(`${flag}: cannot open ${path} (${errnoOf(cause)})`, { cause });
  }
}

/** A reader that went away ends the command (cli.ts). */
function writeStdout(text: string): Promise<void> {
  return new Promise((resolve) => {
    process.stdout.write(text, () => resolve());
  });
}
