/** The throw-away container of a simulation: an image of a few harmless programs in a box as the canary's. */
import { randomBytes } from 'node:crypto';
import { chmodSync, existsSync, mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { CanaryBox, removeCgroup } from '../../canary/box.ts';
import { cgroup2Mount } from '../../container/cgroup-mount.ts';
import { nativePrograms } from '../../paths.ts';
import { SIMULATION_NAME } from '../../simulations.ts';
import { CannotError } from '../command.ts';
import { imageFiles } from './cases.ts';

export type SimulationBox = {
  readonly box: CanaryBox;
  /** Its image: a directory that stays, so that its index does too. */
  readonly lower: string;
  readonly cgroupId: bigint;
  close(): Promise<void>;
};

/** Rejects with a CannotError that says what is missing. */
export async function openBox(stateDir: string, signal: AbortSignal): Promise<SimulationBox> {
  const { helper, payload, actor } = nativePrograms;
  for (const program of [helper, payload, actor])
    if (!existsSync(program)) throw new CannotError(`${program} is not built: run npm start or npm run setup once`);
  const id = `${SIMULATION_NAME}-${randomBytes(6).toString('hex')}`;
  const base = join(stateDir, 'simulate');
  const directory = join(base, id);
  const cgroup = join(cgroup2Mount() ?? '/sys/fs/cgroup', id);
  const close = async (box?: CanaryBox) => {
    await box?.close();
    await removeCgroup(cgroup);
    rmSync(directory, { recursive: true, force: true });
  };
  try {
    const lower = prepareImage(base, imageFiles(payload, actor));
    for (const name of ['upper', 'work', 'merged']) mkdirSync(join(directory, name), { recursive: true });
    mkdirSync(cgroup);
    const cgroupId = statSync(cgroup, { bigint: true }).ino;
    const box = await CanaryBox.start({ helperPath: helper, directory, lower, cgroup, id }, signal);
    return { box, lower, cgroupId, close: () => close(box) };
  } catch (cause) {
    await close();
    const why = cause instanceof Error ? cause.message : String(cause);
    throw new CannotError(`no container can be made here (${why}); it needs root and an overlay filesystem`, { cause });
  }
}

function prepareImage(base: string, files: ReadonlyMap<string, Buffer>): string {
  const lower = join(base, 'lower');
  for (const name of ['proc', 'tmp']) mkdirSync(join(lower, name), { recursive: true });
  for (const [name, bytes] of files) {
    const path = join(lower, name);
    if (existsSync(path) && readFileSync(path).equals(bytes)) continue;
    mkdirSync(dirname(path), { recursive: true });
    rmSync(path, { force: true });
    writeFileSync(path, bytes);
    chmodSync(path, 0o755);
  }
  return lower;
}
