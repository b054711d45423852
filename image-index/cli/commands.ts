import { statSync } from 'node:fs';
import { type Change, compareFiles, type Difference } from '../compare.ts';
import { IndexError } from '../error.ts';
import type { ImageIndex, IndexEntry } from '../lookup.ts';
import { directoryFiles } from '../read/directory/files.ts';
import { NO_XATTRS, readXattrs } from '../read/directory/xattrs.ts';
import { IndexStore } from '../store.ts';
import type { Arguments } from './arguments.ts';
import { findImage } from './find-image.ts';
import { globMatcher } from './glob.ts';
import { entryJson, entryLine, humanBytes, octal, pathJson, printable } from './print.ts';
import { UsageError } from './usage.ts';

export type Output = {
  /** One line to standard output. */
  line(text: string): void;
  /** Hands over the lines so far, before something that takes long; whether anybody takes them or not. */
  flush(): void;
  /** One line to standard error. */
  note(text: string): void;
};

/** 0 good, 1 difference found or nothing there. */
export type ExitCode = 0 | 1;

export function ls(args: Arguments, out: Output): ExitCode {
  expectOperands(args, 0, 0);
  for (const index of new IndexStore(args.store).list()) {
    out.line(args.json ? JSON.stringify(imageJson(index)) : imageLine(index));
    index.close();
  }
  return 0;
}

export function show(args: Arguments, out: Output): ExitCode {
  const [image = '', glob] = expectOperands(args, 1, 2);
  const matches = glob === undefined ? () => true : globMatcher(glob);
  return withImage(args, image, (index) => {
    let shown = 0;
    for (const { path, entry } of index.entries()) {
      if (entry === undefined || !matches(path)) continue;
      shown++;
      out.line(args.json ? JSON.stringify(entryJson(entry)) : entryLine(entry));
    }
    return shown > 0 || glob === undefined ? 0 : 1;
  });
}

export function lookup(args: Arguments, out: Output): ExitCode {
  const [image = '', what = ''] = expectOperands(args, 2, 2);
  return withImage(args, image, (index) => {
    const found = what.startsWith('/')
      ? atPath(index, Buffer.from(what), out)
      : index.bySha256(digestOf(what), index.fileCount);
    for (const entry of found) out.line(args.json ? JSON.stringify(entryJson(entry)) : entryLine(entry));
    return found.length > 0 ? 0 : 1;
  });
}

export function diff(args: Arguments, out: Output): ExitCode {
  const [first = '', second = ''] = expectOperands(args, 2, 2);
  return withImage(args, first, (a) =>
    withImage(args, second, (b) => {
      const relevant = ({ before, after }: Difference) => args.all || isExecutable(before) || isExecutable(after);
      return printDifferences(compareFiles(files(a), files(b)), relevant, args, out);
    }),
  );
}

export async function check(args: Arguments, out: Output): Promise<ExitCode> {
  const [image = '', dir = ''] = expectOperands(args, 2, 2);
  const { helperPath } = args.store;
  needDirectory(dir);
  const xattrs = helperPath === undefined ? NO_XATTRS : await readXattrs(helperPath, dir);
  const control = { check: () => {}, progress: () => {} };
  return withImage(args, image, (index) =>
    printDifferences(compareFiles(files(index), directoryFiles(dir, xattrs, control)), () => true, args, out),
  );
}

export function verify(args: Arguments, out: Output): ExitCode {
  expectOperands(args, 0, 0);
  // A wrong --index-dir has no damage: CI that asks must not hear that all is good.
  needDirectory(args.store.dir);
  let good = 0;
  let bad = 0;
  for (const { path, fault } of new IndexStore(args.store).verify()) {
    if (fault === undefined) good++;
    else bad++;
    if (args.json) out.line(JSON.stringify({ path, ok: fault === undefined, ...(fault && { error: fault.message }) }));
    else if (fault !== undefined) out.line(`${path}: ${fault.message}`);
  }
  if (!args.json) out.line(`${good} good, ${bad} damaged`);
  return bad === 0 ? 0 : 1;
}

function needDirectory(dir: string): void {
  if (statSync(dir, { throwIfNoEntry: false })?.isDirectory() !== true)
    throw new IndexError('io', `${dir} is no directory`);
}

