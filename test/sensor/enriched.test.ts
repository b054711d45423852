import { expect, test } from 'vitest';
import type { Container, Pod } from '../../sensor/container/container.ts';
import type { Content, ImageAnswer } from '../../sensor/digest/evidence.ts';
import { EnrichedVerdicts } from '../../sensor/enriched.ts';
import { silentLogger } from '../../sensor/runtime/log.ts';
import type { Execution } from '../../sensor/verdicts.ts';
import { execEvent, fileFacts } from './support/facts.ts';

const POD: Pod = { namespace: 'shop', name: 'web', uid: 'u1' };
const CONTENT: Content = { kind: 'unread', reason: 'vanished' };
const IMAGE: ImageAnswer = { kind: 'unavailable', reason: 'no_index' };

function execution(pod: Pod | undefined): Execution {
  const file = fileFacts();
  const event = execEvent({ files: [file] });
  const container: Container = {
    slot: 1n,
    id: 'c',
    runtime: 'containerd',
    image: { source: { kind: 'lower_dirs', dirs: [] } },
    cgroupIds: [],
    mounts: [],
    ...(pod !== undefined && { pod }),
  };
  return { event, file, subject: { kind: 'container', container, provenance: undefined } };
}

class Scene {
  readonly given: (Pod | undefined)[] = [];
  readonly answers: ((pod: Pod) => void)[] = [];
  clean = false;
  known: Pod | undefined;
  asked = 0;
  readonly subject = new EnrichedVerdicts({
    enricher: {
      now: () => {
        this.asked++;
        return this.known;
      },
      soon: () => new Promise((resolve) => this.answers.push(resolve)),
      without: (pod) => ({ ...pod, missing: ['all'] }),
    },
    to: {
      give: ({ subject }) => {
        this.given.push(subject.kind === 'container' ? subject.container.pod : undefined);
      },
      unverified: () => {},
      isAskedFor: () => false,
    },
    isClean: () => this.clean,
    log: silentLogger,
  });

  give(pod: Pod | undefined = POD): void {
    this.subject.give(execution(pod), CONTENT, IMAGE);
  }
}

test('a pod that is known is described at once', () => {
  const scene = new Scene();
  scene.known = { ...POD, labels: { app: 'web' } };
  scene.give();
  expect(scene.given).toEqual([scene.known]);
});

test('drift waits for its pod; what is clean, and what is in no pod, waits for nothing', async () => {
  const scene = new Scene();
  scene.give();
  scene.clean = true;
  scene.give();
  scene.clean = false;
  scene.subject.give(execution(undefined), CONTENT, IMAGE);
  expect(scene.given).toEqual([POD, undefined]);
  expect([scene.asked, scene.subject.waiting]).toEqual([1, 1]);
  scene.answers[0]?.({ ...POD, missing: ['labels'] });
  await scene.subject.drain();
  expect(scene.given[2]).toEqual({ ...POD, missing: ['labels'] });
  expect(scene.subject.waiting).toBe(0);
});

test('what could not be verified waits, too', async () => {
  const scene = new Scene();
  scene.subject.unverified(execution(POD), 'unknown_container');
  scene.answers[0]?.(POD);
  await scene.subject.drain();
  expect(scene.given).toEqual([POD]);
});

test('beyond the bound drift is said without a wait, and counted', () => {
  const scene = new Scene();
  for (let i = 0; i < 4_100; i++) scene.give();
  expect(scene.given).toEqual(Array.from({ length: 4 }, () => ({ ...POD, missing: ['all'] })));
  expect(scene.subject.crowded).toBe(4);
});
