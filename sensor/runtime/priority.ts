import { readdirSync } from 'node:fs';
import { setPriority } from 'node:os';

/**
 * A container that lives 50 ms has to be asked for while it lives, also where others use every CPU: with four engines busy on two
 * full CPUs, of 80 such containers 46 went unseen at niceness 0, two at -15 (test/cases/four-engines.test.ts).
 */
export const PROMPT_NICENESS = -15;
const FAIR = 0;

/**
 * Puts all threads of this process before ordinary ones; threads and programs that are started later inherit it. False where it
 * is refused (no CAP_SYS_NICE). It costs the node nothing but latency: what the sensor does stays the same.
 */
export function becomePrompt(): boolean {
  try {
    // On Linux niceness is a thread's: setpriority(2).
    for (const thread of readdirSync('/proc/self/task')) setPriority(Number(thread), PROMPT_NICENESS);
    return true;
  } catch {
    return false;
  }
}

/** For a thread of this process that works long at a time: it takes its share, as everybody. */
export function becomeFair(): void {
  try {
    setPriority(0, FAIR);
  } catch {
    // It was never raised.
  }
}
