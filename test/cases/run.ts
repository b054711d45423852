/**
 * `npm run cases`: every technique and every clean situation of cases.md on every engine of this machine, below one sensor.
 *
 *   --only ID        (repeatable) rows of the table: D14
 *   --technique TEXT (repeatable) only those whose description contains it
 *   --engine NAME    (repeatable) runc, docker, podman, containerd
 *   --repeat N       how often each is run, for the latencies; default 1, and 3 for rows that were named
 *   --json           one object per line: id, engine, expected, got, pass, latency_ms, technique
 *   --verbose        also the sentence that a finding says
 *   --one-by-one     an engine after the other, as rows that were named are run anyway: the latencies are then of one engine's load
 *   --times N        the whole N times in a row, each below a sensor of its own; the first run that is not all green ends it
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
import { type Result, runCases } from './runner.ts';

process.exitCode = await main();

async function main(): Promise<number> {
  const { values } = parseArgs({
    options: {
      only: { type: 'string', multiple: true },
      technique: { type: 'string', multiple: true },
      engine: { type: 'string', multiple: true },
      repeat: { type: 'string' },
      times: { type: 'string', default: '1' },
      json: { type: 'boolean', default: false },
      verbose: { type: 'boolean', default: false },
      clean: { type: 'string' },
      brief: { type: 'string' },
      'one-by-one': { type: 'boolean', default: false },
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
  const named = values.only !== undefined || technique !== undefined;
  const repeat = Number(values.repeat ?? (named ? 3 : 1));
  const times = Number(values.times);
  if (
    cases.length === 0 ||
    engines.length !== (values.engine ?? engineNames).length ||
    !(repeat >= 1) ||
    !(times >= 1) ||
    !(Number(values.clean ?? 1) >= 1) ||
    !(Number(values.brief ?? 1) >= 1)
  ) {
    console.error(`wrong usage: --only ${ids().join('|')} --engine ${engineNames.join('|')} --repeat N --times N`);
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
  const options = {
    cases: values.brief === undefined ? cases : [brief(Number(values.brief))],
    engines: values.brief !== undefined && values.engine === undefined ? (['runc'] as const) : engines,
    repeat: values.brief === undefined ? repeat : 1,
    onResult: (result: Result) => console.log(values.json ? jsonLine(result) : row(result, values.verbose)),
    log: (line: string) => console.error(line),
  };
  for (let time = 1; time <= times; time++) {
    if (!values.json) console.log(header());
    const began = Date.now();
    const results = await runCases(options, named || values['one-by-one'] ? 'one-by-one' : 'parallel');
    if (!values.json) console.log(totals(results));
    const seconds = ((Date.now() - began) / 1000).toFixed(0);
    if (times > 1) console.error(`run ${time} of ${times}: ${seconds} s`);
    if (!results.every((result) => result.pass)) return 1;
  }
  return 0;
}

function ids(): string[] {
  return [...new Set(catalog.map(({ id }) => id))];
}
