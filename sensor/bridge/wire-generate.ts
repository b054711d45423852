/**
 * Makes wire.gen.js and wire.gen.d.ts from wire.proto: `node sensor/bridge/wire-generate.ts [OUT.js]`.
 * The output is committed, so that running needs no generator; a test compares.
 */
import { join } from 'node:path';
import { generateProto } from '../runtime/proto-generate.ts';

const here = import.meta.dirname;

/** Writes `out` (….js) and the declarations beside it. */
export function generateWire(out: string): void {
  generateProto({ proto: join(here, 'wire.proto'), out, root: 'drift_sensor_bridge' });
}

if (import.meta.main) generateWire(process.argv[2] ?? join(here, 'wire.gen.js'));
