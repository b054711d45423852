import { createHash } from 'node:crypto';
import {
  chmodSync,
  closeSync,
  ftruncateSync,
  linkSync,
  mkdirSync,
  openSync,
  readFileSync,
  symlinkSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { type TarEntry, TarReader } from '../../../image-index/read/tar/reader.ts';
import { run } from '../../support/command.ts';
import { tempDir } from '../../support/temp.ts';
import { base256Field, gnuLong, octalField, sealHeader, type TarInput, tar, tarEntry } from '../support/tar.ts';

type Seen = TarEntry & { readonly sha256: string; readonly bytes: number };

/** Reads an archive in chunks of the given size. */
function read(archive: Buffer, chunkBytes = archive.length): Seen[] {
  const seen: Seen[] = [];
  let current: TarEntry | undefined;
  let hash = createHash('sha256');
  let bytes = 0;
  const reader = new TarReader({
    begin: (entry) => {
      current = entry;
      hash = createHash('sha256');
      bytes = 0;
    },
    data: (chunk) => {
      bytes += chunk.length;
      hash.update(chunk);
    },
    end: () => {
      if (current === undefined) return;
      // The reader takes its block for the next entry.
      const [name, linkName] = [Buffer.from(current.name), Buffer.from(current.linkName)];
      seen.push({ ...current, name, linkName, sha256: hash.digest('hex'), bytes });
    },
  });
  for (let at = 0; at < archive.length; at += chunkBytes) reader.write(archive.subarray(at, at + chunkBytes));
  reader.finish();
  return seen;
}

const one = (archive: Buffer): Seen => {
  const [entry] = read(archive);
  if (entry === undefined) throw new Error('no entry');
  return entry;
};

const digest = (bytes: Buffer | string) => createHash('sha256').update(bytes).digest('hex');

test('the size of the chunks makes no difference', () => {
  const archive = tar([
    { name: 'a', content: Buffer.alloc(1000, 1) },
    { name: 'b'.repeat(20), pax: [['path', 'c'.repeat(300)]], content: Buffer.alloc(512, 2) },
    { name: 'd/', type: '5' },
  ]);
  const whole = read(archive);
  expect(whole.map(({ name, bytes }) => [name.length, bytes])).toEqual([
    [1, 1000],
    [300, 512],
    [2, 0],
  ]);
  for (const size of [1, 7, 511, 512, 513, 1000]) expect(read(archive, size)).toEqual(whole);
});

describe('names', () => {
  const invalid = Buffer.from('caf\xe9-\xff\xfe', 'latin1');
  test('keep their bytes in ustar, GNU and PAX, whatever they are', () => {
    expect(one(tar([{ name: invalid }])).name).toEqual(invalid);
    const long = Buffer.concat([Buffer.alloc(200, 0x61), invalid]);
    expect(one(tar([gnuLong('L', long), { name: 'short', magic: 'gnu' }])).name).toEqual(long);
    expect(one(tar([{ name: 'short', pax: [['path', long]] }])).name).toEqual(long);
  });

  test('come from prefix and name in ustar, from the name alone in GNU and V7', () => {
    const patch = (header: Buffer) => void header.write('some/prefix', 345, 'latin1');
    expect(one(tar([{ name: 'file', patch }])).name.toString()).toBe('some/prefix/file');
    expect(one(tar([{ name: 'file', magic: 'gnu', patch }])).name.toString()).toBe('file');
    expect(one(tar([{ name: 'file', magic: 'v7', patch }])).name.toString()).toBe('file');
  });

  test('of GNU go before those of PAX, where an archive has both', () => {
    const both: TarInput = {
      name: 'x',
      type: '2',
      linkName: 'y',
      pax: [
        ['path', 'pax'],
        ['linkpath', 'pax-target'],
      ],
    };
    const long = [gnuLong('L', 'gnu'), gnuLong('K', 'gnu-target')];
    const names = [tar([...long, both]), tar([both])].map(one).map(({ name, linkName }) => `${name} ${linkName}`);
    expect(names).toEqual(['gnu gnu-target', 'pax pax-target']);
  });

  test('of links can be long as well', () => {
    const target = 'l'.repeat(500);
    expect(one(tar([gnuLong('K', target), { name: 'x', type: '2', magic: 'gnu' }])).linkName.toString()).toBe(target);
    expect(one(tar([{ name: 'x', type: '1', pax: [['linkpath', target]] }])).linkName.toString()).toBe(target);
  });

  test('of exactly 100 bytes have no NUL behind them', () => {
    expect(one(tar([{ name: 'n'.repeat(100) }])).name).toHaveLength(100);
  });

  test('hold for one entry only', () => {
    const entries = read(tar([{ name: 'a', pax: [['path', 'first']] }, { name: 'second' }]));
    expect(entries.map(({ name }) => name.toString())).toEqual(['first', 'second']);
  });
});

test('file capabilities are kept as bytes', () => {
  const capabilities = Buffer.from('0100000200040000000000000000000000000000', 'hex');
  const entry = one(tar([{ name: 'ping', pax: [['SCHILY.xattr.security.capability', capabilities]] }]));
  expect(entry.capabilities).toEqual(capabilities);
});

test('numbers can be in base 256, with an empty field, and overridden by PAX', () => {
  const patch = (header: Buffer) => {
    base256Field(header, 108, 8, 4_000_000_000n);
    header.fill(0, 116, 124);
  };
  expect(one(tar([{ name: 'x', patch }]))).toMatchObject({ uid: 4_000_000_000, gid: 0 });
  expect(
    one(
      tar([
        {
          name: 'x',
          pax: [
            ['uid', '5'],
            ['gid', '4294967294'],
          ],
        },
      ]),
    ),
  ).toMatchObject({ uid: 5, gid: 4_294_967_294 });
  const content = Buffer.alloc(700, 1);
  const big = (header: Buffer) => base256Field(header, 124, 12, 700n);
  expect(one(tar([{ name: 'x', content, patch: big }])).bytes).toBe(700);
});

test('a signed checksum of an old writer is accepted, a wrong one is not', () => {
  const header = tarEntry({ name: Buffer.from('\xe9t\xe9', 'latin1') });
  let sum = 0;
  header.fill(0x20, 148, 156);
  for (const byte of header.subarray(0, 512)) sum += byte < 128 ? byte : byte - 256;
  octalField(header, 148, 8, sum);
  expect(read(Buffer.concat([header, Buffer.alloc(1024)]))).toHaveLength(1);
  octalField(header, 148, 8, sum + 1);
  expect(() => read(header)).toThrow('checksum');
});

test('a global header changes nothing, as for the engines', () => {
  const global: TarInput = { name: 'pax_global_header', type: 'g', content: Buffer.from('13 path=evil\n') };
  expect(read(tar([global, { name: 'good' }])).map(({ name }) => name.toString())).toEqual(['good']);
});

test('a V7 directory is known by its slash, and links have no data whatever they claim', () => {
  expect(one(tar([{ name: 'dir/', type: '\0', magic: 'v7' }])).type).toBe('directory');
  expect(one(tar([{ name: 'file', type: '\0', magic: 'v7' }])).type).toBe('file');
  expect(one(tar([{ name: 'file/', content: Buffer.from('x') }]))).toMatchObject({ type: 'file', bytes: 1 });
  const patch = (header: Buffer) => octalField(header, 124, 12, 4096);
  const entries = read(tar([{ name: 'l', type: '1', linkName: 'x', patch }, { name: 'after' }]));
  expect(entries.map(({ name, bytes }) => [name.toString(), bytes])).toEqual([
    ['l', 0],
    ['after', 0],
  ]);
});

describe('an archive is refused', () => {
  const archive = tar([{ name: 'a', content: Buffer.alloc(1000) }]);
  test('when it breaks off inside an entry, but not when only the end mark is missing', () => {
    expect(() => read(archive.subarray(0, 300))).toThrow('cut off');
    expect(() => read(archive.subarray(0, 1000))).toThrow('cut off');
    expect(() => read(archive.subarray(0, 1530))).toThrow('cut off');
    expect(read(archive.subarray(0, 1536))).toHaveLength(1);
    // As `umoci insert` writes it: neither padding nor end mark.
    expect(read(archive.subarray(0, 1512))).toHaveLength(1);
    expect(() => read(archive.subarray(0, 1511))).toThrow('cut off');
    expect(() => read(archive.subarray(0, 1513))).toThrow('cut off');
    expect(() => read(tarEntry({ name: 'x', type: 'x', content: Buffer.from('12 path=abc\n') }))).toThrow('cut off');
  });

  test('when an extended header lies about its length or is too large', () => {
    for (const text of [
      '99 path=abc\n',
      '5 path=abc\n',
      'x path=abc\n',
      '12 path abc\n',
      '12 path=abcd',
      '0 \n',
      '-1 a=b\n',
    ]) {
      expect(() => read(tar([{ name: 'x', type: 'x', content: Buffer.from(text) }, { name: 'y' }])), text).toThrow(
        'extended',
      );
    }
    const patch = (header: Buffer) => octalField(header, 124, 12, (1 << 20) + 1);
    expect(() => read(tarEntry({ name: 'x', type: 'x', patch }))).toThrow(
      expect.objectContaining({ code: 'too_large' }),
    );
  });

  test('when it has an entry of a type that nobody unpacks', () => {
    expect(() => read(tar([{ name: 'v', type: 'V' }]))).toThrow(expect.objectContaining({ code: 'unsupported' }));
  });

  test('when a size is negative, not octal, or beyond 2^53', () => {
    const sizes = [
      (header: Buffer) => header.fill(0xff, 124, 136),
      (header: Buffer) => header.write('0000000099\0', 124, 'latin1'),
      (header: Buffer) => base256Field(header, 124, 12, 1n << 53n),
    ];
    for (const patch of sizes) {
      expect(() => read(tarEntry({ name: 'x', patch: (header) => void patch(header) }))).toThrow(
        expect.objectContaining({ code: 'malformed' }),
      );
    }
  });

  test('when a name has a NUL byte in PAX', () => {
    expect(() => read(tar([{ name: 'x', pax: [['path', 'a\0b']] }]))).toThrow('NUL');
  });
});

describe('sparse files', () => {
  const pax = (map: string, size: number, stored: number): Buffer =>
    tar([
      {
        name: 'GNUSparseFile.0/x',
        content: Buffer.alloc(stored, 1),
        pax: [
          ['GNU.sparse.major', '0'],
          ['GNU.sparse.minor', '1'],
          ['GNU.sparse.name', 'real'],
          ['GNU.sparse.size', String(size)],
          ['GNU.sparse.map', map],
        ],
      },
    ]);

  test('with maps that overlap, go backwards, leave the file or do not fit the data are refused', () => {
    expect(one(pax('5,10,100,10', 200, 20))).toMatchObject({ size: 200, bytes: 200 });
    for (const map of ['5,10,10,10', '100,10,5,10', '5,10,195,10', '5,10,100,11', '5,10,100,9', '5,10,100', 'a,b']) {
      expect(() => read(pax(map, 200, 20)), map).toThrow(expect.objectContaining({ code: 'malformed' }));
    }
    expect(() => read(pax('0,20', 2 ** 44 + 1, 20))).toThrow(expect.objectContaining({ code: 'too_large' }));
  });

  test.each([
    ['gnu', []],
    ['posix', ['--sparse-version=0.0']],
    ['posix', ['--sparse-version=0.1']],
    ['posix', ['--sparse-version=1.0']],
  ] as const)('that GNU tar wrote (%s %s) have the digest of the file', async (format, options) => {
    await using temp = tempDir('sparse');
    sparseFile(
      join(temp.path, 'few'),
      [
        [0, 'start'],
        [300_000, 'middle'],
      ],
      1_000_000,
    );
    sparseFile(
      join(temp.path, 'many'),
      Array.from({ length: 90 }, (_, at) => [at * 70_000 + 8192, `piece ${at}`]),
      8_000_000,
    );
    sparseFile(join(temp.path, 'empty'), [], 5_000_000);
    const archive = join(temp.path, 'out.tar');
    await run([
      'tar',
      '-C',
      temp.path,
      `--format=${format}`,
      '--sparse',
      ...options,
      '-cf',
      archive,
      'few',
      'many',
      'empty',
    ]);
    const bytes = readFileSync(archive);
    expect(bytes.length).toBeLessThan(2_000_000);
    for (const chunk of [bytes.length, 333]) {
      for (const { name, sha256 } of read(bytes, chunk)) {
        expect(sha256, name.toString()).toBe(digest(readFileSync(join(temp.path, name.toString()))));
      }
    }
    expect(read(bytes).map(({ name }) => name.toString())).toEqual(['few', 'many', 'empty']);
  });
});

test.each(['v7', 'oldgnu', 'gnu', 'ustar', 'posix'])('what GNU tar writes as %s is read as it is', async (format) => {
  await using temp = tempDir('tar');
  const root = join(temp.path, 'root');
  mkdirSync(join(root, 'dir'), { recursive: true });
  writeFileSync(join(root, 'dir/file'), 'content');
  chmodSync(join(root, 'dir/file'), 0o4755);
  linkSync(join(root, 'dir/file'), join(root, 'hard'));
  symlinkSync('dir/file', join(root, 'soft'));
  if (format === 'gnu' || format === 'posix' || format === 'oldgnu')
    writeFileSync(join(root, `dir/${'long'.repeat(50)}`), 'long');
  const archive = join(temp.path, 'out.tar');
  await run(['tar', '-C', root, `--format=${format}`, '--sort=name', '--numeric-owner', '-cf', archive, '.']);
  const entries = read(readFileSync(archive)).map(({ type, name, linkName, mode, sha256 }) => [
    type,
    name.toString(),
    linkName.toString(),
    type === 'file' ? `${mode.toString(8)} ${sha256}` : '',
  ]);
  const long = [['file', `./dir/${'long'.repeat(50)}`, '', `644 ${digest('long')}`]];
  expect(entries).toEqual([
    ['directory', './', '', ''],
    ['directory', './dir/', '', ''],
    ['file', './dir/file', '', `4755 ${digest('content')}`],
    ...(format === 'gnu' || format === 'posix' || format === 'oldgnu' ? long : []),
    ['hardlink', './hard', './dir/file', ''],
    ['symlink', './soft', 'dir/file', ''],
  ]);
});

test('no archive with changed bytes causes anything but an IndexError', () => {
  const archive = tar([
    gnuLong('L', 'x'.repeat(120)),
    { name: 'a', magic: 'gnu', content: Buffer.alloc(100) },
    {
      name: 'b',
      pax: [
        ['GNU.sparse.major', '1'],
        ['GNU.sparse.minor', '0'],
        ['GNU.sparse.realsize', '100'],
      ],
      content: Buffer.concat([Buffer.from('1\n0\n10\n'), Buffer.alloc(505), Buffer.alloc(10)]),
    },
  ]);
  for (let seed = 0; seed < 3000; seed++) {
    const changed = Buffer.from(archive);
    const at = (seed * 7919) % archive.length;
    changed[at] = (seed * 131) % 256;
    const block = changed.subarray(at - (at % 512), at - (at % 512) + 512);
    // So that the change in a header is not merely caught by its checksum.
    if (at % 512 < 500 && seed % 2 === 0 && block.length === 512) sealHeader(block);
    try {
      read(changed);
    } catch (error) {
      expect(error).toHaveProperty('name', 'IndexError');
    }
  }
});

function sparseFile(path: string, pieces: readonly (readonly [number, string])[], size: number): void {
  const fd = openSync(path, 'w');
  ftruncateSync(fd, size);
  for (const [offset, text] of pieces) writeSync(fd, text, offset);
  closeSync(fd);
}
