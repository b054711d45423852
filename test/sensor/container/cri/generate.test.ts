import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { generateCri } from '../../../../sensor/container/cri/generate.ts';

it('cri.gen.js and its declarations are what cri.proto gives', () => {
  const dir = mkdtempSync(join(tmpdir(), 'cri-proto-'));
  try {
    generateCri(join(dir, 'cri.gen.js'));
    for (const name of ['cri.gen.js', 'cri.gen.d.ts']) {
      const committed = readFileSync(join(import.meta.dirname, '../../../../sensor/container/cri', name), 'utf8');
      // Compared as a truth value: the difference of two such files is no message.
      const same = committed === readFileSync(join(dir, name), 'utf8');
      expect(same, `${name} is out of date: node sensor/container/cri/generate.ts`).toBe(true);
    }
  } finally {
    rmSync(dir, { recursive: true });
  }
});
