import { expect } from 'vitest';
import { run } from '../../support/command.ts';
import { need, testIf } from '../../support/need.ts';

const PROGRAM = new URL('./priority-program.ts', import.meta.url).pathname;

testIf(
  [need.root()],
  'every thread becomes prompt, those to come inherit it, and one can take its share again',
  async () => {
    expect(await ask(['setsid', '--wait'])).toMatchObject({
      raised: true,
      threads: [-15],
      worker: [-15, 0],
      main: -15,
    });
  },
);

testIf(
  [need.root(), need.autogroup()],
  'its session comes before others’ when it is its own, as a service’s; the shell that started it stays as it was',
  async () => {
    expect(await ask(['setsid', '--wait'])).toMatchObject({ session: 'nice -15' });
    expect(await ask(['setsid', '--wait', 'bash', '-c', '"$@"; exit $?', 'shell'])).toMatchObject({
      raised: true,
      session: 'nice 0',
    });
  },
);

async function ask(under: readonly [string, ...string[]]): Promise<unknown> {
  return JSON.parse(await run([...under, process.execPath, PROGRAM]));
}
