/** What the running sensor says of itself, for commands that need one. */
import { askSensor, socketPath } from '../control.ts';
import type { Status } from '../status.ts';
import { CannotError } from './command.ts';

/** Rejects with a CannotError that says how to get an answer. `text`: as it came. */
export async function askStatus(stateDir: string): Promise<{ readonly text: string; readonly status: Status }> {
  const text = await ask(stateDir);
  return { text, status: parseStatus(text, stateDir) };
}

async function ask(stateDir: string): Promise<string> {
  const answer = await askSensor(stateDir);
  switch (answer.kind) {
    case 'answer':
      return answer.text;
    case 'absent':
      throw new CannotError(
        `no sensor is running with the state directory ${stateDir}; start one with drift-sensor run, or name another with --state-dir DIR`,
      );
    case 'silent':
      throw new CannotError(
        `the sensor at ${socketPath(stateDir)} does not answer; it may be stopped or overloaded: look at its log`,
      );
    case 'refused':
      throw new CannotError(
        `${socketPath(stateDir)} may not be used (${answer.errno}); ask as the sensor's user (root)`,
      );
  }
}

/** The socket belongs to whoever owns the directory; an answer of another version is refused, not guessed at. */
function parseStatus(text: string, stateDir: string): Status {
  let status: Partial<Status> = {};
  try {
    status = JSON.parse(text) as Partial<Status>;
  } catch {
    // Said below.
  }
  if (status.schema === 'drift-sensor.status/1') return status as Status;
  // control.ts answers so until the sensor has all its parts.
  if (text.trim() === '{}') throw new CannotError(`the sensor at ${stateDir} is starting; ask again in a moment`);
  throw new CannotError(`the sensor at ${stateDir} is of another version: its answer cannot be read`);
}
