import { describe, expect, it } from 'vitest';
import type { ImageIndex, IndexEntry } from '../../image-index/lookup.ts';
import type { ExecEvent } from '../../sensor/bridge/event.ts';
import type { Container } from '../../sensor/container/container.ts';
import type { Digested } from '../../sensor/digest/digest.ts';
import type { ImageAnswer } from '../../sensor/digest/evidence.ts';
import type { InContainer } from '../../sensor/interpreted.ts';
import { KnownGood } from '../../sensor/known-good.ts';
import { execEvent, fileFacts } from './support/facts.ts';

const sha256 = 'a'.repeat(64);
const SLOT = 7n;
const key = Buffer.from('key');

function containerOf(id: string, overrides: Partial<Container> = {}): Container {
  const image = { source: { kind: 'lower_dirs', dirs: [`/${id}`] } };
  return { slot: SLOT, runtime: 'docker', image, ...overrides } as unknown as Container;
}

function entry(path: string, kind: IndexEntry['kind'] = 'elf_exec'): IndexEntry {
  return { path: Buffer.from(path), sha256, kind } as unknown as IndexEntry;
}

function answer(atPath: IndexEntry | undefined): ImageAnswer {
  return { kind: 'known', atPath, sameBytes: [], largerThanAll: false, baseNameTaken: false };
}

function digested(overrides: Partial<Digested> = {}, changedSinceExec = false): Digested {
  return {
    content: { kind: 'hashed', sha256, size: 1n, changedSinceExec, deleted: false },
    remembered: true,
    ...overrides,
  };
}

function open({ execs = true, clean = true, image = 'one', gone = false } = {}) {
  const told: Buffer[] = [];
  const applets: Buffer[] = [];
  const state = { current: gone ? undefined : containerOf(image), forgotten: 0 };
  const known = new KnownGood(
    { execs },
    {
      tell: (keys, more) => {
        told.push(...keys);
        applets.push(...more);
      },
      forget: () => {
        state.forgotten++;
      },
      current: () => state.current,
      isClean: () => clean,
    },
  );
  return { known, told, applets, state };
}

type Case = {
  readonly event?: Partial<ExecEvent>;
  readonly digest?: Digested;
  readonly image?: ImageAnswer;
  readonly names?: readonly IndexEntry[];
  /** The image's busybox has these bytes. */
  readonly ofMany?: boolean;
  readonly container?: Container;
  readonly options?: Parameters<typeof open>[0];
};

const name = Buffer.from('/usr/bin/thing');
const binary = { files: [fileFacts()], filename: name, interp: name, imageSlot: SLOT, key };
const library = { ...binary, filename: Buffer.alloc(0), mapping: { key } };

/** How often each key is told: whatever the arguments are, and for an applet. */
function timesTold({ event, digest = digested(), image = answer(entry('/usr/bin/thing')), ...more }: Case): number[] {
  const { known, told, applets } = open(more.options);
  const seen = execEvent({ ...binary, ...event });
  const container = more.container ?? containerOf('one');
  const subject = { kind: 'container', container, provenance: undefined } as const;
  const resolve = () => (more.ofMany === true ? { found: 'file', entry: entry('/bin/busybox') } : { found: 'nothing' });
  const index = { bySha256: () => more.names ?? [], resolve } as unknown as ImageIndex;
  const execution: InContainer = { event: seen, file: seen.files[0] as InContainer['file'], subject };
  known.judged(execution, digest, image, index);
  known.flush();
  known.flush();
  return [told.length, applets.length];
}

/** Of busybox at `file`, called so. */
function applet(file: string, filename: string, ...argv: string[]): Case {
  const name = Buffer.from(filename);
  const event = { filename: name, interp: name, argv: argv.map((text) => Buffer.from(text)) };
  return { event, image: answer(entry(file)), names: [entry('/bin/busybox'), entry('/bin/sh')], ofMany: true };
}

describe('the kernel is told of', () => {
  const cases: readonly [string, Case][] = [
    ['a program of the image that is at rest', {}],
    ['a library of the image that is at rest', { event: library, image: answer(entry('/lib/x.so', 'elf_shared')) }],
    ['a library while execs are all to be reported', { event: library, options: { execs: false } }],
  ];
  it.each(cases)('%s', (_name, each) => expect(timesTold(each)).toEqual([1, 0]));
});

