/**
 * ExportLogsServiceRequest in protobuf, by the field numbers of opentelemetry-proto 1.x (collector/logs/v1, logs/v1, common/v1,
 * resource/v1), and the part of ExportLogsServiceResponse that matters.
 */
import protobuf from 'protobufjs/minimal.js';

export type AttributeValue = string | number | boolean | readonly string[];
export type Attributes = readonly (readonly [string, AttributeValue])[];

export type LogRecord = {
  /** Nanoseconds since the epoch. */
  readonly timeNs: bigint;
  readonly observedNs: bigint;
  readonly severityNumber: number;
  readonly severityText: string;
  readonly body: string;
  readonly eventName: string;
  readonly attributes: Attributes;
};

export type Sender = { readonly resource: Attributes; readonly scopeVersion: string };

const SCOPE_NAME = 'drift-sensor';
const LENGTH_DELIMITED = 2;
const FIXED64 = 1;
const VARINT = 0;
const tag = (field: number, wire: number): number => (field << 3) | wire;

export function encodeRequest(records: readonly LogRecord[], sender: Sender): Uint8Array {
  const writer = protobuf.Writer.create();
  writer.uint32(tag(1, LENGTH_DELIMITED)).fork(); // resource_logs
  writer.uint32(tag(1, LENGTH_DELIMITED)).fork(); // resource
  writeAttributes(writer, 1, sender.resource);
  writer.ldelim();
  writer.uint32(tag(2, LENGTH_DELIMITED)).fork(); // scope_logs
  writer.uint32(tag(1, LENGTH_DELIMITED)).fork(); // scope
  writer.uint32(tag(1, LENGTH_DELIMITED)).string(SCOPE_NAME);
  writer.uint32(tag(2, LENGTH_DELIMITED)).string(sender.scopeVersion);
  writer.ldelim();
  for (const record of records) writeRecord(writer, record);
  writer.ldelim().ldelim();
  return writer.finish();
}

function writeRecord(writer: protobuf.Writer, record: LogRecord): void {
  writer.uint32(tag(2, LENGTH_DELIMITED)).fork(); // log_records
  writer.uint32(tag(1, FIXED64)).fixed64(halves(record.timeNs));
  writer.uint32(tag(2, VARINT)).int32(record.severityNumber);
  writer.uint32(tag(3, LENGTH_DELIMITED)).string(record.severityText);
  writer.uint32(tag(5, LENGTH_DELIMITED)).fork();
  writer.uint32(tag(1, LENGTH_DELIMITED)).string(record.body);
  writer.ldelim();
  writeAttributes(writer, 6, record.attributes);
  writer.uint32(tag(11, FIXED64)).fixed64(halves(record.observedNs));
  writer.uint32(tag(12, LENGTH_DELIMITED)).string(record.eventName);
  writer.ldelim();
}

function writeAttributes(writer: protobuf.Writer, field: number, attributes: Attributes): void {
  for (const [key, value] of attributes) {
    writer.uint32(tag(field, LENGTH_DELIMITED)).fork();
    writer.uint32(tag(1, LENGTH_DELIMITED)).string(key);
    writer.uint32(tag(2, LENGTH_DELIMITED)).fork();
    writeValue(writer, value);
    writer.ldelim().ldelim();
  }
}

function writeValue(writer: protobuf.Writer, value: AttributeValue): void {
  if (typeof value === 'string') writer.uint32(tag(1, LENGTH_DELIMITED)).string(value);
  else if (typeof value === 'boolean') writer.uint32(tag(2, VARINT)).bool(value);
  else if (typeof value === 'number') writer.uint32(tag(3, VARINT)).int64(value);
  else {
    writer.uint32(tag(5, LENGTH_DELIMITED)).fork();
    for (const each of value) {
      writer.uint32(tag(1, LENGTH_DELIMITED)).fork();
      writer.uint32(tag(1, LENGTH_DELIMITED)).string(each);
      writer.ldelim();
    }
    writer.ldelim();
  }
}

/** protobufjs turns a BigInt into 0 and rounds numbers above 2^53: the two halves are exact. */
function halves(value: bigint): { low: number; high: number; unsigned: boolean } {
  return { low: Number(value & 0xffff_ffffn), high: Number((value >> 32n) & 0xffff_ffffn), unsigned: true };
}

/** What the receiver did not take, and why. An answer that cannot be read rejects nothing. */
export function decodeResponse(bytes: Uint8Array): { readonly rejected: number; readonly message: string } {
  const nothing = { rejected: 0, message: '' };
  try {
    const reader = protobuf.Reader.create(bytes);
    while (reader.pos < reader.len) {
      const field = reader.uint32();
      if (field === tag(1, LENGTH_DELIMITED)) return decodePartialSuccess(reader.bytes());
      reader.skipType(field & 7);
    }
  } catch {
    // Success is told by the status alone.
  }
  return nothing;
}

function decodePartialSuccess(bytes: Uint8Array): { rejected: number; message: string } {
  const reader = protobuf.Reader.create(bytes);
  let rejected = 0;
  let message = '';
  while (reader.pos < reader.len) {
    const field = reader.uint32();
    if (field === tag(1, VARINT)) rejected = Number(reader.int64().toString());
    else if (field === tag(2, LENGTH_DELIMITED)) message = reader.string();
    else reader.skipType(field & 7);
  }
  return { rejected: Math.max(0, rejected), message };
}
