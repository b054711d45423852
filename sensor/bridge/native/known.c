#include "known.h"

#include <bpf/bpf.h>
#include <errno.h>
#include <linux/bpf.h>
#include <stdlib.h>
#include <string.h>

bool known_open(struct known *k, int map_fd, unsigned max) {
  *k = (struct known){.map_fd = map_fd, .max = max, .keys = calloc(max, sizeof *k->keys)};
  return k->keys;
}

void known_close(struct known *k) {
  free(k->keys);
  k->keys = NULL;
}

static void forget(struct known *k, struct known_key *key) {
  if (!key->slot) return;
  bpf_map_delete_elem(k->map_fd, key);
  key->slot = 0;
  k->entries--;
}

static void add(struct known *k, const struct known_key *key, uint8_t as) {
  struct known_key *oldest = &k->keys[k->next];
  if (oldest->slot) {
    forget(k, oldest);
    k->evicted++;
  }
  if (!bpf_map_update_elem(k->map_fd, key, &as, BPF_NOEXIST)) {
    *oldest = *key;
    k->next = (k->next + 1) % k->max;
    k->entries++;
  } else if (errno != EEXIST) {
    k->refused++;
  }
}

bool known_add(struct known *k, const void *bytes, size_t len, bool by_applet) {
  struct known_key key;
  if (len != sizeof key) return false;
  memcpy(&key, bytes, sizeof key);
  if (!key.slot || (key.use != KEY_MAPPED && key.use != KEY_EXECUTED)) return false;
  uint32_t applet = key.applet;
  key.applet = 0;
  if (!by_applet) {
    add(k, &key, KNOWN_GOOD);
    return true;
  }
  if (key.use != KEY_EXECUTED) return false;
  if (!applet) return true; // its name was too long to be told by
  add(k, &key, KNOWN_BY_APPLET);
  key.applet = applet;
  add(k, &key, KNOWN_GOOD);
  return true;
}

void known_forget(struct known *k, uint64_t slot) {
  for (unsigned i = 0; k->entries && i < k->max; i++)
    if (!slot || k->keys[i].slot == slot) forget(k, &k->keys[i]);
}