describe('the kernel is told, for its name alone, of', () => {
  const cases: readonly [string, Case][] = [
    ['an applet by a symbolic link', applet('/bin/busybox', '/bin/cat', 'cat', '/etc/passwd')],
    ['an applet by a hard link', applet('/bin/cat', '/bin/cat', '/bin/cat')],
    ['an applet that busybox starts itself', applet('/bin/busybox', '/proc/self/exe', 'cat')],
  ];
  it.each(cases)('%s', (_name, each) => expect(timesTold(each)).toEqual([0, 1]));
});

describe('the kernel is not told of', () => {
  const other = Buffer.from('/tmp/script');
  const cases: readonly [string, Case][] = [
    ['what has no key', { event: { mapping: { key: undefined } } }],
    ['other bytes', { image: answer({ ...entry('/usr/bin/thing'), sha256: 'b'.repeat(64) }) }],
    ['what the image has not', { image: answer(undefined) }],
    ['what may not be remembered', { digest: digested({ remembered: false }) }],
    ['what changed since', { digest: digested({}, true) }],
    ['an image that is not known', { image: { kind: 'unavailable', reason: 'no_index' } }],
    ['what a finding is about', { options: { clean: false } }],
    ['a script’s interpreter', { event: { filename: other } }],
    ['an interpreter', { image: answer(entry('/usr/bin/python3.12')) }],
    [
      'what is called as an interpreter',
      { event: { filename: Buffer.from('/bin/sh'), interp: Buffer.from('/bin/sh') } },
    ],
    ['a link to an interpreter', { names: [entry('/bin/thing'), entry('/bin/busybox')] }],
    ['a shell among many', applet('/bin/busybox', '/bin/sh', 'sh')],
    ['a login shell among many', applet('/bin/busybox', '/bin/cat', '-sh')],
    ['an applet that the second argument names', applet('/bin/busybox', '/bin/busybox', 'busybox', 'cat')],
    ['an applet that the argument after a longer name names', applet('/bin/busybox', '/bin/cat', 'busybox-1', 'sh')],
    ['an applet without a name', applet('/bin/busybox', '/bin/cat', '')],
    ['an applet without arguments', applet('/bin/busybox', '/bin/cat')],
    ['an applet by a shell’s link', applet('/bin/busybox', '/bin/sh', 'cat')],
    ['an applet by a shell’s hard link', applet('/bin/sh', '/bin/cat', 'cat')],
    ['what only looks like an applet', { ...applet('/bin/busybox', '/bin/cat', 'cat'), ofMany: false }],
    ['a loader', { image: answer(entry('/lib/ld-musl-x86_64.so.1')) }],
    ['a shared object', { image: answer(entry('/usr/bin/thing', 'elf_shared')) }],
    ['what the kernel counts to another container', { event: { imageSlot: SLOT + 1n } }],
    ['the canary', { container: containerOf('one', { runtime: 'canary' }) }],
    ['a container that has another image by now', { options: { image: 'two' } }],
    ['a container that is gone', { options: { gone: true } }],
    ['a program while execs are all to be reported', { options: { execs: false } }],
  ];
  it.each(cases)('%s', (_name, each) => expect(timesTold(each)).toEqual([0, 0]));
});

describe('everything is forgotten', () => {
  function filled() {
    const all = open();
    const event = execEvent(binary);
    const subject = { kind: 'container', container: containerOf('one'), provenance: undefined } as const;
    const execution: InContainer = { event, file: event.files[0] as InContainer['file'], subject };
    const index = { bySha256: () => [], resolve: () => ({ found: 'nothing' }) } as unknown as ImageIndex;
    all.known.judged(execution, digested(), answer(entry('/usr/bin/thing')), index);
    return all;
  }

  it('when a container turns out to be of another image, also what was not said yet', () => {
    const { known, told, state } = filled();
    known.saw(containerOf('two'));
    known.flush();
    expect([state.forgotten, told.length]).toEqual([1, 0]);
  });

  it('not when more becomes known of the same image, nor of a container that ended', () => {
    const { known, state } = filled();
    known.saw(containerOf('one'));
    known.ended(containerOf('one'));
    known.saw(containerOf('two'));
    expect(state.forgotten).toBe(0);
  });
});
