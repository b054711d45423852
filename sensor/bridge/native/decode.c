#include "messages.h"

static struct decoder over(struct slice bytes) {
  const uint8_t *at = bytes.data;
  return (struct decoder){at, at + bytes.len};
}

static bool decode_hello(struct slice bytes, struct down *out) {
  struct decoder d = over(bytes);
  struct field f;
  int more;
  while ((more = next_field(&d, &f)) == 1) {
    if (f.number == 1 && f.type == WIRE_VARINT) out->version = (uint32_t)f.value;
    if (f.number == 2 && f.type == WIRE_VARINT) out->pid = (uint32_t)f.value;
  }
  return more == 0;
}

static bool decode_image_slot(struct slice bytes, struct down *out) {
  struct decoder d = over(bytes);
  struct field f;
  int more;
  while ((more = next_field(&d, &f)) == 1) {
    if (f.number == 1 && f.type == WIRE_FIXED64) out->cgroup_id = f.value;
    if (f.number == 2 && f.type == WIRE_FIXED64) out->slot = f.value;
  }
  return more == 0 && out->cgroup_id != 0;
}

static bool decode_generation(struct slice bytes, struct down *out) {
  struct decoder d = over(bytes);
  struct field f;
  int more;
  while ((more = next_field(&d, &f)) == 1)
    if (f.number == 1 && f.type == WIRE_FIXED64) out->generation = f.value;
  return more == 0;
}

static bool check_ack(struct slice bytes) {
  struct decoder d = over(bytes);
  struct field f;
  int more;
  while ((more = next_field(&d, &f)) == 1)
    if (f.number == 1 && f.type == WIRE_BYTES && f.bytes.len % 8 != 0) return false;
  return more == 0;
}

void each_ack(struct slice ack, void (*take)(void *context, uint64_t id), void *context) {
  struct decoder d = over(ack);
  struct field f;
  while (next_field(&d, &f) == 1) {
    if (f.number != 1) continue;
    if (f.type == WIRE_FIXED64) take(context, f.value);
    if (f.type != WIRE_BYTES) continue;
    struct decoder packed = over(f.bytes);
    uint64_t id;
    while (next_fixed64(&packed, &id) == 1) take(context, id);
  }
}

static bool check_known_good(struct slice bytes) {
  struct decoder d = over(bytes);
  struct field f;
  int more;
  while ((more = next_field(&d, &f)) == 1) continue;
  return more == 0;
}

void each_known_good(struct slice known_good, void (*take)(void *context, struct slice key, bool by_applet), void *context) {
  struct decoder d = over(known_good);
  struct field f;
  while (next_field(&d, &f) == 1)
    if ((f.number == 3 || f.number == 4) && f.type == WIRE_BYTES) take(context, f.bytes, f.number == 4);
}

bool decode_down(struct slice frame, struct down *out) {
  struct decoder d = over(frame);
  struct field f;
  int more;
  *out = (struct down){0};
  while ((more = next_field(&d, &f)) == 1) {
    if (f.number < 1 || f.number > 6 || f.type != WIRE_BYTES) continue;
    // Of a oneof that is set twice the last one counts.
    *out = (struct down){.kind = DOWN_RESERVED};
    bool good = true;
    if (f.number == 1) {
      out->kind = DOWN_HELLO;
      good = decode_hello(f.bytes, out);
    } else if (f.number == 2) {
      out->kind = DOWN_ACK;
      out->ack = f.bytes;
      good = check_ack(f.bytes);
    } else if (f.number == 3) {
      out->kind = DOWN_IMAGE_SLOT;
      good = decode_image_slot(f.bytes, out);
    } else if (f.number == 4) {
      out->kind = DOWN_KNOWN_GOOD;
      out->known_good = f.bytes;
      good = check_known_good(f.bytes);
    } else if (f.number == 5) {
      out->kind = DOWN_GENERATION;
      good = decode_generation(f.bytes, out);
    }
    if (!good) return false;
  }
  return more == 0 && out->kind != 0;
}
