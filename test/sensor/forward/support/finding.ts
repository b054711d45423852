import { createHash } from 'node:crypto';
import type { Finding } from '../../../../sensor/finding/finding.ts';

const hex = (text: string) => createHash('sha256').update(text).digest('hex');

/** A whole finding, as a Kubernetes node says it: number `n` of one container. */
export function sampleFinding(n = 0, own: Partial<Finding> = {}): Finding {
  return {
    schema: 'drift-sensor.finding/1',
    id: hex(`finding ${n}`),
    revision: 1,
    count: 1,
    first_seen: '2026-11-20T10:00:00.123456789Z',
    last_seen: '2026-11-20T10:00:00.123456789Z',
    time: '2026-11-20T10:00:00.123456789Z',
    cluster: 'production',
    node: 'node-1.example',
    source: 'ebpf',
    verdict: 'added',
    object: 'binary',
    origin: 'writable_layer',
    severity: 'high',
    confidence: 'high',
    action: 'alerted',
    policy: 'default',
    rule: 'Default binary drift',
    summary: `A binary that is not in image registry.example/shop/web:1.4 ran from /tmp/.x/kworker-${n} in container web, started by sh (4120).`,
    attack: ['T1105'],
    file: {
      path: `/tmp/.x/kworker-${n}`,
      sha256: hex(`bytes ${n}`),
      size: 1_482_752,
      mode: '0755',
      uid: 33,
      gid: 33,
      deleted: false,
      mtime: '2026-11-20T09:59:59.500000000Z',
      ctime: '2026-11-20T09:59:59.600000000Z',
    },
    process: {
      pid: 4123,
      name: 'kworker',
      exe: `/tmp/.x/kworker-${n}`,
      args: ['/tmp/.x/kworker', '-o', 'pool.example:3333', '--threads=2'],
      cwd: '/var/www',
      uid: 33,
      gid: 33,
      start_time: '2026-11-20T10:00:00.100000000Z',
      tty: false,
      parents: [
        { pid: 4120, name: 'sh', exe: '/bin/busybox' },
        { pid: 3990, name: 'nginx', exe: '/usr/sbin/nginx' },
      ],
    },
    container: {
      id: hex('container'),
      name: 'web',
      runtime: 'containerd',
      image: {
        ref: 'registry.example/shop/web:1.4',
        digest: `sha256:${hex('manifest')}`,
        id: `sha256:${hex('config')}`,
        provenance: 'content_store',
      },
    },
    pod: {
      namespace: 'shop',
      name: 'web-6c5d7f9b8-x2x7q',
      uid: '0a1b2c3d-4e5f-6071-8293-a4b5c6d7e8f9',
      labels: { app: 'web', 'pod-template-hash': '6c5d7f9b8' },
      owner: { kind: 'Deployment', name: 'web' },
    },
    ...own,
  };
}
