#include "wire.h"

#include <string.h>

#define FRAME_HEADER 4

static void put_raw(struct encoder *e, const void *data, size_t len) {
  if (len == 0) return;
  if (e->overflow || len > e->cap - e->len) {
    e->overflow = true;
    return;
  }
  memcpy(e->data + e->len, data, len);
  e->len += len;
}

static size_t varint(uint8_t out[10], uint64_t value) {
  size_t n = 0;
  for (; value >= 0x80; value >>= 7) out[n++] = (uint8_t)(value | 0x80);
  out[n++] = (uint8_t)value;
  return n;
}

static void put_varint(struct encoder *e, uint64_t value) {
  uint8_t bytes[10];
  put_raw(e, bytes, varint(bytes, value));
}

static void put_tag(struct encoder *e, unsigned field, enum wire_type type) {
  put_varint(e, (uint64_t)field << 3 | type);
}

static void store_le(uint8_t *out, uint64_t value, size_t n) {
  for (size_t i = 0; i < n; i++) out[i] = (uint8_t)(value >> (8 * i));
}

static uint64_t load_le64(const uint8_t *in) {
  uint64_t value = 0;
  for (unsigned i = 0; i < 8; i++) value |= (uint64_t)in[i] << (8 * i);
  return value;
}

void put_u32(struct encoder *e, unsigned field, uint32_t value) {
  if (!value) return;
  put_tag(e, field, WIRE_VARINT);
  put_varint(e, value);
}

void put_s32(struct encoder *e, unsigned field, int32_t value) {
  uint32_t sign = value < 0 ? UINT32_MAX : 0;
  put_u32(e, field, ((uint32_t)value << 1) ^ sign); // zigzag
}

void put_bool(struct encoder *e, unsigned field, bool value) {
  put_u32(e, field, value);
}

void put_f64(struct encoder *e, unsigned field, uint64_t value) {
  uint8_t bytes[8];
  if (!value) return;
  put_tag(e, field, WIRE_FIXED64);
  store_le(bytes, value, sizeof bytes);
  put_raw(e, bytes, sizeof bytes);
}

void put_bytes(struct encoder *e, unsigned field, struct slice value) {
  if (!value.len) return;
  put_tag(e, field, WIRE_BYTES);
  put_varint(e, value.len);
  put_raw(e, value.data, value.len);
}

void put_text(struct encoder *e, unsigned field, const char *value) {
  if (value) put_bytes(e, field, (struct slice){value, strlen(value)});
}

size_t begin_message(struct encoder *e, unsigned field) {
  put_tag(e, field, WIRE_BYTES);
  return e->len;
}

void end_message(struct encoder *e, size_t begun) {
  uint8_t bytes[10];
  if (e->overflow) return;
  size_t len = e->len - begun, n = varint(bytes, len);
  if (n > e->cap - e->len) {
    e->overflow = true;
    return;
  }
  memmove(e->data + begun + n, e->data + begun, len);
  memcpy(e->data + begun, bytes, n);
  e->len += n;
}

size_t begin_frame(struct encoder *e) {
  static const uint8_t zero[FRAME_HEADER];
  put_raw(e, zero, sizeof zero);
  return e->len;
}

void end_frame(struct encoder *e, size_t begun) {
  if (!e->overflow) store_le(e->data + begun - FRAME_HEADER, e->len - begun, FRAME_HEADER);
}

static int get_varint(struct decoder *d, uint64_t *out) {
  uint64_t value = 0;
  for (unsigned shift = 0; shift < 64; shift += 7) {
    if (d->at == d->end) return -1;
    uint8_t byte = *d->at++;
    if (shift == 63 && byte > 1) return -1; // more than 64 bits
    value |= (uint64_t)(byte & 0x7f) << shift;
    if (!(byte & 0x80)) {
      *out = value;
      return 0;
    }
  }
  return -1;
}

int next_field(struct decoder *d, struct field *out) {
  uint64_t tag;
  if (d->at == d->end) return 0;
  if (get_varint(d, &tag) || tag > UINT32_MAX || tag >> 3 == 0) return -1;
  *out = (struct field){.number = (uint32_t)(tag >> 3), .type = (enum wire_type)(tag & 7)};
  size_t left;
  switch (tag & 7) {
    case WIRE_VARINT:
      return get_varint(d, &out->value) ? -1 : 1;
    case WIRE_FIXED64:
      return next_fixed64(d, &out->value) == 1 ? 1 : -1;
    case WIRE_BYTES:
      if (get_varint(d, &out->value)) return -1;
      left = (size_t)(d->end - d->at);
      if (out->value > left) return -1;
      out->bytes = (struct slice){d->at, (size_t)out->value};
      d->at += out->bytes.len;
      return 1;
    case WIRE_FIXED32:
      if (d->end - d->at < 4) return -1;
      for (unsigned i = 0; i < 4; i++) out->value |= (uint64_t)*d->at++ << (8 * i);
      return 1;
    default:
      return -1;
  }
}

int next_fixed64(struct decoder *d, uint64_t *out) {
  if (d->at == d->end) return 0;
  if (d->end - d->at < 8) return -1;
  *out = load_le64(d->at);
  d->at += 8;
  return 1;
}
