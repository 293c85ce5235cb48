/* What sending and receiving cost through the C API, against bench_server:
 *
 *   bench produce|consume|listen ws://HOST:PORT PAYLOAD_SIZE COUNT [TRANSPORT]
 *
 * produce sends without waiting and counts to the last answer; consume receives
 * and acknowledges in a loop, listen in a callback. The transport is the
 * library's default where none is named. "bench transports" says which there
 * are. */
#define _POSIX_C_SOURCE 200809L
#include <pulsarws/pulsarws.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <time.h>

/* The address: the arguments of a call are read in any order. */
static void check(pws_status status, pws_error** error) {
  if (status == PWS_OK) return;
  fprintf(stderr, "bench: %s: %s\n", pws_status_name(status),
          pws_error_message(*error));
  exit(1);
}

static double cpu_microseconds(void) {
  struct rusage usage;
  getrusage(RUSAGE_SELF, &usage);
  return 1e6 * (double)(usage.ru_utime.tv_sec + usage.ru_stime.tv_sec) +
         (double)(usage.ru_utime.tv_usec + usage.ru_stime.tv_usec);
}

static double wall_seconds(void) {
  struct timespec now;
  timespec_get(&now, TIME_UTC);
  return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

static atomic_long done;

static void on_sent(pws_event* event, void* user_data) {
  (void)user_data;
  check(event->status, &event->error);
  atomic_fetch_add(&done, 1);
}

static void on_message(pws_event* event, void* user_data) {
  (void)user_data;
  pws_error* error = NULL;
  check(event->status, &event->error);
  check(pws_consumer_ack(event->consumer, event->message, &error), &error);
  atomic_fetch_add(&done, 1);
}

static void wait_for(long count) {
  struct timespec pause = {0, 1000000};
  while (atomic_load(&done) < count) nanosleep(&pause, NULL);
}

static void produce(pws_producer* producer, size_t size, long count) {
  char* payload = malloc(size);
  memset(payload, 'x', size);
  pws_outgoing outgoing = PWS_OUTGOING_INIT;
  outgoing.payload = pws_slice_make(payload, size);
  pws_error* error = NULL;
  for (long i = 0; i < count; ++i) {
    check(pws_producer_send_async(producer, &outgoing, 1, on_sent, NULL, NULL,
                                  NULL, &error),
          &error);
  }
  free(payload);
  wait_for(count);
}

static void consume(pws_consumer* consumer, long count) {
  pws_error* error = NULL;
  for (long i = 0; i < count; ++i) {
    pws_message* message = NULL;
    pws_message_view view = PWS_MESSAGE_VIEW_INIT;
    check(pws_consumer_receive_view(consumer, -1, &message, &view, &error),
          &error);
    check(pws_consumer_ack_and_free(consumer, message, &error), &error);
  }
}

int main(int argc, char** argv) {
  if (argc == 2 && strcmp(argv[1], "transports") == 0) {
    printf("%s\n", pws_transports());
    return 0;
  }
  if (argc != 5 && argc != 6) {
    fprintf(stderr,
            "usage: bench produce|consume|listen URL SIZE COUNT [TRANSPORT]\n");
    return 2;
  }
  const char* what = argv[1];
  size_t size = strtoul(argv[3], NULL, 10);
  long count = strtol(argv[4], NULL, 10);
  pws_error* error = NULL;
  pws_client* client = NULL;
  pws_options* way = pws_options_new(PWS_OPTIONS_CLIENT);
  if (argc == 6)
    check(pws_options_set(way, "transport", argv[5], &error), &error);
  check(pws_client_new(argv[2], way, &client, &error), &error);
  pws_options_free(way);

  pws_producer* producer = NULL;
  pws_consumer* consumer = NULL;
  char topic[64];
  snprintf(topic, sizeof topic, "bench-%zu-%ld", size, count);
  if (strcmp(what, "produce") == 0) {
    pws_options* options = pws_options_new(PWS_OPTIONS_PRODUCER);
    check(pws_options_set(options, "blockIfQueueFull", "true", &error), &error);
    check(pws_producer_new(client, topic, options, 5000, &producer, &error),
          &error);
    pws_options_free(options);
  } else {
    check(pws_consumer_new(client, topic, "sub", NULL, 5000, &consumer, &error),
          &error);
  }

  double cpu = cpu_microseconds();
  double wall = wall_seconds();
  if (producer) {
    produce(producer, size, count);
  } else if (strcmp(what, "consume") == 0) {
    consume(consumer, count);
    check(pws_consumer_ack_flush(consumer, 60000, &error), &error);
  } else {
    check(pws_consumer_listen(consumer, on_message, NULL, NULL, &error),
          &error);
    wait_for(count);
    check(pws_consumer_ack_flush(consumer, 60000, &error), &error);
  }
  printf("cpu_us_per_message %.2f messages_per_second %.0f\n",
         (cpu_microseconds() - cpu) / (double)count,
         (double)count / (wall_seconds() - wall));

  pws_client_close(client, 5000, NULL);
  pws_producer_free(producer);
  pws_consumer_free(consumer);
  pws_client_free(client);
  return 0;
}
