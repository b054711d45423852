/**
 * Runs the tests and ends with a line `N passed, N failed[, N skipped]`. Arguments go to vitest.
 *
 * Fails on any failure (also of a file that does not load, and of an error outside a test), when no test ran at all,
 * and under CI=true, where set-up has installed everything, when a test was skipped for another reason than what the
 * kernel lacks.
 */
import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { KERNEL_LACKS } from './support/kernel-lacks.ts';

/** What is used here of vitest's JSON report. */
type Report = {
  readonly numPassedTests: number;
  readonly numFailedTests: number;
  readonly numPendingTests: number;
  readonly numTodoTests: number;
  readonly testResults: readonly {
    readonly status: string;
    readonly assertionResults: readonly { readonly status: string; readonly title: string }[];
  }[];
};

const ROOT = new URL('..', import.meta.url).pathname;
const args = process.argv.slice(2);
const dir = mkdtempSync(join(tmpdir(), 'drift-report-'));
const file = join(dir, 'report.json');

const code = await vitest();
const report = read();
rmSync(dir, { recursive: true, force: true });

// A file that fails before its first test is a failure that no test stands for; so is an error outside any test.
const brokenFiles = report?.testResults.filter(
  (f) => f.status === 'failed' && !f.assertionResults.some((test) => test.status === 'failed'),
).length;
const passed = report?.numPassedTests ?? 0;
const counted = (report?.numFailedTests ?? 0) + (brokenFiles ?? 0);
const failed = counted === 0 && (code !== 0 || passed === 0) ? 1 : counted;
const skipped = (report?.numPendingTests ?? 0) + (report?.numTodoTests ?? 0);

// With a name filter vitest counts the tests that it leaves out as skipped.
const byName = args.some((arg) => arg === '-t' || arg.startsWith('--testNamePattern'));
const lacking = report?.testResults
  .flatMap((f) => f.assertionResults)
  .filter(
    (test) => test.status !== 'passed' && test.status !== 'failed' && test.title.includes(`(skipped: ${KERNEL_LACKS}`),
  ).length;
const forbiddenSkip = process.env.CI === 'true' && skipped > (lacking ?? 0) && !byName;
if (passed + counted === 0) console.log('No test ran.');
if (forbiddenSkip) console.log('Under CI=true no test may be skipped.');
console.log(`${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`);
process.exitCode = failed > 0 || forbiddenSkip ? 1 : 0;

function vitest(): Promise<number> {
  const program = join(ROOT, 'node_modules/vitest/vitest.mjs');
  const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${file}`];
  const child = spawn(process.execPath, [program, 'run', ...reporters, ...args], {
    cwd: ROOT,
    stdio: ['ignore', 'inherit', 'inherit'],
  });
  // vitest stops the engines and then ends; this process has to outlive it.
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => child.kill(signal));
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('exit', (status) => resolve(status ?? 1));
  });
}

function read(): Report | undefined {
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as Report;
  } catch {
    return undefined;
  }
}
