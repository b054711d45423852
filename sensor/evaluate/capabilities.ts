/** `security.capability`: struct vfs_cap_data and vfs_ns_cap_data of linux/capability.h, all little-endian. */

const EFFECTIVE = 1;
/** Size of the attribute by its revision (the upper byte of the first word), and how many words each set has. */
const REVISIONS: Readonly<Record<number, { readonly size: number; readonly words: number }>> = {
  1: { size: 12, words: 1 },
  2: { size: 20, words: 2 },
  3: { size: 24, words: 2 },
};

type Sets = { readonly permitted: bigint; readonly inheritable: bigint; readonly effective: boolean };
const NOTHING: Sets = { permitted: 0n, inheritable: 0n, effective: false };

/**
 * Whether the file grants at run time what it does not grant in the image. For which user namespace (revision 3) plays no
 * part: engines that map users rewrite that as they unpack an image.
 */
export function gainsCapabilities(now: Buffer | undefined, image: Buffer | undefined): boolean {
  if (now === undefined) return false;
  const [after, before] = [parse(now), parse(image)];
  if ((after.permitted & ~before.permitted) !== 0n || (after.inheritable & ~before.inheritable) !== 0n) return true;
  return after.effective && !before.effective && after.permitted !== 0n;
}

/** What the kernel does not understand it refuses to execute: it grants nothing. */
function parse(value: Buffer | undefined): Sets {
  if (value === undefined || value.length < 4) return NOTHING;
  const magic = value.readUInt32LE(0);
  const revision = REVISIONS[magic >>> 24];
  if (revision === undefined || value.length !== revision.size) return NOTHING;
  let permitted = 0n;
  let inheritable = 0n;
  for (let word = 0; word < revision.words; word++) {
    const shift = BigInt(32 * word);
    permitted |= BigInt(value.readUInt32LE(4 + 8 * word)) << shift;
    inheritable |= BigInt(value.readUInt32LE(8 + 8 * word)) << shift;
  }
  return { permitted, inheritable, effective: (magic & EFFECTIVE) !== 0 };
}
