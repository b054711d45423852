import {
  chmodSync,
  chownSync,
  linkSync,
  lstatSync,
  mkdirSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import fc from 'fast-check';

/** What one layer does to the filesystem below it, in order; an operation that the kernel refuses is left out. */
export type Operation =
  | { readonly do: 'write'; readonly at: string; readonly content: string; readonly mode: number }
  | { readonly do: 'mkdir'; readonly at: string; readonly mode: number }
  | { readonly do: 'symlink'; readonly at: string; readonly target: string }
  | { readonly do: 'link'; readonly at: string; readonly from: string }
  | { readonly do: 'rename'; readonly at: string; readonly from: string }
  | { readonly do: 'remove'; readonly at: string }
  /** Removed and made again as an empty directory: opaque. */
  | { readonly do: 'recreate'; readonly at: string }
  | { readonly do: 'chmod'; readonly at: string; readonly mode: number }
  | { readonly do: 'chown'; readonly at: string; readonly id: number };

/** Bytes as latin1: `\xff` is no UTF-8. Some sort between `a` and `a/`, which a sorted merge must not mix up. */
const NAMES = ['a', 'b', 'a-b', 'a.b', 'a b', '\xff\xfe', 'new\nline', 'wh', '.x'];

const path = fc.array(fc.constantFrom(...NAMES), { minLength: 1, maxLength: 4 }).map((names) => names.join('/'));
const mode = fc.constantFrom(0o755, 0o644, 0o600, 0o4755, 0o2711, 0o1777, 0o000);
const content = fc.oneof(fc.constantFrom('', '#!/bin/sh\n', '\x7fELF', 'same bytes'), fc.string({ maxLength: 64 }));
const target = fc.oneof(
  path,
  path.map((p) => `/${p}`),
  path.map((p) => `../${p}`),
);

const operation: fc.Arbitrary<Operation> = fc.oneof(
  { weight: 5, arbitrary: fc.record({ do: fc.constant('write' as const), at: path, content, mode }) },
  { weight: 3, arbitrary: fc.record({ do: fc.constant('mkdir' as const), at: path, mode }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('symlink' as const), at: path, target }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('link' as const), at: path, from: path }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('rename' as const), at: path, from: path }) },
  { weight: 3, arbitrary: fc.record({ do: fc.constant('remove' as const), at: path }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('recreate' as const), at: path }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('chmod' as const), at: path, mode }) },
  {
    weight: 1,
    arbitrary: fc.record({ do: fc.constant('chown' as const), at: path, id: fc.constantFrom(0, 1000, 65534) }),
  },
);

/** Layers, lowest first. */
export const stacks: fc.Arbitrary<Operation[][]> = fc.array(fc.array(operation, { minLength: 1, maxLength: 25 }), {
  minLength: 1,
  maxLength: 6,
});

/** How many stacks to try: 30, or `STACKS`. */
export function numberOfStacks(): number {
  const stated = Number(process.env.STACKS ?? '30');
  if (!Number.isSafeInteger(stated) || stated < 1) throw new RangeError(`STACKS=${process.env.STACKS}`);
  return stated;
}

/** Applies a layer to a mounted (or plain) directory through the kernel. */
export function apply(root: string, operations: readonly Operation[]): void {
  for (const operation of operations) {
    try {
      applyOne(root, operation);
    } catch (error) {
      if (!(error instanceof Error) || !('syscall' in error || 'code' in error)) throw error;
    }
  }
}

function applyOne(root: string, operation: Operation): void {
  const at = Buffer.from(`${root}/${operation.at}`, 'latin1');
  switch (operation.do) {
    case 'write': {
      makeParents(root, operation.at);
      // In place of whatever was there, also of a directory.
      if (isThere(at) && lstatSync(at).isDirectory()) rmSync(at, { recursive: true });
      else if (isThere(at)) rmSync(at);
      writeFileSync(at, operation.content);
      chmodSync(at, operation.mode);
      return;
    }
    case 'mkdir':
      makeParents(root, operation.at);
      if (isThere(at) && !lstatSync(at).isDirectory()) rmSync(at);
      if (!isThere(at)) mkdirSync(at);
      chmodSync(at, operation.mode);
      return;
    case 'symlink':
      makeParents(root, operation.at);
      if (isThere(at)) rmSync(at, { recursive: true });
      symlinkSync(Buffer.from(operation.target, 'latin1'), at);
      return;
    case 'link':
      linkSync(Buffer.from(`${root}/${operation.from}`, 'latin1'), at);
      return;
    case 'rename':
      renameSync(Buffer.from(`${root}/${operation.from}`, 'latin1'), at);
      return;
    case 'remove':
      rmSync(at, { recursive: true });
      return;
    case 'recreate':
      if (!lstatSync(at).isDirectory()) return;
      rmSync(at, { recursive: true });
      mkdirSync(at);
      return;
    case 'chmod':
      if (!lstatSync(at).isSymbolicLink()) chmodSync(at, operation.mode);
      return;
    case 'chown':
      if (!lstatSync(at).isSymbolicLink()) chownSync(at, operation.id, operation.id);
  }
}

/** Only through real directories: a symlink could lead out of the tree. */
function makeParents(root: string, at: string): void {
  const names = at.split('/').slice(0, -1);
  let parent = root;
  for (const name of names) {
    parent = `${parent}/${name}`;
    const bytes = Buffer.from(parent, 'latin1');
    if (!isThere(bytes)) mkdirSync(bytes);
    else if (!lstatSync(bytes).isDirectory()) throw Object.assign(new Error(parent), { code: 'ENOTDIR' });
  }
}

function isThere(path: Buffer): boolean {
  return lstatSync(path, { throwIfNoEntry: false }) !== undefined;
}
