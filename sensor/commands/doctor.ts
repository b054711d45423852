import { release } from 'node:os';
import { type DoctorReport, doctor } from '../doctor.ts';
import { splitArguments } from './arguments.ts';
import { type Command, EXIT } from './command.ts';
import { noOperands } from './operands.ts';

export const doctorCommand: Command = {
  name: 'doctor',
  operands: '[--json]',
  summary: 'what this node supports, and what to do about what it does not',
  help: () => `drift-sensor doctor [--json]

Tries what the sensor needs and says which tier this node gives:
  detect   every exec is seen, nothing missed silently (eBPF)
  scan     /proc is polled; processes that end sooner than the interval can be missed

Exit codes: 0 in any tier that works, else 3.

  drift-sensor doctor
  drift-sensor doctor --json | jq '.checks[] | select(.ok | not)'
`,
  run: async (args) => {
    const given = splitArguments('doctor', args, { '--json': 'switch' });
    noOperands('doctor', given.operands);
    const report = await doctor();
    process.stdout.write(given.own.has('--json') ? `${JSON.stringify(report)}\n` : printDoctor(report));
    return report.tier === 'none' ? EXIT.cannot : EXIT.good;
  },
};

function printDoctor({ tier, checks }: DoctorReport): string {
  const width = Math.max(...checks.map(({ name }) => name.length));
  const lines = checks.map(({ name, ok, detail, fix }) => {
    const line = `${ok ? 'ok  ' : 'no  '}${name.padEnd(width)}  ${detail}`;
    return ok || fix === undefined ? line : `${line}\n    ${' '.repeat(width)}  fix: ${fix}`;
  });
  return `tier: ${tier} on Linux ${release()}\n\n${lines.join('\n')}\n`;
}
