import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/** In a checkout `build/native`; beside the folder of a bundle, which is the same place for the one in `build/bundle`. */
const native = fileURLToPath(
  new URL(import.meta.url.endsWith('.ts') ? '../build/native/' : '../native/', import.meta.url),
);

/** What set-up builds (sensor/bridge/native/Makefile). */
export const nativePrograms = {
  bridge: `${native}drift-bridge`,
  helper: `${native}drift-helper`,
  payload: `${native}drift-payload`,
  actor: `${native}drift-actor`,
} as const;

/** The helper that reads extended attributes, where it is built. */
export function nativeHelper(): string | undefined {
  return existsSync(nativePrograms.helper) ? nativePrograms.helper : undefined;
}
