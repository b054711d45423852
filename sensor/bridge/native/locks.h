// A mutex whose holder inherits the priority of who waits: the real-time pinner shares these with ordinary threads.
#pragma once

#include <pthread.h>

static inline int init_lock(pthread_mutex_t *lock) {
  pthread_mutexattr_t attr;
  int error = pthread_mutexattr_init(&attr);
  if (error) return error;
  error = pthread_mutexattr_setprotocol(&attr, PTHREAD_PRIO_INHERIT);
  if (!error) error = pthread_mutex_init(lock, &attr);
  pthread_mutexattr_destroy(&attr);
  return error;
}
