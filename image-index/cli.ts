import { writeSync } from 'node:fs';
import { type Arguments, parseArguments } from './cli/arguments.ts';
import { build } from './cli/build-command.ts';
import { check, diff, type ExitCode, lookup, ls, type Output, show, verify } from './cli/commands.ts';
import { gc } from './cli/gc-command.ts';
import { harmless } from './cli/print.ts';
import { USAGE, UsageError } from './cli/usage.ts';
import { errnoOf, IndexError } from './error.ts';

/** Loaded when used: the others need hold no signatures' libraries in memory. */
const share =
  (name: 'pull' | 'push') =>
  async (args: Arguments, out: Output): Promise<ExitCode> =>
    (await import('./cli/share-commands.ts'))[name](args, out);

const COMMANDS = {
  build,
  check,
  diff,
  gc,
  lookup,
  ls,
  pull: share('pull'),
  push: share('push'),
  show,
  verify,
} as const;

/** 0 says that all is well: not when nobody heard the end. */
const JUDGES: readonly string[] = ['check', 'diff', 'verify'];

const EXIT_NOTHING = 1;
const EXIT_USAGE = 2;
const EXIT_CANNOT = 3;
const EXIT_INTERNAL = 70;

/** Collects lines and writes them synchronously: nothing is lost when the process exits, and a closed pipe is noticed. */
class LineWriter {
  readonly #fd: number;
  #pending = '';

  constructor(fd: number) {
    this.#fd = fd;
  }

  line(text: string): void {
    this.#pending += `${text}\n`;
    if (this.#pending.length > 65_536) this.flush();
  }

  flush(): void {
    const bytes = Buffer.from(this.#pending);
    this.#pending = '';
    for (let done = 0; done < bytes.length; ) {
      try {
        done += writeSync(this.#fd, bytes, done);
      } catch (error) {
        const errno = errnoOf(error);
        if (errno === 'EPIPE') throw error;
        if (errno !== 'EAGAIN') throw new IndexError('io', 'cannot write the output', { cause: error });
        // A pipe that another program made non-blocking and that is full.
        Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 5);
      }
    }
  }
}

async function main(argv: readonly string[]): Promise<number> {
  const stdout = new LineWriter(1);
  const note = (text: string) => process.stderr.write(`image-index: ${text.split('\n').map(harmless).join('\n  ')}\n`);
  // Nobody reads it any more.
  process.stderr.on('error', () => {});
  let command: string | undefined;
  try {
    const args = parseArguments(argv);
    command = args.command;
    const code = await dispatch(args, { line: (text) => stdout.line(text), flush: () => unlessClosed(stdout), note });
    stdout.flush();
    return code;
  } catch (error) {
    if (errnoOf(error) === 'EPIPE') return JUDGES.includes(command ?? '') ? EXIT_NOTHING : 0;
    unlessClosed(stdout);
    if (error instanceof UsageError) {
      note(`${error.message}\nTry \`image-index --help\`.`);
      return EXIT_USAGE;
    }
    if (error instanceof IndexError) {
      note(describe(error));
      return error.code === 'missing' ? EXIT_NOTHING : EXIT_CANNOT;
    }
    note(error instanceof Error ? (error.stack ?? error.message) : String(error));
    return EXIT_INTERNAL;
  }
}

async function dispatch(args: Arguments, out: Output): Promise<ExitCode> {
  if (args.help || args.command === 'help') {
    out.line(USAGE.trimEnd());
    return 0;
  }
  if (args.command === undefined) throw new UsageError('no command');
  if (!Object.hasOwn(COMMANDS, args.command)) throw new UsageError(`unknown command ${JSON.stringify(args.command)}`);
  return COMMANDS[args.command as keyof typeof COMMANDS](args, out);
}

function unlessClosed(writer: LineWriter): void {
  try {
    writer.flush();
  } catch (error) {
    if (errnoOf(error) !== 'EPIPE') throw error;
  }
}

/** How Node names a file that was opened below a directory's descriptor: the message before has its name. */
const VIA_DESCRIPTOR = /, \w+ '\/proc\/self\/fd\/[^']*'$/;

/** With the causes, whose errno says what to do. */
function describe(error: Error): string {
  let text = error.message;
  for (let cause = error.cause; cause instanceof Error; cause = cause.cause) {
    // Some messages hold their cause's already; OpenSSL's end with a line break.
    const said = cause.message.trim().replace(VIA_DESCRIPTOR, '');
    if (!text.includes(said)) text = `${text}: ${said}`;
  }
  return text;
}

process.exitCode = await main(process.argv.slice(2));
