/**
 * `npm run cases`: every technique and every clean situation of cases.md on every engine of this machine, below one sensor.
 *
 *   --only ID        (repeatable) rows of the table: D14
 *   --technique TEXT (repeatable) only those whose description contains it
 *   --engine NAME    (repeatable) runc, docker, podman, containerd
 *   --repeat N       how often each is run, for the latencies; default 3
 *   --json           one object per line: id, engine, expected, got, pass, latency_ms, technique
 *   --verbose        also the sentence that a finding says
 *   --parallel       the engines side by side: sooner done, but latencies mean less
 *   --clean N        instead: N clean execs of every kind, which must be quiet by arithmetic; on runc unless --engine says more
 *   --brief N        instead: N short-lived containers of one image (B08), on runc unless --engine says more; 1,000 took 4 minutes on 2 busy cores
 *
 * Exit code 1 when a case does not pass, 2 for wrong usage, 3 when this machine cannot run it.
 */
import { parseArgs } from 'node:util';
import { catalog } from './catalog/catalog.ts';
import { brief } from './catalog/load.ts';
import { cleanLoad, cleanReport } from './clean-load.ts';
import { type EngineName, engineNames } from './engines.ts';
import { casesReason } from './needs.ts';
import { header, jsonLine, row, totals } from './report.ts';
import { runCases } from './runner.ts';

process.exitCode = await main();

async function main(): Promise<number> {
  const { values } = parseArgs({
    options: {
      only: { type: 'string', multiple: true },
      technique: { type: 'string', multiple: true },
      engine: { type: 'string', multiple: true },
      repeat: { type: 'string', default: '3' },
      json: { type: 'boolean', default: false },
      verbose: { type: 'boolean', default: false },
      clean: { type: 'string' },
      brief: { type: 'string' },
      parallel: { type: 'boolean', default: false },
    },
  });
  const technique = values.technique;
  const cases = catalog.filter(
    (each) =>
      (values.only?.includes(each.id) ?? true) && (technique?.some((part) => each.technique.includes(part)) ?? true),
  );
  const engines = (values.engine ?? engineNames).filter((name): name is EngineName =>
    engineNames.some((n) => n === name),
  );
  const repeat = Number(values.repeat);
  if (
    cases.length === 0 ||
    engines.length !== (values.engine ?? engineNames).length ||
    !(repeat >= 1) ||
    !(Number(values.clean ?? 1) >= 1) ||
    !(Number(values.brief ?? 1) >= 1)
  ) {
    console.error(`wrong usage: --only ${ids().join('|')} --engine ${engineNames.join('|')} --repeat N`);
    return 2;
  }
  const reason = casesReason(engines);
  if (reason !== undefined) {
    console.error(reason);
    return 3;
  }
  if (values.clean !== undefined) {
    const execs = Number(values.clean);
    const result = await cleanLoad({
      execs,
      engines: values.engine === undefined ? ['runc'] : engines,
      log: console.error,
    });
    const { text, good } = cleanReport(result);
    console.log(values.json ? JSON.stringify(result) : text);
    return good ? 0 : 1;
  }
  if (!values.json) console.log(header());
  const results = await runCases(
    {
      cases: values.brief === undefined ? cases : [brief(Number(values.brief))],
      engines: values.brief !== undefined && values.engine === undefined ? ['runc'] : engines,
      repeat: values.brief === undefined ? repeat : 1,
      onResult: (result) => console.log(values.json ? jsonLine(result) : row(result, values.verbose)),
      log: (line) => console.error(line),
    },
    values.parallel ? 'parallel' : 'one-by-one',
  );
  if (!values.json) console.log(totals(results));
  return results.every((result) => result.pass) ? 0 : 1;
}

function ids(): string[] {
  return [...new Set(catalog.map(({ id }) => id))];
}
