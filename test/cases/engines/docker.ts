import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { sharedDocker } from '../../support/docker.ts';
import type { Engine } from '../engines.ts';

const IDLE = ['/bin/sleep', '1000000'];
/** Root itself may lack what `--privileged` asks for. */
const PRIVILEGED = [
  '--cap-add',
  'SYS_ADMIN',
  '--cap-add',
  'SYS_PTRACE',
  '--security-opt',
  'seccomp=unconfined',
  '--security-opt',
  'systempaths=unconfined',
];

export async function openDocker(dir: string): Promise<Engine> {
  const docker = await sharedDocker();
  return {
    name: 'docker',
    sensorArgs: ['--runtime', `docker=${docker.host}`],
    load: async (image) => void (await docker.docker(['load', '--input', image.dockerArchive])),
    start: async (image, o) => {
      const flags = [
        ...['--name', o.name, '--tmpfs', '/cache:rw,exec,mode=1777', '--volume', `${o.volume}:/data`],
        ...(o.privileged === true ? PRIVILEGED : []),
        ...(o.readonly === true ? ['--read-only'] : []),
        ...(o.hostPid === true ? ['--pid', 'host'] : []),
        ...(o.beside === undefined ? [] : ['--pid', `container:${o.beside.id}`]),
      ];
      const network = ['--network', o.hostNetwork === true ? 'host' : 'none'];
      const id = await docker.docker(['run', '--detach', ...network, ...flags, image, ...(o.args ?? IDLE)]);
      return {
        id,
        pid: Number(await docker.docker(['inspect', '--format', '{{.State.Pid}}', id])),
        exec: (args, options) => docker.tryDocker(['exec', id, ...args], options),
        remove: async () => void (await docker.tryDocker(['rm', '--force', '--volumes', id])),
      };
    },
    runToEnd: async (image, args, name) => {
      const idFile = join(dir, `${name}.id`);
      const flags = ['--rm', '--name', name, '--cidfile', idFile, '--network', 'none'];
      await docker.docker(['run', ...flags, image, ...args]);
      return readFileSync(idFile, 'utf8');
    },
    stop: () => docker.stop(),
  };
}
