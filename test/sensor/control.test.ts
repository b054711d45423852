import { createConnection, type Socket } from 'node:net';
import { afterAll, afterEach, expect, test } from 'vitest';
import { Listener } from '../../sensor/commands/simulate/listener.ts';
import { askSensor, ControlSocket, socketPath } from '../../sensor/control.ts';
import { tempDir } from '../support/temp.ts';

const temp = tempDir('control');
let control: ControlSocket | undefined;

afterEach(() => control?.close());
afterAll(() => temp.remove());

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));
const request = { id: 'x', lower: '/', cgroup_id: '1', init_pid: 1, root_dev: 1, root_ino: '1' };

/** What is told to who says `text` some time after having connected. */
function told(text: string, afterMs: number): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = createConnection(socketPath(temp.path), () => setTimeout(() => socket.write(text), afterMs));
    let answer = '';
    socket.on('data', (chunk: Buffer) => {
      answer += chunk.toString();
    });
    socket.once('error', reject);
    socket.once('close', () => resolve(answer));
  });
}

test('a request that takes half a second to arrive is heard, and an answer that takes as long is waited for', async () => {
  control = await ControlSocket.open(temp.path);
  control.serve(() => ({ schema: 'status' }));
  control.handle('late', (text, socket) => socket.end(`heard ${text}`));
  expect(await told('late request\n', 500)).toBe('heard request');
  expect(await told('status\n', 500)).toBe('{"schema":"status"}\n');

  let asked: Socket | undefined;
  control.handle('simulate', (text, socket) => {
    expect(JSON.parse(text)).toEqual(request);
    asked = socket.resume();
    void pause(500).then(() => socket.write('{"kind":"ready"}\n'));
  });
  const listener = await Listener.open(temp.path, request);
  asked?.write(`{"kind":"finding","finding":{"id":"1"}}\n`);
  expect(await listener.next(({ id }) => id === '1', 5_000)).toEqual({ id: '1' });
  listener.close();
});

test('who says nothing is told the status, and a simulation that was told it says that it was not heard', async () => {
  control = await ControlSocket.open(temp.path);
  control.serve(() => ({ schema: 'status' }));
  expect(await told('', 0)).toBe('{"schema":"status"}\n');
  expect(await askSensor(temp.path)).toEqual({ kind: 'answer', text: '{"schema":"status"}\n' });
  await expect(Listener.open(temp.path, request)).rejects.toThrow('did not reach the sensor in time');
});
