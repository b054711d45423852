import type { Container } from '../container/container.ts';
import type { ObjectKind, Origin } from '../digest/evidence.ts';
import type { VerdictWord } from '../evaluate/verdict.ts';
import type { FindingContainer, FindingEntry, FindingFile, FindingProcess } from './finding.ts';
import { rfc3339 } from './text.ts';

export type StepsScene = {
  readonly verdict: VerdictWord;
  readonly object: ObjectKind;
  readonly origin: Origin;
  readonly time: bigint;
  readonly file: FindingFile;
  readonly process: FindingProcess;
  readonly container: FindingContainer;
  readonly entry: FindingEntry | undefined;
  readonly subjectContainer: Container | undefined;
};

/**
 * What to do next, most urgent first. Command lines hold numbers, digests and names that engines and Kubernetes have checked;
 * a path or an argument, which the container chose, could make another command of the one that somebody pastes.
 */
export function nextSteps(scene: StepsScene): string[] {
  const { verdict, container, subjectContainer } = scene;
  if (container.runtime === 'canary') return [];
  if (container.runtime === 'simulation') return ['Nothing: somebody ran drift-sensor simulate on this node'];
  if (verdict === 'unverified') return ['See what is not proved, and why: drift-sensor status'];
  if (subjectContainer === undefined) return [];
  const steps = [...preserve(scene)];
  const id = shortOf(container.id);
  if (safe(id)) steps.push(`See what else runs or was written there (on its node): drift-sensor audit ${id}`);
  steps.push(...isolate(subjectContainer), ...whoCameIn(scene));
  if (scene.file.sha256 !== undefined)
    steps.push(
      `If it is meant to be there, allow it in a policy: allowProcesses: [{ sha256: "${scene.file.sha256}" }]`,
    );
  return steps;
}

/** What leaves nothing behind is saved while it runs. */
function preserve({ object, origin, file, process }: StepsScene): string[] {
  const volatile = origin === 'memfd' || origin === 'deleted' || file.deleted;
  if (!volatile || object !== 'binary') return [];
  const name = file.sha256 === undefined ? `drift-${process.pid}` : file.sha256.slice(0, 16);
  return [`Save the program on the node while it runs: cp /proc/${process.pid}/exe ./${name}`];
}

function isolate({ pod, id, name, runtime, engineNamespace }: Container): string[] {
  if (pod !== undefined) {
    if (!safe(pod.namespace) || !safe(pod.name)) return [];
    const at = `-n ${pod.namespace} ${pod.name}`;
    return [
      `Cut the pod off (with a NetworkPolicy that denies this label everything): kubectl label pod ${at} quarantine=drift --overwrite`,
    ];
  }
  const short = shortOf(id);
  if (!safe(short)) return [];
  switch (runtime) {
    case 'docker':
    case 'podman':
      return [`Freeze the container: ${runtime} pause ${short}`];
    case 'containerd':
      return engineNamespace !== undefined && safe(engineNamespace) && safe(id)
        ? [`Freeze the container: ctr -n ${engineNamespace} task pause ${id}`]
        : [];
    case 'runc':
      return safe(name ?? id) ? [`Freeze the container: runc pause ${name ?? id}`] : [];
    case 'cri-o':
    case 'canary':
    case 'simulation':
      return [];
  }
}

function whoCameIn({ entry, time, subjectContainer }: StepsScene): string[] {
  if (entry?.kind !== 'exec_session') return [];
  const at = rfc3339(time).slice(0, 19);
  return subjectContainer?.pod === undefined
    ? [`Find who came in: look for exec of this container before ${at}Z in the engine's log`]
    : [`Find who came in: look for pods/exec of this pod before ${at}Z in the API server's audit log`];
}

/** Engines' ids are 64 hex digits, of which twelve are enough. */
function shortOf(id: string): string {
  return /^[0-9a-f]{64}$/.test(id) ? id.slice(0, 12) : id;
}

function safe(word: string): boolean {
  return /^[A-Za-z0-9][\w.-]{0,252}$/.test(word);
}
