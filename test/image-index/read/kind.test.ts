import { existsSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { KindSniffer } from '../../../image-index/read/kind.ts';
import { elf } from '../../support/elf.ts';

function kindOf(bytes: Buffer, chunkBytes = 1 << 20) {
  const sniffer = new KindSniffer();
  for (let at = 0; at < bytes.length; at += chunkBytes) sniffer.feed(bytes.subarray(at, at + chunkBytes));
  return sniffer.finish();
}

const LIBRARY_DIRS = ['/lib/x86_64-linux-gnu', '/lib/aarch64-linux-gnu'];
const library = (name: string) => LIBRARY_DIRS.map((dir) => `${dir}/${name}`).find(existsSync) ?? '';

test.each([
  ['a position-independent program', '/bin/ls', 'elf_exec'],
  ['Node itself', process.execPath, 'elf_exec'],
  ['a library', library('libm.so.6'), 'elf_shared'],
  ['the C library, which names a loader too', library('libc.so.6'), 'elf_shared'],
])('%s is known, in whatever pieces it comes', (_what, path, kind) => {
  const bytes = readFileSync(path);
  for (const size of [1 << 20, 4096, 1021]) expect(kindOf(bytes, size).kind).toBe(kind);
});

test('a static program is one, for both architectures', () => {
  expect(kindOf(elf({ arch: 'x64' })).kind).toBe('elf_exec');
  expect(kindOf(elf({ arch: 'arm64' })).kind).toBe('elf_exec');
});

test('a script has its interpreter line without blanks', () => {
  const interpreter = (text: string) => kindOf(Buffer.from(text, 'latin1')).interpreter?.toString('latin1');
  expect(interpreter('#!/bin/sh\necho')).toBe('/bin/sh');
  expect(interpreter('#! \t/usr/bin/env -S node --x \t\nfoo')).toBe('/usr/bin/env -S node --x');
  expect(interpreter('#!/bin/sh')).toBe('/bin/sh');
  expect(interpreter('#!/b\xffn/sh\n')).toBe('/b\xffn/sh');
  expect(interpreter(`#!/${'x'.repeat(400)}\n`)).toHaveLength(254);
});

test('what only looks like a script or a program is something else', () => {
  for (const text of ['#!\n', '#! \t\n', '#', '', '\x7fELF', '#\n!/bin/sh', ' #!/bin/sh']) {
    expect(kindOf(Buffer.from(text, 'latin1')).kind, JSON.stringify(text)).toBe('other');
  }
  const object = elf();
  object.writeUInt16LE(1, 16);
  expect(kindOf(object).kind).toBe('other');
});

test('no changed ELF header causes an error', () => {
  const original = readFileSync('/bin/ls').subarray(0, 8192);
  for (let at = 0; at < 1024; at++) {
    for (const value of [0, 0x7f, 0xff]) {
      const changed = Buffer.from(original);
      changed[at] = value;
      expect(kindOf(changed, 3000).kind).toMatch(/^(elf_exec|elf_shared|other|script)$/);
    }
  }
});
