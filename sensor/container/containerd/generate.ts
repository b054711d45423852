/**
 * Makes containerd.gen.js and containerd.gen.d.ts from containerd.proto: `node sensor/container/containerd/generate.ts [OUT.js]`.
 * The output is committed, so that running needs no generator; a test compares.
 */
import { join } from 'node:path';
import { generateProto } from '../../runtime/proto-generate.ts';

const here = import.meta.dirname;

/** Writes `out` (….js) and the declarations beside it. */
export function generateContainerd(out: string): void {
  generateProto({ proto: join(here, 'containerd.proto'), out, root: 'drift_sensor_containerd' });
}

if (import.meta.main) generateContainerd(process.argv[2] ?? join(here, 'containerd.gen.js'));
