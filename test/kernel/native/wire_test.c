// The encoder writes the fixture to the byte; the decoder reads the other one, and survives everything else.
#include <string.h>

#include "check.h"
#include "fixture.h"

#define ROOM 65536

static struct slice read_file(const char *dir, const char *name) {
  static uint8_t data[2][ROOM];
  static int turn;
  char path[4096];
  uint8_t *to = data[turn++ % 2];
  snprintf(path, sizeof path, "%s/%s", dir, name);
  FILE *file = fopen(path, "rb");
  CHECK(file);
  size_t n = fread(to, 1, ROOM, file);
  fclose(file);
  return (struct slice){to, n};
}

static void write_file(const char *dir, const char *name, const struct encoder *e) {
  char path[4096];
  snprintf(path, sizeof path, "%s/%s", dir, name);
  FILE *file = fopen(path, "wb");
  CHECK(file && fwrite(e->data, 1, e->len, file) == e->len && !fclose(file));
}

static struct encoder encoder(void) {
  struct encoder e = {.data = malloc(ROOM), .cap = ROOM};
  CHECK(e.data);
  return e;
}

static void same(const struct encoder *made, struct slice file) {
  CHECK(!made->overflow);
  CHECK(made->len == file.len);
  CHECK(!memcmp(made->data, file.data, file.len));
}

static uint32_t frame_length(const uint8_t *at) {
  return (uint32_t)at[0] | (uint32_t)at[1] << 8 | (uint32_t)at[2] << 16 | (uint32_t)at[3] << 24;
}

/** A copy of exactly that length, so that the sanitizer sees a read behind its end. */
static bool decode_copy(const uint8_t *data, size_t len, struct down *out) {
  uint8_t *copy = malloc(len ? len : 1);
  CHECK(copy);
  memcpy(copy, data, len);
  bool good = decode_down((struct slice){copy, len}, out);
  if (good && out->kind == DOWN_ACK) out->ack = (struct slice){0};
  free(copy);
  return good;
}

struct collected {
  uint64_t id[8];
  unsigned count;
};

static void collect(void *context, uint64_t id) {
  struct collected *c = context;
  CHECK(c->count < 8);
  c->id[c->count++] = id;
}

static void collect_key(void *context, struct slice key, bool by_applet) {
  unsigned *count = context;
  static const struct slice expected[] = {{"\0key\xff", 5}, {"second", 6}, {"applet", 6}};
  CHECK(*count < 3 && key.len == expected[*count].len && !memcmp(key.data, expected[*count].data, key.len));
  CHECK(by_applet == (*count == 2));
  ++*count;
}

static void reads_the_down_fixture(struct slice file) {
  const uint8_t *at = file.data, *end = at + file.len;
  struct down down[6];
  unsigned keys = 0;
  struct collected acked = {0};
  for (unsigned i = 0; i < 6; i++) {
    CHECK(end - at >= 4 && frame_length(at) <= (size_t)(end - at - 4));
    CHECK(decode_down((struct slice){at + 4, frame_length(at)}, &down[i]));
    at += 4 + frame_length(at);
  }
  CHECK(at == end);
  CHECK(down[0].kind == DOWN_HELLO && down[0].version == 1 && down[0].pid == 4194303);
  CHECK(down[1].kind == DOWN_ACK);
  each_ack(down[1].ack, collect, &acked);
  CHECK(acked.count == 3 && acked.id[0] == 1 && acked.id[1] == 9007199254740993ull && acked.id[2] == UINT64_MAX);
  CHECK(down[2].kind == DOWN_IMAGE_SLOT && down[2].cgroup_id == 9007199254740993ull && down[2].slot == UINT64_MAX);
  CHECK(down[3].kind == DOWN_IMAGE_SLOT && down[3].cgroup_id == 595 && down[3].slot == 0);
  CHECK(down[4].kind == DOWN_KNOWN_GOOD);
  each_known_good(down[4].known_good, collect_key, &keys);
  CHECK(keys == 3);
  CHECK(down[5].kind == DOWN_GENERATION && down[5].generation == 9007199254740993ull);
}

