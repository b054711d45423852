/** The canary of a sensor that may mount: a throw-away overlay container of its own, announced as an engine announces one. */
import { randomBytes } from 'node:crypto';
import {
  chmodSync,
  copyFileSync,
  existsSync,
  mkdirSync,
  readFileSync,
  rmSync,
  statSync,
  unlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import type { OwnRuntime } from '../container/own-runtime.ts';
import { CanaryBox, removeCgroup } from './box.ts';
import { type CanaryPlace, NoCanaryError } from './place.ts';

export type HostPlaceOptions = {
  /** Holds the canary's image and writable layer; must lie on a filesystem that can be an overlay's upper layer. */
  readonly directory: string;
  /** Where cgroup v2 is mounted. */
  readonly cgroupRoot: string;
  readonly helperPath: string;
  readonly payloadPath: string;
};

const NAME = 'drift-sensor-canary';

/** Rejects with what the kernel refused, or with a NoCanaryError. */
export async function openHostPlace(
  options: HostPlaceOptions,
  deps: { readonly runtime: OwnRuntime },
  signal: AbortSignal,
): Promise<CanaryPlace> {
  const { directory, helperPath, payloadPath, cgroupRoot } = options;
  const { runtime } = deps;
  if (!existsSync(helperPath)) throw new NoCanaryError(`${helperPath} is not built (no compiler at set-up)`);
  const id = `${NAME}-${randomBytes(6).toString('hex')}`;
  const cgroup = join(cgroupRoot, id);
  prepareImage(directory, payloadPath);
  mkdirSync(cgroup);
  const description = {
    id,
    name: NAME,
    runtime: 'canary' as const,
    image: { ref: NAME, source: { kind: 'lower_dirs' as const, dirs: [join(directory, 'lower')] } },
    cgroupIds: [statSync(cgroup, { bigint: true }).ino],
    mounts: [],
  };
  const leave = async (): Promise<void> => {
    runtime.ended(id);
    await removeCgroup(cgroup);
  };
  // Known before its first exec, as an engine's container is.
  runtime.appeared(description);
  const box = await CanaryBox.start({ helperPath, directory, cgroup, id }, signal).catch(async (error: unknown) => {
    await leave();
    throw error;
  });
  runtime.appeared({ ...description, initPid: box.initPid, rootDev: box.rootDev, rootIno: box.rootIno });
  return {
    get alive() {
      return box.alive;
    },
    runClean: (lingerMs) => box.exec('/image-file', lingerMs),
    runDrifted: async (program, lingerMs) => {
      const path = `/drifted-${randomBytes(6).toString('hex')}`;
      const onHost = `/proc/${box.initPid}/root${path}`;
      const remove = () => removeQuietly(onHost);
      try {
        writeFileSync(onHost, program, { mode: 0o755 });
        chmodSync(onHost, 0o755);
        await box.exec(path, lingerMs);
        return { remove };
      } catch (error) {
        remove();
        throw error;
      }
    },
    close: async () => {
      await box.close();
      await leave();
    },
  };
}

/** The canary's image: one layer with one file. Made once and kept, so that its index is too. */
function prepareImage(directory: string, payloadPath: string): void {
  const lower = join(directory, 'lower');
  for (const name of ['lower', 'upper', 'work', 'merged']) mkdirSync(join(directory, name), { recursive: true });
  for (const name of ['upper', 'work']) {
    rmSync(join(directory, name), { recursive: true, force: true });
    mkdirSync(join(directory, name));
  }
  const image = join(lower, 'image-file');
  mkdirSync(join(lower, 'proc'), { recursive: true });
  if (existsSync(image) && readFileSync(image).equals(readFileSync(payloadPath))) return;
  rmSync(image, { force: true });
  copyFileSync(payloadPath, image);
  chmodSync(image, 0o755);
}

function removeQuietly(path: string): void {
  try {
    unlinkSync(path);
  } catch {
    // Never written, or gone with the container.
  }
}
