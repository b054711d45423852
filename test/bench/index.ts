/**
 * Everything that docs/image-index.md says of speed and memory, one part after another: building (test/bench/index-build.ts), sharing
 * (index-shared.ts), look-ups, opening and bytes a file (index-lookup.ts). Run as root: node test/bench/index.ts [ROUNDS] [SCALE]
 */
import { spawnSync } from 'node:child_process';
import { sayMachine } from './machine.ts';

const PARTS = [
  ['index-build.ts', process.argv[2] ?? '3', process.argv[3] ?? '1'],
  ['index-shared.ts', process.argv[2] ?? '3', '30'],
  ['index-lookup.ts'],
] as const;

const env = sayMachine();
for (const [script, ...args] of PARTS) {
  const start = performance.now();
  const path = new URL(script, import.meta.url).pathname;
  const options = { stdio: 'inherit', env } as const;
  const { status } = spawnSync(process.execPath, ['--disable-warning=ExperimentalWarning', path, ...args], options);
  if (status !== 0) process.exit(1);
  console.log(`(${script}: ${((performance.now() - start) / 1000).toFixed(0)} s)\n`);
}
