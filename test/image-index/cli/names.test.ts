import { expect, test } from 'vitest';
import { parseBytes } from '../../../image-index/cli/arguments.ts';
import { progressLine } from '../../../image-index/cli/progress.ts';
import { parseSource } from '../../../image-index/cli/source-name.ts';
import { UsageError } from '../../../image-index/cli/usage.ts';

const HEX = 'a'.repeat(64);

test.each([
  ['docker://registry.example:5000/team/app', 'docker://registry.example:5000/team/app:latest'],
  ['docker://busybox', 'docker://docker.io/library/busybox:latest'],
  ['docker://index.docker.io/library/busybox:1', 'docker://docker.io/library/busybox:1'],
  ['docker://localhost/app:v1', 'docker://localhost/app:v1'],
  [`docker://r.io/a@sha256:${HEX}`, `docker://r.io/a@sha256:${HEX}`],
  [`docker://r.io/a:v1@sha256:${HEX}`, `docker://r.io/a:v1@sha256:${HEX}`],
  ['oci:/d:v1', 'oci:/d:v1'],
  ['oci-archive:/f.tar:v1', 'oci-archive:/f.tar:v1'],
  ['docker-archive:/f.tar:name:1', 'docker-archive:/f.tar:name:1'],
  ['containers-storage:[overlay@/s+/run]localhost/a:1', 'containers-storage:[overlay@/s]localhost/a:1'],
])('%s is remembered as %s', (text, ref) => {
  expect(parseSource(text).ref).toBe(ref);
});

test.each([
  'docker:app',
  'docker://',
  'docker://UPPER/Case',
  'docker://r.io/a@sha256:12',
  'docker://r.io/a:b:c',
  'docker://r.io/../a',
  'docker://evil.io\n/a',
  'docker://user:pass@r.io/a',
  'ftp:x',
  './dir',
  'constructor:x',
])('%j is wrong usage', (text) => {
  expect(() => parseSource(text)).toThrow(UsageError);
});

test('sockets come from the variables that Docker and containerd use, and only unix ones', () => {
  const source = (text: string, env: NodeJS.ProcessEnv) => parseSource(text, { env }).source;
  expect(source('docker-daemon:a', { DOCKER_HOST: 'unix:///x.sock' })).toMatchObject({ socket: '/x.sock' });
  expect(source('docker-daemon:a', {})).toMatchObject({ socket: '/var/run/docker.sock' });
  expect(() => source('docker-daemon:a', { DOCKER_HOST: 'tcp://h:1' })).toThrow(UsageError);
  expect(source('containerd:a', { CONTAINERD_ADDRESS: '/c', CONTAINERD_NAMESPACE: 'n' })).toMatchObject({
    socket: '/c',
    namespace: 'n',
  });
  expect(parseSource('containerd:a', { namespace: 'moby', env: {} }).source).toMatchObject({ namespace: 'moby' });
});

test('sizes are bytes with the usual units', () => {
  expect(['0', '1500', '2k', '2Ki', '500M', '2Gi', '1gb'].map(parseBytes)).toEqual([
    0,
    1500,
    2000,
    2048,
    500e6,
    2 ** 31,
    1e9,
  ]);
  for (const text of ['', '-1', '1.5G', '1T', '10 M', '9999999999999999999']) {
    expect(() => parseBytes(text)).toThrow(UsageError);
  }
});

test('progress is drawn on a terminal only, fits its width, and disappears', () => {
  const draw = (isTTY: boolean): string => {
    let written = '';
    let now = 0;
    const sink = {
      isTTY,
      columns: 60,
      write: (text: string) => {
        written += text;
      },
    };
    const progress = progressLine(`docker://${'x'.repeat(100)}`, sink, () => now);
    progress.onPlan({ layers: 3, toRead: 2, bytes: 1000 });
    progress.onStored(430);
    now = 1000;
    progress.onProgress(7, 5_000_000);
    now = 1050;
    progress.onProgress(8, 6_000_000);
    progress.clear();
    return written;
  };
  expect(draw(false)).toBe('');
  const [, line = '', rest] = draw(true).split('\r\x1b[K');
  expect(line).toContain('[#########...........]  43 %  7 files, 5.0 MB, 5.0 MB/s');
  expect(line).toHaveLength(59);
  expect(rest).toBe('');
});
