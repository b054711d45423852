/** `--runtime TYPE=ADDRESS`, checked. */
export type RuntimeSpec =
  | { readonly type: 'docker' | 'containerd' | 'cri'; readonly socketPath: string }
  | { readonly type: 'podman'; readonly storageRoot: string }
  | { readonly type: 'runc'; readonly stateDir: string };

export type RuntimeSpecError = { readonly value: string; readonly message: string };

const TYPES = ['docker', 'containerd', 'cri', 'podman', 'runc'] as const;

/** Expected faults are values: the configuration reports all of them at once. */
export function parseRuntimeSpec(value: string): RuntimeSpec | RuntimeSpecError {
  const equals = value.indexOf('=');
  const type = TYPES.find((t) => t === value.slice(0, equals));
  const address = value.slice(equals + 1);
  if (equals < 0 || type === undefined) {
    return { value, message: `must be TYPE=ADDRESS with TYPE one of ${TYPES.join(', ')}` };
  }
  switch (type) {
    case 'docker':
    case 'containerd':
    case 'cri': {
      const path = /^unix:\/\/(\/.+)$/.exec(address)?.[1];
      if (path === undefined) return { value, message: `${type} needs a socket: ${type}=unix:///absolute/path` };
      // sockaddr_un.sun_path has 108 bytes with its NUL.
      if (Buffer.byteLength(path) > 107) return { value, message: 'a socket path has at most 107 bytes' };
      return { type, socketPath: path };
    }
    case 'podman':
      return absolute(value, address) ?? { type, storageRoot: trimSlash(address) };
    case 'runc':
      return absolute(value, address) ?? { type, stateDir: trimSlash(address) };
  }
}

function absolute(value: string, address: string): RuntimeSpecError | undefined {
  return address.startsWith('/') ? undefined : { value, message: 'needs an absolute path' };
}

function trimSlash(path: string): string {
  return path.replace(/(.)\/+$/, '$1');
}
