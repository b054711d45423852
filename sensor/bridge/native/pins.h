// Files held open for the sensor: bounded in number, taken by event id, expired by age.
#pragma once

#include <stdbool.h>
#include <stdint.h>

#define PIN_MAX_AGE_NS 2000000000ull

/** What is held for one event besides its file has a name of its own; an event's number never reaches these bits. */
#define PIN_ROOT(id) ((id) | 1ull << 63)
#define PIN_SCRIPT(id) ((id) | 1ull << 62)

struct pins;

/** NULL when there is no memory. */
struct pins *pins_new(unsigned max);
void pins_free(struct pins *pins); // closes what is held

/** A hint, without waiting for anybody: pins_add has the last word. */
bool pins_room(struct pins *pins);
/** Takes over `fd`. False when full or the id is held already; then the caller keeps it. */
bool pins_add(struct pins *pins, uint64_t id, int fd, uint64_t now_ns);
/** Closes the pin; false when there is none (expired, never made). */
bool pins_release(struct pins *pins, uint64_t id);
/** Closes all that are at least PIN_MAX_AGE_NS old; returns how many. */
unsigned pins_expire(struct pins *pins, uint64_t now_ns);
unsigned pins_held(struct pins *pins);
