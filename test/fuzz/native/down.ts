import { type ChildProcess, spawn } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { run } from '../../support/command.ts';
import { cacheDir } from '../../support/temp.ts';

export type DownReader = {
  /** Decoded or refused. Rejects when the program has ended: a sanitizer has found something, which it says. */
  read(input: Buffer): Promise<boolean>;
  close(): void;
};

const HERE = import.meta.dirname;
const NATIVE = join(HERE, '../../../sensor/bridge/native');
const FLAGS = ['-std=gnu11', '-O1', '-g', '-Wall', '-Wextra', '-Werror', `-I${NATIVE}`];
const SANITIZERS = ['-fsanitize=address,undefined', '-fno-sanitize-recover=all'];

/** The bridge's decoder of what the sensor says, as a process. */
export async function openDownReader(): Promise<DownReader> {
  const dir = join(cacheDir(), 'bin');
  mkdirSync(dir, { recursive: true });
  const program = join(dir, `fuzz-down-${process.pid}`);
  const sources = [join(HERE, 'down.c'), join(NATIVE, 'decode.c'), join(NATIVE, 'wire.c')];
  await run(['gcc', ...FLAGS, ...SANITIZERS, '-o', program, ...sources]);
  const child = spawn(program, { stdio: ['pipe', 'pipe', 'pipe'] });
  let said = '';
  child.stderr.on('data', (chunk: Buffer) => {
    said += chunk.toString();
  });
  child.stdin.on('error', () => {});
  return { read: (input) => ask(child, input, () => said), close: () => void child.kill() };
}

function ask(child: ChildProcess, input: Buffer, said: () => string): Promise<boolean> {
  const header = Buffer.alloc(4);
  header.writeUInt32LE(input.length);
  return new Promise((resolve, reject) => {
    const ended = () => reject(new Error(`the decoder ended:\n${said()}`));
    if (child.exitCode !== null || child.signalCode !== null) return ended();
    child.once('close', ended);
    child.stdout?.once('data', (answer: Buffer) => {
      child.off('close', ended);
      resolve(answer[0] === 1);
    });
    child.stdin?.write(Buffer.concat([header, input]));
  });
}
