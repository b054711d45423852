// From the kernel's record to the message.
#pragma once

#include <linux/types.h>

#include "messages.h"
#include "record.h"

// exe, loader, cwd; the ancestors' programs
#define UNPACK_SPACE (4 * (REC_PATH + REC_NAME + 2) + REC_ANCESTORS * (REC_ANCESTOR_PATH + REC_NAME + 2))

/**
 * Fills everything that the record says; id, time, and pins are the caller's. The message's text lies in the record and
 * in `space` (UNPACK_SPACE bytes). False: the record contradicts itself.
 */
bool unpack(const void *record, size_t len, char *space, struct exec *out);
