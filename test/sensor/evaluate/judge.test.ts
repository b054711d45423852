import { expect, test } from 'vitest';
import type { IndexEntry } from '../../../image-index/lookup.ts';
import type { FileFacts } from '../../../sensor/bridge/event.ts';
import type { Content, Evidence, ImageAnswer } from '../../../sensor/digest/evidence.ts';
import { builtInPolicy, evaluate } from '../../../sensor/evaluate/evaluate.ts';
import { judge } from '../../../sensor/evaluate/judge.ts';
import { FUSE_MAGIC, fileFacts } from '../support/facts.ts';

const GOOD = 'a'.repeat(64);
const EVIL = 'e'.repeat(64);

function entry(path: string, overrides: Partial<IndexEntry> = {}): IndexEntry {
  return {
    path: Buffer.from(path),
    sha256: GOOD,
    size: 4096,
    mode: 0o755,
    uid: 0,
    gid: 0,
    kind: 'elf_exec',
    layer: `sha256:${'1'.repeat(64)}`,
    ...overrides,
  };
}

type Known = Extract<ImageAnswer, { kind: 'known' }>;

function evidence(
  content: Partial<Extract<Content, { kind: 'hashed' }>> | Extract<Content, { kind: 'unread' }>,
  image: Partial<Known> | Extract<ImageAnswer, { kind: 'unavailable' }>,
  file: Partial<FileFacts> = {},
): Evidence {
  return {
    object: 'binary',
    origin: 'writable_layer',
    file: fileFacts(file),
    content:
      content.kind === 'unread'
        ? content
        : { kind: 'hashed', sha256: GOOD, size: 4096n, changedSinceExec: false, deleted: false, ...content },
    image:
      image.kind === 'unavailable'
        ? image
        : {
            kind: 'known',
            atPath: undefined,
            sameBytes: [],
            largerThanAll: false,
            baseNameTaken: false,
            ...image,
          },
  };
}

/** cap_setuid=ep */
const CAPABLE = Buffer.from('0100000280000000000000000000000000000000', 'hex');
const cat = entry('/usr/bin/cat');
const thing = entry('/usr/bin/thing');

