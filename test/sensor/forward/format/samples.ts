import type { Finding } from '../../../../sensor/finding/finding.ts';
import { sampleFinding } from '../support/finding.ts';

const { file, process, container, pod: _pod, cluster: _cluster, ...rest } = sampleFinding(1);

/** Findings that are unlike each other, by name: what each format makes of them is kept beside the tests. */
export const samples: Readonly<Record<string, Finding>> = {
  'added-in-pod': sampleFinding(1),
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
      mode: '0000',
      uid: 0,
      gid: 0,
      deleted: true,
      mtime: file.mtime,
      ctime: file.ctime,
    },
    process: { ...process, args: [] },
    container: { id: '/kubepods/unknown' },
  },
  'names-that-would-forge': sampleFinding(3, {
    summary: 'A binary ran from /tmp/a\\u{a}=b|c]"',
    file: { ...file, path: '/tmp/a\n=b|c]"\u0007\u009b\u202e\\' },
    process: { ...process, name: 'a\nb', args: ['a b', "it's", '|\\=\n', 'x'.repeat(2000)] },
  }),
};
