import { describe, expect, it } from 'vitest';
import { decodeExec, decodeMmap, MalformedMessage } from '../../../sensor/bridge/decode.ts';
import { fromBigInt } from '../../../sensor/bridge/long.ts';
import { drift_sensor } from '../../../sensor/bridge/wire.gen.js';
import { execMessage } from './messages.ts';

const { Exec, Mmap } = drift_sensor.bridge.v1;
type Fields = drift_sensor.bridge.v1.Mmap.$Properties;
const context = { bridgePid: 99, idBase: 1n << 48n };

function decode(message: Fields) {
  return decodeMmap(Mmap.decode(Mmap.encode(message).finish()) as drift_sensor.bridge.v1.Mmap, context);
}

function mmapMessage(more: Fields = {}): Fields {
  const { filename, interp, argv, argc, cwd, files, ...process } = execMessage(7n);
  return { ...process, file: { ...files?.[0], role: 5 }, key: Buffer.from([0, 1, 255]), ...more };
}

describe('decodeMmap', () => {
  it('says of the process what an exec says, and nothing of a program', () => {
    const exec = decodeExec(Exec.decode(Exec.encode(execMessage(7n)).finish()) as drift_sensor.bridge.v1.Exec, context);
    const empty = Buffer.alloc(0);
    expect(decode(mmapMessage())).toEqual({
      ...exec,
      filename: empty,
      interp: empty,
      argv: [],
      cwd: empty,
      files: [{ ...exec.files[0], role: 'library' }],
      mapping: { key: Buffer.from([0, 1, 255]) },
    });
  });

  it('has no key where nothing can be known by it', () => {
    expect(decode(mmapMessage({ key: Buffer.alloc(0) })).mapping).toEqual({ key: undefined });
  });

  it.each([
    ['no file', { file: null } as Fields],
    ['a file without a role', { file: {} } as Fields],
    ['a key of 257 bytes', { key: Buffer.alloc(257) } as Fields],
    ['an id of more than 48 bits', { id: fromBigInt(2n ** 48n) } as Fields],
  ])('refuses %s', (_name, fields) => {
    expect(() => decode(mmapMessage(fields))).toThrow(MalformedMessage);
  });

  it('takes a key of 256 bytes', () => {
    expect(decode(mmapMessage({ key: Buffer.alloc(256) })).mapping?.key).toHaveLength(256);
  });
});
