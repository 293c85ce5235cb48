/* What a thousand consumers of one client cost beside the first, against
 * bench_server:
 *
 *   connections ws://HOST:PORT COUNT [TRANSPORT]
 */
#define _POSIX_C_SOURCE 200809L
#include <pulsarws/pulsarws.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

static void check(pws_status status, pws_error** error) {
  if (status == PWS_OK) return;
  fprintf(stderr, "connections: %s: %s\n", pws_status_name(status),
          pws_error_message(*error));
  exit(1);
}

/* A number of /proc/self/status, such as "Threads:" or "VmRSS:" in KB. */
static long number_of(const char* name) {
  char line[256];
  long number = 0;
  FILE* file = fopen("/proc/self/status", "r");
  while (file && fgets(line, sizeof line, file)) {
    if (strncmp(line, name, strlen(name)) == 0) {
      number = strtol(line + strlen(name), NULL, 10);
    }
  }
  if (file) fclose(file);
  return number;
}

static double wall_seconds(void) {
  struct timespec now;
  timespec_get(&now, TIME_UTC);
  return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

static pws_consumer* open_one(pws_client* client, long number) {
  char topic[64];
  pws_error* error = NULL;
  pws_consumer* consumer = NULL;
  snprintf(topic, sizeof topic, "bench-100-0-%ld", number);
  pws_status status =
      pws_consumer_new(client, topic, "sub", NULL, 30000, &consumer, &error);
  check(status, &error);
  return consumer;
}

int main(int argc, char** argv) {
  if (argc != 3 && argc != 4) {
    fprintf(stderr, "usage: connections URL COUNT [TRANSPORT]\n");
    return 2;
  }
  const long count = strtol(argv[2], NULL, 10);
  pws_error* error = NULL;
  pws_client* client = NULL;
  pws_options* options = pws_options_new(PWS_OPTIONS_CLIENT);
  if (argc == 4) {
    pws_status set = pws_options_set(options, "transport", argv[3], &error);
    check(set, &error);
  }
  pws_status made = pws_client_new(argv[1], options, &client, &error);
  check(made, &error);
  pws_options_free(options);

  pws_consumer** consumers = calloc((size_t)count, sizeof *consumers);
  consumers[0] = open_one(client, 0);
  const long threads = number_of("Threads:");
  const long memory = number_of("VmRSS:");
  const double began = wall_seconds();
  for (long i = 1; i < count; ++i) consumers[i] = open_one(client, i);
  printf("%ld consumers: %ld threads and %.1f KB each more, in %.2f s\n", count,
         number_of("Threads:") - threads,
         (double)(number_of("VmRSS:") - memory) / (double)(count - 1),
         wall_seconds() - began);

  pws_client_close(client, 30000, NULL);
  for (long i = 0; i < count; ++i) pws_consumer_free(consumers[i]);
  free(consumers);
  pws_client_free(client);
  return 0;
}
