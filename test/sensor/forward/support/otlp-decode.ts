/** Decodes what an OTLP/HTTP receiver gets, from the messages as opentelemetry-proto 1.x declares them; independent of the encoder. */
import protobuf from 'protobufjs';

const PROTO = `
syntax = "proto3";
message ExportLogsServiceRequest { repeated ResourceLogs resource_logs = 1; }
message ExportLogsServiceResponse { ExportLogsPartialSuccess partial_success = 1; }
message ExportLogsPartialSuccess { int64 rejected_log_records = 1; string error_message = 2; }
message ResourceLogs { Resource resource = 1; repeated ScopeLogs scope_logs = 2; string schema_url = 3; }
message Resource { repeated KeyValue attributes = 1; uint32 dropped_attributes_count = 2; }
message ScopeLogs { InstrumentationScope scope = 1; repeated LogRecord log_records = 2; string schema_url = 3; }
message InstrumentationScope { string name = 1; string version = 2; repeated KeyValue attributes = 3; }
message LogRecord {
  fixed64 time_unix_nano = 1;
  int32 severity_number = 2;
  string severity_text = 3;
  AnyValue body = 5;
  repeated KeyValue attributes = 6;
  uint32 dropped_attributes_count = 7;
  fixed32 flags = 8;
  bytes trace_id = 9;
  bytes span_id = 10;
  fixed64 observed_time_unix_nano = 11;
  string event_name = 12;
}
message KeyValue { string key = 1; AnyValue value = 2; }
message ArrayValue { repeated AnyValue values = 1; }
message KeyValueList { repeated KeyValue values = 1; }
message AnyValue {
  oneof value {
    string string_value = 1;
    bool bool_value = 2;
    int64 int_value = 3;
    double double_value = 4;
    ArrayValue array_value = 5;
    KeyValueList kvlist_value = 6;
    bytes bytes_value = 7;
  }
}`;

const root = protobuf.parse(PROTO, { keepCase: true }).root;
const request = root.lookupType('ExportLogsServiceRequest');
const response = root.lookupType('ExportLogsServiceResponse');

type Value = { string_value?: string; bool_value?: boolean; int_value?: string; array_value?: { values: Value[] } };
type KeyValue = { key: string; value: Value };
type Decoded = {
  resource_logs: {
    resource: { attributes: KeyValue[] };
    scope_logs: { scope: { name: string; version: string }; log_records: RawRecord[] }[];
  }[];
};
type RawRecord = {
  time_unix_nano: string;
  observed_time_unix_nano: string;
  severity_number: number;
  severity_text: string;
  event_name: string;
  body: Value;
  attributes: KeyValue[];
};

export type OtlpLog = {
  readonly timeNs: string;
  readonly severityNumber: number;
  readonly severityText: string;
  readonly eventName: string;
  readonly body: string;
  readonly attributes: Readonly<Record<string, unknown>>;
  readonly resource: Readonly<Record<string, unknown>>;
  readonly scope: { readonly name: string; readonly version: string };
};

/** Throws on bytes that are no such message, and on fields that it does not have. */
export function decodeLogs(bytes: Buffer): OtlpLog[] {
  const message = request.decode(bytes);
  const { resource_logs } = request.toObject(message, { longs: String, arrays: true }) as Decoded;
  return resource_logs.flatMap(({ resource, scope_logs }) =>
    scope_logs.flatMap(({ scope, log_records }) =>
      log_records.map((record) => ({
        timeNs: record.time_unix_nano,
        severityNumber: record.severity_number,
        severityText: record.severity_text,
        eventName: record.event_name,
        body: record.body.string_value ?? '',
        attributes: plain(record.attributes),
        resource: plain(resource.attributes),
        scope,
      })),
    ),
  );
}

export function partialSuccess(rejected: number, message: string): Buffer {
  const fields = { partial_success: { rejected_log_records: rejected, error_message: message } };
  return Buffer.from(response.encode(response.fromObject(fields)).finish());
}

function plain(attributes: readonly KeyValue[]): Record<string, unknown> {
  return Object.fromEntries(attributes.map(({ key, value }) => [key, plainValue(value)]));
}

function plainValue(value: Value): unknown {
  if (value.int_value !== undefined) return Number(value.int_value);
  return value.array_value?.values.map(plainValue) ?? value.string_value ?? value.bool_value;
}
