import protobuf from 'protobufjs/minimal.js';
import type { drift_sensor } from './wire.gen.js';

/**
 * 64-bit values between protobufjs and the sensor. protobufjs reads a fixed64 as a Long (two signed 32-bit halves);
 * a double would round above 2^53, and a BigInt given to its writer becomes 0.
 */
export type Halves = { readonly low: number; readonly high: number };
type Long = NonNullable<drift_sensor.bridge.v1.ImageSlot.$Properties['slot']>;

export function toBigInt(value: Halves): bigint {
  const low = BigInt(value.low >>> 0);
  return value.high === 0 ? low : (BigInt(value.high >>> 0) << 32n) | low;
}

/** Of a two's complement value. */
export function toSignedBigInt(value: Halves): bigint {
  return BigInt.asIntN(64, toBigInt(value));
}

/** For counters: exact up to 2^53. */
export function toNumber(value: Halves): number {
  return (value.high >>> 0) * 4_294_967_296 + (value.low >>> 0);
}

export function fromBigInt(value: bigint): Long {
  // protobufjs declares only a part of the class that it constructs here.
  return new protobuf.util.Long(
    Number(BigInt.asIntN(32, value)),
    Number(BigInt.asIntN(32, value >> 32n)),
    true,
  ) as Long;
}
