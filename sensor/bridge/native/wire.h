// Protobuf's wire encoding, the part that wire.proto uses (https://protobuf.dev/programming-guides/encoding/).
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/** A piece of memory that somebody else owns. */
struct slice {
  const void *data;
  size_t len;
};

/** An encoder into a buffer of fixed size. What does not fit sets `overflow` and is left out. */
struct encoder {
  uint8_t *data;
  size_t len, cap;
  bool overflow;
};

// As in proto3 a zero, empty or false field takes no bytes.
void put_u32(struct encoder *e, unsigned field, uint32_t value);
void put_s32(struct encoder *e, unsigned field, int32_t value); // sint32
void put_bool(struct encoder *e, unsigned field, bool value);
void put_f64(struct encoder *e, unsigned field, uint64_t value); // fixed64
void put_bytes(struct encoder *e, unsigned field, struct slice value);
void put_text(struct encoder *e, unsigned field, const char *value);

/** Brackets a nested message; `end_message` moves it by the size of its length. Empty messages are kept. */
size_t begin_message(struct encoder *e, unsigned field);
void end_message(struct encoder *e, size_t begun);

/** Brackets a frame: a 4-byte little-endian length in front of a message. */
size_t begin_frame(struct encoder *e);
void end_frame(struct encoder *e, size_t begun);

enum wire_type { WIRE_VARINT = 0, WIRE_FIXED64 = 1, WIRE_BYTES = 2, WIRE_FIXED32 = 5 };

struct decoder {
  const uint8_t *at, *end;
};

struct field {
  uint32_t number;
  enum wire_type type;
  uint64_t value;     // of the three numeric types
  struct slice bytes; // of WIRE_BYTES; lies inside the decoder's buffer
};

/** 1: a field; 0: the end; -1: malformed (what follows cannot be read). */
int next_field(struct decoder *d, struct field *out);
/** 1: a value; 0: the end; -1: malformed. For packed fields. */
int next_fixed64(struct decoder *d, uint64_t *out);
