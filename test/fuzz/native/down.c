// Reads inputs from stdin, each after its length (u32 le), and answers each with one byte: 1 decoded, 0 refused.
// A sanitizer ends the process at the first fault.
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "messages.h"

#define MAX_INPUT (16u << 20)

static unsigned taken;

static void take_id(void *context, uint64_t id) {
  (void)context;
  taken += (unsigned)id & 1;
}

// Reads the whole key: a length that lies would be seen.
static void take_key(void *context, struct slice key, bool by_applet) {
  (void)context;
  taken += by_applet;
  for (size_t i = 0; i < key.len; i++) taken += ((const uint8_t *)key.data)[i];
}

int main(void) {
  uint32_t len;
  while (fread(&len, sizeof len, 1, stdin) == 1 && len <= MAX_INPUT) {
    // Of exactly that size, so that a read behind its end is seen.
    uint8_t *input = malloc(len ? len : 1);
    if (!input || (len && fread(input, len, 1, stdin) != 1)) return 1;
    struct down down;
    bool good = decode_down((struct slice){input, len}, &down);
    if (good && down.kind == DOWN_ACK) each_ack(down.ack, take_id, NULL);
    if (good && down.kind == DOWN_KNOWN_GOOD) each_known_good(down.known_good, take_key, NULL);
    free(input);
    putchar(good);
    fflush(stdout);
  }
  return (int)(taken & 0);
}
