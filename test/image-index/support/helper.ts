import { existsSync } from 'node:fs';
import type { Reason } from '../../support/need.ts';

/** The C program that reads extended attributes. */
export const HELPER: string =
  process.env.DRIFT_TEST_HELPER ?? new URL('../../../build/native/drift-helper', import.meta.url).pathname;

export function needHelper(): Reason {
  return existsSync(HELPER) ? undefined : 'needs the built helper: npm run setup as root';
}
