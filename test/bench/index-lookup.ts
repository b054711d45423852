/** Opening and asking an index of 100,000 files. Run: node test/bench/index-lookup.ts [FILES] */
import { tempDir } from '../support/temp.ts';
import { reached, sayLoad, sayMachine } from './machine.ts';
import { GOALS_US, measureLookups } from './suite/lookup.ts';
import { quantile } from './suite/suite.ts';

/** Of issue 4, beside the paths. */
const GOAL_FILE_BYTES = 64;

const files = Number(process.argv[2] ?? 100_000);
await using temp = tempDir('bench');
sayMachine();
const { bytes, pathBytes, times } = measureLookups(temp.path, files);
const [index, path] = [bytes / files, pathBytes / files];
console.log(`${files} files whose index is in the page cache`);
console.log(
  `index: ${index.toFixed(1)} bytes a file, its path has ${path.toFixed(1)}   ${reached(index - path, GOAL_FILE_BYTES)} beside the path`,
);
console.log(`\n${'µs'.padEnd(28)}${'median'.padStart(9)}${'p99'.padStart(9)}`);
for (const [name, values] of Object.entries(times)) {
  const [middle, high] = [quantile(values, 0.5), quantile(values, 0.99)];
  const goal = GOALS_US[name];
  const said = goal === undefined ? '' : `   ${reached(middle, goal)}`;
  console.log(`${name.padEnd(28)}${middle.toFixed(2).padStart(9)}${high.toFixed(2).padStart(9)}${said}`);
}
console.log(`${sayLoad()} at the end`);
