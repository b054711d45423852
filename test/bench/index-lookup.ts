/** Opening and asking an index of 100,000 files. Run: node test/bench/index-lookup.ts [FILES] */
import { tempDir } from '../support/temp.ts';
import { measureLookups } from './suite/lookup.ts';
import { quantile } from './suite/suite.ts';

const files = Number(process.argv[2] ?? 100_000);
await using temp = tempDir('bench');
const { bytes, pathBytes, times } = measureLookups(temp.path, files);
const beside = ((bytes - pathBytes) / files).toFixed(1);
console.log(
  `${files} files; index ${bytes} bytes, ${beside} bytes a file beside the paths (${(pathBytes / files).toFixed(1)} bytes each)`,
);
console.log(`${process.version} ${process.arch}`);
console.log(`\n${'µs'.padEnd(28)}${'median'.padStart(9)}${'p99'.padStart(9)}`);
for (const [name, values] of Object.entries(times)) {
  const [middle, high] = [quantile(values, 0.5), quantile(values, 0.99)].map((us) => us.toFixed(2).padStart(9));
  console.log(`${name.padEnd(28)}${middle}${high}`);
}
