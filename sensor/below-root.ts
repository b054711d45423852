/** Between pipeline and digest: a file whose process or pin has gone may still have its name. */
import type { ExecEvent, FileFacts } from './bridge/event.ts';
import type { Container } from './container/container.ts';
import { type Digested, isLostMapping } from './digest/digest.ts';

/** Where a file without a pin may still be found, for as long as the container's first process lives. */
export function pathBelowRoot(container: Container, event: ExecEvent, file: FileFacts): string | undefined {
  if (file.pin !== undefined || container.initPid === undefined || file.pathTruncated) return undefined;
  // Of a lost mapping it is not known whether its name is gone; what is found by that name must be the same inode.
  if (file.unlinked && !isLostMapping(event, file)) return undefined;
  const path = file.path.toString('utf8');
  if (!path.startsWith('/') || !Buffer.from(path).equals(file.path)) return undefined;
  return `/proc/${container.initPid}/root${path}`;
}

export function isVanished({ content }: Digested): boolean {
  return content.kind === 'unread' && content.reason === 'vanished';
}

/** The same exec, whose file is to be found by its name. */
export function withoutPin(event: ExecEvent, file: FileFacts): { readonly event: ExecEvent; readonly file: FileFacts } {
  const unpinned = { ...file, pin: undefined };
  return { event: { ...event, files: event.files.map((each) => (each === file ? unpinned : each)) }, file: unpinned };
}
