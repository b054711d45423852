import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, expect } from 'vitest';
import { RecordingError } from '../../sensor/bridge/recording.ts';
import { builtInPolicy } from '../../sensor/evaluate/evaluate.ts';
import { Replay } from '../../sensor/replay.ts';
import { tempDir } from '../support/temp.ts';
import { fuzz, mayThrow } from './fuzz.ts';

const temp = tempDir('fuzz-recordings');
afterAll(() => temp.remove());

fuzz({
  name: 'recording',
  tokens: [
    '\n',
    '{"s":0,"v":',
    '{"x":',
    '{"reset":true}\n',
    '{"tick":',
    '{"gap":',
    '{"dropped":',
    '"__proto__":',
    'null',
    '1e999',
    '-1',
  ],
  read: async (input) => {
    const path = join(temp.path, 'recording');
    writeFileSync(path, input);
    await mayThrow(
      (error) => error instanceof RecordingError,
      async () => {
        const findings: object[] = [];
        const replay = new Replay(
          { path, fold: { maxFindings: 100, repeatMs: 1_000 } },
          { policy: () => builtInPolicy, onFinding: (finding) => findings.push(finding), onGap: () => {} },
        );
        const report = await replay.run(AbortSignal.timeout(60_000));
        // Each finding can be printed.
        for (const finding of findings) expect(JSON.stringify(finding).length).toBeGreaterThan(2);
        if (report.execs === 0) expect(findings).toEqual([]);
      },
    );
  },
});
