/**
 * Makes wire.gen.js and wire.gen.d.ts from wire.proto: `node sensor/bridge/wire-generate.ts [OUT.js]`.
 * The output is committed, so that running needs no generator; a test compares.
 */
import { execFileSync } from 'node:child_process';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';

const here = import.meta.dirname;

/** Writes `out` (….js) and the declarations beside it. */
export function generateWire(out: string): void {
  const pbjs = join(dirname(createRequire(import.meta.url).resolve('protobufjs-cli/package.json')), 'bin', 'pbjs');
  const shape = ['-t', 'static-module', '-w', 'esm', '-r', 'drift_sensor_bridge', '--dts', '--force-long'];
  const leftOut = ['create', 'verify', 'convert', 'delimited', 'typeurl', 'service'].map((part) => `--no-${part}`);
  execFileSync(process.execPath, [pbjs, ...shape, ...leftOut, '-o', out, join(here, 'wire.proto')], {
    stdio: 'inherit',
  });
}

if (import.meta.main) generateWire(process.argv[2] ?? join(here, 'wire.gen.js'));
