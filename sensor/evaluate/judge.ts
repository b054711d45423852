import type { IndexEntry } from '../../image-index/lookup.ts';
import type { Content, Evidence, ImageAnswer } from '../digest/evidence.ts';
import { isTrustedFilesystem } from '../digest/identity.ts';
import { gainsCapabilities } from './capabilities.ts';
import type { Judgement } from './verdict.ts';

type Hashed = Extract<Content, { kind: 'hashed' }>;

const S_ISUID = 0o4000;
const S_ISGID = 0o2000;
const ANY_EXECUTE = 0o111;

/**
 * Evidence → judgement, without I/O. The first that fits wins: unverified, in_image, mode_changed, relocated,
 * sibling_image, modified, added.
 */
export function judge(evidence: Evidence): Judgement {
  const { content, image, file } = evidence;
  // Code without a file has nothing in any image to be compared with.
  if (evidence.origin === 'argument' || evidence.origin === 'stdin') return foreign(undefined, undefined);
  if (image.kind === 'unavailable') return { verdict: 'unverified', reason: image.reason, masquerade: false };

  if (content.kind === 'unread') {
    // Bytes that no file of the image is long enough to hold are foreign, read or not.
    if (image.largerThanAll) return foreign(image.atPath, content.reason);
    return { verdict: 'unverified', reason: content.reason, masquerade: false };
  }

  const { atPath } = image;
  if (atPath !== undefined && atPath.sha256 === content.sha256) {
    // Good bytes now say nothing about the bytes that ran, if they could be exchanged in between.
    if (content.changedSinceExec) return { verdict: 'unverified', reason: 'changed_while_reading', masquerade: false };
    // A server may give the kernel other bytes than it gives us: foreign bytes accuse, good ones prove nothing.
    if (!isTrustedFilesystem(file)) return { verdict: 'unverified', reason: 'untrusted_fs', masquerade: false };
    const modeChange = isExecuted(evidence) ? addedMode(evidence, content, atPath) : undefined;
    if (modeChange === undefined) return { verdict: 'in_image', masquerade: false, imageEntry: atPath };
    return { verdict: 'mode_changed', modeChange, masquerade: false, imageEntry: atPath };
  }

  const twin = image.sameBytes[0];
  if (twin !== undefined) {
    const name = baseName(file.path);
    const modeChange = isExecuted(evidence) ? addedMode(evidence, content, twin) : undefined;
    const renamed = !image.sameBytes.some((entry) => baseName(entry.path) === name);
    return {
      verdict: 'relocated',
      masquerade: renamed && (atPath !== undefined || image.baseNameTaken),
      imageEntry: twin,
      ...(modeChange !== undefined && modeChange !== 'exec_bit' && { modeChange }),
    };
  }

  if (isSiblings(evidence, content, image)) return { verdict: 'sibling_image', masquerade: false };
  return foreign(atPath, undefined);
}

/** Left by another container of the pod: as surely its image's bytes as the own image's must be, and with no more rights. */
function isSiblings(
  evidence: Evidence,
  content: Hashed,
  { sibling }: Extract<ImageAnswer, { kind: 'known' }>,
): boolean {
  if (sibling === undefined || content.changedSinceExec || !isTrustedFilesystem(evidence.file)) return false;
  const modeChange = isExecuted(evidence) ? addedMode(evidence, content, sibling.entry) : undefined;
  return modeChange === undefined || modeChange === 'exec_bit';
}

function foreign(atPath: IndexEntry | undefined, reason: Judgement['reason']): Judgement {
  return {
    verdict: atPath === undefined ? 'added' : 'modified',
    masquerade: false,
    ...(reason !== undefined && { reason }),
    ...(atPath !== undefined && { imageEntry: atPath }),
  };
}

/** A script that is read and a library that is mapped need no execute bit, and a setuid bit does nothing for them. */
function isExecuted({ interpreted, object }: Evidence): boolean {
  return interpreted !== true && object !== 'library';
}

/** What mode and capabilities at run time grant that the image's do not. */
function addedMode({ file: now, origin }: Evidence, content: Hashed, image: IndexEntry): Judgement['modeChange'] {
  const added = now.mode & ~image.mode;
  if ((added & (S_ISUID | S_ISGID)) !== 0) return 'setid';
  // chown(2) clears the bit: a setuid file that became root's was given it again. What lies in the image's layer was not changed,
  // whoever owns it: engines with user namespaces unpack the same image with other owners.
  const owned = now.uid === 0 && image.uid !== 0 && origin !== 'image_layer';
  if ((now.mode & S_ISUID) !== 0 && owned) return 'setid';
  if (gainsCapabilities(content.capabilities, image.capabilities)) return 'capability';
  if ((added & ANY_EXECUTE) !== 0 && (image.mode & ANY_EXECUTE) === 0) return 'exec_bit';
  return undefined;
}

/** The part after the last slash. */
export function baseName(path: Buffer): string {
  return path.toString('latin1', path.lastIndexOf(0x2f) + 1);
}
