import type { ImageIndex, IndexEntry } from '../../image-index/lookup.ts';
import type { FileFacts } from '../bridge/event.ts';
import type { Content, ImageAnswer, UnverifiedReason } from './evidence.ts';

export type IndexState =
  | { readonly kind: 'ready'; readonly index: ImageIndex }
  /** The image cannot be indexed (yet); `detail` for logs. */
  | { readonly kind: 'unavailable'; readonly reason: UnverifiedReason; readonly detail: string };

const SLASH = 0x2f;

/** What the image says about an executed file. `IndexError` (a damaged index) passes through: the caller rebuilds. */
export function answerOf(state: IndexState, file: FileFacts, content: Content): ImageAnswer {
  if (state.kind === 'unavailable') return { kind: 'unavailable', reason: state.reason };
  const { index } = state;
  const hasPath = file.path[0] === SLASH && !file.pathTruncated;
  const atPath = hasPath ? index.byPath(file.path) : undefined;
  if (content.kind === 'unread') {
    // No file of the image is larger than all of them together; what is too large to be read is.
    const largerThanAll = file.size > BigInt(index.counts.bytes);
    return { kind: 'known', atPath, sameBytes: [], largerThanAll, baseNameTaken: false };
  }
  if (atPath?.sha256 === content.sha256) {
    return { kind: 'known', atPath, sameBytes: [atPath], largerThanAll: false, baseNameTaken: false };
  }
  const sameBytes = index.bySha256(content.sha256);
  // A program in the place of the image's symlink: what that led to had been run by this path. The host's file of that path, or a
  // volume's, took nothing's place.
  const inPlace = hasPath && sameBytes.length === 0 && file.layer === 'upper';
  const replaced = atPath ?? (inPlace ? behindLink(index, file.path) : undefined);
  const baseNameTaken = sameBytes.length > 0 && isAnotherTool(index, file.path, content.sha256);
  const nearest = replaced === undefined && sameBytes.length === 0 ? toolOf(index, file.path) : undefined;
  return {
    kind: 'known',
    atPath: replaced,
    sameBytes,
    largerThanAll: false,
    baseNameTaken,
    ...(nearest !== undefined && { nearest }),
  };
}

function behindLink(index: ImageIndex, path: Buffer): IndexEntry | undefined {
  const found = index.resolve(path);
  return found.found === 'file' ? found.entry : undefined;
}

const TOOL_DIRECTORIES = ['/bin/', '/usr/bin/', '/sbin/', '/usr/sbin/', '/usr/local/bin/', '/usr/local/sbin/'];

/** Names that pass unnoticed in a process list, whether or not the image has them. */
const TRUSTED_NAMES = new Set(
  `sh bash dash ash ls ps cat cp mv top sshd ssh su sudo login init systemd cron crond atd rsyslogd journald dbus-daemon
   python python3 perl ruby node java php nginx httpd apache2 postgres mysqld redis-server curl wget kubelet kube-proxy
   containerd containerd-shim dockerd docker runc pause tini dumb-init`.split(/\s+/),
);

/** The image's tool of the same base name. */
function toolOf(index: ImageIndex, path: Buffer): IndexEntry | undefined {
  const name = path.subarray(path.lastIndexOf(SLASH) + 1);
  if (name.length === 0) return undefined;
  for (const directory of TOOL_DIRECTORIES) {
    const tool = index.resolve(Buffer.concat([Buffer.from(directory), name]));
    if (tool.found === 'file') return tool.entry;
  }
  return undefined;
}

/** Whether the base name belongs to a tool with other bytes: one of the image's, or one that everybody knows. */
function isAnotherTool(index: ImageIndex, path: Buffer, sha256: string): boolean {
  const name = path.subarray(path.lastIndexOf(SLASH) + 1);
  if (name.length === 0) return false;
  let own = false;
  for (const directory of TOOL_DIRECTORIES) {
    const tool = index.resolve(Buffer.concat([Buffer.from(directory), name]));
    if (tool.found !== 'file') continue;
    if (tool.entry.sha256 !== sha256) return true;
    own = true;
  }
  // A busybox applet of this image goes by that name rightly.
  return !own && TRUSTED_NAMES.has(name.toString('latin1'));
}
