/** Writes tar archives entry by entry, with every form that a reader must know; a test says exactly which. */

export type TarInput = {
  readonly name: Buffer | string;
  /** One character: `0` file, `1` hardlink, `2` symlink, `5` directory, … */
  readonly type?: string;
  readonly mode?: number;
  readonly uid?: number;
  readonly gid?: number;
  readonly content?: Buffer;
  readonly linkName?: Buffer | string;
  /** In front of the entry, as a PAX header. */
  readonly pax?: readonly (readonly [string, Buffer | string])[];
  readonly magic?: 'ustar' | 'gnu' | 'v7';
  /** Changes the finished header block before its checksum is written. */
  readonly patch?: (header: Buffer) => void;
};

/** The entries and the end mark. */
export function tar(entries: readonly TarInput[]): Buffer {
  return Buffer.concat([...entries.map(tarEntry), Buffer.alloc(1024)]);
}

export function tarEntry(entry: TarInput): Buffer {
  const parts: Buffer[] = [];
  const { pax = [], ...rest } = entry;
  if (pax.length > 0) {
    const content = Buffer.concat(pax.map(([keyword, value]) => paxRecord(keyword, bytes(value))));
    parts.push(tarEntry({ name: 'PaxHeaders/x', type: 'x', content }));
  }
  const content = rest.content ?? Buffer.alloc(0);
  parts.push(header(rest, content.length), content, Buffer.alloc((512 - (content.length % 512)) % 512));
  return Buffer.concat(parts);
}

/** GNU's way to write names longer than 100 bytes. */
export function gnuLong(type: 'L' | 'K', name: Buffer | string): TarInput {
  return { name: '././@LongLink', type, magic: 'gnu', content: Buffer.concat([bytes(name), Buffer.alloc(1)]) };
}

function paxRecord(keyword: string, value: Buffer): Buffer {
  const rest = Buffer.concat([Buffer.from(` ${keyword}=`), value, Buffer.from('\n')]);
  let length = rest.length + 1;
  while (String(length).length + rest.length !== length) length = String(length).length + rest.length;
  return Buffer.concat([Buffer.from(String(length)), rest]);
}

export function octalField(block: Buffer, at: number, length: number, value: number): void {
  block.write(`${value.toString(8).padStart(length - 1, '0')}\0`, at, 'latin1');
}

/** Big-endian two's complement with the first bit set. */
export function base256Field(block: Buffer, at: number, length: number, value: bigint): void {
  let rest = value;
  for (let i = length - 1; i >= 0; i--) {
    block[at + i] = Number(rest & 0xffn);
    rest >>= 8n;
  }
  block[at] = (block[at] ?? 0) | 0x80;
}

function header(entry: TarInput, size: number): Buffer {
  const block = Buffer.alloc(512);
  bytes(entry.name).copy(block, 0, 0, 100);
  octalField(block, 100, 8, entry.mode ?? 0o644);
  octalField(block, 108, 8, entry.uid ?? 0);
  octalField(block, 116, 8, entry.gid ?? 0);
  octalField(block, 124, 12, size);
  octalField(block, 136, 12, 1_700_000_000);
  block.write(entry.type ?? '0', 156, 'latin1');
  bytes(entry.linkName ?? '').copy(block, 157, 0, 100);
  const magic = entry.magic ?? 'ustar';
  if (magic === 'ustar') block.write('ustar\x0000', 257, 'latin1');
  if (magic === 'gnu') block.write('ustar  \0', 257, 'latin1');
  entry.patch?.(block);
  return sealHeader(block);
}

/** Writes the checksum. */
export function sealHeader(block: Buffer): Buffer {
  block.fill(0x20, 148, 156);
  let sum = 0;
  for (const byte of block) sum += byte;
  block.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148, 'latin1');
  return block;
}

function bytes(value: Buffer | string): Buffer {
  return typeof value === 'string' ? Buffer.from(value, 'latin1') : value;
}
