import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { startPodman } from '../../support/podman.ts';
import type { Engine } from '../engines.ts';

const IDLE = ['/bin/sleep', '1000000'];
/** Raising limits is refused where root lacks CAP_SYS_RESOURCE. */
const LIMITS = ['--ulimit', 'nofile=1024:1024', '--ulimit', 'nproc=1000:1000'];
/** Root itself may lack what `--privileged` asks for. */
const PRIVILEGED = [
  '--cap-add',
  'SYS_ADMIN,SYS_PTRACE',
  '--security-opt',
  'seccomp=unconfined',
  '--security-opt',
  'unmask=ALL',
];

const OWN_IDS = ['--uidmap', '0:100000:65536', '--gidmap', '0:100000:65536'];

export async function openPodman(dir: string): Promise<Engine> {
  const podman = startPodman();
  return {
    name: 'podman',
    sensorArgs: ['--runtime', `podman=${podman.storageRoot}`],
    load: async (image) => podman.load({ ref: image.oci, layout: '', tag: '' }, image.ref),
    start: async (image, o) => {
      const flags = [
        ...['--name', o.name, '--tmpfs', '/cache:rw,exec,mode=1777', '--volume', `${o.volume}:/data`],
        ...(o.privileged === true ? PRIVILEGED : []),
        ...(o.readonly === true ? ['--read-only'] : []),
        ...(o.hostPid === true ? ['--pid', 'host'] : []),
        ...(o.userNamespace === 'own' ? OWN_IDS : []),
        ...(o.beside === undefined ? [] : ['--pid', `container:${o.beside.id}`]),
      ];
      const network = ['--network', o.hostNetwork === true ? 'host' : 'none'];
      const id = await podman.podman(['run', '--detach', ...network, ...LIMITS, ...flags, image, ...(o.args ?? IDLE)]);
      const pid = Number(await podman.podman(['inspect', '--format', '{{.State.Pid}}', id]));
      return {
        id,
        pid,
        exec: (args, options) => podman.exec(id, args, options),
        remove: async () => void (await podman.tryPodman(['rm', '--force', '--time', '0', id])),
      };
    },
    runToEnd: async (image, args, name) => {
      const idFile = join(dir, `${name}.id`);
      const flags = ['--rm', '--name', name, '--cidfile', idFile, '--network', 'none', ...LIMITS];
      await podman.podman(['run', ...flags, image, ...args]);
      return readFileSync(idFile, 'utf8');
    },
    stop: () => podman.stop(),
  };
}