/** None of our frames has a field at which it could be cut and still be a message: the outermost length would lie. */
static void refuses_every_truncation(struct slice file) {
  const uint8_t *at = file.data, *end = at + file.len;
  struct down down;
  for (; at < end; at += 4 + frame_length(at))
    for (size_t len = 0; len < frame_length(at); len++) CHECK(!decode_copy(at + 4, len, &down));
}

/** Every byte set to every value: no outcome is expected but that there is one. */
static void survives_every_changed_byte(struct slice file) {
  uint8_t copy[512];
  const uint8_t *at = file.data, *end = at + file.len;
  struct down down;
  for (; at < end; at += 4 + frame_length(at)) {
    size_t len = frame_length(at);
    CHECK(len <= sizeof copy);
    for (size_t i = 0; i < len; i++) {
      for (unsigned value = 0; value < 256; value++) {
        memcpy(copy, at + 4, len);
        copy[i] = (uint8_t)value;
        decode_copy(copy, len, &down);
      }
    }
  }
}

#define REFUSED(...)                                                              \
  do {                                                                            \
    static const uint8_t bytes[] = {__VA_ARGS__};                                 \
    struct down down;                                                             \
    CHECK(!decode_copy(bytes, sizeof bytes, &down));                              \
  } while (0)

static void refuses_what_is_malformed(void) {
  REFUSED(0x12, 0x7f);                                                             // a length beyond the end
  REFUSED(0x12, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x01);       // a length of 2^64 - 1
  REFUSED(0x12, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x02);       // a varint of 65 bits
  REFUSED(0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x01); // one that never ends
  REFUSED(0x00, 0x00);                                                             // field number 0
  REFUSED(0x0b, 0x0c);                                                             // groups are no part of this protocol
  REFUSED(0x12, 0x04, 0x0a, 0x02, 0x01, 0x01);                                     // packed ids of two bytes
  REFUSED(0x1a, 0x00);                                                             // a slot for no cgroup
  REFUSED(0xa2, 0x06, 0x00);                                                       // only a message from the future
}

static void reads_single_and_packed_ids_together(void) {
  static const uint8_t bytes[] = {0x12, 0x1c, 0x09, 1, 0, 0, 0, 0, 0, 0, 0, 0x0a, 0x08, 2, 0,
                                  0,    0,    0,    0, 0, 0, 0x10, 0x07, 0x1d, 9, 9, 9, 9, 0x22, 0x00};
  struct down down;
  struct collected acked = {0};
  CHECK(decode_down((struct slice){bytes, sizeof bytes}, &down) && down.kind == DOWN_ACK);
  each_ack(down.ack, collect, &acked);
  CHECK(acked.count == 2 && acked.id[0] == 1 && acked.id[1] == 2);
}

/** Room for one byte less than a frame needs: nothing is appended, and the next frame that fits still is. */
static void leaves_out_what_does_not_fit(void) {
  struct encoder whole = encoder();
  CHECK(encode_gap(&whole, 1, "kernel_ring", 2));
  for (size_t cap = 0; cap <= whole.len; cap++) {
    struct encoder small = {.data = malloc(cap ? cap : 1), .cap = cap};
    bool fits = encode_gap(&small, 1, "kernel_ring", 2);
    CHECK(fits == (cap == whole.len));
    CHECK(small.len == (fits ? whole.len : 0) && !small.overflow);
    free(small.data);
  }
  free(whole.data);
}

int main(int argc, char **argv) {
  struct encoder up = encoder(), down = encoder();
  make_fixture(&up);
  make_down_fixture(&down);
  if (argc == 3 && !strcmp(argv[1], "--write")) {
    write_file(argv[2], "fixture.bin", &up);
    write_file(argv[2], "fixture_down.bin", &down);
    free(up.data);
    free(down.data);
    return 0;
  }
  CHECK(argc == 2);
  same(&up, read_file(argv[1], "fixture.bin"));
  struct slice down_file = read_file(argv[1], "fixture_down.bin");
  same(&down, down_file);
  reads_the_down_fixture(down_file);
  refuses_every_truncation(down_file);
  survives_every_changed_byte(down_file);
  refuses_what_is_malformed();
  reads_single_and_packed_ids_together();
  leaves_out_what_does_not_fit();
  free(up.data);
  free(down.data);
  puts("wire_test: good");
  return 0;
}
