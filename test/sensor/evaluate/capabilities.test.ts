import { expect, test } from 'vitest';
import { gainsCapabilities } from '../../../sensor/evaluate/capabilities.ts';

/** linux/capability.h: cap_net_raw is bit 13, cap_setuid 7, cap_bpf 39. */
const v2 = (permitted: bigint, inheritable = 0n, effective = true): Buffer => {
  const out = Buffer.alloc(20);
  out.writeUInt32LE(0x0200_0000 + (effective ? 1 : 0), 0);
  for (const word of [0, 1]) {
    out.writeUInt32LE(Number((permitted >> BigInt(32 * word)) & 0xffff_ffffn), 4 + 8 * word);
    out.writeUInt32LE(Number((inheritable >> BigInt(32 * word)) & 0xffff_ffffn), 8 + 8 * word);
  }
  return out;
};
const v3 = (permitted: bigint, rootId: number): Buffer => {
  const root = Buffer.alloc(4);
  root.writeUInt32LE(rootId);
  const out = Buffer.concat([v2(permitted), root]);
  out.writeUInt32LE(0x0300_0001, 0);
  return out;
};
const RAW = 1n << 13n;
const SETUID = 1n << 7n;
const BPF = 1n << 39n;

test.each<[string, Buffer | undefined, Buffer | undefined, boolean]>([
  ['no capabilities are no gain', undefined, v2(RAW), false],
  ['any are a gain where the image gives none', v2(RAW), undefined, true],
  ['the image’s own are no gain', v2(RAW), v2(RAW), false],
  ['fewer than the image’s are no gain', v2(RAW), v2(RAW | SETUID), false],
  ['one more is a gain', v2(RAW | SETUID), v2(RAW), true],
  ['one above bit 31 is a gain', v2(RAW | BPF), v2(RAW), true],
  ['an inheritable one is a gain', v2(RAW, SETUID), v2(RAW), true],
  ['being effective at once is a gain', v2(RAW), v2(RAW, 0n, false), true],
  ['an engine’s rewriting for a user namespace is no gain', v3(RAW, 100_000), v2(RAW), false],
  ['another right for a user namespace is a gain', v3(SETUID, 100_000), v2(RAW), true],
  ['an attribute that is too short grants nothing', v2(RAW).subarray(0, 19), undefined, false],
  ['an unknown revision grants nothing', Buffer.alloc(20, 0xff), undefined, false],
  ['an empty attribute grants nothing', Buffer.alloc(0), undefined, false],
])('%s', (_name, now, image, gains) => {
  expect(gainsCapabilities(now, image)).toBe(gains);
});
