import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { generateContainerd } from '../../../../sensor/container/containerd/generate.ts';

it('containerd.gen.js and its declarations are what containerd.proto gives', () => {
  const dir = mkdtempSync(join(tmpdir(), 'containerd-proto-'));
  try {
    generateContainerd(join(dir, 'containerd.gen.js'));
    for (const name of ['containerd.gen.js', 'containerd.gen.d.ts']) {
      const committed = readFileSync(
        join(import.meta.dirname, '../../../../sensor/container/containerd', name),
        'utf8',
      );
      // Compared as a truth value: the difference of two such files is no message.
      const same = committed === readFileSync(join(dir, name), 'utf8');
      expect(same, `${name} is out of date: node sensor/container/containerd/generate.ts`).toBe(true);
    }
  } finally {
    rmSync(dir, { recursive: true });
  }
});
