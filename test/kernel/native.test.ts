import { type ChildProcessWithoutNullStreams, execFileSync, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import protobuf from 'protobufjs';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';

const root = join(import.meta.dirname, '../..');
const native = join(root, 'sensor/bridge/native');
const fixtures = join(import.meta.dirname, 'native');

type Json = { [key: string]: unknown } | unknown[] | string | number | boolean;

/** As in fixture.json: names as in wire.proto, 64-bit numbers in decimal, bytes in hex. */
function plain(value: unknown): Json {
  if (value instanceof Uint8Array) return Buffer.from(value).toString('hex');
  if (Array.isArray(value)) return value.map(plain);
  if (typeof value !== 'object' || value === null) return value as Json;
  const snake = (name: string) => name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
  return Object.fromEntries(Object.entries(value).map(([name, inner]) => [snake(name), plain(inner)]));
}

function decodeAll(file: string, message: string): Json[] {
  const type = protobuf
    .loadSync(join(root, 'sensor/bridge/wire.proto'))
    .lookupType(`drift_sensor.bridge.v1.${message}`);
  const bytes = readFileSync(join(fixtures, file));
  const frames: Json[] = [];
  for (let at = 0; at < bytes.length; ) {
    const length = bytes.readUInt32LE(at);
    const decoded = type.decode(bytes.subarray(at + 4, at + 4 + length));
    frames.push(plain(type.toObject(decoded, { longs: String, enums: Number })));
    at += 4 + length;
  }
  return frames;
}

describe('the fixture', () => {
  const expected = JSON.parse(readFileSync(join(fixtures, 'fixture.json'), 'utf8')) as { up: Json[]; down: Json[] };

  test('says in bytes what fixture.json says in words, read by protobufjs with wire.proto', () => {
    expect(decodeAll('fixture.bin', 'ToSensor')).toEqual(expected.up);
  });

  test('of the other direction too', () => {
    expect(decodeAll('fixture_down.bin', 'ToBridge')).toEqual(expected.down);
  });
});

const compiler = spawnSync('clang', ['--version']).status === 0;
const superuser = process.getuid?.() === 0;
const needsCompiler = compiler ? '' : ' (skipped: no clang on this machine)';
const needsRoot = superuser ? needsCompiler : ' (skipped: needs root)';

describe.skipIf(!compiler)(`the C code${needsCompiler}`, { timeout: 120_000 }, () => {
  const out = mkdtempSync(join(tmpdir(), 'drift-native-'));
  afterAll(() => rmSync(out, { recursive: true, force: true }));

  test('passes its own tests under the sanitizers', () => {
    const log = execFileSync('make', ['-s', '-C', native, `OUT=${join(out, 'sanitized')}`, 'SANITIZE=1', 'test'], {
      encoding: 'utf8',
    });
    expect(log.split('\n').filter(Boolean)).toEqual(['wire_test: good', 'queue_test: good', 'pins_test: good']);
  });

  describe('as programs', () => {
    beforeAll(() => {
      execFileSync('make', ['-s', '-C', native, `OUT=${out}`, 'all']);
    }, 60_000);

    test('the payload ends at once, and sleeps when told so', async () => {
      expect(spawnSync(join(out, 'drift-payload')).status).toBe(0);
      const sleeping = spawn(join(out, 'drift-payload'), ['sleep']);
      await once(sleeping, 'spawn');
      expect(sleeping.exitCode).toBeNull();
      sleeping.kill('SIGKILL');
      const [, signal] = await once(sleeping, 'exit');
      expect(signal).toBe('SIGKILL');
    });

    test('the helper refuses what is not a directory', () => {
      expect(spawnSync(join(out, 'drift-helper'), ['xattrs', '/nonexistent']).status).toBe(1);
      expect(spawnSync(join(out, 'drift-helper'), ['container']).status).toBe(2);
    });

    describe.skipIf(!superuser)(`with the kernel${needsRoot}`, () => {
      const hello = frame(Buffer.from('0a020801', 'hex'));
      const start = (): ChildProcessWithoutNullStreams => spawn(join(out, 'drift-bridge'), []);

      test('the probe loads a program and says what works', () => {
        const { status, stdout } = spawnSync(join(out, 'drift-bridge'), ['--probe'], { encoding: 'utf8' });
        const answer = JSON.parse(stdout) as { ok: boolean; code: string; btf: boolean };
        expect(status).toBe(answer.ok ? 0 : 3);
        expect(answer.code === 'ok').toBe(answer.ok);
      });

      test.each([
        ['a frame of no bytes', Buffer.alloc(4)],
        ['a frame of one byte more than 64 KiB', lengthOf(65_537)],
        ['a length of four gigabytes', lengthOf(0xffff_ffff)],
      ])('%s ends the connection with 4', async (_name, bytes) => {
        const { code, stderr } = await talk(start(), Buffer.concat([hello, bytes]));
        expect(code).toBe(4);
        expect(stderr).toContain('protocol');
      });

      test('another version ends the connection with an error that names both', async () => {
        const { code, stderr } = await talk(start(), frame(Buffer.from('0a020802', 'hex')));
        expect(code).toBe(4);
        expect(stderr).toContain('version 2');
        expect(stderr).toContain('version 1');
      });

      test('anything but a hello first ends the connection', async () => {
        const { code } = await talk(start(), frame(Buffer.from('1200', 'hex')));
        expect(code).toBe(4);
      });

      test('malformed messages in good frames are passed over, and the end of input ends it well', async () => {
        const largest = frame(Buffer.alloc(65_536, 0xff));
        const bridge = start();
        const ended = talk(bridge, Buffer.concat([hello, largest, frame(Buffer.from('127f', 'hex')), hello]));
        await once(bridge.stdout, 'data');
        bridge.stdin.end();
        expect(await ended).toMatchObject({ code: 0, stderr: '' });
      });

      test('SIGTERM ends it well', async () => {
        const bridge = start();
        const ended = talk(bridge, hello);
        await once(bridge.stdout, 'data');
        bridge.kill('SIGTERM');
        expect(await ended).toMatchObject({ code: 0 });
      });

      test('the helper names opaque directories, whiteouts and capabilities', () => {
        const dir = mkdtempSync(join(out, 'layer-'));
        writeFileSync(join(dir, 'tool'), 'x');
        execFileSync('sh', [
          '-c',
          `cd "$1" && mkdir opaque && setfattr -n trusted.overlay.opaque -v y opaque && mknod gone c 0 0 &&
           setfattr -n security.capability -v 0x0100000200200000000000000000000000000000 tool && ln -s / link`,
          'sh',
          dir,
        ]);
        const said = execFileSync(join(out, 'drift-helper'), ['xattrs', dir], { encoding: 'utf8' });
        const fields = said.split('\0').slice(0, -1);
        expect(fields.slice(-2)).toEqual(['end', '3']);
        expect(said).toContain('opaque\0opaque\0');
        expect(said).toContain('whiteout\0gone\0');
        expect(said).toContain('caps\0tool\0' + '0100000200200000000000000000000000000000\0');
        expect(fields).toHaveLength(2 + 2 + 3 + 2);
      });
    });
  });
});

function lengthOf(bytes: number): Buffer {
  const header = Buffer.alloc(4);
  header.writeUInt32LE(bytes);
  return header;
}

function frame(body: Buffer): Buffer {
  return Buffer.concat([lengthOf(body.length), body]);
}

async function talk(
  child: ChildProcessWithoutNullStreams,
  input: Buffer,
): Promise<{ code: number | null; stderr: string }> {
  let stderr = '';
  child.stdout.resume();
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    stderr += text;
  });
  child.stdin.on('error', () => undefined); // it may end before it has read everything
  child.stdin.write(input);
  const [code] = (await once(child, 'close')) as [number | null];
  return { code, stderr };
}
