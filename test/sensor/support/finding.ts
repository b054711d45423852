import type { FindingBody } from '../../../sensor/finding/describe.ts';
import type { Finding } from '../../../sensor/finding/finding.ts';

export type GivenBody = Omit<Partial<FindingBody>, 'file' | 'process'> & {
  readonly file?: Partial<FindingBody['file']>;
  readonly process?: Partial<FindingBody['process']>;
};
export type GivenFinding = GivenBody & Partial<Pick<Finding, 'revision' | 'count' | 'first_seen' | 'last_seen'>>;

/** A small finding of a new binary, but for what is given; all of its times are `time`. */
export function findingBody({ file, process, ...given }: GivenBody = {}): FindingBody {
  const { time = '2026-01-01T00:00:00.000000000Z' } = given;
  return {
    schema: 'drift-sensor.finding/1',
    id: 'f',
    time,
    node: 'n',
    source: 'ebpf',
    verdict: 'added',
    object: 'binary',
    origin: 'writable_layer',
    severity: 'high',
    confidence: 'high',
    action: 'alerted',
    policy: 'built-in',
    rule: 'Default binary drift',
    summary: 's',
    attack: [],
    file: { path: '/x', size: 1, mode: '0755', uid: 0, gid: 0, deleted: false, mtime: time, ctime: time, ...file },
    process: {
      pid: 9,
      name: 'x',
      exe: '/x',
      args: [],
      uid: 0,
      gid: 0,
      start_time: time,
      tty: false,
      parents: [],
      ...process,
    },
    container: { id: 'c' },
    ...given,
  };
}

/** The same as it is said for the first time. */
export function firstFinding({ revision = 1, count = 1, first_seen, last_seen, ...given }: GivenFinding = {}): Finding {
  const body = findingBody(given);
  return { ...body, revision, count, first_seen: first_seen ?? body.time, last_seen: last_seen ?? body.time };
}
