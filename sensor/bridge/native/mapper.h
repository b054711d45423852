// Executable mappings of containers: from perf's records to the queue.
#pragma once

#include "bridge.h"

struct mapper;

/** Opens the rings, marks the processes that run, starts the thread that looks at them. NULL, with the reason. */
struct mapper *mapper_start(struct bridge *bridge, char *why, size_t size);
/** Looks at one CPU's mappings now. Any thread. */
void mapper_drain(struct mapper *mapper, unsigned cpu);
/** A container was registered, or a process that was known is gone: which there are is looked up anew, soon. */
void mapper_list_again(struct mapper *mapper);
