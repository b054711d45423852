/** A bridge that misbehaves as told: `node fake-bridge.ts STATE_DIR MODE…`; the n-th start takes the n-th mode, the last one stays. */
import { appendFileSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { frame } from '../../../sensor/bridge/frame.ts';
import { fromBigInt } from '../../../sensor/bridge/long.ts';
import { drift_sensor } from '../../../sensor/bridge/wire.gen.js';
import { execMessage } from './messages.ts';

const { ToSensor, ToBridge } = drift_sensor.bridge.v1;
const [dir = '', ...rest] = process.argv.slice(2);
const modes = rest.filter((m) => !m.startsWith('--'));
const log = join(dir, 'log');
const starts = readCount();
writeFileSync(join(dir, 'starts'), String(starts + 1));
const mode = modes[Math.min(starts, modes.length - 1)] ?? 'good';

let seq = 0;
const up = (body: Omit<drift_sensor.bridge.v1.ToSensor.$Properties, 'seq'>) =>
  process.stdout.write(frame(ToSensor.encode({ seq: fromBigInt(BigInt(++seq)), ...body }).finish()));
const hello = (version = 1) =>
  up({
    hello: {
      version,
      pid: process.pid,
      kernelRelease: 'fake',
      hostMntNs: 7,
      hostRootDev: 8,
      hostRootIno: fromBigInt(2n ** 60n + 1n),
      realtime: false,
      realtimeDetail: 'EPERM',
      ringBytes: 8 << 20,
      maxPins: 512,
    },
  });
const stats = (n = 1) => up({ stats: { execsContainer: fromBigInt(BigInt(n)), pinsHeld: 2 } });
const exec = (id: number) => up({ exec: execMessage(BigInt(id)) });
const stay = () => setInterval(() => stats(10), 20);

appendFileSync(log, `${JSON.stringify({ start: mode, args: rest })}\n`);
if (rest.includes('--probe')) {
  if (mode === 'probe-hangs') setInterval(() => {}, 1000);
  else if (mode === 'refused') {
    process.stdout.write(JSON.stringify({ ok: false, code: 'no_permission', detail: 'bpf: EPERM', btf: true }));
    process.exitCode = 3;
  } else {
    process.stdout.write(
      JSON.stringify({ ok: true, code: '', detail: 'fine', btf: true, loader_identity: true, realtime: true }),
    );
  }
} else {
  listen();
  behave();
}

function behave(): void {
  switch (mode) {
    case 'good':
      hello();
      exec(1);
      stats(5);
      stay();
      return;
    case 'wrong-version':
      hello(99);
      stay();
      return;
    case 'garbage':
      hello();
      exec(1);
      // A well-formed frame around nonsense, then one exec whose only file has no role: both are skipped.
      process.stdout.write(frame(Buffer.from([0xff, 0xff, 0xff, 0xff, 0xff, 0xff])));
      seq++;
      up({ exec: { ...execMessage(2n), files: [{ role: 0 }] } });
      exec(3);
      stay();
      return;
    case 'lying-length':
      hello();
      process.stdout.write(Buffer.from([0xff, 0xff, 0xff, 0x7f, 1, 2, 3]));
      setInterval(() => {}, 1000);
      return;
    case 'truncated': {
      hello();
      const whole = frame(ToSensor.encode({ seq: fromBigInt(2n), exec: execMessage(1n) }).finish());
      process.stdout.write(whole.subarray(0, whole.length - 3), () => process.exit(1));
      return;
    }
    case 'silent':
      hello();
      exec(1);
      setInterval(() => {}, 1000);
      return;
    case 'mute':
      setInterval(() => {}, 1000);
      return;
    case 'hole':
      hello();
      exec(1);
      seq += 5;
      exec(2);
      up({ gap: { place: 'kernel_ring', lost: fromBigInt(1995n) } });
      up({ gap: { place: 'bad label\n', lost: fromBigInt(1n) } });
      stay();
      return;
    case 'refused':
      process.stderr.write(`${JSON.stringify({ level: 'error', msg: 'bpf refused', errno: 'EPERM' })}\nplain text\n`);
      process.exitCode = 3;
      process.stdin.destroy();
      return;
    case 'dies':
      hello();
      exec(1);
      stats(5);
      process.stdout.write('', () => process.exit(1));
      return;
    case 'crashes':
      process.exit(1);
      return;
    case 'stubborn':
      process.on('SIGTERM', () => {});
      hello();
      stay();
      return;
    case 'flood':
      hello();
      for (let i = 1; i <= 20_000; i++) exec(i);
      stay();
      return;
    case 'deaf':
      process.stdin.pause();
      hello();
      exec(1);
      stay();
      return;
    default:
      throw new Error(mode);
  }
}

function listen(): void {
  if (mode === 'deaf') return;
  let rest = Buffer.alloc(0);
  process.stdin.on('end', () => process.exit(0));
  process.stdin.on('data', (chunk: Buffer) => {
    rest = Buffer.concat([rest, chunk]);
    while (rest.length >= 4 && rest.length >= 4 + rest.readUInt32LE(0)) {
      const end = 4 + rest.readUInt32LE(0);
      const message = ToBridge.decode(rest.subarray(4, end));
      rest = rest.subarray(end);
      const { ack, imageSlot } = message;
      appendFileSync(
        log,
        `${JSON.stringify({
          body: message.body,
          ...(ack && { ids: (ack.ids ?? []).map(String) }),
          ...(imageSlot && { cgroup: String(imageSlot.cgroupId ?? 0), slot: String(imageSlot.slot ?? 0) }),
        })}\n`,
      );
    }
  });
}

function readCount(): number {
  try {
    return Number(readFileSync(join(dir, 'starts'), 'utf8'));
  } catch {
    return 0;
  }
}
