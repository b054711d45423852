import type { Readable } from 'node:stream';
import type { Logger } from '../../runtime/log.ts';

const MAX_LINE_BYTES = 8192;
/** Lines passed on per second; a bridge in trouble must not flood the sensor's log. */
const MAX_LINES_PER_SECOND = 50;

/**
 * The bridge writes one JSON object per line to stderr: `{level, msg, …facts}`. Each becomes a line of our log;
 * what is not JSON (a sanitizer's report, libbpf) is passed on as text. Returns the last line seen, for messages.
 */
export function logStderr(stream: Readable, log: Logger, now: () => number): { readonly last: string | undefined } {
  const state: { last: string | undefined } = { last: undefined };
  let rest = '';
  let windowStart = 0;
  let inWindow = 0;
  let suppressed = 0;

  const line = (text: string) => {
    if (text === '') return;
    state.last = text.slice(0, 500);
    const t = now();
    if (t - windowStart >= 1000) {
      if (suppressed > 0) log.warn({ lines: suppressed }, 'lines of the bridge were left out: too many at a time');
      windowStart = t;
      inWindow = 0;
      suppressed = 0;
    }
    if (++inWindow > MAX_LINES_PER_SECOND) {
      suppressed++;
      return;
    }
    emit(text, log);
  };

  stream.setEncoding('utf8');
  stream.on('error', () => {});
  stream.on('data', (chunk: string) => {
    const lines = (rest + chunk).split('\n');
    rest = lines.pop() ?? '';
    if (rest.length > MAX_LINE_BYTES) {
      lines.push(rest);
      rest = '';
    }
    for (const text of lines) line(text.slice(0, MAX_LINE_BYTES));
  });
  stream.on('end', () => line(rest));
  return state;
}

function emit(text: string, log: Logger): void {
  let parsed: unknown;
  try {
    parsed = JSON.parse(text);
  } catch {
    log.warn({ component: 'bridge', text }, 'the bridge said something unexpected');
    return;
  }
  if (typeof parsed !== 'object' || parsed === null) {
    log.warn({ component: 'bridge', text }, 'the bridge said something unexpected');
    return;
  }
  const { level, msg, ...facts } = parsed as { level?: unknown; msg?: unknown };
  const message = typeof msg === 'string' ? msg : 'bridge';
  const fields = { component: 'bridge', ...facts };
  if (level === 'error') log.error(fields, message);
  else if (level === 'warn') log.warn(fields, message);
  else if (level === 'debug') log.debug(fields, message);
  else log.info(fields, message);
}
