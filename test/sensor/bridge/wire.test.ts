import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { generateWire } from '../../../sensor/bridge/wire-generate.ts';

it('wire.gen.js and its declarations are what wire.proto gives', () => {
  const dir = mkdtempSync(join(tmpdir(), 'wire-'));
  try {
    generateWire(join(dir, 'wire.gen.js'));
    for (const name of ['wire.gen.js', 'wire.gen.d.ts']) {
      const committed = readFileSync(join(import.meta.dirname, '../../../sensor/bridge', name), 'utf8');
      // Compared as a truth value: the difference of two such files is no message.
      const same = committed === readFileSync(join(dir, name), 'utf8');
      expect(same, `${name} is out of date: node sensor/bridge/wire-generate.ts`).toBe(true);
    }
  } finally {
    rmSync(dir, { recursive: true });
  }
});