export function imageJson(index: ImageIndex) {
  return {
    key: index.key,
    ...(index.imageId === undefined ? undefined : { id: index.imageId }),
    ...(index.digest === undefined ? undefined : { digest: index.digest }),
    ...(index.ref === undefined ? undefined : { ref: index.ref }),
    ...(index.also.length === 0 ? undefined : { also: index.also }),
    provenance: index.provenance,
    ...(index.signer === undefined ? undefined : { signer: index.signer }),
    layers: index.layers,
    files: index.fileCount,
    bytes: index.counts.bytes,
    index_bytes: index.indexBytes,
    ...(index.xattrsUnread ? { xattrs_unread: true } : undefined),
  };
}

export function imageLine(index: ImageIndex): string {
  const { counts, layers, provenance } = index;
  const short = `${index.key.slice(0, index.key.indexOf(':') + 13)}`;
  const warning = index.xattrsUnread ? '  (extended attributes were not read)' : '';
  const size = `${counts.files} files, ${humanBytes(counts.bytes)}, ${layers.length} ${layers.length === 1 ? 'layer' : 'layers'}`;
  const from = index.signer === undefined ? provenance : `${provenance}, signed by ${index.signer}`;
  return `${short}  ${size}, ${from}  ${printable(Buffer.from([index.ref ?? '', ...index.also].join(', ')))}${warning}`;
}

export function expectOperands(args: Arguments, min: number, max: number): readonly string[] {
  if (args.operands.length < min) throw new UsageError(`${args.command} needs ${min} argument${min === 1 ? '' : 's'}`);
  if (args.operands.length > max)
    throw new UsageError(`${args.command}: unexpected ${JSON.stringify(args.operands[max])}`);
  return args.operands;
}

function withImage<T>(args: Arguments, name: string, use: (index: ImageIndex) => T): T {
  const index = findImage(new IndexStore(args.store), name);
  try {
    return use(index);
  } finally {
    index.close();
  }
}

function* files(index: ImageIndex): Generator<IndexEntry, void, void> {
  for (const { entry } of index.entries()) if (entry !== undefined) yield entry;
}

function atPath(index: ImageIndex, path: Buffer, out: Output): readonly IndexEntry[] {
  const resolved = index.resolve(path);
  if (resolved.found === 'file') return [resolved.entry];
  const where = resolved.found === 'loop' ? '' : ` at ${printable(resolved.path)}`;
  out.note(`no regular file: ${resolved.found}${where}`);
  return [];
}

function digestOf(text: string): string {
  const hex = text.replace(/^sha256:/, '');
  if (!/^[0-9a-f]{64}$/.test(hex))
    throw new UsageError(`neither an absolute path nor sha256:<64 hex digits>: ${JSON.stringify(text)}`);
  return hex;
}

function isExecutable(entry: IndexEntry | undefined): boolean {
  return entry !== undefined && (entry.kind !== 'other' || (entry.mode & 0o111) !== 0);
}

const MARKS = { added: '+', removed: '-', modified: '~', mode_changed: 'm' } as const satisfies Record<Change, string>;

function printDifferences(
  differences: Iterable<Difference>,
  relevant: (difference: Difference) => boolean,
  args: Arguments,
  out: Output,
): ExitCode {
  let shown = 0;
  for (const difference of differences) {
    if (!relevant(difference)) continue;
    shown++;
    out.line(args.json ? JSON.stringify(differenceJson(difference)) : differenceLine(difference));
  }
  return shown === 0 ? 0 : 1;
}

function differenceJson({ change, path, before, after }: Difference) {
  return {
    change,
    ...pathJson(path),
    ...(before === undefined ? undefined : { before: entryJson(before) }),
    ...(after === undefined ? undefined : { after: entryJson(after) }),
  };
}

function differenceLine({ change, path, before, after }: Difference): string {
  const side = (entry: IndexEntry | undefined) =>
    entry === undefined ? 'absent' : `${entry.sha256.slice(0, 12)} ${octal(entry.mode)} ${entry.uid}:${entry.gid}`;
  return `${MARKS[change]} ${printable(path)}  ${side(before)} -> ${side(after)}`;
}
