#include <pthread.h>
#include <stdio.h>

#include "bridge.h"
#include "log.h"

static const char *boolean(bool value) {
  return value ? "true" : "false";
}

static void *try_realtime(void *out) {
  *(const char **)out = go_realtime();
  return NULL;
}

enum exit_code probe(void) {
  struct host host = find_host();
  struct kernel kernel;
  struct refusal why = {.code = "ok"};
  const char *realtime = "no thread could be started";
  char detail[2048], realtime_detail[512];
  pthread_t thread;

  const struct options all = {.libraries = true, .verdicts = true};
  bool ok = kernel_open(&kernel, &host, &all, &why);
  if (!pthread_create(&thread, NULL, try_realtime, &realtime)) pthread_join(thread, NULL);
  json_escape(detail, sizeof detail, why.detail);
  json_escape(realtime_detail, sizeof realtime_detail, realtime);
  printf("{\"ok\":%s,\"code\":\"%s\",\"detail\":\"%s\",\"btf\":%s,\"loader_identity\":%s,\"overlay_identity\":%s,"
         "\"realtime\":%s,\"realtime_detail\":\"%s\"}\n",
         boolean(ok), why.code, detail, boolean(have_btf()), boolean(ok && kernel.loader_identity),
         boolean(ok && kernel.overlay_identity), boolean(!realtime[0]), realtime_detail);
  if (ok) kernel_close(&kernel);
  return ok ? EXIT_GOOD : EXIT_KERNEL;
}
