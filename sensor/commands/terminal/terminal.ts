import type { Output } from '../../forward/output.ts';
import { createLogger, type LogLevel } from '../../observe/log.ts';
import type { Logger } from '../../runtime/log.ts';
import { terminalLogger } from './log.ts';
import { TerminalOutput } from './output.ts';
import { type IndexProgress, showProgress } from './progress.ts';
import { Screen } from './screen.ts';
import { style, wantsColour } from './style.ts';

/** How a command speaks: to a person at a terminal, else to a program in JSON. */
export type Voice = {
  readonly log: Logger;
  /** Shows findings; undefined: they go where they are sent, as JSON. */
  readonly output: Output | undefined;
  readonly onProgress: ((progress: IndexProgress) => void) | undefined;
};

/** `findings`: as `--findings` says. Each stream is judged by itself: either may be redirected. */
export function voiceOf(level: LogLevel, findings: string): Voice {
  const { stdout, stderr } = process;
  const screen = new Screen({ err: stderr, nowMs: () => performance.now() });
  const output =
    stdout.isTTY && findings === '-'
      ? new TerminalOutput({ screen, stream: stdout, paint: style(wantsColour(stdout)) })
      : undefined;
  if (!stderr.isTTY) return { log: createLogger(level), output, onProgress: undefined };
  const paint = style(wantsColour(stderr));
  return {
    log: terminalLogger(level, { screen, stream: stderr, paint, now: () => new Date() }),
    output,
    onProgress: level === 'silent' ? undefined : showProgress(screen, () => stderr.columns),
  };
}
