import { type ChildProcess, spawn } from 'node:child_process';

export type CommandResult = {
  /** Exit code, or 128 + the signal's number as a shell says it. */
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
};

export type CommandOptions = {
  readonly stdin?: string | Buffer;
  readonly cwd?: string;
  readonly env?: NodeJS.ProcessEnv;
  /** Default 120 s; then SIGKILL and a rejection. */
  readonly timeoutMs?: number;
};

const SIGNALS: Readonly<Record<string, number>> = {
  SIGHUP: 1,
  SIGINT: 2,
  SIGABRT: 6,
  SIGKILL: 9,
  SIGSEGV: 11,
  SIGTERM: 15,
};

/** Runs a program to its end and collects what it printed. A non-zero exit is a result; not starting, or a timeout, rejects. */
export function tryRun(argv: readonly [string, ...string[]], options: CommandOptions = {}): Promise<CommandResult> {
  const [program, ...args] = argv;
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, { stdio: ['pipe', 'pipe', 'pipe'], ...placeAndEnv(options) });
    const out: Buffer[] = [];
    const err: Buffer[] = [];
    child.stdout.on('data', (b: Buffer) => out.push(b));
    child.stderr.on('data', (b: Buffer) => err.push(b));
    // A program that does not read its input closes the pipe early; that is its right.
    child.stdin.on('error', () => {});
    child.stdin.end(options.stdin ?? '');
    let timedOut = false;
    const timer = setTimeout(() => {
      timedOut = true;
      child.kill('SIGKILL');
    }, options.timeoutMs ?? 120_000);
    child.once('error', (cause) => {
      clearTimeout(timer);
      reject(new Error(`cannot start ${argv.join(' ')}`, { cause }));
    });
    child.once('close', (code, signal) => {
      clearTimeout(timer);
      const stderr = Buffer.concat(err).toString();
      if (timedOut) reject(new Error(`timed out: ${argv.join(' ')}\n${stderr}`));
      else resolve({ code: code ?? 128 + (SIGNALS[signal ?? ''] ?? 0), stdout: Buffer.concat(out).toString(), stderr });
    });
  });
}

/** Like {@link tryRun}; rejects with the program's stderr when it fails, else gives its stdout. */
export async function run(argv: readonly [string, ...string[]], options: CommandOptions = {}): Promise<string> {
  const result = await tryRun(argv, options);
  if (result.code !== 0) throw new Error(`exit ${result.code}: ${argv.join(' ')}\n${result.stderr}${result.stdout}`);
  return result.stdout;
}

/** Resolves with the exit code once the child has ended, at once when it already has. */
export function ended(child: ChildProcess): Promise<number> {
  if (child.exitCode !== null) return Promise.resolve(child.exitCode);
  if (child.signalCode !== null) return Promise.resolve(128 + (SIGNALS[child.signalCode] ?? 0));
  return new Promise((resolve) => {
    child.once('exit', (code, signal) => resolve(code ?? 128 + (SIGNALS[signal ?? ''] ?? 0)));
  });
}

/** SIGTERM, and SIGKILL after `graceMs`. Gives the exit code. */
export async function terminate(child: ChildProcess, graceMs = 10_000): Promise<number> {
  child.kill('SIGTERM');
  const timer = setTimeout(() => child.kill('SIGKILL'), graceMs);
  const code = await ended(child);
  clearTimeout(timer);
  return code;
}

/** Asks `probe` every 20 ms until it gives something other than undefined or false; rejects with `what` after `timeoutMs`. */
export async function waitFor<T>(
  what: string,
  probe: () => T | Promise<T>,
  timeoutMs = 30_000,
): Promise<Exclude<T, undefined | false>> {
  const end = Date.now() + timeoutMs;
  for (;;) {
    const value = await probe();
    if (value !== undefined && value !== false) return value as Exclude<T, undefined | false>;
    if (Date.now() > end) throw new Error(`waited ${timeoutMs} ms in vain for ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

function placeAndEnv(options: CommandOptions): { readonly cwd?: string; readonly env?: NodeJS.ProcessEnv } {
  return {
    ...(options.cwd === undefined ? {} : { cwd: options.cwd }),
    ...(options.env === undefined ? {} : { env: { ...process.env, ...options.env } }),
  };
}
