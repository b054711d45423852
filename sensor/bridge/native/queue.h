// A queue of byte records between many producers and one consumer, bounded in bytes. A producer never waits for room.
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct queue;

/** NULL when there is no memory. Pages behind the first 1 MiB are taken only when used; an emptied queue starts over at its first. */
struct queue *queue_new(size_t bytes);
void queue_free(struct queue *queue);

/** False when the record, made of two pieces, does not fit. */
bool queue_push(struct queue *queue, const void *head, size_t head_len, const void *tail, size_t tail_len);
/** Waits until a record is there or `deadline_ns` (CLOCK_MONOTONIC) has passed. */
void queue_wait(struct queue *queue, uint64_t deadline_ns);
/** The oldest record, or NULL. It stays in place until queue_pop. */
const void *queue_peek(struct queue *queue, size_t *len);
void queue_pop(struct queue *queue);