test.each<[string, Evidence, object]>([
  [
    'no index: unverified, whatever the bytes are',
    evidence({}, { kind: 'unavailable', reason: 'no_index' }),
    { verdict: 'unverified', reason: 'no_index' },
  ],
  [
    'no bytes: unverified, with the reason of the reading',
    evidence({ kind: 'unread', reason: 'vanished' }, { atPath: thing }),
    { verdict: 'unverified', reason: 'vanished' },
  ],
  [
    'no index and no bytes: the index is named, since nothing could be compared',
    evidence({ kind: 'unread', reason: 'vanished' }, { kind: 'unavailable', reason: 'index_failed' }),
    { verdict: 'unverified', reason: 'index_failed' },
  ],
  [
    'too large to be read, but not to be judged: nothing in the image is as large',
    evidence({ kind: 'unread', reason: 'too_large' }, { largerThanAll: true }),
    { verdict: 'added', reason: 'too_large' },
  ],
  [
    'too large, in the place of an image file',
    evidence({ kind: 'unread', reason: 'too_large' }, { atPath: thing, largerThanAll: true }),
    { verdict: 'modified', reason: 'too_large', imageEntry: thing },
  ],
  [
    'too large, and the image may have such a file',
    evidence({ kind: 'unread', reason: 'too_large' }, { atPath: thing }),
    { verdict: 'unverified', reason: 'too_large' },
  ],
  [
    'vanished, and larger than every file of the image: foreign, read or not',
    evidence({ kind: 'unread', reason: 'vanished' }, { largerThanAll: true }),
    { verdict: 'added', reason: 'vanished' },
  ],
  [
    'bytes and path of the image',
    evidence({}, { atPath: thing, sameBytes: [thing] }),
    { verdict: 'in_image', masquerade: false, imageEntry: thing },
  ],
  [
    'good bytes that may have been others at the exec',
    evidence({ changedSinceExec: true }, { atPath: thing, sameBytes: [thing] }),
    { verdict: 'unverified', reason: 'changed_while_reading' },
  ],
  [
    'good bytes that a server said',
    evidence({}, { atPath: thing, sameBytes: [thing] }, { magic: FUSE_MAGIC }),
    { verdict: 'unverified', reason: 'untrusted_fs' },
  ],
  [
    'foreign bytes that a server said are foreign',
    evidence({ sha256: EVIL }, {}, { realMagic: FUSE_MAGIC }),
    { verdict: 'added' },
  ],
  [
    'foreign bytes that changed since the exec are still foreign',
    evidence({ sha256: EVIL, changedSinceExec: true }, { atPath: thing }),
    { verdict: 'modified', imageEntry: thing },
  ],
  [
    'a setuid bit that the image does not give',
    evidence({}, { atPath: thing, sameBytes: [thing] }, { mode: 0o104755 }),
    { verdict: 'mode_changed', modeChange: 'setid', imageEntry: thing },
  ],
  [
    'a setgid bit that the image does not give',
    evidence({}, { atPath: thing, sameBytes: [thing] }, { mode: 0o102755 }),
    { verdict: 'mode_changed', modeChange: 'setid' },
  ],
  [
    'a setuid bit that the image gives, to the same owner',
    evidence({}, { atPath: entry('/usr/bin/su', { mode: 0o4755 }) }, { mode: 0o104755 }),
    { verdict: 'in_image' },
  ],
  [
    'a setuid bit that the image gives to somebody, and that is now root’s',
    evidence({}, { atPath: entry('/usr/bin/x', { mode: 0o4755, uid: 1000 }) }, { mode: 0o104755, uid: 0 }),
    { verdict: 'mode_changed', modeChange: 'setid' },
  ],
  [
    'a setuid file of the image’s layer, which is unpacked with other owners where the image was indexed',
    {
      ...evidence({}, { atPath: entry('/usr/bin/su', { mode: 0o4755, uid: 100_000 }) }, { mode: 0o104755 }),
      origin: 'image_layer',
    },
    { verdict: 'in_image' },
  ],
  [
    'the owner changed without a setuid bit',
    evidence({}, { atPath: thing }, { uid: 1000, gid: 1000 }),
    { verdict: 'in_image' },
  ],
  [
    'an execute bit where the image has none',
    evidence({}, { atPath: entry('/usr/bin/thing', { mode: 0o644 }) }),
    { verdict: 'mode_changed', modeChange: 'exec_bit' },
  ],
  [
    'bytes and path are the image’s, and a file capability was added',
    evidence({ capabilities: CAPABLE }, { atPath: thing, sameBytes: [thing] }),
    { verdict: 'mode_changed', modeChange: 'capability' },
  ],
  [
    'the image’s own file capability is no change',
    evidence({ capabilities: CAPABLE }, { atPath: { ...thing, capabilities: CAPABLE } }),
    { verdict: 'in_image' },
  ],
  [
    'a copy with a setuid bit stays a copy, and says so',
    evidence({}, { sameBytes: [thing] }, { mode: 0o104755 }),
    { verdict: 'relocated', modeChange: 'setid' },
  ],
  [
    'bytes of another image of the pod',
    evidence({ sha256: EVIL }, { sibling: { entry: thing, ref: 'tools:1' } }),
    { verdict: 'sibling_image', masquerade: false },
  ],
  [
    'bytes of another image of the pod at a path that the own image has',
    evidence({ sha256: EVIL }, { atPath: cat, sibling: { entry: thing } }),
    { verdict: 'sibling_image' },
  ],
  [
    'bytes of another image of the pod, with an execute bit that it does not give',
    evidence({ sha256: EVIL }, { sibling: { entry: entry('/thing', { mode: 0o644 }) } }),
    { verdict: 'sibling_image' },
  ],
  [
    'bytes of another image of the pod, with a setuid bit that it does not give',
    evidence({ sha256: EVIL }, { sibling: { entry: thing } }, { mode: 0o104755 }),
    { verdict: 'added' },
  ],
  [
    'bytes of another image of the pod, with a file capability that it does not give',
    evidence({ sha256: EVIL, capabilities: CAPABLE }, { sibling: { entry: thing } }),
    { verdict: 'added' },
  ],
  [
    'bytes of another image of the pod that changed since the exec',
    evidence({ sha256: EVIL, changedSinceExec: true }, { atPath: thing, sibling: { entry: thing } }),
    { verdict: 'modified' },
  ],
  [
    'bytes of another image of the pod that a server said',
    evidence({ sha256: EVIL }, { sibling: { entry: thing } }, { magic: FUSE_MAGIC }),
    { verdict: 'added' },
  ],
  [
    'a copy of the own image’s bytes that another image of the pod has, too',
    evidence({}, { sameBytes: [thing], sibling: { entry: thing } }),
    { verdict: 'relocated' },
  ],
  [
    'an execute bit for others where the image has the owner’s',
    evidence({}, { atPath: entry('/usr/bin/thing', { mode: 0o700 }) }),
    { verdict: 'in_image' },
  ],
  [
    'a bit that the image gives and that is gone, and a sticky bit',
    evidence({}, { atPath: entry('/usr/bin/thing', { mode: 0o4755 }) }, { mode: 0o101700 }),
    { verdict: 'in_image' },
  ],
  [
    'image bytes under another path and the same name',
    evidence({}, { sameBytes: [thing] }, { path: Buffer.from('/tmp/thing') }),
    { verdict: 'relocated', masquerade: false, imageEntry: thing },
  ],
  [
    'image bytes under a name that no tool has',
    evidence({}, { sameBytes: [cat] }, { path: Buffer.from('/tmp/xyz') }),
    { verdict: 'relocated', masquerade: false, imageEntry: cat },
  ],
  [
    'image bytes under another tool’s name',
    evidence({}, { sameBytes: [cat], baseNameTaken: true }, { path: Buffer.from('/tmp/ls') }),
    { verdict: 'relocated', masquerade: true, imageEntry: cat },
  ],
  [
    'image bytes in the place of another image file: relocated, not modified',
    evidence({}, { atPath: entry('/usr/bin/thing', { sha256: EVIL }), sameBytes: [cat] }),
    { verdict: 'relocated', masquerade: true, imageEntry: cat },
  ],
  [
    'one of the names of these bytes is the same: no masquerade',
    evidence({}, { sameBytes: [cat, thing], baseNameTaken: true }, { path: Buffer.from('/tmp/thing') }),
    { verdict: 'relocated', masquerade: false },
  ],
  [
    'other bytes at the path',
    evidence({ sha256: EVIL }, { atPath: thing }),
    { verdict: 'modified', masquerade: false, imageEntry: thing },
  ],
  ['neither path nor bytes', evidence({ sha256: EVIL }, {}), { verdict: 'added', masquerade: false }],
])('%s', (_what, given, expected) => {
  expect(judge(given)).toMatchObject(expected);
});

test('an added mode bit does not hide other bytes', () => {
  expect(judge(evidence({ sha256: EVIL }, { atPath: thing }, { mode: 0o104755 })).verdict).toBe('modified');
});

test('the built-in policy alerts on everything but the image’s own', () => {
  expect(evaluate(evidence({}, { atPath: thing }), builtInPolicy, { kind: 'unknown' }, () => 0).decision.action).toBe(
    'none',
  );
  for (const given of [
    evidence({ sha256: EVIL }, {}),
    evidence({ sha256: EVIL }, { atPath: thing }),
    evidence({}, { sameBytes: [cat] }),
    evidence({}, { atPath: thing }, { mode: 0o104755 }),
    evidence({}, { kind: 'unavailable', reason: 'no_index' }),
  ]) {
    expect(evaluate(given, builtInPolicy, { kind: 'unknown' }, () => 0).decision).toEqual({
      action: 'alerted',
      policy: 'built-in',
      rule: 'Default binary drift',
    });
  }
});
