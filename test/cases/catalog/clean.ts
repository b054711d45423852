import { freshElf, freshName } from '../bytes.ts';
import type { Case } from './case.ts';

/** B01–B03, B05–B07, B11: what containers do all day. */
export const clean: readonly Case[] = [
  {
    id: 'B01',
    technique: 'chmod, chown -R, touch, setfattr (copy-up), and then run',
    expected: 'quiet',
    run: async ({ box, tool }) => {
      const { path } = tool();
      await box.sh(
        // Between a run and the next change its bytes must have been read, or nobody can say what they were.
        `chmod 700 ${path} && ${path}; sleep 0.3; touch ${path} && ${path}; sleep 0.3; chown 1000:1000 ${path} && ${path}; sleep 0.3; ` +
          `python3.11 -c 'import os; os.setxattr("${path}", "user.note", b"x")'; ${path}`,
      );
      await box.sh('mkdir -p /opt/app; chown -R 1000:1000 /opt /usr/local/bin/open-library; /opt/replaced/new');
    },
  },
  {
    id: 'B02',
    technique: 'hardlinked and symlinked programs, alternatives, usrmerge',
    expected: 'quiet',
    run: async ({ box }) => {
      await box.sh(
        '/usr/local/bin/hardlinked --help >/dev/null 2>&1; /usr/bin/perl5.36.0 -e 1; /bin/true; /usr/bin/true; /bin/sh -c true; pager true || true',
      );
      const link = `/tmp/${freshName('link')}`;
      await box.sh(`ln -s /usr/bin/env ${link} && ${link} >/dev/null; cd /usr/bin && ./../../bin/id >/dev/null`);
    },
  },
  {
    id: 'B03',
    technique: 'layers that replace and delete: the flattened image counts',
    expected: 'quiet',
    run: async ({ box }) => {
      await box.sh('/opt/replaced/new; [ ! -e /opt/replaced/old ]; [ ! -e /usr/local/bin/deleted ]');
      // Changed by another case in a container of its own only.
      await box.run(['/usr/local/bin/replaced-later']);
    },
  },
  {
    id: 'B05',
    technique: 'the runtime’s own exec sessions',
    expected: 'quiet',
    run: async ({ box }) => {
      for (let i = 0; i < 3; i++) await box.run(['/usr/bin/id']);
    },
  },
  ...(
    [
      ['a read-only root', { readonly: true }, undefined],
      ['the host’s network', { hostNetwork: true }, undefined],
      ['the host’s process namespace', { hostPid: true }, undefined],
      ['all privileges', { privileged: true }, undefined],
      ['a user namespace', { userNamespace: true }, ['runc']],
    ] as const
  ).map(
    ([what, box, engines]): Case => ({
      id: 'B06',
      technique: `a container with ${what}`,
      box,
      ...(engines !== undefined && { engines }),
      expected: 'quiet',
      run: async (kit) => void (await kit.box.sh('/usr/bin/id >/dev/null; /usr/bin/busybox true; perl -e 1')),
    }),
  ),
  {
    id: 'B07',
    technique: 'executables, configuration and logs that are written and never run',
    expected: 'quiet',
    run: async ({ box }) => {
      box.put(`/tmp/${freshName('never-run')}`, freshElf());
      box.bring(freshName('never-run'));
      await box.sh(
        'mkdir -p /etc/app /var/log/app; echo key=1 >/etc/app/conf; echo line >>/var/log/app/log; ' +
          'mv /var/log/app/log /var/log/app/log.1; gzip -f /var/log/app/log.1; ln -sfn ..data /etc/app/current',
      );
    },
  },
  {
    id: 'B11',
    technique: 'on the allow list by path',
    expected: 'quiet',
    run: async ({ box }) => {
      const path = `/opt/allowed/${freshName('hook')}`;
      box.put(path, freshElf());
      await box.run([path]);
    },
  },
  {
    id: 'B11',
    technique: 'on the allow list by name',
    expected: 'quiet',
    run: async ({ box }) => {
      const path = `/tmp/${freshName('d')}/allowed-by-name`;
      box.put(path, freshElf());
      await box.run([path]);
    },
  },
  {
    id: 'B11',
    technique: 'on the allow list by sha256',
    expected: 'quiet',
    run: async ({ box, allowedBytes }) => {
      const path = `/tmp/${freshName('known')}`;
      box.put(path, allowedBytes);
      await box.run([path]);
    },
  },
  {
    id: 'B11',
    technique: 'a container that a policy ignores',
    expected: 'quiet',
    run: async ({ start }) => {
      const box = await start({ label: 'ignored' });
      const path = `/tmp/${freshName('ignored')}`;
      box.put(path, freshElf());
      await box.run([path]);
    },
  },
];
