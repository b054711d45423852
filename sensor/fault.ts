import type { ExecEvent } from './bridge/event.ts';
import { cgroupCandidates } from './container/cgroup.ts';
import { unknownAttribution } from './container/unknown.ts';
import type { Logger } from './runtime/log.ts';
import type { Execution, Verdicts } from './verdicts.ts';

export type FaultModules = { readonly log: Logger; readonly verdicts: Pick<Verdicts, 'unverified'> };

/**
 * An exec that could not be judged because of a fault in the sensor: in the log, and unverified, since whoever finds such a fault must
 * not become invisible by it. `execution`: as far as it had come.
 */
export function reportFault(modules: FaultModules, event: ExecEvent, error: unknown, execution?: Execution): void {
  const { pid } = event;
  const text = error instanceof Error ? error.stack : String(error);
  modules.log.error({ error: text, pid }, 'an exec could not be judged: a fault in the sensor');
  try {
    const known = execution ?? unattributed(event);
    if (known !== undefined) modules.verdicts.unverified(known, 'fault');
  } catch (second) {
    // The saying itself may be at fault.
    modules.log.error({ error: String(second), pid }, 'what could not be judged could not be said to be unverified');
  }
}

function unattributed(event: ExecEvent): Execution | undefined {
  const [file] = event.files;
  if (file === undefined) return undefined;
  const { key } = unknownAttribution(event, cgroupCandidates(event.cgroups));
  return { event, file, subject: { kind: 'unknown', key } };
}
