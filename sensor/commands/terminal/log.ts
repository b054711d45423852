import { printable } from '../../finding/text.ts';
import { type LogLevel, logLevels } from '../../observe/log.ts';
import type { Logger } from '../../runtime/log.ts';
import { timeOfDay } from './finding-line.ts';
import type { Screen, TerminalStream } from './screen.ts';
import type { Paint, Style } from './style.ts';
import { fill } from './text.ts';

const MAX_VALUE = 200;
const MESSAGE_WIDTH = 40;

/** The log for a person: time, level, message, then the facts. */
export function terminalLogger(
  level: LogLevel,
  deps: { screen: Screen; stream: TerminalStream; paint: Style; now: () => Date },
): Logger {
  const { screen, stream, paint, now } = deps;
  const say = (own: LogLevel, colour: Paint) => (facts: object, message: string) => {
    if (logLevels.indexOf(own) < logLevels.indexOf(level)) return;
    const time = paint.dim(timeOfDay(now().toISOString()));
    const text = `${time}  ${colour(fill(own, 5))}  ${fill(printable(message), MESSAGE_WIDTH, 'whole')}  ${paint.dim(words(facts))}`;
    screen.lines(stream, `${text.trimEnd()}\n`);
  };
  return {
    debug: say('debug', paint.dim),
    info: say('info', paint.green),
    warn: say('warn', paint.yellow),
    error: say('error', paint.red),
  };
}

function words(facts: object): string {
  return Object.entries(facts)
    .filter(([, value]) => value !== undefined)
    .map(([key, value]) => `${key}=${short(typeof value === 'string' ? value : (JSON.stringify(value) ?? ''))}`)
    .join(' ');
}

function short(text: string): string {
  const safe = printable(text);
  return safe.length <= MAX_VALUE ? safe : `${safe.slice(0, MAX_VALUE).toWellFormed()}…`;
}
