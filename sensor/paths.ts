import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));

/** What set-up builds (sensor/bridge/native/Makefile). */
export const nativePrograms = {
  bridge: `${root}build/native/drift-bridge`,
  helper: `${root}build/native/drift-helper`,
  payload: `${root}build/native/drift-payload`,
} as const;

/** The helper that reads extended attributes, where it is built. */
export function nativeHelper(): string | undefined {
  return existsSync(nativePrograms.helper) ? nativePrograms.helper : undefined;
}
