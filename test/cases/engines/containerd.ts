import { sharedContainerd } from '../../support/containerd.ts';
import type { Engine } from '../engines.ts';

/** Root itself may lack what `--privileged` asks for. */
const PRIVILEGED = ['--cap-add', 'CAP_SYS_ADMIN', '--cap-add', 'CAP_SYS_PTRACE'];

export async function openContainerd(): Promise<Engine> {
  const containerd = await sharedContainerd();
  return {
    name: 'containerd',
    sensorArgs: ['--runtime', `containerd=${containerd.address}`],
    load: async (image) => void (await containerd.ctr(['images', 'import', image.ociArchive])),
    start: async (image, o) => {
      const namespaces = o.beside === undefined ? (o.hostPid === true ? process.pid : undefined) : o.beside.pid;
      const flags = [
        ...['--mount', 'type=tmpfs,src=tmpfs,dst=/cache,options=mode=1777'],
        ...['--mount', `type=bind,src=${o.volume},dst=/data,options=rbind:rw`],
        ...(o.privileged === true ? PRIVILEGED : []),
        ...(o.readonly === true ? ['--read-only'] : []),
        ...(o.hostNetwork === true ? ['--net-host'] : []),
        ...(namespaces === undefined ? [] : ['--with-ns', `pid:/proc/${namespaces}/ns/pid`]),
      ];
      const pid = await containerd.start(image, o.name, o.args ?? ['/bin/sleep', '1000000'], flags);
      return {
        id: o.name,
        pid,
        exec: (args, options) => containerd.exec(o.name, args, options),
        remove: () => containerd.remove(o.name),
      };
    },
    runToEnd: async (image, args, name) => {
      await containerd.ctr(['run', '--rm', image, name, ...args]);
      return name;
    },
    stop: () => containerd.stop(),
  };
}
