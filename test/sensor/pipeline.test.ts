/** What the pipeline does when a stage fails it; that it judges rightly is what test/cases/ are for. */
import { expect, test } from 'vitest';
import type { Attribution } from '../../sensor/container/container.ts';
import type { Digested, Digester } from '../../sensor/digest/digest.ts';
import type { Content } from '../../sensor/digest/evidence.ts';
import { ProcessTable } from '../../sensor/finding/processes.ts';
import { defaultPipelineOptions, Pipeline, type PipelineModules } from '../../sensor/pipeline.ts';
import { silentLogger } from '../../sensor/runtime/log.ts';
import { execEvent, fileFacts } from './support/facts.ts';

const container = { slot: 7n, id: 'web', runtime: 'runc', labels: {}, cgroupIds: [], mounts: [] } as const;
const image = { source: { kind: 'lower_dirs', dirs: ['/l'] } } as const;
const inContainer: Attribution = {
  kind: 'container',
  container: { ...container, image },
  hostNamespaces: false,
};

type Stages = {
  readonly resolve: () => Attribution | Promise<Attribution>;
  readonly digest: Digester['digest'];
};

function pipelineOf({ resolve, digest }: Stages, options = defaultPipelineOptions) {
  const unverified: string[] = [];
  const given: string[] = [];
  const acks: bigint[] = [];
  const modules = {
    resolver: { resolve },
    digester: { digest },
    indexes: { get: () => ({ kind: 'unavailable', reason: 'no_index', detail: '' }) },
    siblings: { complete: (_container: unknown, _content: unknown, answer: unknown) => answer },
    verdicts: {
      give: (_execution: unknown, { kind }: Content) => void given.push(kind),
      unverified: ({ subject }: { subject: { kind: string } }, reason: string) =>
        void unverified.push(`${subject.kind} ${reason}`),
    },
    processes: new ProcessTable({ maxProcesses: 8 }),
    log: silentLogger,
    ack: (ids: readonly bigint[]) => void acks.push(...ids),
  } as unknown as PipelineModules;
  return { pipeline: new Pipeline(options, modules), unverified, given, acks };
}

const broken = () => {
  throw new Error('broken');
};

test('an exec that cannot be judged for a fault of a stage is counted, let go, and unverified: nobody becomes invisible by it', () => {
  const { pipeline, unverified, acks } = pipelineOf({ resolve: broken, digest: broken });
  pipeline.execs([execEvent({ id: 5n, files: [fileFacts()] })]);
  expect(unverified).toEqual(['unknown fault']);
  expect(pipeline.counts.faults).toBe(1);
  expect(acks).toContain(5n);
});

test('so is one that has waited, with the container that it was found to be of', async () => {
  const { pipeline, unverified, acks } = pipelineOf({
    resolve: () => inContainer,
    digest: () => Promise.reject(new Error('broken')),
  });
  pipeline.execs([execEvent({ id: 6n, files: [fileFacts()] })]);
  await pipeline.drain(1_000);
  expect(unverified).toEqual(['container fault']);
  expect(acks).toContain(6n);
});

test('an event without a file is a fault, and no more can be said of it', () => {
  const { pipeline, unverified } = pipelineOf({ resolve: () => inContainer, digest: broken });
  pipeline.execs([execEvent({ files: [] })]);
  expect(pipeline.counts.faults).toBe(1);
  expect(unverified).toEqual([]);
});

const vanished: Digested = { content: { kind: 'unread', reason: 'vanished' }, remembered: false };

test('an exec whose file was let go before it was read is one exec, found by its name or not', () => {
  const { pipeline } = pipelineOf({ resolve: () => inContainer, digest: () => vanished });
  pipeline.execs([execEvent({ files: [fileFacts({ pin: { path: '/proc/self/fd/999' } })] })]);
  expect([...pipeline.counts.execs.samples()]).toEqual([{ labels: { scope: 'container' }, value: 1 }]);
});

test.each([
  ['its container', { resolve: () => Promise.resolve(inContainer), digest: () => vanished }],
  ['its bytes', { resolve: () => inContainer, digest: () => Promise.resolve(vanished) }],
])('an exec that would have to wait for %s where too many wait is one exec', (_what, stages) => {
  const { pipeline, unverified } = pipelineOf(stages, { maxParked: 0 });
  pipeline.execs([execEvent({ files: [fileFacts()] })]);
  expect(unverified).toEqual([expect.stringContaining('overload')]);
  expect([...pipeline.counts.execs.samples()]).toEqual([{ labels: { scope: 'container' }, value: 1 }]);
});

test('a file that could not be held is looked for by its name also where its container was asked for meanwhile', async () => {
  const init = { ...inContainer.container, initPid: 1 };
  const { pipeline, given } = pipelineOf({
    resolve: () => Promise.resolve({ ...inContainer, container: init }),
    digest: (_event, _file, byName) =>
      byName === undefined
        ? vanished
        : {
            content: { kind: 'hashed', sha256: '0', size: 1n, changedSinceExec: false, deleted: false },
            remembered: false,
          },
  });
  pipeline.execs([execEvent({ files: [fileFacts({ pinError: 'ESRCH' })] })]);
  await pipeline.drain(1_000);
  expect(given).toEqual(['hashed']);
});
