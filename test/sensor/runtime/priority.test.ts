import { expect } from 'vitest';
import { run } from '../../support/command.ts';
import { need, testIf } from '../../support/need.ts';

const PROGRAM = new URL('./priority-program.ts', import.meta.url).pathname;

testIf(
  [need.root()],
  'every thread becomes prompt, those to come inherit it, and one can take its share again',
  async () => {
    const out: unknown = JSON.parse(await run([process.execPath, PROGRAM]));
    expect(out).toEqual({ raised: true, threads: [-15], worker: [-15, 0], main: -15 });
  },
);
