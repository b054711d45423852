// One line of JSON on stderr per message. Never called by the pinning thread: stderr can block.
#pragma once

#include <stddef.h>

void log_line(const char *level, const char *format, ...) __attribute__((format(printf, 2, 3)));
/** Writes `text` as the inside of a JSON string; at most `cap` bytes with the NUL, cut at a whole character. */
void json_escape(char *out, size_t cap, const char *text);
