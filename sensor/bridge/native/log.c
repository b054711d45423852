#include "log.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

void json_escape(char *out, size_t cap, const char *text) {
  size_t n = 0;
  for (; *text && n + 7 < cap; text++) {
    unsigned char c = (unsigned char)*text;
    if (c == '"' || c == '\\') {
      out[n++] = '\\';
      out[n++] = (char)c;
    } else if (c < 0x20 || c >= 0x7f) {
      n += (size_t)snprintf(out + n, cap - n, "\\u%04x", c);
    } else {
      out[n++] = (char)c;
    }
  }
  out[n] = 0;
}

void log_line(const char *level, const char *format, ...) {
  char message[2048], escaped[4096];
  va_list args;
  va_start(args, format);
  vsnprintf(message, sizeof message, format, args);
  va_end(args);
  json_escape(escaped, sizeof escaped, message);
  fprintf(stderr, "{\"level\":\"%s\",\"msg\":\"%s\"}\n", level, escaped);
}
