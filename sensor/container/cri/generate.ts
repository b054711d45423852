/**
 * Makes cri.gen.js and cri.gen.d.ts from cri.proto: `node sensor/container/cri/generate.ts [OUT.js]`. The output is
 * committed, so that running needs no generator; a test compares.
 */
import { join } from 'node:path';
import { generateProto } from '../../runtime/proto-generate.ts';

const here = import.meta.dirname;

/** Writes `out` (….js) and the declarations beside it. */
export function generateCri(out: string): void {
  generateProto({ proto: join(here, 'cri.proto'), out, root: 'drift_sensor_cri' });
}

if (import.meta.main) generateCri(process.argv[2] ?? join(here, 'cri.gen.js'));
