import { createHmac } from 'node:crypto';
import type { ExecEvent } from './bridge/event.ts';
import type { Container, Pod } from './container/container.ts';
import type { Subject } from './finding/describe.ts';

/**
 * Takes out of a recording what is nobody else's business: arguments and working directories are left out (an argument that
 * was there shows as `args_truncated`), labels and mounts too, and names of containers, pods, nodes and clusters become
 * pseudonyms, the same for the same name throughout one recording. Images, paths and programs stay: findings are about them.
 */
export type Redactor = {
  event(event: ExecEvent): ExecEvent;
  subject(subject: Subject): Subject;
  name(name: string): string;
};

/** `key`: random, kept nowhere, so that names cannot be guessed and compared. */
export function createRedactor(key: Buffer): Redactor {
  const digest = (name: string): string => createHmac('sha256', key).update(name).digest('hex');
  const name = (text: string): string => `r-${digest(text).slice(0, 12)}`;
  // Engines' ids keep their form: other code tells them from names by it.
  const id = (text: string): string => (/^[0-9a-f]{64}$/.test(text) ? digest(text) : name(text));
  const path = (text: string): string =>
    text
      .split('/')
      .map((part) => (part === '' ? part : id(part)))
      .join('/');

  const pod = ({ namespace, name: own, uid, owner }: Pod): Pod => ({
    namespace: name(namespace),
    name: name(own),
    uid: name(uid),
    ...(owner !== undefined && { owner: { kind: owner.kind, name: name(owner.name) } }),
  });

  const container = ({ labels: _labels, pod: ofPod, ...rest }: Container): Container => ({
    ...rest,
    id: id(rest.id),
    ...(rest.name !== undefined && { name: name(rest.name) }),
    ...(ofPod !== undefined && { pod: pod(ofPod) }),
    mounts: [],
  });

  return {
    name,
    event: (event) => ({
      ...event,
      argv: [],
      argvTruncated: event.argvTruncated || event.argv.length > 0,
      cwd: Buffer.alloc(0),
      cgroups: event.cgroups.map((cgroup) => ({ id: cgroup.id, name: id(cgroup.name) })),
    }),
    subject: (subject) =>
      subject.kind === 'container'
        ? { ...subject, container: container(subject.container) }
        : { ...subject, key: path(subject.key) },
  };
}
