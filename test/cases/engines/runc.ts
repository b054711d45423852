import { runRunc, startRunc } from '../../support/runc.ts';
import type { Engine, Started, StartOptions } from '../engines.ts';
import type { ImageFiles } from '../image.ts';

/** Where the ids of a user namespace of its own begin. */
export const OWN_IDS = 100_000;

/** runc knows no images: the layers are the lower directories of an overlay, as every engine mounts them. */
export async function openRunc(dir: string): Promise<Engine> {
  const lowers = new Map<string, readonly string[]>();
  const lowerOf = (image: string): readonly string[] => (lowers.get(image) ?? []).toReversed();
  const start = async (image: string, options: StartOptions): Promise<Started> => {
    const hostNamespaces = [
      ...(options.hostPid === true ? ['pid'] : []),
      ...(options.hostNetwork === true ? ['network'] : []),
    ];
    const container = await startRunc({
      dir,
      id: options.name,
      rootfs:
        options.directory === undefined
          ? { lower: lowerOf(image), ...(options.overlay !== undefined && { options: options.overlay }) }
          : { directory: options.directory },
      hostNamespaces,
      privileged: options.privileged ?? false,
      readonly: options.readonly ?? false,
      userNamespace: options.userNamespace === 'own' ? OWN_IDS : (options.userNamespace ?? false),
      ...(options.args !== undefined && { args: options.args }),
      mounts: [
        { type: 'tmpfs', destination: '/cache', options: ['mode=1777'] },
        { type: 'bind', source: options.volume, destination: '/data', options: ['bind', 'rw'] },
        ...(options.mounts ?? []),
      ],
    });
    return {
      id: container.id,
      pid: container.pid,
      upper: container.upper,
      exec: container.exec,
      remove: container.delete,
    };
  };
  return {
    name: 'runc',
    sensorArgs: [],
    load: (image: ImageFiles) => {
      lowers.set(image.ref, image.lowers);
      return Promise.resolve();
    },
    start,
    runToEnd: async (image, args, name) => {
      await runRunc({ dir, id: name, rootfs: { lower: lowerOf(image) }, args });
      return name;
    },
    stop: () => Promise.resolve(),
  };
}
