import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { rootlessSpecs } from '../../../sensor/container/rootless.ts';
import { tempDir } from '../../support/temp.ts';

test('storages and sockets of people that are there are found; daemons, nobody, who is away and broken lines are not', async () => {
  await using temp = tempDir('passwd');
  const root = temp.path;
  for (const dir of ['etc', 'run/user/1000', 'run/user/1001', 'run/user/33', 'home/b'])
    mkdirSync(join(root, dir), { recursive: true });
  for (const home of ['home/a', 'home/away', 'var/www', 'nonexistent']) {
    mkdirSync(join(root, home, '.local/share/containers/storage/overlay'), { recursive: true });
  }
  for (const uid of [1001, 33]) writeFileSync(join(root, `run/user/${uid}/docker.sock`), '');
  const lines = [
    'root:x:0:0:root:/root:/bin/bash',
    'www-data:x:33:33::/var/www:/bin/sh',
    'a:x:1000:1000::/home/a:/bin/bash',
    'b:x:1001:1001::/home/b:/bin/bash',
    'away:x:1003:1003::/home/away:/bin/bash',
    'relative:x:1002:1002::home:/bin/sh',
    'broken',
    'nobody:x:65534:65534::/nonexistent:/usr/sbin/nologin',
    '',
  ];
  writeFileSync(join(root, 'etc/passwd'), lines.join('\n'));
  expect(rootlessSpecs(root)).toEqual([
    { type: 'podman', storageRoot: join(root, 'home/a/.local/share/containers/storage') },
    { type: 'docker', socketPath: join(root, 'run/user/1001/docker.sock') },
  ]);
});

test('without a passwd there is nobody', () => {
  expect(rootlessSpecs('/nonexistent')).toEqual([]);
});
